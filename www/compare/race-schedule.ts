/** When each lane runs, and how long the rest takes. */

export type JobPhase = "waiting" | "loading" | "training" | "paused" | "judging" | "done" | "stopped" | "failed" | "dropped";

/** As much of a lane's run as its place in the queue depends on. */
export interface Queued {
  lane: number;
  phase: JobPhase;
  epochs: number;
  /** Epochs that are over, with the part of the present one. */
  done: number;
  /** Time at work so far, without pauses. */
  activeMs: number;
  /** Time for preparing the recordings and for the answers at the end, as far as it is known. */
  asideMs?: number;
}

const AT_WORK: ReadonlySet<JobPhase> = new Set(["loading", "training", "paused", "judging"]);

export const isAtWork = ({ phase }: Pick<Queued, "phase">): boolean => AT_WORK.has(phase);
export const isOver = ({ phase }: Pick<Queued, "phase">): boolean => phase !== "waiting" && !AT_WORK.has(phase);

/** Jobs to begin now: the first that wait, as far as there is room. */
export function nextJobs(jobs: readonly Queued[], atOnce: number): number[] {
  const room = Math.max(0, atOnce - jobs.filter(isAtWork).length);
  return jobs.flatMap((job, i) => (job.phase === "waiting" ? [i] : [])).slice(0, room);
}

/** What a job takes in all: by its own epochs, else by another seed of its lane, else as the others do. */
function wholeMs(jobs: readonly Queued[], job: Queued): number | undefined {
  const known = (some: readonly Queued[]) => {
    const sum = some.filter((j) => j.done > 0 && j.activeMs > 0).map((j) => j.activeMs / j.done);
    return sum.length > 0 ? sum.reduce((a, b) => a + b, 0) / sum.length : undefined;
  };
  const perEpoch = (job.done >= 1 ? known([job]) : undefined) ?? known(jobs.filter((j) => j.lane === job.lane && j.done >= 1)) ?? known(jobs.filter((j) => j.done >= 1));
  return perEpoch === undefined ? undefined : perEpoch * job.epochs;
}

/** What a job takes beside its epochs, by those that are over. */
function asideMs(jobs: readonly Queued[]): number {
  const known = jobs.flatMap((j) => (j.phase === "done" && j.asideMs !== undefined ? [j.asideMs] : []));
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : 0;
}

/** Milliseconds until the last lane is done, or nothing before the first epoch of all is over. */
export function remainingMs(jobs: readonly Queued[], atOnce: number): number | undefined {
  const slots = Array.from({ length: Math.max(1, atOnce) }, () => 0);
  const aside = asideMs(jobs);
  let at = 0;
  for (const job of [...jobs.filter(isAtWork), ...jobs.filter((j) => j.phase === "waiting")]) {
    const whole = wholeMs(jobs, job);
    if (whole === undefined) {
      return undefined;
    }
    const before = job.phase === "waiting" || job.phase === "loading" ? aside : 0;
    const rest = before + (job.phase === "judging" ? 0 : whole * (1 - Math.min(1, job.done / job.epochs)));
    // Those at work have a place each; who waits takes the one that is free first.
    const slot = isAtWork(job) && at < slots.length ? at++ : slots.indexOf(Math.min(...slots));
    slots[slot] = (slots[slot] ?? 0) + rest;
  }
  return Math.max(...slots);
}

/** Share of all epochs that is over, 0 to 1; what was ended before its time counts as over. */
export function shareDone(jobs: readonly Queued[]): number {
  const all = jobs.reduce((sum, j) => sum + j.epochs, 0);
  return all === 0 ? 0 : jobs.reduce((sum, j) => sum + (isOver(j) ? j.epochs : Math.min(j.epochs, j.done)), 0) / all;
}
