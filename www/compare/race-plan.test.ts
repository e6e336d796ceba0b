import { expect, test } from "vitest";
import type { EngineDescription } from "../engine/protocol.ts";
import { specOf, START, suggestionFor } from "../train/settings.ts";
import { allRules, angleCost, doubles, mostAtOnce, nextLane, planOf, RACE_START, settingOf, specOfLane, trainChoicesOf } from "./race-plan.ts";

const rules = ["rp", "bptt", "fa", "dfa", "sdfa", "drtp", "local", "eprop", "readout"];
const system = (id: string, epochs: number) => ({ id, task: "digits", title: id, rules, topology: "RFC500-FC10", paperAccuracy: null, source: "", epochs, defaults: { tuned: { eprop: { leak: "0.8" } } } });
const d: EngineDescription = {
  version: "0",
  systems: [system("nrr-shallow", 20), system("nrr-deep", 30)],
  rules: rules.map((id) => ({ id, title: id, source: "" })),
  presets: [{ id: "tuned", title: "" }],
  settings: [{ key: "leak", title: "", symbol: "", unit: "", kind: "number", default: "0.5", group: "", main: true }],
};
const many = { takes: 600, leastPerWord: 60, official: true, split: undefined };
const few = { takes: 15, leastPerWord: 5, official: false, split: "none" } as const;

test("lanes are bounded by the cores, one of which is left for the page where there are more than two", () => {
  expect([1, 2, 3, 4, 8, 64].map(mostAtOnce)).toEqual([1, 2, 2, 3, 7, 8]);
  expect(planOf(d, { ...RACE_START, atOnce: 5 }, START, many, 2).atOnce).toBe(2);
});

test("what is left open follows Train and the data; all lanes learn as long as the slowest needs", () => {
  const lanes = [{ system: "nrr-shallow", rule: "rp" }, { system: "nrr-deep", rule: "rp" }];
  const plan = planOf(d, { ...RACE_START, lanes, seeds: 3 }, { ...START, seed: 7, changes: { leak: "0.3" } }, many, 4);
  expect(plan).toMatchObject({ epochs: 30, seeds: [7, 8, 9], split: "official", preset: "tuned", changes: { leak: "0.3" } });
  // A race without a test part would tell nothing, so that it has one where Train would not.
  expect(planOf(d, RACE_START, START, few, 4)).toMatchObject({ split: "random:0.2", epochs: 60 });
  expect(planOf(d, RACE_START, START, { ...few, split: "chosen" }, 4).split).toBe("chosen");
  expect(planOf(d, { ...RACE_START, split: "none", withChanges: false, seed: 3, epochs: 4 }, { ...START, changes: { leak: "0.3" } }, few, 4)).toMatchObject({ split: "none", changes: {}, seeds: [3], epochs: 4 });
});

test("a lane's run is the one that Train makes with the lane's choices", () => {
  for (const amount of [many, few]) {
    const plan = planOf(d, { ...RACE_START, epochs: 5 }, START, amount, 2);
    for (const lane of plan.lanes) {
      const choices = trainChoicesOf(plan, lane, 1, "auto");
      const train = specOf(choices, suggestionFor(d.systems[0], choices, amount.takes, amount.leastPerWord, amount.official));
      expect(specOfLane(d, plan, lane, 1, amount)).toEqual(train);
    }
  }
  const plan = planOf(d, { ...RACE_START, angle: false }, START, many, 2);
  expect(specOfLane(d, plan, { system: "nrr-shallow", rule: "rp" }, 1, many).settings).toEqual({ angle_utterances: "0" });
  expect(trainChoicesOf(plan, { system: "nrr-shallow", rule: "rp" }, 1, "auto").changes).toEqual({ angle_utterances: "0" });
});

test("lanes are added without doubles, up to eight", () => {
  expect(nextLane(d, RACE_START.lanes)).toEqual({ system: "nrr-shallow", rule: "fa" });
  expect(allRules(d, "nrr-deep")).toHaveLength(8);
  const all = rules.map((rule) => ({ system: "nrr-shallow", rule }));
  expect(nextLane(d, all)).toEqual({ system: "nrr-deep", rule: "rp" });
  expect(doubles([...RACE_START.lanes, { system: "nrr-shallow", rule: "bptt" }])).toEqual([4]);
  expect(doubles(RACE_START.lanes)).toEqual([]);
});

test("a setting of a run is the run's, else the rule's, else the table's", () => {
  const spec = { system: "nrr-shallow", rule: "eprop", preset: "tuned", seed: 1, epochs: 1, split: "none", settings: {} };
  expect(settingOf(d, { ...spec, settings: { leak: "0.1" } }, "leak")).toBe("0.1");
  expect(settingOf(d, spec, "leak")).toBe("0.8");
  expect(settingOf(d, { ...spec, rule: "rp" }, "leak")).toBe("0.5");
  expect(settingOf(d, spec, "topology")).toBe("RFC500-FC10");
});

test("the angle costs two gradients over a twentieth of the takes at most", () => {
  expect(angleCost(200, 10)).toBeCloseTo(0.1);
  expect(angleCost(480, 10)).toBeCloseTo(20 / 480);
  expect(angleCost(12, 10)).toBeCloseTo(2 / 12);
});
