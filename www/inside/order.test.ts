import { expect, it } from "vitest";
import { type Activity, asTheyStand, byLabel, byRate, bySimilarity, byWeights } from "./order.ts";

/** Four utterances of two words, five neurons: 0 and 3 answer word 1, 1 and 4 word 0 (4 alone), 2 never. */
const ACTIVITY: Activity = {
  neurons: 5,
  labels: [0, 0, 1, 1],
  counts: Float32Array.of(
    0, 3, 0, 1, 6,
    0, 3, 0, 1, 6,
    2, 1, 0, 4, 0,
    2, 1, 0, 4, 0,
  ),
};
const rest = () => Promise.resolve();

it("puts the most active first, equals as they stand", () => {
  expect([...byRate(ACTIVITY)]).toEqual([4, 3, 1, 0, 2]);
  expect([...byRate({ neurons: 3, labels: [0], counts: Float32Array.of(1, 1, 1) })]).toEqual([0, 1, 2]);
});

it("groups neurons by the word they answer, the most telling first, silent ones last", () => {
  expect([...byLabel(ACTIVITY)]).toEqual([4, 1, 0, 3, 2]);
});

it("puts neurons side by side that fire together", async () => {
  const order = [...(await bySimilarity(ACTIVITY, rest))];
  expect(order.toSorted()).toEqual([0, 1, 2, 3, 4]);
  const gap = (a: number, b: number) => Math.abs(order.indexOf(a) - order.indexOf(b));
  expect(order[0]).toBe(4);
  expect([gap(4, 1), gap(3, 0)]).toEqual([1, 1]);
});

it("orders by the strength of incoming weights", () => {
  expect([...byWeights(3, Float32Array.of(1, -3, 0, 1, 1, 0))]).toEqual([1, 0, 2]);
});

it("has an order for a layer without neurons or answers", async () => {
  expect(asTheyStand(0)).toHaveLength(0);
  expect([...byLabel({ neurons: 2, counts: new Float32Array(), labels: [] })]).toEqual([0, 1]);
  expect([...(await bySimilarity({ neurons: 2, counts: new Float32Array(), labels: [] }, rest))]).toEqual([0, 1]);
});
