import { expect, test } from "vitest";
import type { EpochRecord } from "../engine/protocol.ts";
import { epochMs, NOTHING, remainingMs, roughly, withEpoch, withPrepared } from "./estimate.ts";
import { readChoice, START, tellChoice } from "./choice.ts";
import { packed, unpacked } from "./kept.ts";
import { cellOf, cut, type Figure, keyOf, nameOf, PLAN, SIZES, specOf, tasksOf, type Wanted, wanted } from "./plan.ts";
import { commandOf, findings, resultsFile } from "./report.ts";
import { byEpoch, byNoise, compare, fresh, leftToMake, type Outcome, type Results, underWay, valuesOf } from "./results.ts";
import { interval, judge, mean } from "./statistics.ts";

function figureOf(id: string): Figure {
  const figure = PLAN.figures.find((f) => f.id === id);
  if (!figure) {
    throw new Error(`no figure ${id}`);
  }
  return figure;
}

const [SHORT, MIDDLE, PROGRAM] = SIZES as [(typeof SIZES)[0], (typeof SIZES)[0], (typeof SIZES)[0]];

function record(epoch: number, testAccuracy: number): EpochRecord {
  return { epoch, testAccuracy, trainLoss: 1, trainAccuracy: 0.5, validationAccuracy: null, firingRate: 0.1, synapticOperations: 1, energyNj: 1, layers: [] };
}

/** Outcomes of all runs of a figure: `accuracy` gives each run's last one. */
function outcomes(figure: Figure, size: typeof SHORT, accuracy: (cell: number, seed: number) => number): Results {
  const made = wanted(figure, size).map((run): [string, Outcome] => [
    run.key,
    {
      run,
      state: "done",
      records: Array.from({ length: run.epochs }, (_, i) => record(i + 1, (accuracy(run.cell, run.seed) * (i + 1)) / run.epochs)),
      reason: undefined,
      weightsSha256: `sha-${run.key}`,
      ms: 1000,
      looks: [],
    },
  ]);
  return new Map(made);
}

test("every figure refers to cells that there are, and every cell is run by a figure", () => {
  expect(PLAN.figures.map((f) => f.id)).toEqual(["table2", "fig4", "fig5", "fig6", "fig7"]);
  const used = new Set(PLAN.figures.flatMap((f) => tasksOf(f).flatMap((task) => wanted(f, { ...PROGRAM, task }))).map((w) => w.cell));
  expect([...used].sort((a, b) => a - b)).toEqual(PLAN.cells.map((_, i) => i));
  for (const figure of PLAN.figures) {
    for (const c of figure.comparisons) {
      const cells = [c.a.of, c.a.over, c.b?.of, c.b?.over].filter((x) => x !== undefined);
      expect(cells.every((x) => used.has(x))).toBe(true);
    }
  }
});

test("the short size is the program's quick version: its settings, epochs and proportions", () => {
  const fig5 = wanted(figureOf("fig5"), SHORT);
  expect(fig5.map((w) => cellOf(w.cell).system)).toEqual(["nrr-shallow", "nrr-shallow-plain", "bp-rsnn", "bp-rsnn-plain"]);
  expect(fig5.every((w) => w.epochs === 3 && w.seed === 1 && cellOf(w.cell).preset === "tuned")).toBe(true);
  // Two networks, each without noise, at 50 and 90 % in the test alone, and at 50 and 90 % in both.
  expect(wanted(figureOf("fig6"), SHORT)).toHaveLength(10);
  expect(cut(figureOf("fig7"), SHORT).panels[0]?.lines[0]?.values.map((v) => v.noise)).toEqual([0, 50, 90]);
});

test("the middle size has the proportions that have curves", () => {
  expect(cut(figureOf("fig6"), MIDDLE).panels[0]?.lines[0]?.values.map((v) => v.noise)).toEqual([0, 10, 30, 50, 70, 90]);
});

test("sizes take their seeds one after the other, each run once", () => {
  const runs = wanted(figureOf("fig4"), MIDDLE);
  expect(runs).toHaveLength(30);
  expect(new Set(runs.map((w) => w.key)).size).toBe(30);
  expect(runs.map((w) => w.seed)).toEqual([...Array<number>(10).fill(1), ...Array<number>(10).fill(2), ...Array<number>(10).fill(3)]);
  expect(wanted(figureOf("fig4"), PROGRAM)).toHaveLength(100);
});

