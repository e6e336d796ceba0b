import { expect, test } from "vitest";
import { laneNear } from "./race-near.ts";

const line = (lane: number, ...means: number[]) => ({ lane, points: means.map((mean, i) => ({ epoch: i + 1, mean, half: undefined })) });

test("the lane that is pointed at is that of the nearest line, also between two epochs; far from all lines there is none", () => {
  const lines = [line(0, 50, 90), line(1, 60, 60), line(2)];
  expect(laneNear(lines, 2, 88, 10)).toBe(0);
  expect(laneNear(lines, 1.5, 71, 10)).toBe(0);
  expect(laneNear(lines, 1.5, 61, 10)).toBe(1);
  expect(laneNear(lines, 1, 51, 10)).toBe(0);
  expect(laneNear(lines, 2, 20, 10)).toBeUndefined();
  // A lane that is an epoch behind has no line there yet.
  expect(laneNear([line(3, 50)], 1.5, 50, 10)).toBeUndefined();
});
