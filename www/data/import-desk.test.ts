import { strToU8, zipSync } from "fflate";
import { beforeEach, expect, it, vi } from "vitest";
import { TooLong } from "../audio/length.ts";
import type { PathFile } from "../core/files.ts";
import type { EngineClient } from "../engine/client.ts";
import { EngineError } from "../engine/fault.ts";
import type { Sound } from "../engine/protocol.ts";
import { ImportDesk } from "./import-desk.ts";
import { MOST_COMPRESSED } from "./take-reader.ts";
import { api as worker } from "./worker-api.ts";
import type { DataWorker } from "./worker-client.ts";
import { WordsDesk } from "./words-desk.ts";

const decoding = vi.hoisted(() => vi.fn<(bytes: Uint8Array, mostS: number) => Promise<undefined>>());
vi.mock("../audio/decode.ts", () => ({ decode: decoding }));

const sound = (): Sound => ({ rateHz: 8000, samples: new Float32Array(4000).fill(0.1) });

/** Called before each file is read, with its name. */
let before: (name: string) => void | Promise<void>;

const engineApi = {
  async readWav(name: string) {
    await before(name);
    if (name.startsWith("bad")) {
      throw new EngineError(`${name}: the sound is silent`, "audio");
    }
    return sound();
  },
  checkTake: () => Promise.resolve(),
  parsePaths: (paths: string[]) => Promise.resolve(paths.map((path) => ({ label: path.split("/").at(-2) ?? "", speaker: "", index: 0 }))),
};

let words: WordsDesk;
let desk: ImportDesk;

beforeEach(() => {
  before = () => undefined;
  words = new WordsDesk();
  desk = new ImportDesk(
    words,
    { call: (make: (api: typeof engineApi) => unknown) => Promise.resolve(make(engineApi)) } as unknown as EngineClient,
    { call: (make: (api: typeof worker) => unknown) => Promise.resolve(make(worker)) } as unknown as DataWorker,
  );
});

const file = (path: string, bytes: Uint8Array = new Uint8Array(4)): PathFile => ({ path, file: new File([bytes.slice()], path.slice(path.lastIndexOf("/") + 1)) });
const files = (folder: string, n: number, from = 0): PathFile[] => Array.from({ length: n }, (_, i) => file(`${folder}/${from + i}.wav`));
const texts = () => words.state.words.map((w) => w.text);
/** Does something while a file of this name is read. */
const when = (name: string, act: () => void) => {
  before = (read) => {
    if (read === name) {
      act();
    }
  };
};

it("adds folders of takes, and words for them", async () => {
  await desk.add([...files("up", 3), ...files("down", 2)]);
  expect(texts()).toEqual(["up", "down"]);
  expect(desk.state.report).toMatchObject({ takes: 5, words: 2, stopped: false, left: [] });
});

it("ends with an undo of what it has added, and adds nothing afterwards", async () => {
  when("30.wav", () => words.undo());
  const before = texts();
  await desk.add(files("up", 60));
  expect(words.state.takes).toEqual([]);
  expect(texts()).toEqual(before);
  expect(desk.state.report).toMatchObject({ takes: 0, words: 0, stopped: true });
  // What was taken back can be had again: nothing was changed since.
  expect(words.redo()?.key).toBe("did.import");
  expect(words.state.takes.length).toBeGreaterThan(0);
});

it("goes on when another change is taken back", async () => {
  words.addWord("other");
  when("0.wav", () => words.undo());
  await desk.add(files("up", 3));
  expect(words.state.takes).toHaveLength(3);
  expect(desk.state.report?.stopped).toBe(false);
});

it("leaves out the takes of a word that is removed meanwhile, and does not bring the word back", async () => {
  when("20.wav", () => words.removeWord(words.state.words.find((w) => w.text === "up")?.id ?? 0));
  await desk.add([...files("up", 30), ...files("down", 4)]);
  expect(texts()).toEqual(["down"]);
  const ids = new Set(words.state.words.map((w) => w.id));
  expect(words.state.takes.every((x) => ids.has(x.word))).toBe(true);
  expect(desk.state.report).toMatchObject({ takes: 4, words: 1 });
  // 16 were kept and went with their word; 4 waited, one was being read, and 9 were still to come.
  expect(desk.state.report?.left.filter((x) => x.key === "left.gone")).toHaveLength(14);
});

it("leaves out the files for one word once that is removed", async () => {
  const [first] = words.state.words;
  if (!first) {
    throw new Error("no word");
  }
  when("2.wav", () => words.removeWord(first.id));
  await desk.addTo(first, files("any", 5));
  expect(words.state.takes).toEqual([]);
  expect(desk.state.report?.left.map((x) => x.key)).toEqual(Array.from({ length: 5 }, () => "left.gone"));
});

