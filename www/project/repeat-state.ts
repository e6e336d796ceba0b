/** What an address or a project file says that a run is to give, and how a run compares with it. */
import type { RunSpec } from "../engine/protocol.ts";
import { type RunChoices, START } from "../train/settings.ts";

/** Characters of a digest that an address holds: 64 bits, far more than chance would match. */
export const SHORT = 16;

/** What is expected; digests may be shortened to their beginning. */
export interface Expected {
  /** SHA-256 of the data set. */
  data: string | undefined;
  /** SHA-256 of the weights at the end. */
  weights: string | undefined;
}

/** Digests of a run; those that are not known yet are missing. */
export interface Given {
  data: string | undefined;
  weights: string | undefined;
}

/**
 * `waiting`: nothing can be said yet. `other-data`: the run learns from other recordings. `same-data`: it learns from the same, and is under way.
 * `same`: same weights. `other`: same recordings, other weights.
 */
export type Verdict = "waiting" | "other-data" | "same-data" | "same" | "other";

function agrees(expected: string, given: string): boolean {
  return given.startsWith(expected.toLowerCase());
}

export function judge(expected: Expected, given: Given): Verdict {
  if (given.data === undefined) {
    return "waiting";
  }
  if (expected.data !== undefined && !agrees(expected.data, given.data)) {
    return "other-data";
  }
  if (given.weights === undefined || expected.weights === undefined) {
    return "same-data";
  }
  return agrees(expected.weights, given.weights) ? "same" : "other";
}

/** A digest as it stands in an address, or nothing where it is none. */
export function digestFrom(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{8,64}$/i.test(text) ? text.toLowerCase() : undefined;
}

/** Every choice of a run spelled out, so that its address gives the same run where other data would suggest other settings. */
export function spelledOut(spec: RunSpec): RunChoices {
  const { system, rule, preset, seed, epochs, split, settings } = spec;
  return { ...START, system, rule, preset, seed, epochs, split, changes: settings };
}
