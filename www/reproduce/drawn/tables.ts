/** The numbers of figures 1 to 3, laid out as the program's `results.json`; in English, as there. */
import { runOf } from "../report.ts";
import type { Outcome } from "../results.ts";
import type { Size } from "../plan.ts";
import type { DrawnId } from "../figures.ts";
import type { PlaneFigure } from "./fields.ts";
import { LIF, type LifFigure, STEP_MS } from "./lif.ts";
import type { Heard } from "./speech.ts";
import type { Traced } from "./traced.ts";

type English = Record<string, (values?: Record<string, unknown>) => string>;

/** Columns are named by the paper's symbols and by units. */
export interface PlotTable {
  title: string;
  caption: string;
  data: { columns: string[]; rows: string[][] };
}

/** A 32-bit number with all that it says. */
function text(x: number): string {
  return String(Number(x.toPrecision(7)));
}

/** Rows of columns of equal length. */
function table(columns: Record<string, ArrayLike<number>>): PlotTable["data"] {
  const all = Object.values(columns);
  return { columns: Object.keys(columns), rows: Array.from({ length: all[0]?.length ?? 0 }, (_, i) => all.map((values) => text(values[i] ?? 0))) };
}

export function lifTables({ courses, rates }: LifFigure, en: English): PlotTable[] {
  const times = (n: number) => Array.from({ length: n }, (_, k) => k * STEP_MS);
  const of = (key: string) => ({ title: en[`lif.${key}`]?.() ?? "", caption: en[`lif.${key}.caption`]?.() ?? "" });
  return [
    ...courses.map(({ id, v, s }) => ({ ...of(id), data: table({ time_ms: times(v.length), V: v, V_th: v.map(() => LIF.vThreshold), S: s }) })),
    { ...of("rate"), data: table({ drive: rates.drives, spikes_per_step: rates.rates }) },
  ];
}

export function tracedTables({ neurons, scale }: Traced, en: English): PlotTable[] {
  return neurons.map(({ neuron, course }, i) => {
    const { v, vFf, vRec, threshold, a, sFf, sRec } = course;
    const times = Array.from(v, (_, k) => k * scale.stepS * 1000);
    return {
      title: en["traced.panel"]?.({ letter: ["C", "E"][i] ?? "", neuron: neuron + 1 }) ?? "",
      caption: en["traced.c.caption"]?.() ?? "",
      data: table({ time_ms: times, V: v, V_f: vFf, V_r: vRec, V_th: threshold, a, S_f: sFf, S_r: sRec }),
    };
  });
}

export function planeTables(planes: readonly PlaneFigure[], en: English): PlotTable[] {
  const of = (id: string) => ({ title: en[`field.${id}`]?.() ?? "", caption: en[`field.${id}.caption`]?.() ?? "" });
  return planes.flatMap(({ id, field, points, course }) => [
    { ...of(id), data: table({ V: field.v, a: field.a, dV: field.dv, da: field.da }) },
    ...(points.length > 0 ? [{ ...of(id), data: { columns: ["kind", "V", "a", "reached"], rows: points.map((p) => [p.kind, text(p.v), text(p.a), String(p.reached)]) } }] : []),
    ...(course ? [{ ...of(id), data: table({ V: course.v, a: course.a, S: course.s }) }] : []),
  ]);
}

export function speechTables(all: readonly Heard[], en: English): PlotTable[] {
  return all.flatMap(({ id, kind, name, word, input }) => {
    const title = `${en[`speech.${kind}`]?.({ letter: id.toUpperCase(), word }) ?? ""}: ${name}`;
    const { samples, rateHz, values, bands, hopMs } = input;
    const frames = Array.from({ length: Math.floor(values.length / bands) }, (_, f) => f);
    const columns = Object.fromEntries(Array.from({ length: bands }, (_, b) => [`X_${b + 1}`, frames.map((f) => values[f * bands + b] ?? 0)]));
    const caption = en[`speech.${kind}.caption`]?.() ?? "";
    return [
      { title, caption, data: table({ time_s: Array.from(samples, (_, i) => i / rateHz), amplitude: samples }) },
      { title, caption, data: table({ time_ms: frames.map((f) => f * hopMs), ...columns }) },
    ];
  });
}

/** What surrounds the plots of a figure. */
export interface Around {
  id: DrawnId;
  command: string;
  version: string;
  /** The run that figure 2 looks into, where it is the one shown. */
  run: Outcome | undefined;
  size: Size;
}

export function drawnFile({ id, command, version, run, size }: Around, plots: PlotTable[], en: English): unknown {
  return {
    format: 1,
    version,
    command,
    runs: [run ? 1 : 0, id === "fig2" ? 1 : 0],
    made_in: "page",
    sections: [{ id, title: en[`${id}.title`]?.() ?? "", paper: en[`${id}.paper`]?.() ?? "", findings: [], plots, tables: [], rows: [] }],
    jobs: run ? [runOf(run, size)] : [],
  };
}
