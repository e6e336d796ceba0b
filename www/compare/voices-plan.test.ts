import { describe, expect, test } from "vitest";
import type { TakeData } from "../engine/protocol.ts";
import { baseOf, markOf, usualOf, usualSplit, voicesOf, voicesStale } from "./voices-plan.ts";

const said = (label: string, speaker: string, heldOut = false) => ({ label, speaker, heldOut });
const spec = { system: "s", rule: "rp", preset: "tuned", seed: 3, epochs: 4, split: "official", settings: { batch: "5" } };

describe("voices", () => {
  test("are those with a name, by name, with what guessing reaches and words that nobody else says", () => {
    const voices = voicesOf([said("one", "eva"), said("one", "eva"), said("two", "eva"), said("one", "ben"), said("six", "ben"), said("one", "")]);
    expect(voices).toEqual([
      { name: "ben", takes: 2, guessing: 0.5, alone: 1 },
      { name: "eva", takes: 3, guessing: 2 / 3, alone: 1 },
    ]);
  });

  test("a word that somebody without a name says too is learnt without the voice", () => {
    expect(voicesOf([said("one", "eva"), said("one", "")])[0]?.alone).toBe(0);
  });
});

describe("the usual test", () => {
  test.each([
    ["official", "own", [], "official"],
    ["random:0.3", "own", [], "random:0.3"],
    ["none", "own", [said("a", "x", true)], "chosen"],
    ["none", "pack", [said("a", "x", true)], "official"],
    ["speaker:x", "pack", [said("a", "x")], "random:0.2"],
  ])("of a run with the split %s on %s", (split, source, utterances, expected) => {
    expect(usualSplit(split, source, utterances)).toBe(expected);
  });

  test("counts test takes of voices that it learns from; who has no name is nobody that is known", () => {
    const utterances = [said("a", "x"), said("a", "x"), said("a", "y"), said("a", ""), said("a", "")];
    expect(usualOf("official", utterances, [0, 1, 1, 0, 1])).toEqual({ split: "official", takes: 3, known: 1 });
    // What chose the best epoch, and what the front end refused, is not learnt from.
    expect(usualOf("official", utterances, [2, 1, 1, 3, 1])).toMatchObject({ known: 0 });
  });
});

describe("what was found is stale", () => {
  const take = (patch: Partial<TakeData> = {}): TakeData => ({ label: "a", name: "a1", speaker: "x", index: 0, heldOut: false, rateHz: 8000, samples: Float32Array.from([0, 0.5, -0.5]), ...patch });
  const mark = markOf(["a"], [take()]);
  const plan = { base: baseOf(spec), source: "own", mark };

  test("not while recordings and settings are the same, whatever the split is", () => {
    expect(voicesStale(plan, { spec: { ...spec, split: "none" }, source: "own", mark: markOf(["a"], [take()]) })).toBeUndefined();
    expect(voicesStale(plan, { spec: undefined, source: "own", mark })).toBeUndefined();
  });

  test.each([
    ["another seed", { seed: 4 }],
    ["other epochs", { epochs: 5 }],
    ["another rule", { rule: "bptt" }],
    ["another setting", { settings: { batch: "6" } }],
  ])("with %s", (_, patch) => {
    expect(voicesStale(plan, { spec: { ...spec, ...patch }, source: "own", mark })).toBe("settings");
  });

  test.each([
    ["another name of the voice", { speaker: "y" }],
    ["another name", { name: "a2" }],
    ["another word", { label: "b" }],
    ["a part for testing", { heldOut: true }],
    ["another rate", { rateHz: 16000 }],
    ["a shorter take", { samples: Float32Array.from([0, 0.5]) }],
    ["another sound of the same length", { samples: Float32Array.from([0, 0.5, -0.4]) }],
  ])("with %s of a take", (_, patch) => {
    expect(voicesStale(plan, { spec, source: "own", mark: markOf(["a"], [take(patch)]) })).toBe("takes");
  });

  test("with another source, or one more take", () => {
    expect(voicesStale(plan, { spec, source: "pack", mark: undefined })).toBe("takes");
    expect(voicesStale(plan, { spec, source: "own", mark: markOf(["a"], [take(), take()]) })).toBe("takes");
  });
});
