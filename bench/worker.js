/** The worker of `bench/chromium.mjs`. */
import { measure } from "./measure.js";

addEventListener("message", async ({ data: { spec, scalar } }) => {
  try {
    const folder = `../www/engine/pkg/lab-${scalar ? "scalar" : "simd"}/`;
    const glue = await import(`${folder}nrr_snn.js`);
    const pack = await fetch(new URL("../www/public/data/digits.pack", import.meta.url));
    const binary = fetch(new URL(`${folder}nrr_snn_bg.wasm`, import.meta.url));
    postMessage({ report: await measure(glue, binary, new Uint8Array(await pack.arrayBuffer()), spec) });
  } catch (error) {
    postMessage({ problem: String(error.message ?? error) });
  }
});
