import { describe, expect, it } from "vitest";
import type { EngineDescription, SettingInfo } from "../engine/protocol.ts";
import { choicesFromQuery, problemOf, queryFromChoices, readoutFor, specOf, START, suggestionFor, valueOf } from "./settings.ts";

const leak: SettingInfo = { key: "leak", title: "Kept potential", symbol: "g", unit: "per step", kind: "number", default: "0.8", min: 0, max: 0.99, step: 0.01, group: "neuron", main: true };
const batch: SettingInfo = { ...leak, key: "batch", title: "Batch", kind: "integer", default: "50", min: 1, max: 1000 };
const loss: SettingInfo = { ...leak, key: "loss", title: "Loss", kind: "choice", default: "softmax", choices: [{ id: "softmax", title: "" }, { id: "mse", title: "" }] };
const topology: SettingInfo = { ...leak, key: "topology", title: "Layers", kind: "topology", default: "RFC500-FC10" };

const description: EngineDescription = {
  version: "0",
  systems: [
    { id: "nrr-shallow", task: "digits", title: "", rules: ["rp", "bptt"], topology: "RFC500-FC10", paperAccuracy: null, source: "", epochs: 20, defaults: { tuned: { rp: {}, bptt: { leak: "0.2" } }, paper: { rp: { leak: "0.3" }, bptt: { leak: "0.3" } } } },
    { id: "dnn", task: "both", title: "", rules: ["bptt", "rp"], topology: "RFC500-FC10", paperAccuracy: null, source: "", epochs: 20, defaults: {} },
  ],
  rules: [],
  presets: [{ id: "tuned", title: "" }, { id: "paper", title: "" }],
  settings: [leak, batch, loss, topology],
};
const none = { epochs: 20, split: "none", settings: {} };

describe("values", () => {
  it("come from the visitor, else what suits the data, else rule and system, else the table", () => {
    const rp = { ...START };
    expect(valueOf(description, rp, none, leak)).toBe("0.8");
    expect(valueOf(description, { ...rp, rule: "bptt" }, none, leak)).toBe("0.2");
    expect(valueOf(description, { ...rp, preset: "paper" }, none, leak)).toBe("0.3");
    expect(valueOf(description, { ...rp, system: "dnn" }, none, leak)).toBe("0.8");
    expect(valueOf(description, rp, { ...none, settings: { batch: "5" } }, batch)).toBe("5");
    expect(valueOf(description, { ...rp, changes: { batch: "7" } }, { ...none, settings: { batch: "5" } }, batch)).toBe("7");
  });

  it("are checked, with the range in the message", () => {
    expect(["0", "0.99", "0.5"].map((x) => problemOf(leak, x))).toEqual([undefined, undefined, undefined]);
    for (const bad of ["", "1", "-1", "NaN", "Infinity", "x", "1e999"]) {
      expect(problemOf(leak, bad)).toMatch(/from 0 to 0.99/);
    }
    expect(problemOf(batch, "1.5")).toMatch(/whole number/);
    expect(problemOf(loss, "other")).toMatch(/softmax, mse/);
    expect(problemOf(topology, "RFC100-FC10")).toBeUndefined();
    expect(["FC10", "C16x7x3/2-RFC500-FC300-FC10", "C8x5x1-C4x3x2-FC2", "RFC4096-FC2"].map((x) => problemOf(topology, x))).toEqual([undefined, undefined, undefined, undefined]);
    for (const bad of ["", "hello", "RFC200", "RFC0-FC10", "RFC12345-FC10", "RFC500--FC10", "LSTM5-FC10", "FC10-C16x7x3", "C16x7-FC10", "C16x7x3/0-FC10", "FC1-".repeat(16) + "FC2"]) {
      expect(problemOf(topology, bad), bad).toMatch(/RFC500-FC300-FC10/);
    }
  });
});

it("says which readout so many words get, where the layers have another", () => {
  expect([readoutFor("RFC500-FC10", 3), readoutFor("RFC500-FC10", 10), readoutFor("RFC500-FC10", 0)]).toEqual(["FC3", undefined, undefined]);
});

describe("suggestions", () => {
  it("give few takes more epochs, smaller batches and the rates that suit the rule, and say the test part", () => {
    const system = description.systems[0];
    expect(suggestionFor(system, START, 15, 5, false)).toEqual({ epochs: 60, split: "none", settings: { batch: "5", learning_rate: "0.001", readout_rate: "3" } });
    expect(suggestionFor(system, { ...START, rule: "bptt" }, 15, 5, false).settings).toEqual({ batch: "5" });
    expect(suggestionFor(system, { ...START, changes: { topology: "RFC500-FC300-FC10" } }, 15, 5, false).settings).toEqual({ batch: "5" });
    expect(suggestionFor(system, START, 600, 60, true)).toEqual({ epochs: 20, split: "official", settings: {} });
    expect(suggestionFor(system, START, 120, 12, false).split).toBe("random:0.2");
  });

  it("leave the paper's preset alone", () => {
    expect(suggestionFor(description.systems[0], { ...START, preset: "paper" }, 15, 5, false)).toEqual({ epochs: 60, split: "none", settings: {} });
  });

  it("end in the specification unless the visitor chose otherwise", () => {
    const suggestion = suggestionFor(description.systems[0], { ...START, rule: "bptt" }, 15, 5, false);
    expect(specOf(START, suggestion)).toEqual({ system: "nrr-shallow", rule: "rp", preset: "tuned", seed: 1, epochs: 60, split: "none", settings: { batch: "5" } });
    expect(specOf({ ...START, epochs: 3, split: "official", changes: { batch: "9" } }, suggestion)).toMatchObject({ epochs: 3, split: "official", settings: { batch: "9" } });
  });
});

describe("address", () => {
  it("gives back the choices", () => {
    const choices = { system: "nrr-shallow", rule: "bptt", preset: "paper", seed: 7, epochs: 12, split: "random:0.2", changes: { leak: "0.5", loss: "mse" }, workers: "2" };
    expect(choicesFromQuery(description, queryFromChoices(choices, START), START)).toEqual({ choices, problems: [] });
    expect(queryFromChoices(START, START)).toEqual({});
    const other = { ...START, system: "dnn", rule: "rp" };
    expect(choicesFromQuery(description, queryFromChoices(other, START), START).choices).toEqual(other);
    const held = { ...START, split: "speaker:Ann Lee" };
    expect(choicesFromQuery(description, queryFromChoices(held, START), START)).toEqual({ choices: held, problems: [] });
  });

  it("names every bad value and leaves it at its default", () => {
    const bad = { system: "x", rule: "y", preset: "z", seed: "-1", epochs: "1e9", split: "all", leak: "9", workers: "5", nothing: "1", __proto__x: "2" };
    const { choices, problems } = choicesFromQuery(description, bad, START);
    expect(choices).toEqual(START);
    expect(problems.length).toBe(10);
  });

  it("keeps a default that an address names: the data at hand may suggest another value", () => {
    const { choices } = choicesFromQuery(description, { leak: "0.8" }, START);
    expect(choices.changes).toEqual({ leak: "0.8" });
    expect(specOf(choices, { epochs: 60, split: "none", settings: { leak: "0.5" } }).settings).toEqual({ leak: "0.8" });
  });
});