test("a run's specification is the cell's, on the official part", () => {
  const half = wanted(figureOf("fig4"), SHORT).find((w) => cellOf(w.cell).settings["density"] === "1");
  expect(half && specOf(half)).toEqual({ system: "nrr-shallow", rule: "rp", preset: "tuned", seed: 1, epochs: 3, split: "official", settings: { density: "1" } });
  expect(half && nameOf(half)).toBe("NRR-SNN, shallow · Reward propagation, Loop density 1 · the project's settings · seed 1");
});

test("figures 6 and 7 share their runs", () => {
  const keys = new Set(wanted(figureOf("fig6"), SHORT).map((w) => w.key));
  expect(wanted(figureOf("fig7"), SHORT).every((w) => keys.has(w.key))).toBe(true);
});

test("a figure of both tasks is run on one of them at a time, with that one's recordings", () => {
  expect(PLAN.figures.map((f) => [f.id, tasksOf(f)])).toEqual([
    ["table2", ["digits", "phonemes"]],
    ["fig4", ["digits"]],
    ["fig5", ["digits", "phonemes"]],
    ["fig6", ["digits", "phonemes"]],
    ["fig7", ["digits", "phonemes"]],
  ]);
  const fig5 = figureOf("fig5");
  const size = { ...SHORT, task: "phonemes" } as const;
  expect(wanted(fig5, size).map((w) => [cellOf(w.cell).system, cellOf(w.cell).settings])).toEqual([
    ["nrr-ph", {}],
    ["bp-snn-ph", {}],
    ["nrr-ph", { adapt_strength: "0" }],
    ["bp-snn-ph", { adapt_strength: "0" }],
  ]);
  expect(cut(fig5, size).rows.map((r) => r.paper)).toEqual([56.12, undefined, 53.08, undefined]);
  expect(wanted(figureOf("fig4"), size)).toEqual([]);
  const file = resultsFile(fig5, size, outcomes(fig5, size, () => 0.5), "1.2.3");
  expect(file).toMatchObject({
    command: "nrr-snn reproduce fig5 --phonemes bundled-sentences --quick --out results",
    data: [{ task: "phonemes", name: "bundled sentences", in_place_of: "TIMIT", utterances: 20, split: "official" }],
  });
  expect((file as { jobs: unknown[] }).jobs[2]).toMatchObject({ job: { system: "nrr-ph", task: "phonemes", settings: { adapt_strength: "0" } } });
});

test("an address with a figure and no task is of the task that need not be told; one that says nothing leaves what is chosen", () => {
  const now = { figure: "fig7", size: "middle", task: "phonemes" } as const;
  const none = { figure: undefined, size: undefined, task: undefined };
  expect(readChoice({ ...none, figure: "fig5", size: "short" }, now)).toEqual({ choice: { figure: "fig5", size: "short", task: "digits" }, problems: [] });
  expect(readChoice(tellChoice(now), START)).toEqual({ choice: now, problems: [] });
  expect(readChoice(none, now).choice).toEqual(now);
  expect(readChoice({ figure: "__proto__", size: "x", task: "constructor" }, now)).toMatchObject({ choice: now, problems: { length: 3 } });
});

test("a ratio stands on what was learnt beyond twice what the most frequent answer reaches, of ten words and of 39 phones", () => {
  const fig7 = figureOf("fig7");
  const verdict = (task: "digits" | "phonemes", accuracy: number) => findings(fig7, outcomes(fig7, { ...SHORT, task }, () => accuracy), { ...SHORT, task })[0];
  expect(verdict("digits", 0.12)).toContain("too little to learn from");
  expect(verdict("digits", 0.25)).toContain("too few runs to tell");
  // One frame in seven is silence.
  expect(verdict("phonemes", 0.17)).toContain("too little to learn from");
  expect(verdict("phonemes", 0.35)).toContain("too few runs to tell");
});

test("means have Student's interval", () => {
  // R: t.test(c(1, 2, 4))$conf.int is -1.4612 to 6.1279.
  const m = mean([1, 2, 4]);
  expect(m?.mean).toBeCloseTo(7 / 3);
  expect(m?.half).toBeCloseTo(3.7945, 3);
  expect(mean([5])).toEqual({ mean: 5, half: undefined, n: 1 });
  expect(mean([])).toBeUndefined();
  expect(interval({ mean: 1.26, half: undefined, n: 1 }, 1)).toBe("1.3");
  expect(interval({ mean: 1.26, half: 0.51, n: 2 }, 1)).toBe("1.3 ± 0.5");
});

