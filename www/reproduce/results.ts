/** What runs found: values of plots, rows and comparisons. */
import type { EpochRecord, LayerTraces } from "../engine/protocol.ts";
import { type Comparison, dataOf, epochsOf, keyOf, type Line, type Size, type Value, type Wanted } from "./plan.ts";
import { mean, type Mean } from "./statistics.ts";

/** Spikes of the hidden layer with one test utterance. */
export interface Look {
  epoch: number;
  layer: LayerTraces;
  frames: number;
  steps: number;
  hopMs: number;
}

/** A run, finished or on the way. */
export interface Outcome {
  run: Wanted;
  state: "partial" | "done" | "failed";
  records: readonly EpochRecord[];
  /** Why it failed. */
  reason: string | undefined;
  weightsSha256: string | undefined;
  /** Time spent on it. */
  ms: number;
  looks: readonly Look[];
}

/** What a run is before its first epoch. */
export function fresh(run: Wanted): Outcome {
  return { run, state: "partial", records: [], reason: undefined, weightsSha256: undefined, ms: 0, looks: [] };
}

/** Results as they are to be gone on from: failed runs from their last whole epoch, or from the beginning. */
export function leftToMake(results: Results, checkpoints: ReadonlyMap<string, { epoch: number }>): Results {
  const again = (key: string, outcome: Outcome): Outcome[] => {
    const at = checkpoints.get(key);
    return outcome.state !== "failed" ? [outcome] : at ? [{ ...outcome, state: "partial", reason: undefined, records: outcome.records.slice(0, at.epoch) }] : [];
  };
  return new Map([...results].flatMap(([key, outcome]) => again(key, outcome).map((o) => [key, o] as const)));
}

export type Results = ReadonlyMap<string, Outcome>;

const seedsOf = (size: Size) => Array.from({ length: size.seeds }, (_, i) => i + 1);

function outcomeOf(results: Results, cell: number, seed: number, size: Size): Outcome | undefined {
  return results.get(keyOf(cell, seed, epochsOf(cell, size)));
}

function accuracyAt(outcome: Outcome | undefined, epoch: number): number | undefined {
  const share = outcome?.state === "failed" ? undefined : outcome?.records[epoch]?.testAccuracy;
  return share === null || share === undefined ? undefined : 100 * share;
}

/** A finished run's accuracy, per cent. */
function last(outcome: Outcome | undefined): number | undefined {
  return outcome?.state === "done" ? accuracyAt(outcome, outcome.records.length - 1) : undefined;
}

/** A value of one seed: per cent, or a ratio. */
export function valueOf(results: Results, value: Value, seed: number, size: Size): number | undefined {
  const of = last(outcomeOf(results, value.of, seed, size));
  if (value.over === undefined || of === undefined) {
    return of;
  }
  const over = last(outcomeOf(results, value.over, seed, size));
  // No ratio to nothing at all.
  return over === undefined || over === 0 ? undefined : of / over;
}

/** A value of every seed that has it. */
export function valuesOf(results: Results, value: Value, size: Size): number[] {
  return seedsOf(size).flatMap((seed) => valueOf(results, value, seed, size) ?? []);
}

/** A point of a line: where, and the mean over the seeds that are there. */
export interface Point {
  x: number;
  y: Mean;
}

/** By epoch, from 1 on: runs on the way count as far as they are. */
export function byEpoch(results: Results, line: Line, size: Size): Point[] {
  const cell = line.values[0]?.of ?? 0;
  const runs = seedsOf(size).map((seed) => outcomeOf(results, cell, seed, size));
  return Array.from({ length: epochsOf(cell, size) }, (_, epoch) => epoch).flatMap((epoch) => {
    const y = mean(runs.flatMap((run) => accuracyAt(run, epoch) ?? []));
    return y ? [{ x: epoch + 1, y }] : [];
  });
}

/** By proportion of noise, after the last epoch. */
export function byNoise(results: Results, line: Line, size: Size): Point[] {
  return line.values.flatMap((value) => {
    const y = mean(valuesOf(results, value, size));
    return y ? [{ x: value.noise ?? 0, y }] : [];
  });
}

/** Whether a ratio has something to stand on: the network that learnt with noise must have learnt something. */
export function hasGround(results: Results, { task, a, b }: Comparison, size: Size): boolean {
  const over = [a.over, b?.over].filter((cell) => cell !== undefined);
  return over.every((cell) => (mean(valuesOf(results, { of: cell }, size))?.mean ?? 0) >= dataOf(task).learnt);
}

/** A figure, or the mean difference of two, seed by seed. */
export function compare(results: Results, { a, b }: Comparison, size: Size): Mean | undefined {
  const differences = seedsOf(size).flatMap((seed) => {
    const x = valueOf(results, a, seed, size);
    const y = b ? valueOf(results, b, seed, size) : 0;
    return x === undefined || y === undefined ? [] : [x - y];
  });
  return mean(differences);
}

/** Present accuracy of a run that is on the way, where no run of the cell is finished. */
export function underWay(results: Results, value: Value, size: Size): { accuracy: number; epoch: number } | undefined {
  for (const seed of seedsOf(size)) {
    const outcome = outcomeOf(results, value.of, seed, size);
    const accuracy = outcome?.state === "partial" ? accuracyAt(outcome, outcome.records.length - 1) : undefined;
    if (outcome && accuracy !== undefined) {
      return { accuracy, epoch: outcome.records.length };
    }
  }
  return undefined;
}

/** Outcomes of a value's cells, by seed. */
export function outcomesOf(results: Results, value: Value, size: Size): Outcome[] {
  const cells = value.over === undefined ? [value.of] : [value.of, value.over];
  return cells.flatMap((cell) => seedsOf(size).flatMap((seed) => outcomeOf(results, cell, seed, size) ?? []));
}
