/** What the curves of a race can show. */
import { amount, figure, fixed, measured } from "../core/format.ts";
import type { EpochRecord } from "../engine/protocol.ts";
import type { RaceLine } from "../plots/race-plot.ts";
import { angleOf, type Job, spikesOf } from "./race-job.ts";
import type { LaneChoice } from "./race-plan.ts";
import { meanOf } from "./race-statistics.ts";

export const METRICS = ["test", "train", "loss", "rate", "spikes", "operations", "energy", "angle"] as const;
export type Metric = (typeof METRICS)[number];

const percents = (share: number | null) => (share === null ? undefined : share * 100);

const VALUE: Record<Metric, (job: Job, r: EpochRecord) => number | undefined> = {
  test: (_, r) => percents(r.testAccuracy),
  train: (_, r) => percents(r.trainAccuracy),
  loss: (_, r) => r.trainLoss,
  rate: (_, r) => r.firingRate,
  spikes: (job, r) => spikesOf(job, r),
  operations: (_, r) => r.synapticOperations,
  energy: (_, r) => r.energyNj,
  angle: (_, r) => angleOf(r.layers),
};

export const SAY: Record<Metric, (value: number) => string> = {
  test: (x) => measured(fixed(x, 1), "%"),
  train: (x) => measured(fixed(x, 1), "%"),
  loss: figure,
  rate: (x) => fixed(x, 3),
  spikes: (x) => amount(x).trim(),
  operations: (x) => amount(x).trim(),
  energy: (x) => `${amount(x * 1e-9)}J`,
  angle: (x) => `${x.toFixed(0)}°`,
};

/** Symbols of the paper that stand beside the words. */
export const SYMBOL: Partial<Record<Metric, string>> = { rate: "S" };

/** How a lane is called: by its rule, and by its network where there are several. */
export function laneName(lanes: readonly LaneChoice[], at: number): string {
  const lane = lanes[at];
  const several = lanes.some((l) => l.system !== lane?.system);
  return lane ? (several ? `${lane.rule} · ${lane.system}` : lane.rule) : "";
}

/** Points of a line: more are not told apart on a screen, and would cost time. */
const MOST_POINTS = 200;

/** Lines of a figure: one for each lane, over the seeds that are there by then. A long race shows every second epoch, or fewer. */
export function linesOf(lanes: readonly LaneChoice[], jobs: readonly Job[], metric: Metric): RaceLine[] {
  const latest = jobs.reduce((m, j) => Math.max(m, j.records.length), 0);
  const every = Math.ceil(latest / MOST_POINTS);
  return lanes.map((_, lane) => {
    const values = new Map<number, number[]>();
    for (const job of jobs.filter((j) => j.lane === lane)) {
      for (const [i, r] of job.records.entries()) {
        const y = i % every === 0 || i === job.records.length - 1 ? VALUE[metric](job, r) : undefined;
        if (y !== undefined) {
          values.set(r.epoch, [...(values.get(r.epoch) ?? []), y]);
        }
      }
    }
    const points = [...values].flatMap(([epoch, ys]) => {
      const m = meanOf(ys);
      return m ? [{ epoch, mean: m.mean, half: m.half }] : [];
    });
    return { lane, name: laneName(lanes, lane), points: points.sort((a, b) => a.epoch - b.epoch) };
  });
}

/** Range of the vertical axis: the same for all lanes, so that they compare. */
export function rangeOfMetric(metric: Metric, lines: readonly RaceLine[]): [number, number] {
  if (metric === "test" || metric === "train") {
    // Where all are far above zero their differences are worth the room; the axis says where it begins.
    const least = lines.reduce((m, l) => l.points.reduce((n, p) => Math.min(n, p.mean - (p.half ?? 0)), m), 100);
    return [Math.max(0, Math.floor((least - 4) / 10) * 10), 101];
  }
  const most = lines.reduce((m, l) => l.points.reduce((n, p) => Math.max(n, p.mean + (p.half ?? 0)), m), 0);
  return metric === "angle" ? [0, most > 100 ? 180 : 100] : [0, most > 0 ? most * 1.1 : 1];
}
