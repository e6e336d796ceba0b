/** What crosses between the Phonemes place and its worker. */
import type { NativeHearing, NativeMeasure } from "../engine/load-phonemes.ts";
import type { PathFile } from "../core/files.ts";
import type { EngineDescription, EpochRecord, RunSpec } from "../engine/protocol.ts";

/** A sentence of the set; its number is its place in the list. */
export interface Sentence {
  name: string;
  speaker: string;
  /** Belongs to the test part. */
  heldOut: boolean;
  durationS: number;
}

/** What was taken of a folder. */
export interface Corpus {
  name: string;
  /** Sentences that were taken, of those that have sound and phones. */
  taken: number;
  of: number;
  /** What was left out or cut, and why, in the engine's words. */
  notices: string[];
}

/** What the network made of a sentence in so much noise. */
export interface Hearing extends NativeHearing {
  sentence: number;
  noise: number;
}

export interface Measure extends NativeMeasure {
  noise: number;
}

/** How far a run is. */
export interface Progress {
  epoch: number;
  epochs: number;
  batch: number;
  batches: number;
}

export type ToWorker =
  | { kind: "open"; packUrl: string }
  /** Reads a folder of the visitor's own in TIMIT's layout in place of the sentences that are there. */
  | { kind: "corpus"; name: string; files: PathFile[] }
  /** Draws a network; with `train` it learns at once. */
  | { kind: "make"; spec: RunSpec; train: boolean }
  | { kind: "stop" }
  /** Shows a sentence to the network as it is, and measures it, in so much noise. */
  | { kind: "look"; sentence: number; noise: number };

export type FromWorker =
  | { kind: "opened"; description: EngineDescription; labels: string[]; sentences: Sentence[]; corpus: Corpus | undefined }
  | { kind: "reading"; done: number; of: number }
  /** The folder is not read, and what was there is there still. */
  | { kind: "refused"; message: string | undefined }
  | { kind: "progress"; progress: Progress }
  | { kind: "epoch"; record: EpochRecord }
  | { kind: "looked"; hearing: Hearing; measure: Measure }
  | { kind: "ended"; stopped: boolean }
  /** After a fatal one the worker answers no more. */
  | { kind: "failed"; message: string; fatal: boolean };
