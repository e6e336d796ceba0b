/** The engine's benchmark, of which only the Speed place asks. */
import * as glue from "./pkg/lab-simd/nrr_snn.js";
import { compileLab } from "./lab-module.ts";

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
  const { memory } = await native.default({ module_or_path: await compileLab() });
  return { Bench: native.Bench, memory };
}
