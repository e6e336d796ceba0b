import { zipSync } from "fflate";
import { expect, it } from "vitest";
import { exactWav } from "../audio/pcm.ts";
import { api } from "../data/worker-api.ts";
import type { DataWorker } from "../data/worker-client.ts";
import { type Take, LONGEST_S, MOST_SAMPLES } from "../data/words-state.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Sound } from "../engine/protocol.ts";
import { isProject, readArchive, writeArchive } from "./archive.ts";
import { runOf } from "./fakes.ts";
import { MODEL_FILE, PROJECT_JSON } from "./project-file.ts";

const worker = { call: (make: (with_: typeof api) => unknown) => Promise.resolve(make(api)) } as unknown as DataWorker;
/** Reads what `exactWav` writes with 16 bits; a file may be made to seem another sound. */
const engineOf = (seem?: (sound: Sound) => Sound) =>
  ({
    call: (make: (with_: { readWav: (name: string, bytes: Uint8Array) => Sound }) => unknown) =>
      Promise.resolve(
        make({
          readWav: (_, bytes) => {
            const view = new DataView(bytes.buffer, bytes.byteOffset);
            const sound = { rateHz: view.getUint32(24, true), samples: Float32Array.from({ length: (bytes.length - 44) / 2 }, (_, i) => view.getInt16(44 + 2 * i, true) / 32_768) };
            return seem?.(sound) ?? sound;
          },
        }),
      ),
  }) as unknown as EngineClient;

const take = (id: number, word: number): Take => ({ id, word, name: `t${id}`, speaker: "anna", index: id, part: "learn", sound: { rateHz: 8000, samples: new Float32Array(1600).fill(id / 64) }, from: 0, to: 1600 });
const kept = {
  table: { words: [{ id: 1, text: "yes", noise: false }, { id: 2, text: "no", noise: false }], takes: [take(3, 1), take(4, 1), take(5, 2)], partsBy: "page" as const, partsSeed: 1 },
  source: "own",
  train: {},
};
const still = () => undefined;

async function listOf(zip: Blob) {
  const list = await api.openZip(zip);
  if ("problem" in list) {
    throw new Error(list.problem);
  }
  return list;
}

let id = 100;
const read = async (zip: Blob, engine = engineOf()) => readArchive(worker, engine, "p.zip", await listOf(zip), () => id++, still);
const project = (files: readonly string[]) => ({
  format: "nrr-snn project",
  version: 1,
  dataDigest: "",
  words: [{ text: "yes", noise: false, takes: files.map((file, i) => ({ file, name: String(i), speaker: "", index: i, part: "learn", from: 0, to: 100 })) }],
  partsBy: "page",
  partsSeed: 1,
  source: "own",
  train: {},
  run: null,
});
const wav = exactWav({ rateHz: 8000, samples: new Float32Array(800) });
const zipOf = (named: readonly string[], there: readonly string[]) =>
  new Blob([zipSync({ [PROJECT_JSON]: new TextEncoder().encode(JSON.stringify(project(named))), ...Object.fromEntries(there.map((path) => [path, wav])) }).slice()]);

it("writes a project and reads it back, and two at a time do not get in each other's way", async () => {
  const other = { ...kept, table: { ...kept.table, takes: [take(9, 2)] } };
  const [one, two] = await Promise.all([writeArchive(worker, kept, undefined, still), writeArchive(worker, other, undefined, still)]);
  const alone = await writeArchive(worker, kept, undefined, still);
  expect(one.dataDigest).toBe(alone.dataDigest);
  expect(two.dataDigest).not.toBe(one.dataDigest);
  expect(new Uint8Array(await one.zip.arrayBuffer())).toEqual(new Uint8Array(await alone.zip.arrayBuffer()));
  expect(isProject(await listOf(one.zip))).toBe(true);
  const back = await read(one.zip);
  expect(back.kept.table.takes.map((x) => [x.name, x.sound.samples[0]])).toEqual([["t3", 3 / 64], ["t4", 4 / 64], ["t5", 5 / 64]]);
  expect([back.dataDigest, back.stated]).toEqual([one.dataDigest, one.dataDigest]);
});

it("lets go of what it was writing when it is stopped", async () => {
  const stopped = () => {
    throw new Error("stopped");
  };
  const before = api.beginPack();
  await expect(writeArchive(worker, kept, undefined, stopped)).rejects.toThrow("stopped");
  expect(api.endPack(before + 2)).toBeUndefined();
  api.dropPack(before);
});

it("refuses a project that names one recording twice", async () => {
  await expect(read(zipOf(["a.wav", "a.wav"], ["a.wav"]))).rejects.toThrow("a.wav is named twice");
});

it("refuses a file that holds one name twice", async () => {
  const bytes = new Uint8Array(await zipOf(["a.wav"], ["a.wav", "b.wav"]).arrayBuffer());
  const text = new TextDecoder("latin1").decode(bytes);
  for (let at = text.indexOf("b.wav"); at >= 0; at = text.indexOf("b.wav", at + 1)) {
    bytes[at] = "a".charCodeAt(0);
  }
  await expect(read(new Blob([bytes]))).rejects.toThrow("a.wav is named twice");
});

it("refuses a recording that no take is as long as", async () => {
  const long = (sound: Sound): Sound => ({ ...sound, samples: new Float32Array(LONGEST_S * sound.rateHz + 1) });
  await expect(read(zipOf(["a.wav"], ["a.wav"]), engineOf(long))).rejects.toThrow("longer than 30 s");
});

it("refuses more sound than a page holds", async () => {
  // As long as it says, without the memory.
  const huge = (): Sound => ({ rateHz: 1e9, samples: { length: MOST_SAMPLES / 2 + 1 } as Float32Array });
  await expect(read(zipOf(["a.wav", "b.wav"], ["a.wav", "b.wav"]), engineOf(huge))).rejects.toThrow("more than 800 MB");
});

it("says which file is missing", async () => {
  await expect(read(zipOf(["a.wav"], []))).rejects.toThrow("a.wav is missing");
  expect(MODEL_FILE).toBe("run/model.safetensors");
});

it("brings a run on a pack back with its model, where there is no take", async () => {
  const run = { ...runOf([1, 2, 3], [0, 1]), source: "data/digits.pack", stopped: true };
  const { zip, dataDigest } = await writeArchive(worker, { table: { ...kept.table, takes: [] }, source: "data/digits.pack", train: { epochs: "4" } }, run, still);
  expect(dataDigest).toBe("");
  const back = await read(zip);
  expect([back.dataDigest, back.stated]).toEqual(["", ""]);
  expect(back.kept).toMatchObject({ source: "data/digits.pack", train: { epochs: "4" }, table: { takes: [] } });
  // Its timeline stays in the browser.
  expect(back.run).toEqual({ ...run, checkpoints: [] });
});
