/** What an address or a project file says that a run is to give, and how a run compares with it. */
import type { RunSpec } from "../engine/protocol.ts";
import { type RunChoices, START } from "../train/settings.ts";
import type { SavedRun } from "./saved-run.ts";

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
  /** It was ended before its last epoch: its weights are of another run. */
  stopped?: boolean;
}

/**
 * `waiting`: nothing can be said yet. `other-data`: the run learns from other recordings. `same-data`: it learns from the same, and is under way.
 * `stopped`: it was ended early, so that its weights say nothing. `same`: same weights. `other`: same recordings, other weights.
 */
export type Verdict = "waiting" | "other-data" | "same-data" | "stopped" | "same" | "other";

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
  if (given.stopped) {
    return "stopped";
  }
  if (given.weights === undefined || expected.weights === undefined) {
    return "same-data";
  }
  return agrees(expected.weights, given.weights) ? "same" : "other";
}

/** A specification as text, the same for the same run. */
export function written({ system, rule, preset, seed, epochs, split, settings }: RunSpec): string {
  return JSON.stringify([system, rule, preset, seed, epochs, split, Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** What the next run would be made of. */
export interface Present {
  spec: RunSpec;
  /** `own`, or a pack's file. */
  source: string;
  /** SHA-256 of the visitor's own takes. */
  ownDigest: string;
}

/** What the run of a project file lets the next one give: nothing where takes or settings have changed since, or where it was ended early. */
export function expectedOf(run: Pick<SavedRun, "spec" | "source" | "head" | "stopped" | "weightsSha256"> | undefined, now: Present): Expected | undefined {
  if (!run || run.stopped || run.weightsSha256 === "" || run.source !== now.source || written(run.spec) !== written(now.spec)) {
    return undefined;
  }
  const data = run.head.dataDigest;
  return run.source === "own" && data !== now.ownDigest ? undefined : { data, weights: run.weightsSha256 };
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
