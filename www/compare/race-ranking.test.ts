import { expect, test } from "vitest";
import type { EpochRecord } from "../engine/protocol.ts";
import { newJob, type Job } from "./race-job.ts";
import { criteriaOf } from "./race-locality.ts";
import { figuresOf, judge, judgeAccuracy, wins } from "./race-ranking.ts";

const record = (patch: Partial<EpochRecord> = {}): EpochRecord => ({
  epoch: 1,
  trainLoss: 0.1,
  trainAccuracy: 1,
  validationAccuracy: null,
  testAccuracy: 0.5,
  firingRate: 0.1,
  synapticOperations: 1e6,
  energyNj: 100,
  layers: [{ firingRate: 0.1, silent: 0, saturated: 0, angle: 30 }],
  ...patch,
});

const bytes = (tape: number) => ({ weights: 100, tape, traces: 0, scratch: 0, gradients: 0, optimiser: 0 });

/** A job of which the first `right` of `of` takes are right, from `from` on. */
function job(lane: number, rule: string, right: number, of: number, patch: Partial<Job> = {}, from = 0): Job {
  const spec = { system: "nrr-shallow", rule, preset: "tuned", seed: 1, epochs: 1, split: "official", settings: {} };
  return {
    ...newJob(lane, 1, spec),
    phase: "done",
    head: { trainCount: 10, testCount: of, spiking: true, layers: [], notices: [], dataDigest: "d" },
    records: [record()],
    right: Uint8Array.from({ length: of }, (_, i) => (i >= from && i < from + right ? 1 : 0)),
    bytes: bytes(100),
    learnMs: [10],
    ...patch,
  };
}

const learner = (rule: string) => ({ rule, loops: true, symmetric: true });
const figures = (jobs: Job[]) => [...new Set(jobs.map((j) => j.lane))].map((lane) => figuresOf(lane, learner(jobs.find((j) => j.lane === lane)?.spec.rule ?? ""), jobs));

test("a large difference on many takes is clear; a small one is a tie; with few takes nothing is told", () => {
  expect(judgeAccuracy(figures([job(0, "rp", 190, 200), job(1, "bptt", 150, 200)]))).toMatchObject({ kind: "clear", winners: [0], best: 0 });
  expect(judgeAccuracy(figures([job(0, "rp", 190, 200), job(1, "bptt", 187, 200)]))).toMatchObject({ kind: "tie", winners: [0, 1], all: true, of: 2 });
  expect(judgeAccuracy(figures([job(0, "rp", 3, 3), job(1, "bptt", 1, 3)]))).toMatchObject({ kind: "few", takes: 3, needed: 6 });
  // Three lanes: the last falls behind, the second does not.
  const three = judgeAccuracy(figures([job(0, "rp", 190, 200), job(1, "bptt", 188, 200), job(2, "readout", 100, 200)]));
  expect(three).toMatchObject({ kind: "tie", winners: [0, 1], all: false });
  expect(wins(three, 1)).toBe(true);
  expect(wins(three, 2)).toBe(false);
});

test("the same share of right takes may still differ take by take", () => {
  const v = judgeAccuracy(figures([job(0, "rp", 100, 200), job(1, "bptt", 100, 200, {}, 100)]));
  expect(v).toMatchObject({ kind: "tie", all: true });
});

test("without a test part, or with one lane alone, there is nothing to compare", () => {
  const none = (lane: number) => job(lane, "rp", 0, 0, { right: undefined, records: [record({ testAccuracy: null })] });
  expect(judgeAccuracy(figures([none(0), none(1)])).kind).toBe("none");
  expect(judgeAccuracy(figures([job(0, "rp", 5, 10)])).kind).toBe("none");
  expect(judgeAccuracy([]).kind).toBe("none");
});

test("without single answers lanes are apart only where their intervals do not touch", () => {
  const bare = (lane: number, share: number) => job(lane, "rp", 0, 200, { right: undefined, records: [record({ testAccuracy: share })] });
  expect(judgeAccuracy(figures([bare(0, 0.95), bare(1, 0.94)])).kind).toBe("tie");
  expect(judgeAccuracy(figures([bare(0, 0.95), bare(1, 0.6)])).kind).toBe("clear");
});

test("several seeds are compared seed by seed", () => {
  const lanes = (shares: number[][]) => shares.flatMap((s, lane) => s.map((right, i) => job(lane, "rp", right, 100, { seed: i + 1 })));
  expect(judgeAccuracy(figures(lanes([[95, 96, 94], [80, 81, 79]])))).toMatchObject({ kind: "clear", seeds: 3 });
  expect(judgeAccuracy(figures(lanes([[95, 80, 94], [80, 96, 79]]))).kind).toBe("tie");
  expect(judgeAccuracy(figures(lanes([[95, 90], [80, 82]]))).kind).toBe("few");
});

test("the other contests go by their figures, with stated ties; lanes that did not end are left out", () => {
  const jobs = [
    job(0, "rp", 9, 10, { records: [record({ synapticOperations: 1e6, layers: [{ firingRate: 0, silent: 0, saturated: 0, angle: 80 }] })], bytes: bytes(200), learnMs: [30, 10, 10] }),
    job(1, "bptt", 9, 10, { records: [record({ synapticOperations: 1.01e6, layers: [{ firingRate: 0, silent: 0, saturated: 0, angle: 0 }] })], bytes: bytes(100), learnMs: [10.5] }),
    job(2, "eprop", 9, 10, { records: [record({ synapticOperations: 2e6, layers: [{ firingRate: 0, silent: 0, saturated: 0, angle: 20 }] })], bytes: bytes(300), learnMs: [50] }),
    job(3, "readout", 9, 10, { phase: "failed", bytes: bytes(0) }),
  ];
  const of = Object.fromEntries(judge(figures(jobs)).map((v) => [v.contest, v]));
  expect(of["operations"]).toMatchObject({ kind: "tie", winners: [0, 1], all: false });
  expect(of["memory"]).toMatchObject({ kind: "clear", winners: [1] });
  expect(of["speed"]).toMatchObject({ kind: "tie", winners: [0, 1] });
  // bptt is the yardstick itself.
  expect(of["gradient"]).toMatchObject({ kind: "clear", winners: [2] });
  expect(of["local"]).toMatchObject({ kind: "clear", winners: [0] });
});

test("criteria of locality follow the rules' sources", () => {
  const n = (rule: string, patch = {}) => criteriaOf({ ...learner(rule), ...patch })?.length;
  expect([n("rp"), n("drtp"), n("sdfa"), n("dfa"), n("local"), n("eprop"), n("fa"), n("bptt")]).toEqual([5, 5, 4, 3, 3, 2, 0, 0]);
  expect(n("eprop", { symmetric: false })).toBe(3);
  expect(n("fa", { loops: false })).toBe(1);
  expect(criteriaOf(learner("readout"))).toBeUndefined();
});
