import { describe, expect, test } from "vitest";
import type { DataSummary, EpochRecord, UtteranceInfo } from "../engine/protocol.ts";
import { BUNDLED_NAME, givenBy, planFor, trustFor } from "./test-subject.ts";

const utterance = (label: string, speaker: string): UtteranceInfo => ({ name: `${label} ${speaker}`, label, speaker, index: 0, heldOut: false, durationS: 1 });
const DATA: DataSummary = {
  name: "d",
  labels: ["yes", "no", "perhaps"],
  utterances: [utterance("yes", "a"), utterance("no", "a"), utterance("yes", "b"), utterance("perhaps", "c"), utterance("no", "c"), utterance("no", "b")],
  notices: [],
};

describe("the plan of a test", () => {
  test("only the test part is tested on; takes that chose the epoch are learnt ones", () => {
    // Learnt, tested, chosen by, (strange), refused, tested.
    expect(planFor(["yes", "no"], DATA, [0, 1, 2, 0, 3, 1], "unknown")).toEqual({
      test: [1, 5],
      learnt: [0, 2],
      standing: "untouched",
      strange: 1,
      refused: 1,
      voices: new Set(["a", "b"]),
    });
  });

  test("without the parts all known words are asked, and their standing is as given", () => {
    expect(planFor(["yes", "no"], DATA, undefined, "unknown")).toEqual({ test: [0, 1, 2, 4, 5], learnt: [], standing: "unknown", strange: 1, refused: 0, voices: undefined });
  });
});

describe("what a model's description tells", () => {
  const info = { data: "bundled digits+fsdd", split: "official", seed: "1", settings: { validation: "0.1" } };

  test("a pack that it names: its split; another pack: nothing", () => {
    expect(trustFor(info, true, { titles: ["Mitgelieferte Ziffern", BUNDLED_NAME], isPack: true, names: [] })).toEqual({ split: "official", seed: 1, validation: 0.1 });
    expect(trustFor(info, false, { titles: ["Commands"], isPack: true, names: [] })).toBe("unknown");
  });

  test("a visitor's own takes are new to the shipped network, unless they are named as FSDD names them; to others nobody knows", () => {
    expect(trustFor(info, true, { titles: ["yes, no"], isPack: false, names: ["yes 1", "no 1"] })).toBe("untouched");
    expect(trustFor(info, true, { titles: ["1, 7"], isPack: false, names: ["takes/7_jackson_3.wav"] })).toBe("unknown");
    expect(trustFor(info, false, { titles: ["yes, no"], isPack: false, names: ["yes 1"] })).toBe("unknown");
  });
});

test("a run gives the network of its last epoch, or of the first of the best by validation", () => {
  const records = (...all: (number | null)[]) => all.map((validationAccuracy, i) => ({ epoch: i + 1, validationAccuracy }) as EpochRecord);
  expect(givenBy([])).toBeUndefined();
  expect(givenBy(records(null, null))?.epoch).toBe(2);
  expect(givenBy(records(0.5, 0.75, 0.75, 0.5))?.epoch).toBe(2);
  expect(givenBy(records(0, 0))?.epoch).toBe(1);
});