test("a claim is judged by the whole interval, and not at all by one run", () => {
  const above = { kind: "above", than: 0 } as const;
  expect(judge(above, { mean: 9, half: undefined, n: 1 })).toBe("few");
  expect(judge(above, { mean: 2, half: 1, n: 3 })).toBe("agrees");
  expect(judge(above, { mean: -2, half: 1, n: 3 })).toBe("differs");
  expect(judge(above, { mean: 0.5, half: 1, n: 3 })).toBe("few");
  expect(judge(above, { mean: 0.5, half: 1, n: 5 })).toBe("open");
  expect(judge({ kind: "below", than: 0.9 }, { mean: 0.7, half: 0.1, n: 5 })).toBe("agrees");
  expect(judge({ kind: "below", than: 0.9 }, { mean: 0.99, half: 0.01, n: 5 })).toBe("differs");
  expect(judge({ kind: "alike", than: 0 }, { mean: 0.1, half: 0.5, n: 5 })).toBe("agrees");
  expect(judge({ kind: "alike", than: 0 }, { mean: 0.1, half: 0.5, n: 3 })).toBe("few");
  expect(judge({ kind: "alike", than: 0 }, { mean: 3, half: 0.5, n: 3 })).toBe("differs");
});

test("an estimate comes from what was timed, by the plan's ratios where a network has not run", () => {
  const runs = wanted(figureOf("fig5"), SHORT);
  const [first, second] = runs.map((w) => w.cell);
  expect(remainingMs(NOTHING, runs, () => 0)).toBeUndefined();
  const t = withEpoch(withPrepared(NOTHING, "digits", 100), first ?? 0, 50);
  expect(epochMs(t, first ?? 0)).toBe(50);
  const bptt = runs.find((w) => cellOf(w.cell).rule === "bptt")?.cell ?? 0;
  expect(epochMs(t, bptt)).toBeCloseTo((50 * cellOf(bptt).cost) / cellOf(first ?? 0).cost);
  // What was timed itself counts more than any ratio.
  const both = withEpoch(t, second ?? 0, 500);
  expect(epochMs(both, second ?? 0)).toBe(500);
  expect(remainingMs(t, runs.slice(0, 1), () => 0)).toBe(100 + 3 * 50);
  expect(remainingMs(t, runs.slice(0, 1), () => 1.5)).toBe(1.5 * 50);
  expect(remainingMs(t, runs.slice(0, 1), () => 3)).toBe(0);
});

test("times are told with no more figures than an estimate has", () => {
  expect([200, 7300, 43_000, 100_000, 754_000, 9_000_000].map(roughly)).toEqual(["about 1 s", "about 7 s", "about 45 s", "about 1.5 min", "about 13 min", "about 2.5 h"]);
});

test("curves are means over the runs that have the epoch; a failed run counts as nothing", () => {
  const figure = figureOf("fig5");
  const results = new Map(outcomes(figure, MIDDLE, (_, seed) => 0.5 + 0.1 * seed));
  const line = cut(figure, MIDDLE).panels[0]?.lines[0];
  const cell = line?.values[0]?.of ?? 0;
  const points = line ? byEpoch(results, line, MIDDLE) : [];
  expect(points).toHaveLength(8);
  expect(points.at(-1)?.y.mean).toBeCloseTo(70);
  expect(points.at(-1)?.y.n).toBe(3);
  const key = keyOf(cell, 3, 8);
  const third = results.get(key);
  if (third && line) {
    results.set(key, { ...third, state: "partial", records: third.records.slice(0, 2) });
    expect(byEpoch(results, line, MIDDLE).map((p) => p.y.n)).toEqual([3, 3, 2, 2, 2, 2, 2, 2]);
    expect(valuesOf(results, { of: cell }, MIDDLE)).toHaveLength(2);
    expect(underWay(results, { of: cell }, MIDDLE)).toEqual({ accuracy: expect.closeTo(20) as number, epoch: 2 });
    results.set(key, { ...third, state: "failed", reason: "silent" });
    expect(byEpoch(results, line, MIDDLE).at(-1)?.y.n).toBe(2);
  }
});

