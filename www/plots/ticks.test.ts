import { expect, it } from "vitest";
import { tickStep, ticks, tickText } from "./ticks.ts";

it("steps by 1, 2 or 5", () => {
  expect([1, 7, 12, 0.3, 900].map((span) => tickStep(span, 5))).toEqual([0.2, 2, 5, 0.1, 200]);
});

it("gives ticks within the range, ends included", () => {
  expect(ticks(0, 1, 5).map((x) => tickText(x, 0.2))).toEqual(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
  expect(ticks(-0.5, 0.5, 2).map((x) => tickText(x, 0.5))).toEqual(["−0.5", "0.0", "0.5"]);
});

it("survives empty and odd ranges", () => {
  expect(tickStep(0, 5)).toBe(1);
  expect(tickStep(Number.NaN, 5)).toBe(1);
  expect(ticks(3, 3, 5)).toEqual([3]);
});
