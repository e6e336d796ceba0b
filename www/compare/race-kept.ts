/** The last race, kept in this browser: a reload loses no lane that was over. */
import { keepResult, keptResult } from "../project/results.ts";
import { settle } from "../core/settle.ts";
import type { RaceState } from "./race-desk.ts";
import { newJob } from "./race-job.ts";
import { isOver } from "./race-schedule.ts";

export type KeptRace = Pick<RaceState, "choices" | "title" | "jobs" | "most" | "disturbed"> & { plan: NonNullable<RaceState["plan"]> };

const NAME = "race";
/** Of what is written; another one is not read. */
const VERSION = 1;

/** What is written: lanes that are at work are to be run again. */
export function packed(race: KeptRace): object {
  return { version: VERSION, ...race, jobs: race.jobs.map((job) => (isOver(job) ? job : { ...newJob(job.lane, job.seed, job.spec), phase: "dropped" })) };
}

/** What an earlier visit wrote, as far as this page understands it. */
export function unpacked(was: unknown): KeptRace | undefined {
  const found = was as ({ version: number } & KeptRace) | undefined;
  if (found?.version !== VERSION) {
    return undefined;
  }
  const { choices, plan, title, jobs, most, disturbed } = found;
  return { choices, plan, title, jobs, most, disturbed };
}

export function keep(race: KeptRace | undefined): void {
  settle(keepResult(NAME, race && packed(race)), () => undefined);
}

export async function kept(): Promise<KeptRace | undefined> {
  return unpacked(await keptResult(NAME));
}
