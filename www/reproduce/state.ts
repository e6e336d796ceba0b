/** What Reproduce was asked for, and what it has found. */
import type { Choice } from "./choice.ts";
import type { Timings } from "./estimate.ts";
import type { Wanted } from "./plan.ts";
import type { Results } from "./results.ts";

export type Phase = "idle" | "measuring" | "opening" | "running" | "stopping" | "stopped" | "done";

export interface ReproduceState extends Choice {
  phase: Phase;
  results: Results;
  /** The run that is under way, or that waits in the worker. */
  current: Wanted | undefined;
  /** Share of its present epoch that is over. */
  within: number;
  timings: Timings;
  problem: string | undefined;
  /** Test utterances, once a run has begun. */
  tests: number | undefined;
  /** What was found comes from an earlier visit, in part at least. */
  remembered: boolean;
  /** The browser did not keep what was found last. */
  unkept: boolean;
}