test("differences are taken seed by seed, and ratios of a seed's own two runs", () => {
  const fig5 = figureOf("fig5");
  const rp = fig5.rows[0]?.value.of;
  const results = outcomes(fig5, MIDDLE, (cell, seed) => 0.5 + 0.1 * seed + (cell === rp ? 0.02 : 0));
  const comparison = cut(fig5, MIDDLE).comparisons[0];
  const m = comparison && compare(results, comparison, MIDDLE);
  expect(m?.mean).toBeCloseTo(2);
  expect(m?.half).toBeCloseTo(0);
  expect(findings(fig5, results, MIDDLE)[0]).toMatch(/^RP less BP, both with plasticity, digits, the project's settings: 2\.00 ± 0\.00 \(as the paper says\)\.$/);
  const fig7 = figureOf("fig7");
  const noisy = outcomes(fig7, SHORT, (cell) => (cellOf(cell).settings["noise"] === undefined ? 0.4 : 0.8));
  const line = cut(fig7, SHORT).panels[0]?.lines[0];
  expect(findings(fig7, noisy, SHORT)[0]).toContain("too few runs to tell");
  const nothing = outcomes(fig7, SHORT, () => 0.12);
  expect(findings(fig7, nothing, SHORT)[0]).toContain("too little to learn from");
  expect(line && byNoise(noisy, line, SHORT).map((p) => [p.x, p.y.mean])).toEqual([[0, 1], [50, 0.5], [90, 0.5]]);
});

test("the file has the program's layout and a run for every outcome", () => {
  const figure = figureOf("fig5");
  const file = resultsFile(figure, SHORT, outcomes(figure, SHORT, () => 0.5), "1.2.3") as Record<string, unknown> & {
    sections: { rows: Record<string, unknown>[] }[];
    jobs: Record<string, unknown>[];
  };
  expect(file).toMatchObject({ format: 1, version: "1.2.3", quick: true, seeds: 1, runs: [4, 4], command: "nrr-snn reproduce fig5 --data bundled --quick --out results" });
  expect(file.sections[0]?.rows).toHaveLength(4);
  expect(file.sections[0]?.rows[0]).toMatchObject({ unit: "%", paper: 63.03, ours: 50, half_width: null, values: [50], runs: 1, seconds: 1 });
  expect(file.jobs[0]).toMatchObject({ job: { system: "nrr-shallow", rule: "rp", split: "official", seed: 1, epochs: 3, task: "digits" }, test_accuracy: 0.5, stopped: null });
  expect(commandOf(figureOf("table2"), MIDDLE)).toContain("--seeds 3 --epochs 8 --presets tuned --own-rule");
});

test("what was found comes back as it was kept; a run on the way as far as its last whole epoch", () => {
  const [done, half, early] = wanted(figureOf("fig5"), SHORT) as [Wanted, Wanted, Wanted];
  const outcome = (run: Wanted, state: Outcome["state"], records: number): [string, Outcome] => [
    run.key,
    { ...fresh(run), state, records: Array.from({ length: records }, (_, i) => record(i + 1, 0.5)) },
  ];
  const found = { results: new Map([outcome(done, "done", 3), outcome(half, "partial", 2), outcome(early, "partial", 1)]), timings: NOTHING, checkpoints: new Map([[half.key, { epoch: 1, bytes: new Uint8Array(3) }]]) };
  const back = unpacked(structuredClone(packed(found)));
  expect(back?.results.get(done.key)).toEqual(found.results.get(done.key));
  expect(back?.results.get(half.key)?.records.map((r) => r.epoch)).toEqual([1]);
  expect(back?.results.has(early.key)).toBe(false);
  expect(back?.checkpoints).toEqual(found.checkpoints);
  // Another plan names its runs otherwise.
  expect(unpacked(packed(found), "another")).toBeUndefined();
  expect(unpacked(new Map())).toBeUndefined();
});

test("failed runs go on from their last whole epoch, or begin anew", () => {
  const [a, b, c] = wanted(figureOf("fig5"), SHORT) as [Wanted, Wanted, Wanted];
  const failed = (run: Wanted): [string, Outcome] => [run.key, { ...fresh(run), state: "failed", reason: "x", records: [record(1, 0.5), record(2, 0.6)] }];
  const results = new Map<string, Outcome>([failed(a), failed(b), [c.key, { ...fresh(c), state: "done" }]]);
  const left = leftToMake(results, new Map([[a.key, { epoch: 1 }]]));
  expect(left.get(a.key)).toMatchObject({ state: "partial", reason: undefined, records: [{ epoch: 1 }] });
  expect(left.has(b.key)).toBe(false);
  expect(left.get(c.key)).toBe(results.get(c.key));
});
