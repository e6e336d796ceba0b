import { expect, test } from "vitest";
import { PlaceAddress } from "../app/place-address.ts";
import { parseRoute, printRoute } from "../core/route.ts";
import type { EngineDescription } from "../engine/protocol.ts";
import { readRace, tellRace, viewOf } from "./address.ts";
import { MAX_LANES, RACE_START, type RaceChoices } from "./race-plan.ts";

const rules = ["rp", "bptt", "fa", "dfa", "sdfa", "drtp", "local", "eprop", "readout"];
const system = (id: string) => ({ id, task: "digits", title: id, rules, topology: "RFC500-FC10", paperAccuracy: null, source: "", epochs: 20, defaults: {} });
const d: EngineDescription = {
  version: "0",
  systems: [system("nrr-shallow"), system("dnn-shallow")],
  rules: rules.map((id) => ({ id, title: id, source: "" })),
  presets: [
    { id: "tuned", title: "" },
    { id: "paper", title: "" },
  ],
  settings: [],
};
const lanes = (system: string, rules: readonly string[]) => rules.map((rule) => ({ system, rule }));

test("what an address says of a race gives the same race, also at its longest", () => {
  const races: RaceChoices[] = [
    RACE_START,
    { ...RACE_START, lanes: [...lanes("nrr-shallow", rules.slice(0, 5)), ...lanes("dnn-shallow", rules.slice(0, 3))], seed: 5, seeds: 5 },
    { ...RACE_START, epochs: 40, preset: "paper", split: "random:0.2", angle: false, withChanges: false },
  ];
  for (const race of races) {
    const query = Object.fromEntries(Object.entries(tellRace(race)).filter((pair): pair is [string, string] => pair[1] !== undefined));
    const read = parseRoute(printRoute({ place: "compare", query }));
    expect(read.problems).toEqual([]);
    expect(readRace(d, read.query, RACE_START)).toEqual({ choices: race, problems: [] });
  }
  expect(printRoute({ place: "compare", query: { race: tellRace(RACE_START).race ?? "" } })).toBe("#/compare?race=nrr-shallow.rp+nrr-shallow.bptt+nrr-shallow.eprop+nrr-shallow.readout");
});

test("how many run at one time is left to the device; an address without a race leaves the race", () => {
  expect(readRace(d, { view: "test" }, { ...RACE_START, seeds: 3 })).toBeUndefined();
  expect(readRace(d, { race: "nrr-shallow.rp" }, { ...RACE_START, seeds: 3, atOnce: 1 })?.choices).toEqual({ ...RACE_START, lanes: lanes("nrr-shallow", ["rp"]), atOnce: 1 });
});

test("what there is not is named, and the rest holds", () => {
  const { choices, problems } = readRace(
    d,
    { race: "nrr-shallow.rp nrr-shallow.magic odd a.b.c nrr-shallow.rp", race_epochs: "0", race_seeds: "9", race_seed: "", race_preset: "mine", race_split: "speaker:x", race_angle: "yes", race_changes: "no" },
    RACE_START,
  ) ?? { choices: undefined, problems: [] };
  expect(choices).toEqual({ ...RACE_START, lanes: lanes("nrr-shallow", ["rp"]), withChanges: false });
  expect(problems).toHaveLength(7);
  expect(problems[0]).toContain("nrr-shallow.magic");
  const nine = readRace(d, { race: rules.map((rule) => `nrr-shallow.${rule}`).join(" ") }, RACE_START);
  expect(nine?.choices.lanes).toHaveLength(MAX_LANES);
  expect(nine?.problems).toHaveLength(1);
  expect(readRace(d, { race: " " }, RACE_START)?.choices.lanes).toEqual(RACE_START.lanes);
});

test("a place takes its own part of an address and leaves the rest", () => {
  const address = new PlaceAddress(["view", "race"]);
  expect(address.read({ view: "test", leak: "0.3" })).toEqual({ leak: "0.3" });
  expect(address.query()).toEqual({ view: "test" });
  expect(viewOf(address.state)).toBe("test");
  expect(address.read({})).toEqual({});
  expect(address.query()).toEqual({});
  expect(viewOf({ view: "odd" })).toBeUndefined();
});
