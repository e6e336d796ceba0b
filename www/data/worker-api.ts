/** What the worker of Data does: what would hold up the page, and needs no engine. */
import { transfer } from "comlink";
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

interface Packing {
  zip: Zip;
  parts: Uint8Array<ArrayBuffer>[];
}

const open = new Map<number, { file: Blob; entries: ZipEntry[] }>();
/** What several at a time may be making: each has its own. */
const hashing = new Map<number, DataDigest>();
const packing = new Map<number, Packing>();
/** A worker that takes the place of another gives none of its numbers again. */
let begun = 1000 * Date.now();

/** Keeps something under a number that nothing else has. */
function kept<T>(all: Map<number, T>, one: T): number {
  all.set(++begun, one);
  return begun;
}

async function guarded<T>(read: () => Promise<T>): Promise<T | ZipFault> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ZipError) {
      return { problem: error.problem, path: error.path };
    }
    throw error;
  }
}

function pack(into: number, path: string, bytes: Uint8Array): void {
  const zip = packing.get(into)?.zip;
  if (zip) {
    const file = new ZipDeflate(path, { level: 4 });
    file.mtime = MTIME;
    zip.add(file);
    file.push(bytes, true);
  }
}

export const api = {
  facts: (stretches: Stretch[]) => stretches.map((s) => factsOf(s.samples, s.rateHz, s.from, s.to)),
  picture(sound: Sound, columns: number, rows: number) {
    const levels = spectrogram(sound.samples, sound.rateHz, columns, rows);
    return transfer(levels, [levels.buffer]);
  },
  openZip: (file: Blob) =>
    guarded(async () => {
      const entries = await listZip(file);
      return { zip: kept(open, { file, entries }), files: entries.map(({ path, size }) => ({ path, size })) };
    }),
  async readZip(zip: number, index: number) {
    const { file, entries } = open.get(zip) ?? {};
    const entry = entries?.[index];
    if (!file || !entry) {
      return { problem: "broken" as const, path: "" };
    }
    const read = await guarded(() => readEntry(file, entry));
    return read instanceof Uint8Array ? transfer(read, [read.buffer]) : read;
  },
  closeZip(zip: number) {
    open.delete(zip);
  },
  beginDigest: (labels: string[], takes: number) => kept(hashing, new DataDigest(labels, takes)),
  digest(digest: number, takes: TakeData[]) {
    takes.forEach((take) => hashing.get(digest)?.add(take));
  },
  endDigest: (digest: number) => hashing.get(digest)?.hex(),
  dropDigest(digest: number) {
    hashing.delete(digest);
  },
  beginPack() {
    const parts: Uint8Array<ArrayBuffer>[] = [];
    const zip = new Zip((error, part) => {
      if (error) {
        throw error;
      }
      parts.push(part.slice());
    });
    return kept(packing, { zip, parts });
  },
  packSounds(into: number, files: { path: string; sound: Sound }[]) {
    files.forEach(({ path, sound }) => pack(into, path, exactWav(sound)));
  },
  packFile: pack,
  endPack(into: number) {
    const one = packing.get(into);
    one?.zip.end();
    return one && new Blob(one.parts, { type: "application/zip" });
  },
  dropPack(into: number) {
    packing.delete(into);
  },
} satisfies Record<keyof DataWorkerApi, unknown>;
