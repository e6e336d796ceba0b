/**
 * The engine's WebAssembly modules as the workers use them: the types that wasm-bindgen cannot know. There are two builds: `hear`, which a
 * first visit downloads, and `lab`, which has everything.
 */
import type { Answer, Drives, Field, LayerWeightsView, NeuronChange, NeuronCourse, PaperInput, Rest, RunBytes } from "./lab-protocol.ts";
import type {
  DataSummary,
  EngineDescription,
  EpochRecord,
  ModelInfo,
  Named,
  Recognition,
  RunProgress,
  RunSpec,
  Sound,
  TakeCheck,
} from "./protocol.ts";

export interface NativeDataSet {
  add(label: string, name: string, speaker: string, index: number, samples: Float32Array, rateHz: number, heldOut?: boolean): string[];
  summary(): DataSummary;
  utterance(index: number): Sound;
  /** SHA-256 of all that a run can learn from. */
  digest(): string;
  /** What a run would do with each utterance: 0 learn, 1 test, 2 validate, 3 leave out. */
  parts(split: string, seed: number, validation?: number): Uint8Array;
  free(): void;
}

/** A model in the build of a first visit. */
export interface HearModel {
  info(): ModelInfo;
  recognise(name: string, samples: Float32Array, rateHz: number, noise: number, traces: boolean): Recognition;
  free(): void;
}

export interface NativeModel extends HearModel {
  save(): Uint8Array;
}

/** A model to look into. */
export interface NativeLab {
  info(): ModelInfo;
  hear(name: string, samples: Float32Array, rateHz: number, noise: number, change: NeuronChange, traces: boolean): Recognition;
  /** Of the last utterance heard. */
  drives(layer: number): Drives;
  weights(layer: number): LayerWeightsView;
  field(
    change: NeuronChange,
    layer: number,
    neuron: number,
    drive: number,
    vFrom: number,
    vTo: number,
    columns: number,
    aFrom: number,
    aTo: number,
    rows: number,
  ): Field;
  rest(change: NeuronChange, layer: number, neuron: number, drive: number): Rest;
  /** Without a seed the noise is drawn from the model's own. */
  answer(data: NativeDataSet, index: number, noise: number, seed?: number): Answer & { counts: Float32Array };
  influence(layer: number): Float32Array;
  free(): void;
}

export interface NativeStep extends Omit<RunProgress, "workers" | "takesPerS"> {
  done: boolean;
  epochEnd: EpochRecord | null;
}

/** A step's work in units that several workers can share: pieces of a batch, or utterances to answer. */
export interface NativeTask {
  kind: "learn" | "measure" | "exact" | "answer" | "rest";
  epoch: number;
  units: number;
  /** The first utterance to answer. */
  from: number;
  /** Indices of the batch's examples. */
  batch: Uint32Array;
}

export interface NativeTrainer {
  /** A few milliseconds of work. */
  step(): NativeStep;
  /** The same in parts: begin, the units here or elsewhere, settle, finish. */
  begin(): NativeTask;
  work(from: number, to: number): void;
  take(node: number, gradient: Float32Array, sums: Float64Array): void;
  takeHeard(first: number, labels: Uint32Array): void;
  settle(): number | undefined;
  total(out: Float32Array): void;
  finish(): NativeStep;
  /** Numbers of a gradient. */
  length(): number;
  /** Everything that the run learns from and is tested on. */
  examples(): Uint8Array;
  checkpoint(): Uint8Array;
  model(): NativeModel;
  trainCount(): number;
  testCount(): number;
  spikes(): boolean;
  layers(): string[];
  notices(): string[];
  weightsSha256(): string;
  dataDigest(): string;
  parts(): Uint8Array;
  bytes(): RunBytes;
  probe(index: number): Recognition;
  free(): void;
}

/** A run's helper in another worker. */
export interface NativeReplica {
  length(): number;
  /** Learns pieces of a batch; gives the nodes that are there then. */
  learn(batch: Uint32Array, epoch: number, from: number, to: number, exact: boolean): Uint32Array;
  node(node: number, gradient: Float32Array): Float64Array;
  update(total: Float32Array, rate: number): void;
  heard(from: number, to: number): Uint32Array;
  free(): void;
}

/** The build of a first visit. */
export interface Hear {
  default(options: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  /** For words, or for phonemes. */
  describe(phonemes?: boolean): EngineDescription;
  read_wav(name: string, bytes: Uint8Array): Sound;
  write_wav(samples: Float32Array, rateHz: number): Uint8Array;
  parse_path(path: string): Named | undefined;
  check_take(name: string, samples: Float32Array, rateHz: number): TakeCheck;
  check_labels(labels: string[]): void;
  Model: { load(name: string, bytes: Uint8Array): HearModel };
}

/** The build with everything. */
export interface Native extends Hear {
  /** A WAV or NIST SPHERE file. */
  read_recording(name: string, bytes: Uint8Array): Sound;
  /** The paper's neuron with a change made. */
  neuron_course(change: NeuronChange, drive: Float32Array): NeuronCourse;
  neuron_plane(change: NeuronChange, drive: number, vFrom: number, vTo: number, columns: number, aFrom: number, aTo: number, rows: number): Field & Rest;
  /** What the networks get of a word or a whole sentence under the paper's settings. */
  paper_input(name: string, samples: Float32Array, rateHz: number, sentence: boolean): PaperInput;
  DataSet: {
    new (name: string, labels: string[]): NativeDataSet;
    from_pack(name: string, bytes: Uint8Array): NativeDataSet;
  };
  Model: { load(name: string, bytes: Uint8Array): NativeModel };
  Lab: { load(name: string, bytes: Uint8Array): NativeLab };
  Replica: new (checkpoint: Uint8Array, examples: Uint8Array) => NativeReplica;
  Trainer: {
    new (spec: RunSpec, data: NativeDataSet): NativeTrainer;
    resume(checkpoint: Uint8Array, data: NativeDataSet): NativeTrainer;
  };
}
