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
  recognise(name: string, samples: Float32Array, rateHz: number, traces: boolean): Recognition;
  free(): void;
}

export interface NativeStep extends RunProgress {
  done: boolean;
  epochEnd: EpochRecord | null;
}

export interface NativeTrainer {
  /** A few milliseconds of work. */
  step(): NativeStep;
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

export interface Native {
  default(options: { module_or_path: URL }): Promise<unknown>;
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
  Trainer: {
    new (spec: RunSpec, data: NativeDataSet): NativeTrainer;
    resume(checkpoint: Uint8Array, data: NativeDataSet): NativeTrainer;
  };
}