it("follows a word that is renamed meanwhile", async () => {
  when("20.wav", () => words.rename(words.state.words[0]?.id ?? 0, "upwards"));
  await desk.add(files("up", 30));
  expect(texts()).toEqual(["upwards"]);
  expect(words.state.takes).toHaveLength(30);
});

it("takes up files that come right after a stop", async () => {
  let second: Promise<void> | undefined;
  when("3.wav", () => {
    desk.stop();
    second = desk.add(files("down", 2));
  });
  await desk.add(files("up", 40));
  await second;
  expect(words.state.takes.filter((x) => x.name.startsWith("down"))).toHaveLength(2);
  expect(words.state.takes.length).toBeLessThan(10);
  expect(desk.state.report).toMatchObject({ takes: 2, stopped: false });
});

it("stops what waits for its turn too", async () => {
  let second: Promise<void> | undefined;
  when("3.wav", () => {
    second = desk.add(files("down", 2));
    desk.stop();
  });
  await desk.add(files("up", 40));
  await second;
  expect(words.state.takes.filter((x) => x.name.startsWith("down"))).toEqual([]);
  expect(desk.state.report?.stopped).toBe(true);
});

it("tells the engine's reason without the file's name, and its case", async () => {
  await desk.add([file("up/bad.wav"), file("up/good.wav")]);
  expect(desk.state.report?.left).toEqual([{ path: "up/bad.wav", key: "left.refused", values: { why: "The sound is silent" }, code: "audio" }]);
});

it("has no large compressed file decoded", async () => {
  const large = { path: "up/a.mp3", file: { name: "a.mp3", size: MOST_COMPRESSED + 1, arrayBuffer: () => Promise.reject(new Error("it was read")) } as unknown as File };
  await desk.add([large]);
  expect(desk.state.report?.left).toEqual([{ path: "up/a.mp3", key: "left.heavy", values: { mb: 20, most: 20 } }]);
});

it.each([
  ["a word", "up/a.mp3", new TooLong(7200), { key: "left.long", values: { seconds: 7200, most: 30 } }],
  ["noise", "_background_noise_/a.mp3", new TooLong(7200), { key: "left.noise-long", values: { minutes: 120, most: 10 } }],
  ["no length", "up/a.webm", new TooLong(undefined), { key: "left.untold", values: { mb: "3.0", most: 2 } }],
])("leaves out compressed sound that may be hours: %s", async (_, path, why, left) => {
  decoding.mockRejectedValueOnce(why);
  await desk.add([{ path, file: { name: path, size: 3e6, arrayBuffer: () => Promise.resolve(new ArrayBuffer(3)) } as unknown as File }]);
  expect(desk.state.report?.left).toEqual([{ path, ...left }]);
  expect(decoding).toHaveBeenLastCalledWith(new Uint8Array(3), path.startsWith("up") ? 30 : 600);
});

it("tells that a zip file is opened, and reads it", async () => {
  const seen: (string | undefined)[] = [];
  desk.watch(() => seen.push(desk.state.opening));
  await desk.add([file("more.zip", zipSync({ "up/a.wav": strToU8("sound"), "up/b.wav": strToU8("sound too") }))]);
  expect(seen).toContain("more.zip");
  expect(desk.state).toMatchObject({ opening: undefined, progress: undefined, report: { takes: 2, left: [] } });
});

it("looks into a zip file, and lets go of one that the visitor did not wait for", async () => {
  const zip = file("a.zip", zipSync({ "up/a.wav": strToU8("sound") })).file;
  const open = async () => {
    const list = await worker.openZip(zip);
    if ("problem" in list) {
      throw new Error(list.problem);
    }
    return list;
  };
  expect((await desk.look("a.zip", open))?.files).toEqual([{ path: "up/a.wav", size: 5 }]);
  let number = 0;
  const looked = desk.look("a.zip", async () => {
    const list = await open();
    number = list.zip;
    desk.stop();
    return list;
  });
  expect(desk.state.opening).toBe("a.zip");
  expect(await looked).toBeUndefined();
  expect(desk.state.opening).toBeUndefined();
  expect(await worker.readZip(number, 0)).toMatchObject({ problem: "broken" });
});

it("tells of very many files that do not fit", async () => {
  const many = Array.from({ length: 150_000 }, (_, i) => ({ path: `note ${i}.txt`, file: { name: "", size: 1 } as File }));
  await desk.add(many);
  expect(desk.state.report?.left).toHaveLength(150_000);
});
