import { fixed } from "../core/format.ts";
import { type Claim, PLAN } from "./plan.ts";

export interface Mean {
  mean: number;
  /** Half the width of the 95 % interval by Student's t; nothing for a single value. */
  half: number | undefined;
  n: number;
}

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959964;

export function mean(values: readonly number[]): Mean | undefined {
  const n = values.length;
  if (n === 0) {
    return undefined;
  }
  const m = values.reduce((sum, v) => sum + v, 0) / n;
  const variance = values.reduce((sum, v) => sum + (v - m) ** 2, 0) / (n - 1);
  return { mean: m, half: n > 1 ? (PLAN.t95[n - 2] ?? Z) * Math.sqrt(variance / n) : undefined, n };
}

export type Verdict = "agrees" | "differs" | "open" | "few" | "void";

/** Runs from which on an interval that leaves a claim open is the answer, and not a lack of runs. */
const ENOUGH = 5;

/** Whether what was found is as the paper says; without ground, it tells nothing. */
export function judge({ kind, than }: Claim, { mean: m, half, n }: Mean, hasGround = true): Verdict {
  if (!hasGround) {
    return "void";
  }
  if (half === undefined) {
    return "few";
  }
  const [low, high] = [m - half, m + half];
  const open = n < ENOUGH ? "few" : "open";
  switch (kind) {
    case "above":
      return low > than ? "agrees" : high < than ? "differs" : open;
    case "below":
      return high < than ? "agrees" : low > than ? "differs" : open;
    case "alike":
      return low > than || high < than ? "differs" : n < ENOUGH ? "few" : "agrees";
  }
}

/** `12.3 ± 0.4`, `−0.7`. */
export function interval({ mean: m, half }: Mean, digits: number): string {
  return `${fixed(m, digits)}${half === undefined ? "" : ` ± ${fixed(half, digits)}`}`;
}
