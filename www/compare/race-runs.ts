/** Jobs, each in a laboratory of its own, as many at one time as there is room for: of a race, or of voices that are held out in turn. */
import { messageOf } from "../core/settle.ts";
import type { RunHead } from "../engine/protocol.ts";
import type { RunData } from "../train/run-desk.ts";
import { type Job, newJob, queued } from "./race-job.ts";
import { type LaneLab, LaneRun } from "./race-lane.ts";
import { isAtWork, isOver, nextJobs } from "./race-schedule.ts";

/** Least time between two pictures of the jobs: short epochs come by the hundred. */
const TOLD_MS = 150;

/** What the jobs need, and whom they tell. */
export interface RunsHooks {
  /** A laboratory for the next run. */
  open(): LaneLab;
  now(): number;
  /** The recordings that all of them learn from. */
  recordings(): RunData;
  /** Jobs that may be at work at one time; 0 where none may begin. */
  room(): number;
  /** Said to a job whose recordings are not those of the others any more. */
  otherData: string;
  /** The jobs as they are now. */
  tell(jobs: readonly Job[]): void;
  /** One more has begun. */
  begun?(atWork: number): void;
  /** One is over, and has not been told yet. */
  over(at: number): void;
  /** All are over. */
  ended(): void;
  failed(problem: string): void;
}

export class JobRuns {
  #jobs: Job[] = [];
  #runs = new Map<number, LaneRun>();
  #told: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly hooks: RunsHooks) {}

  get jobs(): readonly Job[] {
    return this.#jobs;
  }

  /** Other jobs in the place of those before, whose workers are ended at once. */
  put(jobs: readonly Job[]): void {
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    runs.forEach((run) => run.close());
    this.#jobs = [...jobs];
    this.#tell();
  }

  /** One more job, behind the others. */
  add(job: Job): void {
    this.#jobs.push(job);
    this.#tell();
  }

  /** Begins what waits, as far as there is room. */
  fill(): void {
    for (const at of nextJobs(this.#jobs.map(queued), this.hooks.room())) {
      this.#begin(at);
    }
    if (this.#jobs.length > 0 && this.#jobs.every(isOver)) {
      this.#tell();
      this.hooks.ended();
    }
  }

  #begin(at: number): void {
    const job = this.#jobs[at];
    if (!job) {
      return;
    }
    const jobs = this.#jobs;
    const run: LaneRun = new LaneRun(this.hooks.open(), this.hooks.recordings(), {
      job: () => jobs[at] ?? job,
      change: (patch) => {
        // What was given up changes nothing any more.
        if (this.#runs.get(at) === run) {
          if (patch.head) {
            this.#checkData(at, patch.head);
          }
          this.change(at, patch);
        }
      },
      now: () => this.hooks.now(),
    });
    this.#runs.set(at, run);
    this.change(at, { phase: "loading" });
    this.hooks.begun?.(this.#jobs.filter(isAtWork).length);
    run.run().then(
      () => {
        if (this.#runs.get(at) === run) {
          this.#runs.delete(at);
          this.hooks.over(at);
          this.fill();
        }
      },
      (error: unknown) => this.hooks.failed(messageOf(error)),
    );
  }

  /** Only what was learnt from the same recordings compares. */
  #checkData(at: number, { dataDigest }: RunHead): void {
    if (this.#jobs.some((job, i) => i !== at && job.head && job.head.dataDigest !== dataDigest)) {
      throw new Error(this.hooks.otherData);
    }
  }

  change(at: number, patch: Partial<Job>): void {
    const job = this.#jobs[at];
    if (job) {
      this.#jobs[at] = { ...job, ...patch };
      if (patch.phase !== undefined && patch.phase !== job.phase) {
        this.#tell();
      } else {
        this.#told ??= setTimeout(() => this.#tell(), TOLD_MS);
      }
    }
  }

  #tell(): void {
    clearTimeout(this.#told);
    this.#told = undefined;
    this.hooks.tell([...this.#jobs]);
  }

  pause(): void {
    this.#runs.forEach((run) => run.pause());
  }

  resume(): void {
    this.#runs.forEach((run) => run.resume());
    this.fill();
  }

  /** Ends every run after its step; what has not begun is left out. */
  stop(): void {
    this.#jobs.forEach((job, at) => {
      if (job.phase === "waiting") {
        this.change(at, { phase: "dropped" });
      }
    });
    this.#runs.forEach((run) => run.stop());
    this.fill();
  }

  /** Has jobs that are over wait once more, from their first epoch on; the others keep what they have. */
  again(ats: readonly number[]): void {
    for (const at of ats) {
      const job = this.#jobs[at];
      if (job && isOver(job)) {
        this.#jobs[at] = newJob(job.lane, job.seed, job.spec);
      }
    }
    this.#tell();
  }
}
