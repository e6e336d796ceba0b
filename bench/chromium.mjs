/** The engine as WebAssembly in a worker of headless Chromium: prints the JSON of `nrr-snn bench --json`. `--scalar`: without SIMD. */
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { findChromium, FLAGS } from "../tests/journeys/browser.mjs";
import { serve } from "../tests/journeys/server.mjs";
import { run } from "./options.mjs";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

await run(async (asked) => {
  const server = await serve(ROOT, "/");
  const browser = await chromium.launch({ executablePath: findChromium(), args: FLAGS });
  try {
    const page = await browser.newPage();
    await page.goto(`${server.url}bench/page.html`);
    const { report, problem } = await page.evaluate(
      (asked) =>
        new Promise((resolve) => {
          const worker = new Worker("worker.js", { type: "module" });
          worker.onmessage = ({ data }) => resolve(data);
          worker.onerror = (event) => resolve({ problem: event.message || "the worker could not be loaded" });
          worker.postMessage(asked);
        }),
      asked,
    );
    if (problem) {
      throw new Error(problem);
    }
    return { host: `chromium ${browser.version()}`, ...report };
  } finally {
    await browser.close();
    await server.close();
  }
});
