import { describe, expect, test } from "vitest";
import type { RunHead, RunSpec } from "../engine/protocol.ts";
import { digestFrom, expectedOf, judge, spelledOut, written } from "./repeat-state.ts";

const DATA = "ab".repeat(32);
const WEIGHTS = "cd".repeat(32);

describe("a run against what was expected", () => {
  test("nothing is said before the data are known", () => {
    expect(judge({ data: "abababab", weights: undefined }, { data: undefined, weights: undefined })).toBe("waiting");
  });

  test("other recordings are told at once, whatever the weights", () => {
    expect(judge({ data: "12345678", weights: "cdcdcdcd" }, { data: DATA, weights: WEIGHTS })).toBe("other-data");
  });

  test("weights are compared once there are some, in full or by their beginning", () => {
    expect(judge({ data: "abababab", weights: "cdcdcdcd" }, { data: DATA, weights: undefined })).toBe("same-data");
    expect(judge({ data: "abababab", weights: "CDCDCDCD" }, { data: DATA, weights: WEIGHTS })).toBe("same");
    expect(judge({ data: DATA, weights: WEIGHTS }, { data: DATA, weights: WEIGHTS })).toBe("same");
    expect(judge({ data: undefined, weights: "cdcdcdcc" }, { data: DATA, weights: WEIGHTS })).toBe("other");
  });

  test("a run that was ended early is not held against weights of the whole run", () => {
    expect(judge({ data: DATA, weights: WEIGHTS }, { data: DATA, weights: DATA, stopped: true })).toBe("stopped");
    expect(judge({ data: WEIGHTS, weights: WEIGHTS }, { data: DATA, weights: DATA, stopped: true })).toBe("other-data");
  });

  test("what is no digest is not taken for one", () => {
    for (const text of [undefined, "", "abc", "x".repeat(16), "a".repeat(65), "<script>", "abababab "]) {
      expect(digestFrom(text)).toBeUndefined();
    }
    expect(digestFrom("ABABABAB")).toBe("abababab");
  });

  test("an address spells out what the data suggested", () => {
    const spec = { system: "nrr-shallow", rule: "rp", preset: "tuned", seed: 7, epochs: 60, split: "none", settings: { batch: "5" } };
    expect(spelledOut(spec)).toMatchObject({ seed: 7, epochs: 60, split: "none", changes: { batch: "5" } });
  });
});

describe("what a project file's run lets the next one give", () => {
  const spec: RunSpec = { system: "nrr-shallow", rule: "rp", preset: "tuned", seed: 1, epochs: 60, split: "none", settings: { batch: "5", leak: "0.5" } };
  const run = { spec, source: "own", head: { dataDigest: DATA } as RunHead, stopped: false, weightsSha256: WEIGHTS };
  const now = { spec: { ...spec, settings: { leak: "0.5", batch: "5" } }, source: "own", ownDigest: DATA };

  test("its data and weights, where takes and settings are still those of the run", () => {
    expect(written(spec)).toBe(written(now.spec));
    expect(expectedOf(run, now)).toEqual({ data: DATA, weights: WEIGHTS });
  });

  test("nothing where a take was added or trimmed since, where settings or source are others, or where it was ended early", () => {
    expect(expectedOf(run, { ...now, ownDigest: WEIGHTS })).toBeUndefined();
    expect(expectedOf(run, { ...now, spec: { ...spec, seed: 2 } })).toBeUndefined();
    expect(expectedOf(run, { ...now, spec: { ...spec, settings: { batch: "5" } } })).toBeUndefined();
    expect(expectedOf(run, { ...now, source: "data/digits.pack" })).toBeUndefined();
    expect(expectedOf({ ...run, stopped: true }, now)).toBeUndefined();
    expect(expectedOf({ ...run, weightsSha256: "" }, now)).toBeUndefined();
    expect(expectedOf(undefined, now)).toBeUndefined();
  });

  test("of a pack the run's own digest, whatever the visitor's words are", () => {
    const source = "data/digits.pack";
    expect(expectedOf({ ...run, source }, { ...now, source, ownDigest: "" })).toEqual({ data: DATA, weights: WEIGHTS });
  });
});
