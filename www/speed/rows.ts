import { figure, size } from "../core/format.ts";
import type { Report } from "./protocol.ts";

/** A report with what the page knows of its machine. */
export interface Result {
  report: Report;
  /** Bytes of the engine's instance, data and all. */
  instanceBytes: number;
  cores: number;
  browser: string;
  at: Date;
}

/** A line of the table. */
export interface Row {
  id: string;
  title: string;
  value: string;
  meaning: string;
}

const ms = (x: number) => `${figure(x)} ms`;

/** The table: every figure with what it means. */
export function rows({ report, instanceBytes, cores }: Result): Row[] {
  const { phases, operations } = report;
  const millions = (x: number) => `${figure(x / 1e6)} million`;
  return [
    {
      id: "training",
      title: "Utterances learnt per second",
      value: figure(report.utterances_per_second),
      meaning: `All of training together, on one core; a batch of ${report.batch} takes ${ms(report.ms_per_batch)}.`,
    },
    {
      id: "recognise",
      title: "One second of speech, from samples to answer",
      value: ms(report.recognise_ms),
      meaning: "How long the network makes you wait after a word.",
    },
    {
      id: "front-end",
      title: "Front end, one second of speech",
      value: ms(phases.front_end_ms_per_second),
      meaning: "Samples become a spectrogram. When training, this is done once for each recording.",
    },
    {
      id: "forward",
      title: "Forward pass of a batch",
      value: ms(phases.forward_ms),
      meaning: `The network hears ${report.batch} utterances: ${millions(operations.synaptic)} synaptic operations. Only neurons that spike cost anything.`,
    },
    {
      id: "gradient",
      title: "Gradient of a batch",
      value: ms(phases.gradient_ms),
      meaning: `The learning rule finds out how each weight should change: ${millions(operations.gradient)} multiplications and additions.`,
    },
    {
      id: "optimiser",
      title: "Optimiser",
      value: ms(phases.optimiser_ms),
      meaning: `${millions(operations.adam)} weights are changed, once for each batch.`,
    },
    {
      id: "memory",
      title: "Memory of the training",
      value: size(report.memory_bytes),
      meaning: `Weights, gradients, optimiser, states and frames. The whole instance with all recordings of this benchmark has ${size(instanceBytes)}.`,
    },
    {
      id: "binary",
      title: "Binary",
      value: report.engine === "wasm-simd" ? "with SIMD" : "without SIMD",
      meaning:
        report.engine === "wasm-simd"
          ? "WebAssembly with 128-bit vectors: four numbers at once."
          : "This browser has no 128-bit vectors in WebAssembly, so the slower binary is used. The results are the same.",
    },
    { id: "cores", title: "Cores that the browser tells of", value: String(cores), meaning: "This benchmark uses one of them." },
  ];
}

/** What was run, in one sentence. */
export function subject({ report }: Result): string {
  const density = report.density === null ? "" : `, ${figure(100 * report.density)} % of its loop's connections`;
  return `${report.topology}${density}, rule ${report.rule}, ${report.frames} frames; a neuron spikes ${figure(100 * report.firing_rate)} times in 100 steps`;
}

/** Everything as plain text, to send to someone. */
export function asText(result: Result): string {
  const lines = rows(result).map(({ title, value }) => [title, value] as const);
  const width = Math.max(...lines.map(([title]) => title.length));
  return [
    `NRR-SNN ${result.report.version}, ${result.at.toISOString().slice(0, 10)}, ${result.browser}`,
    subject(result),
    ...lines.map(([title, value]) => `${title.padEnd(width)}  ${value}`),
    `${"Weights, SHA-256".padEnd(width)}  ${result.report.weights_sha256}`,
    "",
  ].join("\n");
}
