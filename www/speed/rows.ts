import { figure, measured, size } from "../core/format.ts";
import { texts } from "../text/text.ts";
import type { Report } from "./protocol.ts";

const t = await texts("speed");

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
  id: "training" | "recognise" | "front-end" | "forward" | "gradient" | "optimiser" | "memory" | "binary" | "cores";
  title: string;
  value: string;
  meaning: string;
}

const ms = (x: number) => measured(figure(x), "ms");

/** The table: every figure with what it means. */
export function rows({ report, instanceBytes, cores }: Result): Row[] {
  const { phases, operations, batch } = report;
  const millions = (x: number) => t("millions", { n: figure(x / 1e6) });
  const binary = report.engine === "wasm-simd" ? "simd" : "scalar";
  const row = (id: Row["id"], value: string, meaning: string): Row => ({ id, title: t(`row.${id}`), value, meaning });
  return [
    row("training", figure(report.utterances_per_second), t("row.training.about", { batch, time: ms(report.ms_per_batch) })),
    row("recognise", ms(report.recognise_ms), t("row.recognise.about")),
    row("front-end", ms(phases.front_end_ms_per_second), t("row.front-end.about")),
    row("forward", ms(phases.forward_ms), t("row.forward.about", { batch, operations: millions(operations.synaptic) })),
    row("gradient", ms(phases.gradient_ms), t("row.gradient.about", { operations: millions(operations.gradient) })),
    row("optimiser", ms(phases.optimiser_ms), t("row.optimiser.about", { operations: millions(operations.adam) })),
    row("memory", size(report.memory_bytes), t("row.memory.about", { size: size(instanceBytes) })),
    row("binary", t(`row.binary.${binary}`), t(`row.binary.${binary}.about`)),
    row("cores", String(cores), t("row.cores.about")),
  ];
}

/** What was run, in one sentence. */
export function subject({ report }: Result): string {
  const { topology, density, rule, frames } = report;
  const facts = { topology, rule, frames, rate: figure(100 * report.firing_rate) };
  return density === null ? t("subject.no-loop", facts) : t("subject", { ...facts, density: measured(figure(100 * density), "%") });
}

/** Everything as plain text, to send to someone. */
export function asText(result: Result): string {
  const lines = rows(result).map(({ title, value }) => [title, value] as const);
  const width = Math.max(...lines.map(([title]) => title.length));
  return [
    `NRR-SNN ${result.report.version}, ${result.at.toISOString().slice(0, 10)}, ${result.browser}`,
    subject(result),
    ...lines.map(([title, value]) => `${title.padEnd(width)}  ${value}`),
    `${t("sha").padEnd(width)}  ${result.report.weights_sha256}`,
    "",
  ].join("\n");
}
