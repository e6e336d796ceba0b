/** Everything that crosses between the engine's worker and its helpers. Buffers are transferred, and go to and fro without being made anew. */

/** Name of a helper: the same file as the engine's worker, under another name. */
export const HELPER = "engine-helper";

export type ToHelper =
  /** The engine, compiled once for all. */
  | { kind: "open"; module: WebAssembly.Module }
  /** The run as it is now, and everything it learns from. */
  | { kind: "join"; checkpoint: Uint8Array; examples: Uint8Array }
  /** Pieces `from` to `to` of a batch; `buffers` are for gradients to come. */
  | { kind: "learn"; id: number; batch: Uint32Array; epoch: number; from: number; to: number; exact: boolean; buffers: Float32Array[] }
  /** Utterances `from` to `to` of the validation part and, behind it, the test part. */
  | { kind: "answer"; id: number; from: number; to: number }
  /** Mean gradient of the whole batch. */
  | { kind: "update"; total: Float32Array; rate: number };

/** Sum over some neighbouring pieces of a batch. */
export interface NodeSum {
  node: number;
  gradient: Float32Array;
  /** Loss, right answers and spikes. */
  sums: Float64Array;
}

export type FromHelper =
  | { kind: "ready" }
  | { kind: "nodes"; id: number; nodes: NodeSum[] }
  | { kind: "heard"; id: number; labels: Uint32Array }
  | { kind: "failed"; message: string };
