/** The last race, kept in this browser: a reload loses no lane that was over. */
import { Kept } from "../project/results.ts";
import type { RaceState } from "./race-desk.ts";
import { type Job, newJob } from "./race-job.ts";
import { isOver } from "./race-schedule.ts";

export type KeptRace = Pick<RaceState, "choices" | "title" | "jobs" | "most" | "disturbed"> & { plan: NonNullable<RaceState["plan"]>; id: string };

/** Of what is written; another one is not read. */
const VERSION = 2;

/** The race without what its lanes found. */
interface Whole extends Omit<KeptRace, "jobs"> {
  version: number;
  jobs: Pick<Job, "lane" | "seed" | "spec">[];
}

const part = (race: string, at: number): string => `${race}/${at}`;

/** What is written: the race, and a part for each lane that is over. */
export function packed({ jobs, ...race }: KeptRace): Map<string, object> {
  const whole: Whole = { version: VERSION, ...race, jobs: jobs.map(({ lane, seed, spec }) => ({ lane, seed, spec })) };
  return new Map<string, object>([["race", whole], ...jobs.flatMap((job, at): [string, Job][] => (isOver(job) ? [[part(race.id, at), job]] : []))]);
}

/** What an earlier visit wrote, as far as this page understands it: lanes that were at work are to be run again. */
export function unpacked(parts: ReadonlyMap<string, unknown>): KeptRace | undefined {
  const found = parts.get("race") as Whole | undefined;
  if (found?.version !== VERSION) {
    return undefined;
  }
  const { id, choices, plan, title, jobs, most, disturbed } = found;
  const lane = (job: Whole["jobs"][number], at: number): Job =>
    (parts.get(part(id, at)) as Job | undefined) ?? { ...newJob(job.lane, job.seed, job.spec), phase: "dropped" };
  return { id, choices, plan, title, jobs: jobs.map(lane), most, disturbed };
}

const store = new Kept("race");

/** Gives whether the browser keeps it. */
export function keep(race: KeptRace | undefined): Promise<boolean> {
  return store.keep(race ? packed(race) : new Map());
}

export async function kept(): Promise<KeptRace | undefined> {
  return unpacked(await store.read());
}
