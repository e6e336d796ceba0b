/** How long runs take here: from what was measured on this machine, and for networks that have not run yet by the plan's ratios. */
import { decimal } from "../core/format.ts";
import { texts } from "../text/text.ts";
import { cellOf, type Task, type Wanted } from "./plan.ts";

const t = await texts("reproduce");

/** Milliseconds of so many. */
interface Timed {
  ms: number;
  n: number;
}

/** What an epoch of each cell took so far, and what preparing the recordings of a run did. */
export interface Timings {
  epochs: ReadonlyMap<number, Timed>;
  prepare: ReadonlyMap<Task, Timed>;
}

export const NOTHING: Timings = { epochs: new Map(), prepare: new Map() };

function withTime<K>(all: ReadonlyMap<K, Timed>, of: K, ms: number): ReadonlyMap<K, Timed> {
  const before = all.get(of) ?? { ms: 0, n: 0 };
  return new Map(all).set(of, { ms: before.ms + ms, n: before.n + 1 });
}

export function withPrepared(t: Timings, task: Task, ms: number): Timings {
  return { ...t, prepare: withTime(t.prepare, task, ms) };
}

export function withEpoch(t: Timings, cell: number, ms: number): Timings {
  return { ...t, epochs: withTime(t.epochs, cell, ms) };
}

/** Milliseconds of an epoch of a cell; nothing before anything was measured. */
export function epochMs(t: Timings, cell: number): number | undefined {
  const own = t.epochs.get(cell);
  if (own) {
    return own.ms / own.n;
  }
  // Networks on the same recordings tell more than those on others.
  const { task, cost } = cellOf(cell);
  const kin = [...t.epochs].filter(([at]) => cellOf(at).task === task);
  let [ms, units] = [0, 0];
  for (const [at, e] of kin.length > 0 ? kin : t.epochs) {
    ms += e.ms;
    units += e.n * cellOf(at).cost;
  }
  return units > 0 ? (cost * ms) / units : undefined;
}

/** Milliseconds that runs will still take; `done` says how many epochs of each are over. */
export function remainingMs(t: Timings, runs: readonly Wanted[], done: (run: Wanted) => number): number | undefined {
  if (t.epochs.size === 0) {
    return undefined;
  }
  return runs.reduce((sum, run) => {
    const over = done(run);
    const { ms, n } = t.prepare.get(cellOf(run.cell).task) ?? { ms: 0, n: 1 };
    return over >= run.epochs ? sum : sum + (over > 0 ? 0 : ms / n) + (run.epochs - over) * (epochMs(t, run.cell) ?? 0);
  }, 0);
}

/** `about 40 s`, `about 12 min`, `about 2.5 h`: no more figures than an estimate has. */
export function roughly(ms: number): string {
  const s = ms / 1000;
  if (s < 10) {
    return t("about.s", { n: Math.max(1, Math.round(s)) });
  }
  if (s < 90) {
    return t("about.s", { n: Math.round(s / 5) * 5 });
  }
  const min = s / 60;
  const of = (n: number) => ({ n: decimal(String(n)) });
  return min < 90 ? t("about.min", of(min < 10 ? Math.round(min * 2) / 2 : Math.round(min))) : t("about.h", of(Math.round(min / 6) / 10));
}
