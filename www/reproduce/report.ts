/** The results as the program writes them to `results.json`, as far as the page knows them. */
import type { EpochRecord } from "../engine/protocol.ts";
import { cellOf, cut, dataOf, type Figure, PLAN, type Row, type Size, SIZES, type Wanted, wanted } from "./plan.ts";
import { compare, hasGround, outcomesOf, type Outcome, type Results, valuesOf } from "./results.ts";
import { interval, judge, mean } from "./statistics.ts";

/** The program's names for the recordings that come with it. */
const BUNDLED = { digits: "--data bundled", phonemes: "--phonemes bundled-sentences" } as const;

/** The program's command for the same figure. */
export function commandOf(figure: Figure, size: Size): string {
  const more = size.id === "short" ? " --quick" : size.epochs === undefined ? "" : ` --seeds ${size.seeds} --epochs ${size.epochs}`;
  const own = figure.id === "table2" ? `${size.presets ? ` --presets ${size.presets.join(",")}` : ""} --own-rule` : "";
  return `nrr-snn reproduce ${figure.id} ${BUNDLED[size.task]}${more}${size.id === "short" ? "" : own} --out results`;
}

/** The command of a figure without runs. */
export function drawingCommand(id: string): string {
  return `nrr-snn reproduce ${id} --data bundled${id === "fig3" ? " --phonemes bundled-sentences" : ""} --out results`;
}

function jobOf({ cell, seed, epochs }: Wanted, size: Size) {
  const { task, system, rule, preset, settings } = cellOf(cell);
  return { system, rule, preset, split: dataOf(task).split, seed, epochs: size.epochs === undefined ? null : epochs, settings, task };
}

/** An epoch under the program's names. */
function epochOf(r: EpochRecord) {
  return {
    epoch: r.epoch,
    train_loss: r.trainLoss,
    train_accuracy: r.trainAccuracy,
    validation_accuracy: r.validationAccuracy,
    test_accuracy: r.testAccuracy,
    firing_rate: r.firingRate,
    synaptic_operations: r.synapticOperations,
    energy_nj: r.energyNj,
    layers: r.layers.map((l) => ({ firing_rate: l.firingRate, silent: l.silent, saturated: l.saturated, angle: l.angle })),
  };
}

export function runOf(outcome: Outcome, size: Size) {
  const last = outcome.records.at(-1);
  return {
    job: jobOf(outcome.run, size),
    data: dataOf(size.task).name,
    test_accuracy: outcome.state === "done" ? (last?.testAccuracy ?? null) : null,
    train_accuracy: last?.trainAccuracy ?? null,
    stopped: outcome.reason ?? null,
    finished: outcome.state !== "partial",
    history: outcome.records.map(epochOf),
    weights_sha256: outcome.weightsSha256 ?? null,
    seconds: outcome.ms / 1000,
  };
}

function differs({ task, preset }: Row, size: Size): string {
  const { name, inPlaceOf } = dataOf(task);
  const epochs = size.epochs === undefined ? "" : `; ${size.epochs} epochs`;
  return `${name} in place of ${inPlaceOf}; ${PLAN.presets[preset] ?? preset}${epochs}`;
}

function rowOf(row: Row, results: Results, size: Size) {
  const values = valuesOf(results, row.value, size);
  const m = mean(values);
  const outcomes = outcomesOf(results, row.value, size);
  return {
    what: row.name,
    unit: row.value.over === undefined ? "%" : "",
    paper: row.paper ?? null,
    ours: m?.mean ?? null,
    half_width: m?.half ?? null,
    values,
    runs: size.seeds,
    differs: differs(row, size),
    seconds: mean(outcomes.map((o) => o.ms / 1000))?.mean ?? null,
    weights_sha256: outcomes.flatMap((o) => o.weightsSha256 ?? []),
  };
}

/** What was found of every comparison, as a sentence. */
export function findings(figure: Figure, results: Results, size: Size): string[] {
  return cut(figure, size).comparisons.flatMap((c) => {
    const m = compare(results, c, size);
    return m ? `${c.what}: ${interval(m, c.a.over === undefined ? 2 : 3)} (${VERDICTS[judge(c.claim, m, hasGround(results, c, size))]}).` : [];
  });
}

/** The verdicts in the program's words. */
export const VERDICTS = {
  agrees: "as the paper says",
  differs: "not as the paper says",
  open: "no difference beyond noise: the paper's claim is not confirmed",
  few: "too few runs to tell",
  void: "so much noise leaves too little to learn from: it tells nothing",
} as const;

export function resultsFile(figure: Figure, size: Size, results: Results, version: string): unknown {
  const runs = wanted(figure, size);
  const outcomes = runs.flatMap((run) => results.get(run.key) ?? []);
  const there = outcomes.filter((o) => o.state !== "partial").length;
  const { id, title, paper, rows } = cut(figure, size);
  const { task, name, inPlaceOf, utterances, split } = dataOf(size.task);
  return {
    format: 1,
    version,
    command: commandOf(figure, size),
    quick: size.id === SIZES[0]?.id,
    seeds: size.seeds,
    data: [{ task, name, in_place_of: inPlaceOf, utterances, split }],
    runs: [there, runs.length],
    seconds: outcomes.reduce((sum, o) => sum + o.ms / 1000, 0),
    made_in: "page",
    sections: [{ id, title, paper, findings: findings(figure, results, size), plots: [], tables: [], rows: rows.map((row) => rowOf(row, results, size)) }],
    jobs: outcomes.map((o) => runOf(o, size)),
  };
}
