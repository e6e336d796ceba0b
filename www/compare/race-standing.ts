/** How a lane stands over all of its seeds. */
import { type Job, testAccuracy } from "./race-job.ts";
import { isAtWork, isOver, type JobPhase } from "./race-schedule.ts";
import { type Mean, meanOf } from "./race-statistics.ts";

export interface Standing {
  /** The run whose epochs are shown: at work, else the last that is over, else the first. */
  job: Job;
  phase: JobPhase;
  /** Seeds that are done, where the lane waits between two of them; else 0. */
  waitsAfter: number;
  /** Accuracy as the table has it; before a run is done, what the one that is shown has so far. */
  accuracy: Mean | undefined;
}

/** Mean accuracy of the runs that came to their end. */
export function accuracyOf(jobs: readonly Job[]): Mean | undefined {
  return meanOf(jobs.flatMap((j) => (j.phase === "done" ? (testAccuracy(j) ?? []) : [])));
}

/** @param jobs runs of one lane, by their seeds */
export function standingOf(jobs: readonly Job[]): Standing | undefined {
  const job = jobs.find(isAtWork) ?? jobs.findLast(isOver) ?? jobs[0];
  if (!job) {
    return undefined;
  }
  const phase = jobs.every((j) => j.phase === "done") ? "done" : jobs.some(isAtWork) ? job.phase : (jobs.find((j) => j.phase === "failed" || j.phase === "waiting")?.phase ?? job.phase);
  const waitsAfter = phase === "waiting" ? jobs.filter((j) => j.phase === "done").length : 0;
  const now = testAccuracy(job);
  return { job, phase, waitsAfter, accuracy: accuracyOf(jobs) ?? (now === undefined ? undefined : { mean: now, half: undefined, n: 1 }) };
}
