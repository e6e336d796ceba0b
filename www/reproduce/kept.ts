/** What Reproduce found, kept in this browser: hours of runs outlive a reload. */
import { Kept } from "../project/results.ts";
import type { Timings } from "./estimate.ts";
import type { Checkpoint } from "./maker.ts";
import { PLAN } from "./plan.ts";
import type { Outcome, Results } from "./results.ts";

export interface Found {
  results: Results;
  timings: Timings;
  checkpoints: ReadonlyMap<string, Checkpoint>;
}

/** How it is laid out. */
const FORMAT = 2;

/** The runs are named by their place in the plan, so that what another plan found says nothing. */
const PLAN_KEY = JSON.stringify([FORMAT, PLAN.data, PLAN.quick, PLAN.cells]);

const RUN = "run/";
const CHECKPOINT = "checkpoint/";

const at = <T>(what: string, parts: ReadonlyMap<string, T>): [string, T][] => [...parts].map(([key, part]) => [`${what}${key}`, part]);

/** The parts of a kind, by the names of their runs. */
function of<T>(what: string, parts: ReadonlyMap<string, unknown>): Map<string, T> {
  return new Map([...parts].flatMap(([key, part]): [string, T][] => (key.startsWith(what) ? [[key.slice(what.length), part as T]] : [])));
}

/** What is written: a run that is on the way is taken up from its last whole epoch. */
export function packed({ results, timings, checkpoints }: Found, plan = PLAN_KEY): Map<string, object> {
  return new Map<string, object>([["found", { plan, timings }], ...at<object>(RUN, results), ...at<object>(CHECKPOINT, checkpoints)]);
}

/** What was written by this page's plan; nothing else is believed. */
export function unpacked(parts: ReadonlyMap<string, unknown>, plan = PLAN_KEY): Found | undefined {
  const found = parts.get("found") as { plan: string; timings: Timings } | undefined;
  if (found?.plan !== plan) {
    return undefined;
  }
  const checkpoints = of<Checkpoint>(CHECKPOINT, parts);
  const isThere = (o: Outcome) => o.state !== "partial" || checkpoints.has(o.run.key);
  const cut = (o: Outcome): Outcome => (o.state === "partial" ? { ...o, records: o.records.slice(0, checkpoints.get(o.run.key)?.epoch ?? 0) } : o);
  const results = [...of<Outcome>(RUN, parts).values()].filter(isThere);
  return { results: new Map(results.map((o) => [o.run.key, cut(o)])), timings: found.timings, checkpoints };
}

const store = new Kept("reproduce");

/** Gives whether the browser keeps it. */
export function keep(found: Found): Promise<boolean> {
  return store.keep(packed(found));
}

export async function kept(): Promise<Found | undefined> {
  return unpacked(await store.read());
}
