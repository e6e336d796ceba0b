/** The worker of the benchmark: an instance of the engine of its own, so that neither disturbs the other. The page ends it. */
import { describeThrown } from "../engine/fault.ts";
import { loadBench } from "../engine/load-bench.ts";
import type { FromWorker, Report, Spec } from "./protocol.ts";

const tell = (message: FromWorker): void => postMessage(message);

async function measure(spec: Spec, packUrl: string): Promise<void> {
  const { Bench, memory } = await loadBench();
  const response = await fetch(packUrl);
  if (!response.ok) {
    throw new Error(`the recordings could not be fetched (status ${response.status}); reload the page and try again`);
  }
  const bench = new Bench(spec, new Uint8Array(await response.arrayBuffer()));
  const steps = bench.steps();
  for (let done = 0; done < steps; done++) {
    tell({ kind: "progress", done, steps });
    bench.step();
  }
  tell({ kind: "measured", report: JSON.parse(bench.report()) as Report, instanceBytes: memory.buffer.byteLength });
}

addEventListener("message", ({ data }: MessageEvent<{ spec: Spec; packUrl: string }>) => {
  measure(data.spec, data.packUrl).catch((error: unknown) => tell({ kind: "failed", message: describeThrown(error).message }));
});
