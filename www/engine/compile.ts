/** Fetches and compiles WebAssembly, with SIMD where the browser has it. */
import { EngineError } from "./fault.ts";

/** A module whose one function uses a 128-bit vector: valid only where SIMD is. */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
]);

/** True where the browser runs WebAssembly with SIMD. */
export function hasSimd(): boolean {
  return WebAssembly.validate(SIMD_PROBE);
}

/** One of two builds of a module, the first where the browser has SIMD. */
export async function compileBest(simd: string, scalar: string): Promise<WebAssembly.Module> {
  const response = await fetch(new URL(hasSimd() ? simd : scalar, import.meta.url));
  if (!response.ok) {
    throw new EngineError(`the engine's file could not be fetched (status ${response.status}); reload the page`, "fetch");
  }
  // A server that does not know the type of the file would have a browser refuse to stream it.
  const streams = response.headers.get("content-type")?.startsWith("application/wasm") ?? false;
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}
