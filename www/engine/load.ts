/** Loads the WebAssembly instance, with SIMD where the browser has it. */
import * as glue from "./pkg/simd/nrr_snn.js";
import simdUrl from "./pkg/simd/nrr_snn_bg.wasm?url";
import scalarUrl from "./pkg/scalar/nrr_snn_bg.wasm?url";
import { compileBest } from "./compile.ts";
import type { Native } from "./native.ts";

/** The engine's module, fetched and compiled while it comes in; every worker of the page gets this one. */
export function compileNative(): Promise<WebAssembly.Module> {
  return compileBest(simdUrl, scalarUrl);
}

/** The engine, ready for use. */
export async function loadNative(module: WebAssembly.Module): Promise<Native> {
  const native = glue as unknown as Native;
  await native.default({ module_or_path: module });
  return native;
}
