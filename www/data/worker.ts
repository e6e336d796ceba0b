/** The worker of Data: what would hold up the page, and needs no engine. */
import { expose, transfer } from "comlink";
import { Zip, ZipDeflate } from "fflate";
import { exactWav } from "../audio/pcm.ts";
import type { Sound, TakeData } from "../engine/protocol.ts";
import { DataDigest } from "../project/digest.ts";
import { listZip, readEntry, type ZipEntry, ZipError } from "../project/zip.ts";
import { factsOf } from "./facts.ts";
import { spectrogram } from "./spectrum.ts";
import type { DataWorkerApi, Stretch, ZipFault } from "./worker-protocol.ts";

/** The same for every file, so that the same project is the same file. */
const MTIME = new Date(1980, 0, 1);

const open = new Map<number, { bytes: Uint8Array; entries: ZipEntry[] }>();
let opened = 0;
let hashing: DataDigest | undefined;
let packing: { zip: Zip; parts: Uint8Array<ArrayBuffer>[] } | undefined;

function guarded<T>(read: () => T): T | ZipFault {
  try {
    return read();
  } catch (error) {
    if (error instanceof ZipError) {
      return { problem: error.problem, path: error.path };
    }
    throw error;
  }
}

function pack(path: string, bytes: Uint8Array): void {
  const file = new ZipDeflate(path, { level: 4 });
  file.mtime = MTIME;
  packing?.zip.add(file);
  file.push(bytes, true);
}

const api = {
  facts: (stretches: Stretch[]) => stretches.map((s) => factsOf(s.samples, s.rateHz, s.from, s.to)),
  picture(sound: Sound, columns: number, rows: number) {
    const levels = spectrogram(sound.samples, sound.rateHz, columns, rows);
    return transfer(levels, [levels.buffer]);
  },
  async openZip(file: Blob) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    return guarded(() => {
      const entries = listZip(bytes);
      open.set(++opened, { bytes, entries });
      return { zip: opened, files: entries.map(({ path, size }) => ({ path, size })) };
    });
  },
  readZip(zip: number, index: number) {
    const { bytes, entries } = open.get(zip) ?? {};
    const entry = entries?.[index];
    if (!bytes || !entry) {
      return { problem: "broken" as const, path: "" };
    }
    const read = guarded(() => readEntry(bytes, entry));
    return read instanceof Uint8Array ? transfer(read, [read.buffer]) : read;
  },
  closeZip(zip: number) {
    open.delete(zip);
  },
  beginDigest(labels: string[], takes: number) {
    hashing = new DataDigest(labels, takes);
  },
  digest(takes: TakeData[]) {
    takes.forEach((take) => hashing?.add(take));
  },
  endDigest() {
    const hex = hashing?.hex() ?? "";
    hashing = undefined;
    return hex;
  },
  beginPack() {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const zip = new Zip((error, part) => {
      if (error) {
        throw error;
      }
      parts.push(part.slice());
    });
    packing = { zip, parts };
  },
  packSounds(files: { path: string; sound: Sound }[]) {
    files.forEach(({ path, sound }) => pack(path, exactWav(sound)));
  },
  packFile: pack,
  endPack() {
    packing?.zip.end();
    const blob = new Blob(packing?.parts ?? [], { type: "application/zip" });
    packing = undefined;
    return blob;
  },
} satisfies Record<keyof DataWorkerApi, unknown>;

expose(api);
