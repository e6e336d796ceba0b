/** The benchmark in WebAssembly, in whatever runs this: Node, or a worker of a browser. */

/**
 * @param {object} glue the module that wasm-bindgen made
 * @param {BufferSource | Response} binary the WebAssembly
 * @param {Uint8Array} pack the bundled digits
 * @param {object} spec what to run
 */
export async function measure(glue, binary, pack, spec) {
  const begun = performance.now();
  const { memory } = await glue.default({ module_or_path: binary });
  const compiled = performance.now() - begun;
  const bench = new glue.Bench(spec, pack);
  for (let left = bench.steps(); left > 0; left--) {
    bench.step();
  }
  const report = JSON.parse(bench.report());
  return { ...report, compile_ms: compiled, wasm_memory_bytes: memory.buffer.byteLength };
}
