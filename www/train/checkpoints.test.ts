import { expect, it } from "vitest";
import { type Checkpoint, keepCheckpoint } from "./checkpoints.ts";

function after(epochs: number, most: number, mostBytes = Infinity, size = 10): Checkpoint[] {
  let kept: Checkpoint[] = [];
  for (let epoch = 1; epoch <= epochs; epoch++) {
    kept = keepCheckpoint(kept, { epoch, bytes: new Uint8Array(size) }, most, mostBytes);
  }
  return kept;
}

it("keeps all while there are few", () => {
  expect(after(5, 8).map((c) => c.epoch)).toEqual([1, 2, 3, 4, 5]);
});

it.each([9, 40, 137, 400])("after %i epochs it has the first, the last, and what is between evenly", (epochs) => {
  const kept = after(epochs, 8).map((c) => c.epoch);
  expect(kept).toHaveLength(8);
  expect([kept[0], kept.at(-1)]).toEqual([1, epochs]);
  const gaps = kept.slice(1).map((e, i) => e - (kept[i] ?? 0));
  expect(Math.max(...gaps)).toBeLessThanOrEqual((2.2 * (epochs - 1)) / 7 + 1);
});

it("keeps no more bytes than it may, but the first and the last whatever they weigh", () => {
  expect(after(30, 24, 55)).toHaveLength(5);
  expect(after(30, 24, 1).map((c) => c.epoch)).toEqual([1, 30]);
});

it("forgets epochs that are run again", () => {
  const again = keepCheckpoint(after(6, 8), { epoch: 4, bytes: new Uint8Array(1) });
  expect(again.map((c) => c.epoch)).toEqual([1, 2, 3, 4]);
  expect(again.at(-1)?.bytes).toHaveLength(1);
});

it("keeps the network before learning, and beside it the first that has learnt", () => {
  let kept: Checkpoint[] = [];
  for (let epoch = 0; epoch <= 90; epoch++) {
    kept = keepCheckpoint(kept, { epoch, bytes: new Uint8Array(10) }, 8);
  }
  expect(kept.map((c) => c.epoch).slice(0, 2)).toEqual([0, 1]);
  expect(kept).toHaveLength(8);
  expect(kept.at(-1)?.epoch).toBe(90);
});
