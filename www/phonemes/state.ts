/** What Phonemes shows. */
import type { EngineDescription, EpochRecord, RunSpec } from "../engine/protocol.ts";
import type { Corpus, Hearing, Measure, Progress, Sentence } from "./protocol.ts";

/** The visitor's choices for the next run. */
export interface Choices {
  system: string;
  rule: string;
  epochs: number;
  seed: number;
  /** What differs from the system's own settings, by key. */
  settings: Readonly<Record<string, string>>;
}

/** A piece of one of the two tracks. */
export interface Picked {
  track: "spoken" | "heard";
  index: number;
}

export interface PhonemesState {
  phase: "closed" | "opening" | "reading" | "ready" | "training" | "stopping" | "failed";
  /** How the last run ended. */
  ended: "done" | "stopped" | undefined;
  description: EngineDescription | undefined;
  labels: readonly string[];
  sentences: readonly Sentence[];
  /** The folder that they are from; nothing for the bundled ones. */
  corpus: Corpus | undefined;
  /** How far a folder is read. */
  reading: { done: number; of: number } | undefined;
  /** What is said in them, by name. */
  texts: Readonly<Record<string, string>>;
  choices: Choices;
  /** What made the network that is shown; nothing while it has not learnt. */
  spec: RunSpec | undefined;
  progress: Progress | undefined;
  records: readonly EpochRecord[];
  sentence: number;
  noise: number;
  hearing: Hearing | undefined;
  measure: Measure | undefined;
  picked: Picked;
  layer: number;
  playing: boolean;
  problem: string | undefined;
}

/** The sentences are few, so that a run takes seconds: more epochs than for a corpus. */
export const START: Choices = { system: "nrr-ph", rule: "rp", epochs: 30, seed: 1, settings: {} };

/** A place that was not opened yet. */
export const BEGIN: PhonemesState = {
  phase: "closed",
  ended: undefined,
  description: undefined,
  labels: [],
  sentences: [],
  corpus: undefined,
  reading: undefined,
  texts: {},
  choices: START,
  spec: undefined,
  progress: undefined,
  records: [],
  sentence: 0,
  noise: 0,
  hearing: undefined,
  measure: undefined,
  picked: { track: "spoken", index: 0 },
  layer: 0,
  playing: false,
  problem: undefined,
};
