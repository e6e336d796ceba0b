/** What holding out each voice in turn came to, without a page. */
import { type Share, wilson } from "../core/statistics.ts";
import { written } from "../project/repeat-state.ts";
import type { RunState } from "../train/run-desk.ts";
import { type Job, testAccuracy } from "./race-job.ts";
import { type Mean, meanOf, t975 } from "./race-statistics.ts";
import { type TooSmall, tooSmall } from "./test-evaluation.ts";
import { givenBy } from "./test-subject.ts";
import { baseOf, type Usual, type Voice, type VoicesPlan } from "./voices-plan.ts";

/** A voice, and how the network hears it that did not learn from it. */
export interface VoiceRow {
  at: number;
  voice: Voice;
  job: Job;
  /** Nothing before its run is over. */
  test: Share | undefined;
  /** On the takes that the network learnt from. */
  train: number | undefined;
  small: TooSmall | undefined;
}

/** Right answers of a run that came to its end, among its test takes. */
export function shareOf(job: Pick<Job, "phase" | "right" | "records" | "head">): Share | undefined {
  const takes = job.right?.length ?? job.head?.testCount ?? 0;
  // Without the single answers (noise in the test), the epoch's whose network is given.
  const share = job.right ? testAccuracy(job) : givenBy(job.records)?.testAccuracy;
  return job.phase === "done" && takes > 0 && share !== undefined && share !== null ? wilson(Math.round(share * takes), takes) : undefined;
}

/** A row for each voice, in their order. */
export function voiceRows(voices: readonly Voice[], jobs: readonly Job[]): VoiceRow[] {
  return voices.flatMap((voice, at) => {
    const job = jobs[at];
    if (!job) {
      return [];
    }
    const test = shareOf(job);
    return [{ at, voice, job, test, train: job.phase === "done" ? givenBy(job.records)?.trainAccuracy : undefined, small: test && tooSmall(test, voice.guessing) }];
  });
}

/**
 * Mean over the voices that are done, each counting alike, however many takes it has. Few takes often give the same share by chance, and an interval over
 * equal shares would have no width: it is no narrower than what chance does to the takes of each voice (binomial, from one right and one wrong answer more
 * than there were).
 */
export function meanOverVoices(rows: readonly VoiceRow[]): Mean | undefined {
  const shares = rows.flatMap((r) => r.test ?? []);
  const mean = meanOf(shares.map((s) => s.share));
  if (mean?.half === undefined) {
    return mean;
  }
  const variance = shares.reduce((sum, { hits, of }) => {
    const p = (hits + 1) / (of + 2);
    return sum + (p * (1 - p)) / of / shares.length;
  }, 0);
  return { ...mean, half: Math.max(mean.half, t975(mean.n - 1) * Math.sqrt(variance / mean.n)) };
}

/** The mean's 95 % interval, which holds no share that cannot be. */
export function boundsOf({ mean, half }: Mean): { low: number; high: number } | undefined {
  return half === undefined ? undefined : { low: Math.max(0, mean - half), high: Math.min(1, mean + half) };
}

/** Whether the mean tells more than voices that have too few takes: only where its interval is narrower than that of each of them. Nothing without an interval. */
export function meanTellsMore(mean: Mean | undefined, rows: readonly VoiceRow[]): boolean | undefined {
  const bounds = mean && boundsOf(mean);
  return bounds && rows.every(({ test, small }) => !test || !small || bounds.high - bounds.low < test.high - test.low);
}

/** Accuracy by the usual test. */
export interface UsualFigure {
  usual: Usual;
  share: Share;
  /** Made here, or Train's run. */
  from: "here" | "run";
}

/** The job behind those of the voices: the usual test. */
export const usualJob = (plan: Pick<VoicesPlan, "voices">, jobs: readonly Job[]): Job | undefined => jobs[plan.voices.length];

/** The usual test with the same settings on the same recordings, where there is a run of it. */
export function usualFigure(plan: VoicesPlan, jobs: readonly Job[], run: Pick<RunState, "phase" | "stopped" | "spec" | "head" | "records">): UsualFigure | undefined {
  const { usual, base } = plan;
  if (!usual) {
    return undefined;
  }
  const own = usualJob(plan, jobs);
  const here = own && shareOf(own);
  if (here) {
    return { usual, share: here, from: "here" };
  }
  const { spec, head, records, phase, stopped } = run;
  const digest = jobs.find((j) => j.head)?.head?.dataDigest;
  if (phase !== "ended" || stopped || !spec || !head || head.dataDigest !== digest || spec.split !== usual.split || written(baseOf(spec)) !== written(base)) {
    return undefined;
  }
  const accuracy = givenBy(records)?.testAccuracy;
  return accuracy === undefined || accuracy === null ? undefined : { usual, share: wilson(Math.round(accuracy * head.testCount), head.testCount), from: "run" };
}

/**
 * What the two say together. `above`: the usual test gives more, beyond chance. `below`: less. `level`: they cannot be told apart. `few`: too few voices for an
 * interval, or not all of them yet.
 */
export type Gap = "above" | "below" | "level" | "few";

export function gapOf(mean: Mean, { share: usual }: Pick<UsualFigure, "share">, voices: number): Gap {
  const bounds = boundsOf(mean);
  if (!bounds || mean.n < voices) {
    return "few";
  }
  return usual.low > bounds.high ? "above" : usual.high < bounds.low ? "below" : "level";
}

/** How far the usual test may be believed: its voices are all learnt from, some of them, or none. */
export function acquaintance({ known, takes }: Usual): "all" | "some" | "none" {
  return known === 0 ? "none" : known < takes ? "some" : "all";
}
