import { beforeEach, expect, it, vi } from "vitest";
import { Notices } from "../app/notices.ts";
import { MicrophoneError } from "../audio/microphone-error.ts";
import type { Player } from "../audio/player.ts";
import type { RecorderHooks } from "../audio/recorder.ts";
import { EngineError } from "../engine/fault.ts";
import type { Sound } from "../engine/protocol.ts";
import { RecordDesk } from "./record-desk.ts";
import { WordsDesk } from "./words-desk.ts";
import { MAX_TAKES, type Take, type Word } from "./words-state.ts";

/** Recordings that were begun, as a microphone would hear them. */
const begun: { hooks: RecorderHooks; signal: AbortSignal }[] = [];

vi.mock("../audio/recorder.ts", () => ({
  Recorder: {
    start(hooks: RecorderHooks, _wanted: number, _countdownS: number, signal: AbortSignal) {
      begun.push({ hooks, signal });
      hooks.state({ kind: "asking" });
      signal.addEventListener("abort", () => hooks.end("stopped"));
      return Promise.resolve();
    },
  },
}));

const player = { stop: () => undefined } as unknown as Player;
const sound: Sound = { rateHz: 8000, samples: new Float32Array(8000).fill(0.5) };
/** What a take's check did, in its time. */
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

let words: WordsDesk;
let notices: Notices;
let check: () => Promise<unknown>;
let desk: RecordDesk;
let word: Word;

function last() {
  const one = begun.at(-1);
  if (!one) {
    throw new Error("nothing records");
  }
  return one;
}

beforeEach(async () => {
  begun.length = 0;
  words = new WordsDesk();
  notices = new Notices();
  check = () => Promise.resolve();
  desk = new RecordDesk(words, player, notices, () => check());
  const [first] = words.state.words;
  if (!first) {
    throw new Error("no word");
  }
  word = first;
  await desk.record(word);
});

it("keeps what is heard, and counts it", async () => {
  last().hooks.take(sound);
  await settled();
  expect(words.state.takes.map((x) => x.word)).toEqual([word.id]);
  expect(desk.state.now).toMatchObject({ word: word.id, kept: 1 });
  expect(last().signal.aborted).toBe(false);
});

it.each<[string, () => void]>([
  ["is removed", () => words.removeWord(word.id)],
  ["goes with an undo", () => words.edit({ key: "did.open" }, { words: words.state.words.filter((w) => w.id !== word.id) })],
  ["goes with all words", () => words.begin()],
])("lets the microphone go when its word %s", async (_, takeAway) => {
  takeAway();
  expect(last().signal.aborted).toBe(true);
  expect(desk.state.now).toBeUndefined();
  last().hooks.take(sound);
  await settled();
  expect(words.state.takes).toEqual([]);
});

it("goes on when another word is removed", () => {
  const other = words.state.words.at(-1);
  words.removeWord(other?.id ?? 0);
  expect(last().signal.aborted).toBe(false);
});

it("tells nothing of a recording that has ended", async () => {
  const first = last();
  const second = words.state.words[1];
  await desk.record(second ?? word);
  first.hooks.failed(new MicrophoneError("lost", "it went away"));
  expect(desk.state.now?.word).toBe(second?.id);
  expect(notices.state.notices).toEqual([]);
  last().hooks.failed(new MicrophoneError("lost", "it went away"));
  expect(desk.state.now).toBeUndefined();
  expect(notices.state.notices.map((n) => n.id)).toEqual(["microphone"]);
});

it("tells why the engine refused a take, and of which case that is", async () => {
  check = () => Promise.reject(new EngineError(`${word.text}: the sound is silent`, "audio"));
  last().hooks.take(sound);
  await settled();
  expect(desk.state.said).toMatchObject({ key: "take-refused", values: { why: "The sound is silent" }, code: "audio" });
});

it("ends when the page is full, and says so", async () => {
  const take = (id: number): Take => ({ id, word: word.id, name: String(id), speaker: "", index: 0, part: "learn", sound: { rateHz: 8000, samples: new Float32Array(1) }, from: 0, to: 1 });
  words.replace({ ...words.table, takes: Array.from({ length: MAX_TAKES - 1 }, (_, i) => take(1000 + i)) });
  last().hooks.take(sound);
  await settled();
  expect(last().signal.aborted).toBe(false);
  last().hooks.take(sound);
  await settled();
  expect(words.state.takes).toHaveLength(MAX_TAKES);
  expect(last().signal.aborted).toBe(true);
  expect(desk.state.said).toMatchObject({ key: "take-full", word: word.id });
});
