/** The WebAssembly of the build with everything, for whoever compiles it; the workers that use it get the compiled module. */
import simdUrl from "./pkg/lab-simd/nrr_snn_bg.wasm?url";
import scalarUrl from "./pkg/lab-scalar/nrr_snn_bg.wasm?url";
import { compileBest } from "./compile.ts";

let compiling: Promise<WebAssembly.Module> | undefined;

/** The module, fetched and compiled once in this page or worker. After a failure the next call tries again. */
export function compileLab(): Promise<WebAssembly.Module> {
  compiling ??= compileBest(simdUrl, scalarUrl).catch((error: unknown) => {
    compiling = undefined;
    throw error;
  });
  return compiling;
}
