/** Loads the WebAssembly instance, with SIMD where the browser has it. */
import * as glue from "./pkg/simd/nrr_snn.js";
import simdUrl from "./pkg/simd/nrr_snn_bg.wasm?url";
import scalarUrl from "./pkg/scalar/nrr_snn_bg.wasm?url";
import { EngineError } from "./fault.ts";
import type { Native } from "./native.ts";

/** A module whose one function uses a 128-bit vector: valid only where SIMD is. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** True where the browser runs WebAssembly with SIMD. */
export function hasSimd(): boolean {
  return WebAssembly.validate(SIMD_PROBE);
}

/** The engine's module, fetched and compiled while it comes in; every worker of the page gets this one. */
export async function compileNative(): Promise<WebAssembly.Module> {
  const response = await fetch(new URL(hasSimd() ? simdUrl : scalarUrl, import.meta.url));
  if (!response.ok) {
    throw new EngineError(`the engine's file could not be fetched (status ${response.status}); reload the page`, "fetch");
  }
  // A server that does not know the type of the file would have a browser refuse to stream it.
  const streams = response.headers.get("content-type")?.startsWith("application/wasm") ?? false;
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The engine, ready for use. */
export async function loadNative(module: WebAssembly.Module): Promise<Native> {
  const native = glue as unknown as Native;
  await native.default({ module_or_path: module });
  return native;
}
