/**
 * Everything that crosses between the page and its worker. Both sides import this file and nothing else of each other.
 *
 * Shapes and names of what the engine returns are those of `src/wasm`. Large arrays are transferred, not copied.
 */

import type { EngineDescription } from "./description.ts";

export type { Choice, EngineDescription, RuleInfo, SettingInfo, SettingKind, SystemInfo } from "./description.ts";

/** Mono sound: samples from −1 to 1 at `rateHz` samples a second. */
export interface Sound {
  rateHz: number;
  samples: Float32Array;
}

/** What a file's path says of the word in it. */
export interface Named {
  label: string;
  speaker: string;
  index: number;
}

/** Where the speech of a take is, in seconds, and what its speaker should know. */
export interface TakeCheck {
  notices: string[];
  speechStartS: number;
  speechEndS: number;
}

/** One recording of one word, on its way into a data set. */
export interface TakeData extends Sound {
  label: string;
  name: string;
  speaker: string;
  index: number;
  /** Belongs to the test part of the split `chosen`; false where it is left out. */
  heldOut?: boolean;
}

export interface UtteranceInfo {
  name: string;
  label: string;
  speaker: string;
  index: number;
  heldOut: boolean;
  durationS: number;
}

export interface DataSummary {
  name: string;
  labels: string[];
  utterances: UtteranceInfo[];
  notices: string[];
}

/** Figures of one layer in one epoch, over the training utterances; shares from 0 to 1. */
export interface LayerRecord {
  /** Spikes per neuron and step. */
  firingRate: number;
  /** Share of the neurons that never fired. */
  silent: number;
  /** Share of the neurons that fired at nine steps in ten or more. */
  saturated: number;
  /** Between the rule's gradient and that of `bptt`, degrees; nothing where it was not measured. */
  angle: number | null;
}

/** Figures of one epoch; accuracies and the firing rate are shares from 0 to 1. */
export interface EpochRecord {
  epoch: number;
  trainLoss: number;
  trainAccuracy: number;
  validationAccuracy: number | null;
  testAccuracy: number | null;
  /** Spikes per hidden neuron and step. */
  firingRate: number;
  /** Per training utterance. */
  synapticOperations: number;
  /** Estimate for these operations, nanojoules. */
  energyNj: number;
  /** The hidden layers, the first one first; behind them a readout that spikes. */
  layers: LayerRecord[];
}

export interface ModelInfo {
  system: string;
  rule: string;
  preset: string;
  topology: string;
  seed: string;
  epochs: number;
  labels: string[];
  data: string;
  split: string;
  frontEnd: { kind: string; rateHz: number; windowMs: number; hopMs: number; bands: number; frames: number };
  settings: Record<string, string>;
  layers: { name: string; kind: string; neurons: number; weights: number; density: number | null }[];
  weightsSha256: string;
  history: EpochRecord[];
}

/** One layer. */
interface LayerHead {
  name: string;
  /** `FC`, `RFC` or `C`. */
  kind: string;
  neurons: number;
  /** Of a convolution: neurons at each place, which stand together; else 0. */
  channels: number;
  recurrent: boolean;
  vThreshold: number;
  /** Spikes per neuron and step; of units without spikes their mean value. */
  firingRate: number;
}

/** Values of a layer of units without spikes over an utterance. */
export interface ValueTraces extends LayerHead {
  /** Shape `[steps, neurons]`. */
  activity: Float32Array;
}

/** States of one spiking layer over an utterance; every array has shape `[steps, neurons]`. */
export interface SpikeTraces extends LayerHead {
  activity?: undefined;
  /** S_f, 0 or 1. */
  sFf: Uint8Array;
  /** S_r, 0 or 1. */
  sRec: Uint8Array;
  vFf: Float32Array;
  vRec: Float32Array;
  adaptation: Float32Array;
  /** V_th + γ·a[t−1]. */
  threshold: Float32Array;
}

export type LayerTraces = SpikeTraces | ValueTraces;

export interface Traces {
  frames: number;
  bands: number;
  hopMs: number;
  steps: number;
  /** Shape `[frames, bands]`, before standardisation. */
  spectrogram: Float32Array;
  /** Output activity, shape `[steps, labels]`. */
  output: Float32Array;
  layers: LayerTraces[];
}

export interface Recognition {
  label: string;
  score: number;
  labels: string[];
  scores: number[];
  notices: string[];
  /** The second of sound that the network heard. */
  clip: Float32Array;
  clipRateHz: number;
  speechStartS: number;
  speechEndS: number;
  traces?: Traces;
}

