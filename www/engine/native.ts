/** The engine's WebAssembly module as the worker uses it: the types that wasm-bindgen cannot know. */
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
  add(label: string, name: string, speaker: string, index: number, samples: Float32Array, rateHz: number): string[];
  summary(): DataSummary;
  utterance(index: number): Sound;
  free(): void;
}

export interface NativeModel {
  save(): Uint8Array;
  info(): ModelInfo;
  recognise(name: string, samples: Float32Array, rateHz: number, noise: number, traces: boolean): Recognition;
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

export interface Native {
  default(options: { module_or_path: WebAssembly.Module }): Promise<unknown>;
  describe(): EngineDescription;
  read_wav(name: string, bytes: Uint8Array): Sound;
  write_wav(samples: Float32Array, rateHz: number): Uint8Array;
  parse_path(path: string): Named | undefined;
  check_take(name: string, samples: Float32Array, rateHz: number): TakeCheck;
  check_labels(labels: string[]): void;
  DataSet: {
    new (name: string, labels: string[]): NativeDataSet;
    from_pack(name: string, bytes: Uint8Array): NativeDataSet;
  };
  Model: { load(name: string, bytes: Uint8Array): NativeModel };
  Replica: new (checkpoint: Uint8Array, examples: Uint8Array) => NativeReplica;
  Trainer: {
    new (spec: RunSpec, data: NativeDataSet): NativeTrainer;
    resume(checkpoint: Uint8Array, data: NativeDataSet): NativeTrainer;
  };
}
