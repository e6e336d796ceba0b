import { expect, test } from "vitest";
import { START } from "../train/settings.ts";
import { newJob } from "./race-job.ts";
import { races } from "./race-kept.ts";
import { RACE_START } from "./race-plan.ts";

const spec = { system: START.system, rule: "rp", preset: "tuned", seed: 1, epochs: 2, split: "auto", settings: {} };
const done = { ...newJob(0, 1, spec), phase: "done" as const, weights: "w", model: new Uint8Array(4) };
const going = { ...newJob(1, 1, spec), phase: "training" as const, within: 0.5 };
const plan = { lanes: [{ system: START.system, rule: "rp" }], epochs: 2, seeds: [1], preset: "tuned", split: "auto", atOnce: 2, angle: true, changes: {} };

const race = { id: "a", choices: RACE_START, plan, title: "words", jobs: [done, going], most: 2, disturbed: false };

test("lanes that were over come back as they were; those at work are to be run again", () => {
  const back = races.unpacked(structuredClone(races.packed(race)));
  expect(back?.jobs[0]).toEqual(done);
  expect(back?.jobs[1]).toMatchObject({ lane: 1, seed: 1, phase: "dropped", within: 0 });
  expect(back).toMatchObject({ id: "a", plan, title: "words", most: 2 });
});

test("a lane that is over is the same part each time, so that it is written once", () => {
  const [first, second] = [races.packed(race), races.packed({ ...race, most: 3 })];
  expect([...first.keys()]).toEqual(["race", "a/0"]);
  expect(second.get("a/0")).toBe(first.get("a/0"));
});

test("lanes of another tab's race are not taken for those of this one", () => {
  const parts = races.packed(race);
  const other = races.packed({ ...race, id: "b" });
  expect(races.unpacked(new Map([...other, ["race", parts.get("race") ?? {}]]))?.jobs[0]).toMatchObject({ phase: "dropped" });
});

test("nothing is read of what another page wrote", () => {
  expect(races.unpacked(new Map())).toBeUndefined();
  expect(races.unpacked(new Map([["race", { version: 0, jobs: [] }]]))).toBeUndefined();
});
