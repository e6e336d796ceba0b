import { describe, expect, test } from "vitest";
import { binsFor, diagnosisOf, examine, information, ranked, shuffles } from "./doctor.ts";

describe("information of marks on labels", () => {
  test("alike is all of a bit, unrelated is none", () => {
    expect(information([0, 0, 1, 1], [0, 0, 1, 1], 2, 2)).toBeCloseTo(1, 12);
    expect(information([0, 1, 0, 1], [0, 0, 1, 1], 2, 2)).toBe(0);
  });

  test("three of four right: 1 − H(¼) − …, by hand 0.311278 bits", () => {
    // H(a) = H(3/4) = 0.811278, H(b) = 1, H(a, b) of (2, 1, 1) = 1.5.
    expect(information([0, 0, 0, 1], [0, 0, 1, 1], 2, 2)).toBeCloseTo(0.811278 + 1 - 1.5, 6);
  });
});

test("ranks in parts of about alike size; alike values stay together", () => {
  expect([...ranked([5, 1, 9, 3], 2)]).toEqual([1, 0, 1, 0]);
  expect([...ranked([0, 0, 0, 7], 2)]).toEqual([0, 0, 0, 1]);
  expect([...ranked([2, 2, 2, 2], 4)]).toEqual([1, 1, 1, 1]);
});

test("parts of spike counts: two for few takes, at most five", () => {
  expect(binsFor(20, 10)).toBe(2);
  expect(binsFor(90, 10)).toBe(3);
  expect(binsFor(1e5, 10)).toBe(5);
});

test("shuffles keep the labels, differ, and are the same each time", () => {
  const [a, b] = shuffles([0, 0, 1, 1, 2, 2, 3, 3], 2);
  expect([...(a ?? [])].sort()).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
  expect(a).not.toEqual(b);
  expect(shuffles([0, 0, 1, 1, 2, 2, 3, 3], 2)).toEqual([a, b]);
});

/** 40 takes of two words of ten steps each; five neurons: silent, saturated, unread, telling, and one that fires alike for both words. */
const SAID = Array.from({ length: 40 }, (_, i) => i % 2);
const ROW = (i: number): number[] => [0, 9 + (i % 2), 3 + 2 * (i % 2), 1 + 5 * (i % 2), 2 + (Math.floor(i / 2) % 2)];
const SEEN = {
  layers: [{ name: "RFC5", neurons: 5, influence: [1, 1, 0.01, 1, 1] }],
  counts: SAID.flatMap((_, i) => ROW(i)),
  said: SAID,
  steps: 400,
  spiking: true,
};

test("names silent, saturated, unread and mute neurons, and leaves the telling one alone", () => {
  const findings = [...examine(SEEN)];
  expect(findings.map((f) => f.ailment)).toEqual(["silent", "saturated", "unread", undefined, "mute"]);
  expect(findings.map((f) => f.rate)).toEqual([0, 0.95, 0.4, 0.35, 0.25]);
  expect(findings[3]?.information).toBeCloseTo(1, 12);
  expect(findings[4]?.information).toBe(0);
  expect(findings[4]?.byChance).toBeGreaterThan(0);
  expect(diagnosisOf(SEEN.layers, findings).layers).toEqual([{ name: "RFC5", neurons: 5, ill: { silent: 1, saturated: 1, unread: 1, mute: 1 }, untold: 0 }]);
});

test("units without spikes are never saturated", () => {
  expect([...examine({ ...SEEN, spiking: false })][1]?.ailment).toBeUndefined();
});

test("with four takes chance alone says as much: no neuron is called mute", () => {
  const few = { ...SEEN, counts: SAID.slice(0, 4).flatMap((_, i) => ROW(i)), said: SAID.slice(0, 4), steps: 40 };
  const findings = [...examine(few)];
  expect(findings[4]?.ailment).toBeUndefined();
  expect(findings[4]?.untold).toBe(true);
  expect(diagnosisOf(few.layers, findings).layers[0]?.untold).toBeGreaterThan(0);
});

test("a neuron that fires in one take of 40 is not called mute: no label could make it say more", () => {
  const rare = { layers: [{ name: "FC1", neurons: 1, influence: [1] }], counts: SAID.map((_, i) => (i === 6 ? 3 : 0)), said: SAID, steps: 400, spiking: true };
  expect([...examine(rare)][0]).toMatchObject({ ailment: undefined, untold: true });
});

test("two layers: each against its own median, numbered within", () => {
  const layers = [
    { name: "FC2", neurons: 2, influence: [1, 1] },
    { name: "FC3", neurons: 3, influence: [100, 100, 1] },
  ];
  const findings = [...examine({ ...SEEN, layers })];
  expect(findings.map((f) => [f.layer, f.neuron])).toEqual([[0, 0], [0, 1], [1, 0], [1, 1], [1, 2]]);
  expect(findings[4]?.ailment).toBe("unread");
  expect(findings[2]?.ailment).toBeUndefined();
});
