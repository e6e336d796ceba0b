/** The finish as rows of text: the same for the page and for Markdown. */
import { amount, figure, fixed, measured, percent, size } from "../core/format.ts";
import { texts } from "../text/text.ts";
import { inAll } from "./race-job.ts";
import { laneName } from "./race-metrics.ts";
import type { LaneChoice } from "./race-plan.ts";
import { type Contest, type Figures, type Verdict, wins } from "./race-ranking.ts";
import { CRITERIA } from "./race-locality.ts";
import { meanOf } from "./race-statistics.ts";

const t = await texts("compare");

export const COLUMNS = ["accuracy", "train", "loss", "operations", "energy", "spent", "memory", "epoch-time", "time", "angle", "local"] as const;
export type Column = (typeof COLUMNS)[number];

/** The contest that a column decides. */
export const CONTEST_OF: Partial<Record<Column, Contest>> = { accuracy: "accuracy", operations: "operations", memory: "memory", "epoch-time": "speed", angle: "gradient", local: "local" };

export function duration(ms: number): string {
  return ms < 1000 ? measured(fixed(ms, ms < 10 ? 1 : 0), "ms") : ms < 120_000 ? measured(fixed(ms / 1000, 1), "s") : measured(fixed(ms / 60_000, 1), "min");
}

const spread = (half: number | undefined, say: (x: number) => string) => (half === undefined ? "" : ` ± ${say(half)}`);

/** Accuracy with its interval: `91.7 % (85.3 to 95.4)`. */
export function accuracyText({ accuracy, interval }: Pick<Figures, "accuracy" | "interval">): string {
  const share = (x: number) => fixed(x * 100, 1);
  return accuracy && interval ? t("race.interval", { share: percent(accuracy.mean, 1), low: share(interval.low), high: share(interval.high) }) : "–";
}

export function cellOf(f: Figures, column: Column): string {
  const last = f.jobs.flatMap((j) => j.records.slice(-1));
  const none = "–";
  switch (column) {
    case "accuracy":
      return accuracyText(f);
    case "train": {
      const m = meanOf(last.map((r) => r.trainAccuracy));
      return m ? percent(m.mean, 1) + spread(m.half, (x) => fixed(x * 100, 1)) : none;
    }
    case "loss": {
      const m = meanOf(last.map((r) => r.trainLoss));
      return m ? figure(m.mean) : none;
    }
    case "operations":
      return f.operations ? amount(f.operations.mean).trim() + spread(f.operations.half, (x) => amount(x).trim()) : none;
    case "energy":
      return f.energyNj ? `${amount(f.energyNj.mean * 1e-9)}J` : none;
    case "spent": {
      const m = meanOf(f.jobs.map((j) => inAll(j, (r) => r.synapticOperations)));
      return m ? amount(m.mean).trim() : none;
    }
    case "memory":
      return f.memory === undefined ? none : size(f.memory);
    case "epoch-time":
      return f.epochMs === undefined ? none : duration(f.epochMs);
    case "time":
      return f.totalMs === undefined ? none : duration(f.totalMs);
    case "angle":
      return f.learner.rule === "bptt" && f.angle ? t("race.angle.itself") : f.angle ? `${f.angle.mean.toFixed(0)}°${spread(f.angle.half, (x) => x.toFixed(0))}` : none;
    case "local":
      return f.criteria === undefined ? t("race.local.control") : t("race.local.of", { n: f.criteria.length, of: CRITERIA.length });
  }
}

/** What a lane is good at: the contests that it wins alone or with others. */
export function goodAt(verdicts: readonly Verdict[], lane: number): string[] {
  return verdicts.flatMap((v) => (wins(v, lane) ? [v.kind === "tie" ? t("race.good.tied", { what: t(`race.contest.${v.contest}`) }) : t(`race.contest.${v.contest}`)] : []));
}

export interface Row {
  lane: number;
  name: string;
  cells: string[];
  good: string[];
}

export function rowsOf(lanes: readonly LaneChoice[], figures: readonly Figures[], verdicts: readonly Verdict[]): Row[] {
  return figures.map((f) => ({ lane: f.lane, name: laneName(lanes, f.lane), cells: COLUMNS.map((c) => cellOf(f, c)), good: goodAt(verdicts, f.lane) }));
}
