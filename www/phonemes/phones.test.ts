import { expect, it } from "vitest";
import { describePiece } from "./piece.ts";
import { EXAMPLES, exampleOf, partsOf, rowsOf, runsOf, totalOf, UNLABELLED, wilson } from "./phones.ts";

it("cuts frames into runs of one label", () => {
  expect(runsOf(Uint8Array.of(3, 3, UNLABELLED, 1, 3))).toEqual([
    { label: 3, from: 0, to: 2 },
    { label: undefined, from: 2, to: 3 },
    { label: 1, from: 3, to: 4 },
    { label: 3, from: 4, to: 5 },
  ]);
  expect(runsOf(new Uint8Array(0))).toEqual([]);
});

it("says what was heard in a run, the greatest part first", () => {
  expect(partsOf(Uint8Array.of(9, 2, 2, 5, 2), { label: 2, from: 0, to: 4 })).toEqual([
    { label: 2, share: 0.5 },
    { label: 5, share: 0.25 },
    { label: 9, share: 0.25 },
  ]);
});

it("gives Wilson's interval", () => {
  // 81 of 263: Newcombe 1998, table I, method 3.
  const [low, high] = wilson(81 / 263, 263);
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
  expect(wilson(0, 20)[0]).toBe(0);
  expect(wilson(0, 20)[1]).toBeCloseTo(0.1611, 4);
  expect(wilson(0.5, 0)).toEqual([0, 1]);
});

it("counts by phone and over all of them", () => {
  const rows = rowsOf(Uint32Array.of(6, 0, 4, 0, 0, 0, 1, 1, 8), ["aa", "b", "k"]);
  expect(rows).toEqual([
    { label: "k", frames: 10, right: 8, other: { label: "aa", share: 0.1 } },
    { label: "aa", frames: 10, right: 6, other: { label: "k", share: 0.4 } },
  ]);
  expect(totalOf(rows)).toEqual({ frames: 20, share: 0.7, chance: { label: "k", share: 0.5 } });
  expect(totalOf([]).share).toBe(0);
});

it("says of silence what it is, and of other phones a word that they are in", () => {
  const labels = ["sil", "k"];
  const piece = (index: number) => describePiece({ spoken: Uint8Array.of(0, 1), heard: Uint8Array.of(0, 1) }, labels, { startS: 0, stepS: 0.01 }, { track: "spoken", index });
  expect(piece(0)).toMatch(/^Spoken: sil \(silence\), 0\.00/);
  expect(piece(1)).toMatch(/^Spoken: k as in /);
});

it("has an example for each of the 39 classes", () => {
  expect(Object.keys(EXAMPLES)).toHaveLength(38);
  expect(exampleOf("sil")).toBe("(silence)");
});
