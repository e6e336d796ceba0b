import { expect, it } from "vitest";
import { WordsDesk } from "./words-desk.ts";
import { MAX_TAKES, MOST_SAMPLES } from "./words-state.ts";

const step = { what: { key: "did.import" } };
const sound = { rateHz: 8000, samples: new Float32Array(800) };
const desk = () => {
  const words = new WordsDesk();
  return { words, first: words.state.words[0]?.id ?? 0 };
};
const take = (word: number, more = {}) => ({ word, name: "a", sound, speaker: "", index: 0, ...more });

it("keeps no take of a word that is gone", () => {
  const { words, first } = desk();
  const { kept, full, gone } = words.addTakes(step, [take(first), take(9999, { name: "lost" }), take(first)]);
  expect([kept.length, full.length, gone.map((x) => x.name)]).toEqual([2, 0, ["lost"]]);
  expect(words.state.takes.map((x) => [x.word, x.name])).toEqual([[first, "a"], [first, "a (2)"]]);
  words.removeWord(first);
  expect(words.addTakes(step, [take(first)]).kept).toEqual([]);
  expect(words.state.takes).toEqual([]);
});

it("holds so many takes and no more", () => {
  const { words, first } = desk();
  const one = { rateHz: 8000, samples: new Float32Array(1) };
  const { kept, full } = words.addTakes(step, Array.from({ length: MAX_TAKES + 2 }, (_, i) => take(first, { name: String(i), sound: one })));
  expect([kept.length, full.map((x) => x.name)]).toEqual([MAX_TAKES, [String(MAX_TAKES), String(MAX_TAKES + 1)]]);
});

it("holds so much sound and no more", () => {
  const { words, first } = desk();
  // As long as it says, without the memory.
  const long = { rateHz: 48_000, samples: { length: MOST_SAMPLES - 1000, map: () => new Float32Array() } as unknown as Float32Array };
  words.replace({ ...words.table, takes: [{ ...take(first), id: 1, part: "learn", sound: long, from: 0, to: 1 }] });
  const { kept, full } = words.addTakes(step, [take(first, { name: "fits" }), take(first, { name: "does not" })]);
  expect([kept.map((x) => x.name), full.map((x) => x.name)]).toEqual([["fits"], ["does not"]]);
});

it("tells what an undo took back", () => {
  const { words, first } = desk();
  words.addTakes(step, [take(first)]);
  expect(words.undone).toBeUndefined();
  words.undo();
  expect(words.undone).toBe(step.what);
});
