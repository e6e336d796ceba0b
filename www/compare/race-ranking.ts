/** What each lane is good at, and what cannot be told. */
import { angleOf, bytesOf, type Job, testAccuracy } from "./race-job.ts";
import { criteriaOf, type Criterion, type Learner } from "./race-locality.ts";
import { accuracyOf } from "./race-standing.ts";
import { ALPHA, discordant, holm, type Interval, leastTakes, mcnemarP, type Mean, meanOf, median, pairedP, wilson } from "./race-statistics.ts";

export const CONTESTS = ["accuracy", "operations", "memory", "speed", "gradient", "local"] as const;
export type Contest = (typeof CONTESTS)[number];

/** Within this of the best counts as a tie: shares of the best, for the gradient degrees. A clock on a busy device is no better than a tenth. */
export const TOLERANCE = { operations: 0.02, memory: 0.01, speed: 0.1, gradient: 2 } as const;

/** What a lane came to over its seeds, where they were run to the end. */
export interface Figures {
  lane: number;
  learner: Learner;
  jobs: readonly Job[];
  accuracy: Mean | undefined;
  /** Wilson's interval over the test takes; for several seeds as far as Student's over them reaches beyond it. */
  interval: Interval | undefined;
  operations: Mean | undefined;
  energyNj: Mean | undefined;
  memory: number | undefined;
  epochMs: number | undefined;
  totalMs: number | undefined;
  angle: Mean | undefined;
  criteria: readonly Criterion[] | undefined;
}

const some = <T>(values: readonly (T | undefined)[]): T[] => values.filter((v) => v !== undefined);

function intervalOf({ mean, half = 0 }: Mean, takes: number): Interval {
  // All seeds are asked the same few takes: that they agree makes the takes no more.
  const { low, high } = wilson(mean * takes, takes);
  return { low: Math.max(0, Math.min(low, mean - half)), high: Math.min(1, Math.max(high, mean + half)) };
}

export function figuresOf(lane: number, learner: Learner, all: readonly Job[]): Figures {
  const jobs = all.filter((j) => j.lane === lane && j.phase === "done");
  const last = jobs.flatMap((j) => j.records.slice(-1));
  const accuracy = accuracyOf(jobs);
  const [only] = jobs;
  const takes = only?.head?.testCount ?? 0;
  return {
    lane,
    learner,
    jobs,
    accuracy,
    interval: accuracy && intervalOf(accuracy, takes),
    operations: meanOf(last.map((r) => r.synapticOperations)),
    energyNj: meanOf(last.map((r) => r.energyNj)),
    memory: meanOf(some(jobs.map((j) => j.bytes && bytesOf(j.bytes))))?.mean,
    epochMs: median(jobs.flatMap((j) => j.learnMs)),
    totalMs: meanOf(jobs.map((j) => j.activeMs))?.mean,
    angle: meanOf(some(jobs.map((j) => meanOf(some(j.records.map((r) => angleOf(r.layers))))?.mean))),
    criteria: criteriaOf(learner),
  };
}

/** clear: one is best; tie: these cannot be told from the best; few: there are too few test takes, or seeds, to tell any; none: nothing to compare. */
export type Kind = "clear" | "tie" | "few" | "none";

export interface Verdict {
  contest: Contest;
  kind: Kind;
  winners: readonly number[];
  /** All that compete are alike: nobody is ahead. */
  all: boolean;
  /** How many compete. */
  of: number;
}

/** Whether the contest sets a lane apart: where more than two thirds are alike, being one of them is no merit. */
export const wins = ({ kind, winners, of }: Verdict, lane: number): boolean => (kind === "clear" || kind === "tie") && winners.length * 3 <= of * 2 && winners.includes(lane);

export interface AccuracyVerdict extends Verdict {
  best: number | undefined;
  /** p of each lane's difference from the best, corrected for their number; nothing for the best. */
  p: ReadonlyMap<number, number>;
  /** Test takes of one seed. */
  takes: number;
  /** Takes on which one must be right and the other wrong, and none the other way, for a difference to count; one seed. */
  needed: number;
  seeds: number;
}