/** A recognition with the time that the engine took from samples to answer and traces. */
export interface Heard extends Recognition {
  engineMs: number;
}

/** Workers that share a run: a number, or as many as suit the device and the run. */
export type WorkersWanted = number | "auto";

/** Numbers of workers that differ in speed: a batch has eight pieces, and with five, six or seven workers one still has two. */
export const WORKER_COUNTS = [1, 2, 3, 4, 8] as const;

/** Everything that defines a run but its data. */
export interface RunSpec {
  system: string;
  rule: string;
  preset: string;
  seed: number;
  epochs: number;
  /** `official`, `chosen` (what is held out), `speaker:NAME`, `fold:K/N`, `random:P` or `none`. */
  split: string;
  settings: Record<string, string>;
}

/** What a run begins with. */
export interface RunHead {
  trainCount: number;
  testCount: number;
  /** Whether the hidden units spike. */
  spiking: boolean;
  /** Names of the layers, the readout last. */
  layers: string[];
  notices: string[];
  /** SHA-256 of the data set that the run began on. */
  dataDigest: string;
}

/** How far a run is; sent at most ten times a second. */
export interface RunProgress {
  epoch: number;
  epochs: number;
  batch: number;
  batches: number;
  phase: "train" | "evaluate";
  loss: number;
  /** Workers that share the batches now. */
  workers: number;
  /** Takes learnt a second over the last whole epoch, without tests and pictures. */
  takesPerS: number | null;
}

/** What a run tells its page while it runs. */
export type RunEvent =
  | { kind: "progress"; progress: RunProgress }
  /** Short epochs come without a new picture or checkpoint each. */
  | { kind: "epoch"; record: EpochRecord; probe: Recognition | undefined; checkpoint: Uint8Array | undefined }
  /** A helper was lost; the run goes on with the others, to the same result. */
  | { kind: "helper-lost"; why: string }
  | { kind: "paused" }
  /** `weightsSha256`: of the weights that the run gives, as its model file states it. */
  | { kind: "ended"; stopped: boolean; weightsSha256: string }
  | { kind: "failed"; message: string; code: string };

export type RunListener = (event: RunEvent) => void;

/** The same for a worker with one run after another; `run` is the number that its caller gave it. */
export type EngineListener = (event: RunEvent, run: number) => void;

/** A run that begins, and its network before it learnt anything, as a checkpoint. */
export interface RunBegun {
  head: RunHead;
  checkpoint: Uint8Array;
}

/** The worker's side, as the page calls it (every call is asynchronous there). Whatever it throws is a [`Thrown`]. */
export interface EngineApi {
  /** Loads the WebAssembly instance; every other call comes after it. Events of runs go to `listener`. */
  open(listener: EngineListener): Promise<EngineDescription>;
  loadModel(name: string, bytes: Uint8Array): ModelInfo;
  /** `noise`: share of the input that is disturbed, 0 to 1. */
  recognise(name: string, sound: Sound, noise: number, traces: boolean): Heard;
  /** A WAV or NIST SPHERE file. */
  readWav(name: string, bytes: Uint8Array): Promise<Sound>;
  writeWav(sound: Sound): Uint8Array;
  parsePaths(paths: string[]): (Named | undefined)[];
  checkTake(name: string, sound: Sound): TakeCheck;
  checkLabels(labels: string[]): void;
  newData(name: string, labels: string[]): void;
  /** Adds takes to the data set that `newData` began; gives their notices. */
  addTakes(takes: TakeData[]): string[];
  openPack(name: string, bytes: Uint8Array): DataSummary;
  utterance(index: number): Sound;
  /**
   * Begins a run on the open data set; after every epoch utterance `probe` is shown to the network. Its events bear the number `run`. One that
   * is refused leaves the run before it as it is.
   */
  startRun(spec: RunSpec, probe: number, workers: WorkersWanted, run?: number): RunBegun;
  /** Takes a run up from a checkpoint; it waits, paused, for `continueRun`. */
  resumeRun(checkpoint: Uint8Array, probe: number, workers: WorkersWanted, run?: number): RunHead;
  /** The run of this number is not wanted any more: where it has not begun, it is refused as soon as it is ready to begin. */
  dropRun(run: number): void;
  /** Shares the present run among other workers from now on; the result stays the same. */
  useWorkers(workers: WorkersWanted): void;
  pauseRun(): void;
  continueRun(): void;
  stopRun(): void;
  /** Forgets the run and its weights. */
  resetRun(): void;
  /** The run's model as it is now, as the bytes of its file. */
  runModel(): Uint8Array;
}

/** What crosses when a call fails. */
export interface Thrown {
  message: string;
  code: string;
}
