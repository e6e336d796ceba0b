/**
 * Everything that crosses between the page and a laboratory: a worker with an engine, a data set, a network to look into and a run of its own.
 *
 * Shapes and names of what the engine returns are those of `src/wasm/lab.rs`. Large arrays are transferred, not copied.
 */
import type {
  DataSummary,
  EngineDescription,
  Heard,
  ModelInfo,
  RunHead,
  RunListener,
  RunSpec,
  Sound,
  TakeData,
} from "./protocol.ts";

/** Constants of the neurons to try out on an utterance; what is left out stays as it was trained. Ranges are those of the settings. */
export interface NeuronChange {
  /** γ. */
  adaptStrength?: number;
  /** α. */
  adaptDecay?: number;
  /** β. */
  adaptGain?: number;
  /** V_th. */
  vThreshold?: number;
  /** g. */
  leak?: number;
}

export interface LayerWeightsView {
  name: string;
  /** Cells below the layer. */
  inputs: number;
  neurons: number;
  /** Of a convolution: neurons at each place; else 0. */
  channels: number;
  /** W_f, shape `[inputs, neurons]`; of a convolution `[rows, channels]`. */
  ff: Float32Array;
  /** b, shape `[neurons]`; of a convolution `[channels]`. */
  bias: Float32Array;
  /** W_r ⊙ M, shape `[neurons (from), neurons (to)]`, 0 where there is no synapse. */
  rec?: Float32Array;
  /** M, of the same shape: 1 where a synapse of the loop exists. */
  mask?: Uint8Array;
}

/** What drove a layer through an utterance (eq. 1); arrays have shape `[steps, neurons]`. */
export interface Drives {
  steps: number;
  neurons: number;
  /** W_f·X[t] + b. */
  ff: Float32Array;
  /** (W_r ⊙ M)·S[t − 1]. */
  rec: Float32Array;
}

/** The grid of a field: `columns` potentials by `rows` adaptations, 2 to 256 each, ends included. */
export interface Grid {
  vFrom: number;
  vTo: number;
  columns: number;
  aFrom: number;
  aTo: number;
  rows: number;
}

/** How one step moves a neuron from each point of a grid, row by row; arrays have shape `[rows, columns]`. */
export interface Field {
  v: Float32Array;
  a: Float32Array;
  /** V[t + 1] − V[t]. */
  dv: Float32Array;
  /** a[t + 1] − a[t]. */
  da: Float32Array;
}

/** A state in which a silent neuron stays. */
export interface RestPoint {
  v: number;
  a: number;
  kind: "attracting" | "saddle" | "repelling" | "neutral";
  /** False where it lies at the threshold or above: the neuron fires before it is there. */
  reached: boolean;
  /** Of the Jacobian: g and α. */
  eigenvalues: [number, number];
}

export interface Nullcline {
  slope: number;
  intercept: number;
}

/** Where a silent neuron without a loop rests under a constant drive. */
export interface Rest {
  points: RestPoint[];
  /** dV = 0: V = slope · a + intercept. */
  vNullcline: Nullcline | null;
  /** da = 0: a = slope · V + intercept. */
  aNullcline: Nullcline | null;
}

/** A neuron alone, step by step, from rest. */
export interface NeuronCourse {
  v: Float32Array;
  a: Float32Array;
  /** S, 0 or 1. */
  s: Float32Array;
}

/** What the networks get of a recording under the paper's settings. */
export interface PaperInput extends Sound {
  bands: number;
  hopMs: number;
  windowMs: number;
  /** Shape `[frames, bands]`, before standardisation. */
  values: Float32Array;
}

/** What a network made of one utterance of the data set. */
export interface Answer {
  /** Index of the model's label with the highest score; −1 where the front end refused the recording. */
  label: number;
  /** Scores, 0 to 1, in the order of the model's labels; empty where it was refused. */
  scores: Float32Array;
  notices: string[];
  /** Why the front end refused it. */
  refused?: string;
  /** Steps of the pass. */
  steps: number;
}

/** Answers to many utterances. */
export interface Answers {
  /** In the order asked; fewer than asked where it was stopped. */
  answers: Answer[];
  /** Spikes of every hidden neuron over each utterance, shape `[answers, neurons]`. */
  counts: Float32Array;
  /** Neurons of all hidden layers, one layer after the other. */
  neurons: number;
  stopped: boolean;
}

/** Bytes that a run holds, without the data that it learns from; 0 where its rule needs nothing of a kind. */
export interface RunBytes {
  weights: number;
  /** States of the utterances at hand: whole ones, or pieces of 64 steps where the rule learns while it hears. */
  tape: number;
  /** Traces of every synapse. */
  traces: number;
  /** What is computed on the way from states to gradient. */
  scratch: number;
  gradients: number;
  /** Adam's two running means. */
  optimiser: number;
}

/** What a laboratory hears: an utterance of its data set, or a recording. */
export type Which = { utterance: number } | { name: string; sound: Sound };

/** Parts of a data set, as `parts` gives them. */
export const PART = { train: 0, test: 1, validation: 2, leftOut: 3 } as const;

/** The worker's side, as the page calls it (every call is asynchronous there). Whatever it throws is a `Thrown`. */
export interface LabApi {
  /** Makes an instance of the compiled module; every other call comes after it. */
  open(module: WebAssembly.Module): Promise<EngineDescription>;
  newData(name: string, labels: string[]): void;
  /** Adds takes to the data set that `newData` began; gives their notices. */
  addTakes(takes: TakeData[]): string[];
  openPack(name: string, bytes: Uint8Array): DataSummary;
  summary(): DataSummary;
  /** What a run would do with each utterance (`PART`); `validation` is the share of that setting. */
  parts(split: string, seed: number, validation?: number): Uint8Array;
  /** SHA-256 of the data set. */
  digest(): string;
  utterance(index: number): Sound;
  /** A model file or a checkpoint. */
  loadModel(name: string, bytes: Uint8Array): ModelInfo;
  /** With everything that was computed; without a change to the last bit what `recognise` gives. */
  hear(which: Which, noise: number, change: NeuronChange): Heard;
  /** Of the last utterance heard. */
  drives(layer: number): Drives;
  weights(layer: number): LayerWeightsView;
  /** Per neuron of a hidden layer: the norm of the weights through which other layers read it. */
  influence(layer: number): Float32Array;
  field(change: NeuronChange, layer: number, neuron: number, drive: number, grid: Grid): Field;
  rest(change: NeuronChange, layer: number, neuron: number, drive: number): Rest;
  /** The paper's neuron with a change made, without a loop; `drive` has a value for each step. */
  neuronCourse(change: NeuronChange, drive: Float32Array): NeuronCourse;
  neuronPlane(change: NeuronChange, drive: number, grid: Grid): Field & Rest;
  /** Of an utterance of the data set, a word or a whole `sentence`. */
  paperInput(utterance: number, sentence: boolean): PaperInput;
  /** Answers utterances of the data set; progress comes at most ten times a second. */
  answers(utterances: Uint32Array, noise: number, onProgress: (done: number, of: number) => void): Promise<Answers>;
  /** Ends `answers` before the next utterance; it gives what it has. */
  stop(): void;
  /** Begins a run on the data set, alone in this worker; events are those of the engine's own runs. */
  startRun(spec: RunSpec, probe: number, listener: RunListener): Promise<RunHead>;
  pauseRun(): void;
  continueRun(): void;
  stopRun(): void;
  /** The run's model as it is now, as the bytes of its file. */
  runModel(): Uint8Array;
  runBytes(): RunBytes;
}
