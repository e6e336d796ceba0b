import { describe, expect, test } from "vitest";
import { digestFrom, judge, spelledOut } from "./repeat-state.ts";

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
