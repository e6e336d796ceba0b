/** Loads the build of the engine that holds its benchmark: the same engine, of which only the Speed place asks. */
import * as glue from "./pkg/bench-simd/nrr_snn.js";
import simdUrl from "./pkg/bench-simd/nrr_snn_bg.wasm?url";
import scalarUrl from "./pkg/bench-scalar/nrr_snn_bg.wasm?url";
import { compileBest } from "./compile.ts";

export interface NativeBench {
  steps(): number;
  step(): void;
  /** JSON, as `nrr-snn bench --json` prints it. */
  report(): string;
}

interface WithBench {
  default(options: { module_or_path: WebAssembly.Module }): Promise<{ memory: WebAssembly.Memory }>;
  Bench: new (spec: object, pack: Uint8Array) => NativeBench;
}

/** The benchmark, ready for use, and the memory of its instance. */
export async function loadBench(): Promise<{ Bench: WithBench["Bench"]; memory: WebAssembly.Memory }> {
  const native = glue as unknown as WithBench;
  const { memory } = await native.default({ module_or_path: await compileBest(simdUrl, scalarUrl) });
  return { Bench: native.Bench, memory };
}
