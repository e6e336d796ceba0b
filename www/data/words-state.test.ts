import { expect, it } from "vitest";
import { leastPerWord, type Take, trainProblem, wordProblem } from "./words-state.ts";

const word = (id: number, text: string) => ({ id, text });
const take = (id: number, of: number): Take => ({
  id,
  word: of,
  name: `t${id}`,
  speaker: "",
  index: id,
  sound: { rateHz: 8000, samples: new Float32Array(1) },
  notices: [],
  numbered: false,
});

it("names empty and doubled words", () => {
  const words = [word(1, "yes"), word(2, " Yes "), word(3, " ")];
  expect(words.map((w) => wordProblem(words, w))).toEqual([undefined, "“Yes” stands twice; name each word once.", "Give this word a name."]);
});

it("says what is missing before training", () => {
  expect(trainProblem([word(1, "a")], [take(1, 1)])).toMatch(/At least 2 words/);
  expect(trainProblem([word(1, "a"), word(2, "b")], [take(1, 1)])).toMatch(/“b”/);
  expect(trainProblem([word(1, "a"), word(2, "a")], [take(1, 1), take(2, 2)])).toMatch(/twice/);
  expect(trainProblem([word(1, "a"), word(2, "b")], [take(1, 1), take(2, 2)])).toBeUndefined();
});

it("counts the word with fewest takes", () => {
  expect(leastPerWord([word(1, "a"), word(2, "b")], [take(1, 1), take(2, 1), take(3, 2)])).toBe(1);
  expect(leastPerWord([], [])).toBe(0);
});
