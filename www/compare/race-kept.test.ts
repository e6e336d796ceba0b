import { expect, test } from "vitest";
import { START } from "../train/settings.ts";
import { newJob } from "./race-job.ts";
import { packed, unpacked } from "./race-kept.ts";
import { RACE_START } from "./race-plan.ts";

const spec = { system: START.system, rule: "rp", preset: "tuned", seed: 1, epochs: 2, split: "auto", settings: {} };
const done = { ...newJob(0, 1, spec), phase: "done" as const, weights: "w", model: new Uint8Array(4) };
const going = { ...newJob(1, 1, spec), phase: "training" as const, within: 0.5 };
const plan = { lanes: [{ system: START.system, rule: "rp" }], epochs: 2, seeds: [1], preset: "tuned", split: "auto", atOnce: 2, angle: true, changes: {} };

test("lanes that were over come back as they were; those at work are to be run again", () => {
  const back = unpacked(structuredClone(packed({ choices: RACE_START, plan, title: "words", jobs: [done, going], most: 2, disturbed: false })));
  expect(back?.jobs[0]).toEqual(done);
  expect(back?.jobs[1]).toMatchObject({ lane: 1, seed: 1, phase: "dropped", within: 0 });
  expect(back).toMatchObject({ plan, title: "words", most: 2 });
});

test("nothing is read of what another page wrote", () => {
  expect(unpacked(undefined)).toBeUndefined();
  expect(unpacked({ version: 0, jobs: [] })).toBeUndefined();
});
