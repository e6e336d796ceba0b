/** The worker of the benchmark: an instance of the engine of its own, so that neither disturbs the other. The page ends it. */
import { describeThrown } from "../engine/fault.ts";
import { compileNative, loadNative } from "../engine/load.ts";
import type { FromWorker, Report, Spec } from "./protocol.ts";

interface NativeBench {
  steps(): number;
  step(): void;
  report(): string;
}

interface WithBench {
  default(): Promise<{ memory: WebAssembly.Memory }>;
  Bench: new (spec: Spec, pack: Uint8Array) => NativeBench;
}

const tell = (message: FromWorker): void => postMessage(message);

async function measure(spec: Spec, packUrl: string): Promise<void> {
  const native = (await loadNative(await compileNative())) as unknown as WithBench;
  const response = await fetch(packUrl);
  if (!response.ok) {
    throw new Error(`the recordings could not be fetched (status ${response.status}); reload the page and try again`);
  }
  const bench = new native.Bench(spec, new Uint8Array(await response.arrayBuffer()));
  const steps = bench.steps();
  for (let done = 0; done < steps; done++) {
    tell({ kind: "progress", done, steps });
    bench.step();
  }
  // Gives the exports of the instance that stands.
  const { memory } = await native.default();
  tell({ kind: "measured", report: JSON.parse(bench.report()) as Report, instanceBytes: memory.buffer.byteLength });
}

addEventListener("message", ({ data }: MessageEvent<{ spec: Spec; packUrl: string }>) => {
  measure(data.spec, data.packUrl).catch((error: unknown) => tell({ kind: "failed", message: describeThrown(error).message }));
});
