import { expect, test } from "vitest";
import { discordant, holm, leastTakes, mcnemarP, meanOf, median, pairedP, wilson, t975 } from "./race-statistics.ts";

test("Wilson's interval is that of the textbook, and stays within 0 and 1", () => {
  const { low, high } = wilson(8, 10);
  expect(low).toBeCloseTo(0.4902, 4);
  expect(high).toBeCloseTo(0.9433, 4);
  expect(wilson(15, 15).high).toBe(1);
  expect(wilson(15, 15).low).toBeCloseTo(0.796, 3);
  expect(wilson(0, 15).low).toBe(0);
  expect(wilson(0, 0)).toEqual({ low: 0, high: 1 });
});

test("McNemar's exact test is twice the tail of the binomial distribution", () => {
  expect(mcnemarP(0, 0)).toBe(1);
  expect(mcnemarP(5, 0)).toBeCloseTo(0.0625, 6);
  expect(mcnemarP(6, 0)).toBeCloseTo(0.03125, 6);
  expect(mcnemarP(10, 2)).toBeCloseTo(0.03857, 4);
  expect(mcnemarP(2, 10)).toBe(mcnemarP(10, 2));
  expect(mcnemarP(4, 4)).toBe(1);
  // 0.5 to this power is nothing any more.
  expect(mcnemarP(700, 500)).toBeLessThan(1e-7);
  expect(discordant(Uint8Array.of(1, 1, 0, 0), Uint8Array.of(1, 0, 1, 0))).toEqual([1, 1]);
});

test("Holm's correction multiplies the least p by their number, and never turns the order", () => {
  expect(holm([0.04, 0.01, 0.03])).toEqual([0.06, 0.03, 0.06]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

test("the least takes that tell two apart grow with the number of comparisons", () => {
  expect(leastTakes(1)).toBe(6);
  expect(leastTakes(3)).toBe(7);
  expect(leastTakes(7)).toBe(9);
});

test("means have Student's interval, a single value has none", () => {
  expect(meanOf([])).toBeUndefined();
  expect(meanOf([2])).toEqual({ mean: 2, half: undefined, n: 1 });
  const m = meanOf([1, 2, 3]);
  expect(m?.mean).toBe(2);
  expect(m?.half).toBeCloseTo(4.302653 / Math.sqrt(3), 5);
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
  expect(median([])).toBeUndefined();
});

test("the t test has the p of the tables, and rounding alone is no certainty", () => {
  // t = 12.706, 4.303, 3.182 and 2.776 are the two-sided 5 % points of 1 to 4 degrees of freedom.
  for (const [n, t] of [[2, 12.7062], [3, 4.302653], [4, 3.182446], [5, 2.776445]] as const) {
    // n values of mean 1 and the deviation that gives this t.
    const deviation = Math.sqrt(n) / t;
    const raw = Array.from({ length: n }, (_, i) => i - (n - 1) / 2);
    const unit = Math.sqrt(raw.reduce((s, x) => s + x * x, 0) / (n - 1));
    expect(pairedP(raw.map((x) => 1 + (x / unit) * deviation), 0)).toBeCloseTo(0.05, 4);
  }
  expect(pairedP([1 / 3, 1 / 3], 1 / 3)).toBeGreaterThan(0.05);
  expect(pairedP([0, 0, 0], 0.1)).toBe(1);
  expect(pairedP([0.1], 0.1)).toBe(1);
});

test("Student's quantiles, from the table and beyond it", () => {
  // scipy.stats.t.ppf(0.975, df)
  for (const [df, t] of [[1, 12.7062], [4, 2.776445], [5, 2.570582], [9, 2.262157], [19, 2.093024], [72, 1.993464]] as const) {
    expect(Math.abs(t975(df) - t)).toBeLessThan(0.003);
  }
});
