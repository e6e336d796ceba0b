/** The engine with what only the Phonemes place asks of it: sentences of labelled phones. */
import { compileLab } from "./lab-module.ts";
import { loadLab } from "./load-lab.ts";
import type { Native, NativeDataSet, NativeTrainer } from "./native.ts";
import type { LayerTraces, RunSpec } from "./protocol.ts";

/** What a network hears in a sentence; the fields are those of `src/wasm/phonemes.rs`. */
export interface NativeHearing {
  rateHz: number;
  samples: Float32Array;
  hopMs: number;
  windowMs: number;
  /** Top of the picture, in hertz. */
  topHz: number;
  bands: number;
  /** Shape `[frames, bands]`. */
  spectrogram: Float32Array;
  steps: number;
  /** The phone of every frame, as an index of the labels; 255 for none. */
  spoken: Uint8Array;
  heard: Uint8Array;
  layers: LayerTraces[];
  /** The words of the sentence, where they are known. */
  words: { text: string; fromS: number; toS: number }[];
}

/** How well a network hears the sentences that test. */
export interface NativeMeasure {
  sentences: number;
  /** Phones spoken in them. */
  phones: number;
  substitutions: number;
  deletions: number;
  insertions: number;
  firingRate: number;
  /** Frames by phone spoken and phone heard, shape `[labels, labels]`. */
  confusion: Uint32Array;
}

export interface NativePhonemeTrainer extends NativeTrainer {
  hear(sentence: number, noise: number): NativeHearing;
  measure(noise: number): NativeMeasure;
}

/** Files of a corpus in TIMIT's layout. */
export interface NativeCorpus {
  add(path: string, bytes: Uint8Array): void;
  /** The sentences in them; the files are gone then. */
  read(name: string): NativeDataSet;
  free(): void;
}

export interface NativePhonemes extends Omit<Native, "Trainer"> {
  Corpus: new () => NativeCorpus;
  /** Speakers of TIMIT's core test set. */
  core_speakers(): string[];
  Trainer: new (spec: RunSpec, data: NativeDataSet) => NativePhonemeTrainer;
}

/** The engine, ready for use. */
export async function loadPhonemes(): Promise<NativePhonemes> {
  return (await loadLab(await compileLab())) as unknown as NativePhonemes;
}
