/** Loads the build of the engine that a first visit downloads: it recognises, and does not learn. */
import * as glue from "./pkg/hear-simd/nrr_snn.js";
import simdUrl from "./pkg/hear-simd/nrr_snn_bg.wasm?url";
import scalarUrl from "./pkg/hear-scalar/nrr_snn_bg.wasm?url";
import { compileBest } from "./compile.ts";
import type { Hear } from "./native.ts";

/** The engine of a first visit, ready for use. */
export async function loadHear(): Promise<Hear> {
  const hear = glue as unknown as Hear;
  await hear.default({ module_or_path: await compileBest(simdUrl, scalarUrl) });
  return hear;
}
