/** Which runs a figure takes: from the program's own table (`UPDATE_DOCS=1 cargo test --test docs`), cut to the size that was chosen. */
import { Bug } from "../core/bug.ts";
import { decimal } from "../core/format.ts";
import { named, presetTitle } from "../core/names.ts";
import type { RunSpec } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import raw from "./plan.json";

const t = await texts("reproduce");

/** What is heard: words, or the phones of sentences. */
export type Task = "digits" | "phonemes";

/** A network under one setting, run once for each seed. */
export interface Cell {
  task: Task;
  system: string;
  rule: string;
  preset: string;
  settings: Record<string, string>;
  /** Its own number of epochs. */
  epochs: number;
  /** About how long an epoch takes, in units of which only the ratios matter. */
  cost: number;
}

/** Accuracy of a cell, or its ratio to that of another. */
export interface Value {
  of: number;
  over?: number;
  /** Proportion of noise, per cent. */
  noise?: number;
}

export interface Line {
  name: string;
  paper?: number;
  /** By epoch one value; by proportion of noise one for each. */
  values: Value[];
}

export interface Panel {
  task: Task;
  title: string;
  caption: string;
  preset: string;
  by: "epoch" | "noise";
  lines: Line[];
}

export interface Row {
  task: Task;
  name: string;
  preset: string;
  paper?: number;
  value: Value;
}

/** What the paper says of a figure, or of the difference of two. */
export interface Claim {
  kind: "above" | "below" | "alike";
  than: number;
}

export interface Comparison {
  task: Task;
  what: string;
  preset: string;
  a: Value;
  b?: Value;
  claim: Claim;
}

export interface Figure {
  id: string;
  title: string;
  paper: string;
  panels: Panel[];
  rows: Row[];
  comparisons: Comparison[];
}

/** The recordings of a task. */
export interface Source {
  task: Task;
  name: string;
  inPlaceOf: string;
  utterances: number;
  split: string;
  /** Accuracy that says that something was learnt: twice that of always giving the most frequent answer, per cent. */
  learnt: number;
}

export interface Plan {
  data: Source[];
  quick: { epochs: number; presets: string[]; noise: number[] };
  presets: Record<string, string>;
  /** Two-sided 95 % quantiles of Student's t, from one degree of freedom on. */
  t95: number[];
  cells: Cell[];
  figures: Figure[];
}

// The kinds are strings to the compiler.
export const PLAN = raw as unknown as Plan;

/** How much of a figure is run, and on what. */
export interface Size {
  id: "short" | "middle" | "program";
  task: Task;
  seeds: number;
  /** Nothing: each system's own. */
  epochs: number | undefined;
  /** The settings; nothing: all. */
  presets: readonly string[] | undefined;
  /** Proportions of noise, per cent; nothing: all. */
  noise: readonly number[] | undefined;
}

/** Proportions that have a curve by epoch. */
const CURVES = [...new Set(PLAN.figures.flatMap((f) => f.panels).filter((p) => p.by === "epoch").flatMap((p) => p.lines).flatMap((l) => l.values[0]?.noise ?? []))];

export const SIZES: readonly Size[] = [
  { id: "short", task: "digits", seeds: 1, epochs: PLAN.quick.epochs, presets: PLAN.quick.presets, noise: PLAN.quick.noise },
  { id: "middle", task: "digits", seeds: 3, epochs: 8, presets: PLAN.quick.presets, noise: CURVES },
  { id: "program", task: "digits", seeds: 5, epochs: undefined, presets: undefined, noise: undefined },
];

/** One run that a figure takes. */
export interface Wanted {
  key: string;
  cell: number;
  seed: number;
  epochs: number;
}

export function keyOf(cell: number, seed: number, epochs: number): string {
  return `${cell}/${seed}/${epochs}`;
}

export function cellOf(at: number): Cell {
  const cell = PLAN.cells[at];
  if (!cell) {
    throw new Bug(`the plan has no cell ${at}`);
  }
  return cell;
}

export function dataOf(task: Task): Source {
  const data = PLAN.data.find((d) => d.task === task);
  if (!data) {
    throw new Bug(`the plan has no data for ${task}`);
  }
  return data;
}

/** What a figure can be run on; one without rows is drawn from words. */
export function tasksOf({ rows }: Figure): Task[] {
  return rows.length === 0 ? ["digits"] : [...new Set(rows.map((r) => r.task))];
}

export function epochsOf(cell: number, size: Size): number {
  return size.epochs ?? cellOf(cell).epochs;
}

/** A figure as far as a size shows it. */
export function cut(figure: Figure, size: Size): Figure {
  const { presets, noise, task } = size;
  const inSize = (v: Value) => v.noise === undefined || (noise?.includes(v.noise) ?? true);
  const chosen = <T extends { preset: string; task: Task }>(list: T[]) => list.filter((x) => x.task === task && (presets?.includes(x.preset) ?? true));
  const lines = (panel: Panel) => panel.lines.map((l) => ({ ...l, values: l.values.filter(inSize) })).filter((l) => l.values.length > 0);
  return {
    ...figure,
    panels: chosen(figure.panels).map((p) => ({ ...p, lines: lines(p) })),
    rows: chosen(figure.rows),
    comparisons: chosen(figure.comparisons),
  };
}

/** The runs of a figure, each once: the first seed of all, then the second of all, so that the whole picture is there early. */
export function wanted(figure: Figure, size: Size): Wanted[] {
  const { panels, rows } = cut(figure, size);
  const values = [...panels.flatMap((p) => p.lines).flatMap((l) => l.values), ...rows.map((r) => r.value)];
  const cells = [...new Set(values.flatMap((v) => (v.over === undefined ? [v.of] : [v.of, v.over])))].sort((a, b) => a - b);
  const of = (seed: number) =>
    cells.map((cell): Wanted => {
      const epochs = epochsOf(cell, size);
      return { key: keyOf(cell, seed, epochs), cell, seed, epochs };
    });
  return Array.from({ length: size.seeds }, (_, i) => of(i + 1)).flat();
}

export function specOf({ cell, seed, epochs }: Wanted): RunSpec {
  const { task, system, rule, preset, settings } = cellOf(cell);
  return { system, rule, preset, seed, epochs, split: dataOf(task).split, settings };
}

/** A run in a few words. */
export function nameOf({ cell, seed }: Wanted): string {
  const { system, rule, preset, settings } = cellOf(cell);
  const changed = Object.entries(settings).map(([key, value]) => `, ${named("setting", key) ?? key} ${decimal(value)}`);
  // What a title says after its colon is for who chooses a network.
  const [title = system] = (named("system", system) ?? system).split(":");
  return t("name", { system: title, rule: named("rule", rule) ?? rule, changes: changed.join(""), preset: presetTitle({ id: preset, title: PLAN.presets[preset] ?? preset }), seed });
}

/** The network whose spikes figure 4 shows. */
export function isLookedAt({ cell }: Pick<Wanted, "cell">): boolean {
  const { system, preset, settings } = cellOf(cell);
  return system === "nrr-shallow" && preset === "tuned" && Object.keys(settings).length === 0;
}
