/** What Reproduce found, kept in this browser: hours of runs outlive a reload. */
import { keepResult, keptResult } from "../project/results.ts";
import type { Timings } from "./estimate.ts";
import type { Checkpoint } from "./maker.ts";
import { PLAN } from "./plan.ts";
import type { Outcome, Results } from "./results.ts";

export interface Found {
  results: Results;
  timings: Timings;
  checkpoints: ReadonlyMap<string, Checkpoint>;
}

const NAME = "reproduce";

/** The runs are named by their place in the plan, so that what another plan found says nothing. */
const PLAN_KEY = JSON.stringify([PLAN.data, PLAN.quick, PLAN.cells]);

/** What is written: a run that is on the way is taken up from its last whole epoch. */
export function packed({ results, timings, checkpoints }: Found, plan = PLAN_KEY): object {
  return { plan, results: [...results.values()], timings, checkpoints };
}

/** What was written by this page's plan; nothing else is believed. */
export function unpacked(was: unknown, plan = PLAN_KEY): Found | undefined {
  const found = was as { plan: string; results: Outcome[]; timings: Timings; checkpoints: Map<string, Checkpoint> } | undefined;
  if (found?.plan !== plan) {
    return undefined;
  }
  const { timings, checkpoints } = found;
  const isThere = (o: Outcome) => o.state !== "partial" || checkpoints.has(o.run.key);
  const cut = (o: Outcome): Outcome => (o.state === "partial" ? { ...o, records: o.records.slice(0, checkpoints.get(o.run.key)?.epoch ?? 0) } : o);
  return { results: new Map(found.results.filter(isThere).map((o) => [o.run.key, cut(o)])), timings, checkpoints };
}

export async function keep(found: Found): Promise<void> {
  await keepResult(NAME, packed(found));
}

export async function kept(): Promise<Found | undefined> {
  return unpacked(await keptResult(NAME));
}
