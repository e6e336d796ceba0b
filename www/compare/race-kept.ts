/** Long work in jobs, kept in this browser: a reload loses no job that was over. */
import { Kept } from "../project/results.ts";
import type { RaceState } from "./race-desk.ts";
import { type Job, newJob } from "./race-job.ts";
import { isOver } from "./race-schedule.ts";

/** Work that is done job by job; its id names it among those that other tabs keep. */
export interface JobWork {
  id: string;
  jobs: readonly Job[];
}

export type KeptRace = Pick<RaceState, "choices" | "title" | "jobs" | "most" | "disturbed"> & { plan: NonNullable<RaceState["plan"]>; id: string };

/** Of what is written; another one is not read. */
const VERSION = 2;
/** The part that holds everything but what the jobs found. */
const WHOLE = "race";

interface Whole {
  id: string;
  version: number;
  jobs: Pick<Job, "lane" | "seed" | "spec">[];
}

const part = (work: string, at: number): string => `${work}/${at}`;

export class JobKeeper<T extends JobWork> {
  readonly #store: Kept;

  constructor(name: string) {
    this.#store = new Kept(name);
  }

  /** What is written: the work, and a part for each job that is over. */
  packed(work: T): Map<string, object> {
    const whole = { ...work, version: VERSION, jobs: work.jobs.map(({ lane, seed, spec }) => ({ lane, seed, spec })) } satisfies Whole;
    return new Map<string, object>([[WHOLE, whole], ...work.jobs.flatMap((job, at): [string, Job][] => (isOver(job) ? [[part(work.id, at), job]] : []))]);
  }

  /** What an earlier visit wrote, as far as this page understands it: jobs that were at work are to be run again. */
  unpacked(parts: ReadonlyMap<string, unknown>): T | undefined {
    const found = parts.get(WHOLE) as Whole | undefined;
    if (found?.version !== VERSION) {
      return undefined;
    }
    const { id, jobs } = found;
    const job = (one: Whole["jobs"][number], at: number): Job => (parts.get(part(id, at)) as Job | undefined) ?? { ...newJob(one.lane, one.seed, one.spec), phase: "dropped" };
    const work: Partial<Whole> = { ...found };
    delete work.version;
    return { ...work, id, jobs: jobs.map(job) } as JobWork as T;
  }

  /** Gives whether the browser keeps it. */
  keep(work: T | undefined): Promise<boolean> {
    return this.#store.keep(work ? this.packed(work) : new Map());
  }

  async kept(): Promise<T | undefined> {
    return this.unpacked(await this.#store.read());
  }
}

export const races = new JobKeeper<KeptRace>("race");
