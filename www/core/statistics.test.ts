import { describe, expect, test } from "vitest";
import { countsForWidth, draws, entropy, wilson } from "./statistics.ts";

describe("Wilson's interval", () => {
  test("8 of 10 is 49.0 to 94.3 %", () => {
    const s = wilson(8, 10);
    expect(s.share).toBe(0.8);
    expect(s.low).toBeCloseTo(0.490162, 6);
    expect(s.high).toBeCloseTo(0.943318, 6);
  });

  test("none and all keep a width, and do not leave 0 to 1", () => {
    expect(wilson(0, 5)).toMatchObject({ share: 0, low: 0 });
    expect(wilson(0, 5).high).toBeCloseTo(0.434482, 6);
    expect(wilson(15, 15).low).toBeCloseTo(0.796117, 6);
    expect(wilson(15, 15).high).toBe(1);
  });

  test("nothing counted tells nothing", () => {
    expect(wilson(0, 0)).toEqual({ hits: 0, of: 0, share: Number.NaN, low: 0, high: 1 });
  });

  test.each([
    [1, 16],
    [0.5, 93],
    [0.9, 37],
  ])("a share of %f is known within 20 points from %i counts on", (p, n) => {
    expect(countsForWidth(p, 0.2)).toBe(n);
  });
});

test("entropy of counts: two alike are a bit, four alike two, one alone none", () => {
  expect(entropy([5, 5])).toBeCloseTo(1, 12);
  expect(entropy([3, 3, 3, 3])).toBeCloseTo(2, 12);
  expect(entropy([7, 0])).toBe(0);
  expect(entropy([])).toBe(0);
});

test("draws are the same for the same seed, and lie from 0 to 1", () => {
  const [a, b] = [draws(7), draws(7)];
  const first = Array.from({ length: 1000 }, a);
  expect(Array.from({ length: 1000 }, b)).toEqual(first);
  expect(Math.min(...first)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...first)).toBeLessThan(1);
  expect(first.reduce((s, x) => s + x, 0) / 1000).toBeCloseTo(0.5, 1);
});
