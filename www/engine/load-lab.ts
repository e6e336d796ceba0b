/** The build of the engine with everything. */
import * as glue from "./pkg/lab-simd/nrr_snn.js";
import type { Native } from "./native.ts";

/** An instance of the compiled module, ready for use. There is one in a worker. */
export async function loadLab(module: WebAssembly.Module): Promise<Native> {
  const native = glue as unknown as Native;
  await native.default({ module_or_path: module });
  return native;
}
