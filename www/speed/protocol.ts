/** What crosses between the page and the worker of the benchmark. */

/** What the engine measured: the JSON of `nrr-snn bench --json`, as far as the page shows it. */
export interface Report {
  engine: string;
  version: string;
  system: string;
  rule: string;
  topology: string;
  density: number | null;
  batch: number;
  frames: number;
  utterances_per_second: number;
  ms_per_batch: number;
  phases: { front_end_ms_per_second: number; forward_ms: number; gradient_ms: number; optimiser_ms: number };
  recognise_ms: number;
  memory_bytes: number;
  operations: { synaptic: number; gradient: number; adam: number };
  firing_rate: number;
  weights_sha256: string;
}

/** What to run; the fields are those of `src/wasm/bench.rs`. */
export interface Spec {
  system: string;
  /** Empty for the system's own. */
  rule: string;
  settings: Record<string, string>;
  seed: number;
  batches: number;
  repeats: number;
}

export type FromWorker =
  | { kind: "progress"; done: number; steps: number }
  | { kind: "measured"; report: Report; instanceBytes: number }
  | { kind: "failed"; message: string };
