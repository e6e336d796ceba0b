import { expect, it } from "vitest";
import type { ActiveModel } from "../app/session.ts";
import type { EpochRecord, ModelInfo } from "../engine/protocol.ts";
import { comparedOf, momentsOf, reused, standAt } from "./moments.ts";
import { byWord, clipsAsUtterances, picked, type Utterance, utterancesOf } from "./utterances.ts";

const record = (epoch: number): EpochRecord => ({
  epoch,
  trainLoss: 1,
  trainAccuracy: 0.5,
  validationAccuracy: null,
  testAccuracy: 0.5,
  firingRate: 0.1,
  synapticOperations: 1,
  energyNj: 1,
  layers: [],
});
const bytes = () => new Uint8Array(1);
const run = (phase: "none" | "training" | "ended", epochs: number[]) => ({
  phase,
  checkpoints: epochs.map((epoch) => ({ epoch, bytes: bytes() })),
  records: [1, 2, 3, 4].map(record),
  data: undefined,
});
const model: ActiveModel = { title: "Digits", origin: "shipped", info: { epochs: 40, history: [] } as unknown as ModelInfo, bytes: bytes() };

it("offers the run's checkpoints, its end once it ended, and without a run the model in use", () => {
  expect(momentsOf(run("training", [1, 3]), model).map((m) => [m.kind, m.epoch])).toEqual([["epoch", 1], ["epoch", 3]]);
  expect(momentsOf(run("ended", [1, 3]), model).map((m) => [m.kind, m.epoch])).toEqual([["epoch", 1], ["epoch", 3], ["end", 4]]);
  expect(momentsOf(run("none", []), model).map((m) => [m.kind, m.title])).toEqual([["try", "Digits"]]);
  expect(momentsOf(run("training", []), model).map((m) => m.kind)).toEqual(["try"]);
  expect(momentsOf(run("none", []), undefined)).toEqual([]);
});

it("stays at the epoch looked at, or follows the run", () => {
  const before = momentsOf(run("training", [1, 2, 3]), model);
  const after = momentsOf(run("training", [1, 3, 4]), model);
  expect(standAt(after, before[2], true)).toBe(2);
  expect(standAt(after, before[2], false)).toBe(1);
  expect(standAt(after, before[1], false)).toBe(0);
  expect(standAt(momentsOf(run("none", []), model), before[1], false)).toBe(0);
});

it("takes what it knows for the same as long as it is of the same run", () => {
  const of = run("ended", [1, 3]);
  const before = momentsOf(of, model);
  expect(reused(before, momentsOf(of, model))).toBe(before);
  const more = reused(before, momentsOf({ ...of, checkpoints: [...of.checkpoints, { epoch: 4, bytes: bytes() }] }, model));
  expect(more.map((m) => before.indexOf(m))).toEqual([0, 1, -1, 2]);
  // Another run that ended, after as many epochs or more.
  expect(reused(before, momentsOf(run("ended", [1, 3]), model)).some((m) => before.includes(m))).toBe(false);
  const longer = { ...of, records: [...of.records, record(5)] };
  expect(reused(before, momentsOf(longer, model)).map((m) => before.indexOf(m))).toEqual([0, 1, -1]);
  expect(reused(before, momentsOf(longer, model)).at(-1)?.record?.epoch).toBe(5);
});

it("compares the earliest that has learnt with the newest, or what the visitor chose, the earlier one first", () => {
  const moments = momentsOf(run("ended", [0, 1, 2, 3]), model);
  const [early, late] = [undefined, undefined];
  const epochs = (compared: Parameters<typeof comparedOf>[1], of = moments) => comparedOf(of, compared)?.map((m) => [m.kind, m.epoch]);
  const at = (epoch: number) => ({ kind: "epoch" as const, epoch });
  expect(epochs({ early, late })).toEqual([["epoch", 1], ["end", 4]]);
  expect(epochs({ early: at(2), late })).toEqual([["epoch", 2], ["end", 4]]);
  expect(epochs({ early: at(0), late: at(1) })).toEqual([["epoch", 0], ["epoch", 1]]);
  expect(epochs({ early: at(2), late: { kind: "end", epoch: 4 } })).toEqual([["epoch", 2], ["end", 4]]);
  // What was chosen is kept no longer.
  expect(epochs({ early: at(2), late: at(3) }, momentsOf(run("training", [0, 1, 4]), model))).toEqual([["epoch", 1], ["epoch", 4]]);
  expect(epochs({ early: at(3), late: at(3) })).toEqual([["epoch", 2], ["epoch", 3]]);
  expect(epochs({ early, late }, momentsOf(run("training", [0, 1]), model))).toEqual([["epoch", 0], ["epoch", 1]]);
  expect(epochs({ early, late }, momentsOf(run("none", []), model))).toBeUndefined();
  expect(epochs({ early: at(1), late: at(2) }, [])).toBeUndefined();
});

const info = (label: string, speaker: string) => ({ name: `${label}.wav`, label, speaker, index: 0, heldOut: false, durationS: 1 });

it("lists the test part first", () => {
  const list = utterancesOf([info("1", "a"), info("2", "b"), info("1", "")], Uint8Array.of(0, 1, 2));
  expect(list.map((u) => [u.label, u.by, u.use, u.at])).toEqual([["2", "b", "test", 1], ["1", "1.wav", "validation", 2], ["1", "a", "train", 0]]);
  expect([...byWord(list)]).toEqual([["1", [1, 2]], ["2", [0]]]);
});

it("picks as many of every word, word after word", () => {
  const list: Utterance[] = ["b", "a", "b", "a", "b", "c"].map((label, at) => ({ label, by: "", use: "test", at }));
  expect(picked(list, 5).map((i) => list[i]?.label)).toEqual(["a", "a", "b", "b", "c"]);
  expect(picked(list, 2).map((i) => list[i]?.label)).toEqual(["a", "b"]);
  expect(picked([], 5)).toEqual([]);
});

it("takes the page's clips where there are no data", () => {
  expect(clipsAsUtterances([{ file: "7.wav", label: "7", voice: "rms", title: "“seven” · RMS, fast" }])).toEqual([{ label: "7", by: "“seven” · RMS, fast", use: "clip", at: "7.wav" }]);
});