/** p of the difference between two lanes: McNemar's test over the same takes, or the t test over the same seeds. */
function difference(a: Figures, b: Figures): number {
  const pairs = a.jobs.flatMap((j) => b.jobs.filter((k) => k.seed === j.seed).map((k): [Job, Job] => [j, k]));
  const [pair] = pairs;
  if (pairs.length > 1) {
    const step = 1 / Math.max(1, pair?.[0].head?.testCount ?? 1);
    return pairedP(pairs.map(([j, k]) => (testAccuracy(j) ?? 0) - (testAccuracy(k) ?? 0)), step);
  }
  const [j, k] = pair ?? [];
  if (j?.right && j.right.length === k?.right?.length) {
    return mcnemarP(...discordant(j.right, k.right));
  }
  // Without the single answers: apart where the intervals do not touch.
  const touch = !a.interval || !b.interval || (a.interval.low <= b.interval.high && b.interval.low <= a.interval.high);
  return touch ? 1 : ALPHA / 100;
}

export function judgeAccuracy(all: readonly Figures[]): AccuracyVerdict {
  const able = all.filter((f) => f.accuracy !== undefined).sort((a, b) => (b.accuracy?.mean ?? 0) - (a.accuracy?.mean ?? 0));
  const [best, ...others] = able;
  const takes = best?.jobs[0]?.head?.testCount ?? 0;
  const seeds = Math.max(0, ...able.map((f) => f.accuracy?.n ?? 0));
  const needed = leastTakes(others.length);
  const common = { contest: "accuracy" as const, takes, seeds, needed };
  if (!best || others.length === 0) {
    return { ...common, kind: "none", winners: [], all: false, of: able.length, best: undefined, p: new Map() };
  }
  const ps = holm(others.map((f) => difference(best, f)));
  const p = new Map(others.map((f, i) => [f.lane, ps[i] ?? 1]));
  const level = others.filter((f) => (p.get(f.lane) ?? 1) >= ALPHA);
  const winners = [best.lane, ...level.map((f) => f.lane)];
  // Not even the largest difference seen could count, however the takes fall.
  const spread = (best.accuracy?.mean ?? 0) - (others.at(-1)?.accuracy?.mean ?? 0);
  const tooFew = seeds > 1 ? seeds < 3 : spread * takes < needed - 1e-9 && takes < 100;
  const kind = level.length === 0 ? "clear" : level.length === others.length && tooFew ? "few" : "tie";
  return { ...common, kind, winners, all: winners.length === able.length, of: able.length, best: best.lane, p };
}

function least(contest: Contest, values: readonly [number, number | undefined][], isLevel: (value: number, best: number) => boolean): Verdict {
  const able = values.filter((v): v is [number, number] => v[1] !== undefined);
  if (able.length < 2) {
    return { contest, kind: "none", winners: [], all: false, of: able.length };
  }
  const best = Math.min(...able.map(([, v]) => v));
  const winners = able.filter(([, v]) => isLevel(v, best)).map(([lane]) => lane);
  return { contest, kind: winners.length === 1 ? "clear" : "tie", winners, all: winners.length === able.length, of: able.length };
}

const within = (share: number) => (value: number, best: number) => value <= best * (1 + share);

/** The verdict of each contest, that of accuracy first. */
export function judge(all: readonly Figures[]): [AccuracyVerdict, ...Verdict[]] {
  const of = (value: (f: Figures) => number | undefined): [number, number | undefined][] => all.map((f) => [f.lane, f.jobs.length > 0 ? value(f) : undefined]);
  return [
    judgeAccuracy(all),
    least("operations", of((f) => f.operations?.mean), within(TOLERANCE.operations)),
    least("memory", of((f) => f.memory), within(TOLERANCE.memory)),
    least("speed", of((f) => f.epochMs), within(TOLERANCE.speed)),
    // The exact gradient is no nearer to itself than by definition.
    least("gradient", of((f) => (f.learner.rule === "bptt" ? undefined : f.angle?.mean)), (v, best) => v <= best + TOLERANCE.gradient),
    least("local", of((f) => f.criteria && -f.criteria.length), (v, best) => v === best),
  ];
}
