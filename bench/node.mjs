/** The engine as WebAssembly in Node: prints the JSON of `nrr-snn bench --json`. `--scalar` takes the binary without SIMD. */
import { readFile } from "node:fs/promises";
import { measure } from "./measure.js";
import { run } from "./options.mjs";

await run(async ({ spec, scalar }) => {
  const folder = new URL(`../www/engine/pkg/lab-${scalar ? "scalar" : "simd"}/`, import.meta.url);
  const glue = await import(new URL("nrr_snn.js", folder).href);
  const binary = await readFile(new URL("nrr_snn_bg.wasm", folder));
  const pack = await readFile(new URL("../www/public/data/digits.pack", import.meta.url));
  return { host: `node ${process.version}`, ...(await measure(glue, binary, pack, spec)) };
});
