import { expect, it } from "vitest";
import { middleOf, stepAt, stepScale } from "./steps.ts";

it("puts 39 frames of 25 ms hop and 50 ms window in the middle of a second", () => {
  const scale = stepScale(39, 39, 25, 50);
  expect(scale.startS + 39 * scale.stepS + scale.startS).toBeCloseTo(1, 12);
  expect(middleOf(scale, 0)).toBeCloseTo(0.025, 12);
  expect(middleOf(scale, 38)).toBeCloseTo(0.975, 12);
});

it("holds each frame for several steps", () => {
  expect(stepScale(39, 78, 25, 50).stepS).toBeCloseTo(0.0125, 12);
});

it("finds the step under a moment", () => {
  const scale = stepScale(39, 39, 25, 50);
  for (let t = 0; t < 39; t++) {
    expect(stepAt(scale, 39, middleOf(scale, t))).toBe(t);
  }
  expect(stepAt(scale, 39, 0)).toBeUndefined();
  expect(stepAt(scale, 39, 0.999)).toBeUndefined();
});
