/** What is known of the race. */
import type { Job } from "./race-job.ts";
import { RACE_START, type RaceChoices, type RacePlan } from "./race-plan.ts";

export type RacePhase = "none" | "racing" | "paused" | "ended";

export interface RaceState {
  choices: RaceChoices;
  phase: RacePhase;
  /** Of the present race, or the last one. */
  plan: RacePlan | undefined;
  title: string;
  /** A run after a run: first every lane with the first seed. */
  jobs: readonly Job[];
  /** Most lanes that were at work at one time, for the sake of the times. */
  most: number;
  /** The run of Train was at work as well for some time. */
  disturbed: boolean;
  /** The browser did not keep what it found last. */
  unkept: boolean;
  problem: string | undefined;
}

export const NO_RACE: RaceState = {
  choices: RACE_START,
  phase: "none",
  plan: undefined,
  title: "",
  jobs: [],
  most: 0,
  disturbed: false,
  unkept: false,
  problem: undefined,
};
