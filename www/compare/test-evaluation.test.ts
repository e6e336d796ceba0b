import { describe, expect, test } from "vitest";
import { wilson } from "../core/statistics.ts";
import { accuracy, calibrationError, chance, confusion, type HeardTake, rejection, scoreBins, speakerFigures, tooSmall, wordFigures } from "./test-evaluation.ts";

let next = 0;
function take(said: number, heard: number, score: number, speaker = "a"): HeardTake {
  return { utterance: next++, name: `take ${next}`, speaker, said, heard, score, scores: [score] };
}

/** Seven takes of three words, counted by hand: 0 is right 2 of 3, 1 is right 2 of 2, 2 is right 1 of 2. */
const TAKES = [take(0, 0, 0.9), take(0, 0, 0.55), take(0, 1, 0.5), take(1, 1, 0.8, "b"), take(1, 1, 1, "b"), take(2, 2, 0.7), take(2, 0, 0.95, "c")];

test("the confusion matrix has a row by word said, and its sum is the takes", () => {
  expect(confusion(TAKES, 3)).toEqual([
    [2, 1, 0],
    [0, 2, 0],
    [1, 0, 1],
  ]);
});

test("five of seven are right; the most frequent word is 3 of 7", () => {
  expect(accuracy(TAKES)).toMatchObject({ hits: 5, of: 7 });
  expect(chance(TAKES)).toBeCloseTo(3 / 7, 12);
  expect(chance([])).toBe(0);
});

test("recall by row, precision by column, with their intervals", () => {
  const [zero, one, two] = wordFigures(TAKES, 3);
  expect(zero).toEqual({ word: 0, recall: wilson(2, 3), precision: wilson(2, 3) });
  expect(one).toEqual({ word: 1, recall: wilson(2, 2), precision: wilson(2, 3) });
  expect(two).toEqual({ word: 2, recall: wilson(1, 2), precision: wilson(1, 1) });
});

test("a word that was never said or heard has no share", () => {
  expect(wordFigures([take(0, 0, 1)], 2)[1]).toMatchObject({ recall: { of: 0, low: 0, high: 1 }, precision: { of: 0 } });
});

describe("the rejection level", () => {
  test("at 60 % two answers are rejected, one of them wrong; one wrong one passes", () => {
    expect(rejection(TAKES, 0.6)).toMatchObject({ right: 4, wrong: 1, rejected: 2, trust: { hits: 4, of: 5 } });
  });

  test("an answer at the level passes; 0 rejects nothing", () => {
    expect(rejection(TAKES, 0.5).rejected).toBe(0);
    expect(rejection(TAKES, 0).wrong).toBe(2);
  });
});

test("scores in five parts; a score of 1 is in the last one", () => {
  const bins = scoreBins(TAKES, 5);
  expect(bins.map((b) => [b.right, b.wrong])).toEqual([[0, 0], [0, 0], [1, 1], [1, 0], [3, 1]]);
  expect(bins[2]?.meanScore).toBeCloseTo(0.525, 12);
  expect(bins[0]?.meanScore).toBeNaN();
});

test("calibration: |right − sum of scores| of each part over all answers", () => {
  // Parts of 0.2: |1 − 1.05| + |1 − 0.7| + |3 − (0.9 + 0.8 + 1 + 0.95)| = 0.05 + 0.3 + 0.65.
  expect(calibrationError(scoreBins(TAKES, 5))).toBeCloseTo(1 / 7, 12);
  expect(calibrationError(scoreBins([], 5))).toBeNaN();
});

describe("too small to tell", () => {
  test("15 of 15 leaves 20.4 points: one take more would do", () => {
    expect(tooSmall(wilson(15, 15), 1 / 3)).toEqual({ why: "wide", more: 1 });
    expect(tooSmall(wilson(16, 16), 1 / 3)).toBeUndefined();
  });

  test("half right of ten needs 83 more", () => {
    expect(tooSmall(wilson(5, 10), 0.5)).toEqual({ why: "wide", more: 83 });
  });

  test("a narrow interval that holds the guess tells nothing either; one wholly below guessing tells much", () => {
    expect(tooSmall(wilson(52, 100), 0.5)).toEqual({ why: "chance", more: 0 });
    expect(tooSmall(wilson(20, 100), 0.5)).toBeUndefined();
    expect(tooSmall(wilson(90, 100), 0.1)).toBeUndefined();
  });

  test("no test at all is another matter", () => {
    expect(tooSmall(wilson(0, 0), 0)).toBeUndefined();
  });
});

test("voices, the worst first, with whether they were learnt from", () => {
  const figures = speakerFigures([...TAKES, take(0, 0, 1, "")], new Set(["a"]));
  expect(figures.map(({ speaker, accuracy: { hits, of }, learnt }) => [speaker, hits, of, learnt])).toEqual([
    ["c", 0, 1, false],
    ["a", 3, 4, true],
    ["b", 2, 2, false],
    ["", 1, 1, undefined],
  ]);
  expect(speakerFigures(TAKES, undefined).every((f) => f.learnt === undefined)).toBe(true);
});
