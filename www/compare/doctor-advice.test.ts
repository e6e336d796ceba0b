import { expect, test } from "vitest";
import type { SettingInfo } from "../engine/protocol.ts";
import type { Diagnosis } from "./doctor.ts";
import { adviceFor, smaller } from "./doctor-advice.ts";

const number = (key: string, min: number, max: number): SettingInfo => ({ key, title: key, symbol: "", unit: "", kind: "number", default: "1", min, max, group: "", main: false });
const KNOWN = [number("v_threshold", 0.01, 10), number("init_ff", 0, 10), number("adapt_strength", 0, 5), number("rate_strength", 0, 1000), number("leak", 0, 0.99), number("readout_rate", 0.01, 1000), number("learning_rate", 1e-6, 1)];
const SETTINGS = { v_threshold: "0.5", init_ff: "1", adapt_strength: "0.1", rate_strength: "0", leak: "0.2", readout_rate: "10", learning_rate: "0.001", topology: "RFC100-FC10" };

function found(silent: number, saturated: number, unread: number, mute: number): Diagnosis {
  return { layers: [{ name: "RFC100", neurons: 100, ill: { silent, saturated, unread, mute }, untold: 0 }], findings: [] };
}

const advised = (d: Diagnosis, settings: Record<string, string> = SETTINGS, matters = () => true): string[] => adviceFor(d, settings, KNOWN, matters).map(({ complaint, key, from, to }) => `${complaint}: ${key} ${from} → ${to}`);

test("a sound network gets no advice; a few ill neurons need none", () => {
  expect(advised(found(0, 0, 0, 0))).toEqual([]);
  expect(advised(found(4, 4, 9, 24))).toEqual([]);
});

test("silent neurons: lower threshold, wider weights, less adaptation, a pull to a rate", () => {
  expect(advised(found(30, 0, 0, 0))).toEqual(["silent: v_threshold 0.5 → 0.35", "silent: init_ff 1 → 1.5", "silent: adapt_strength 0.1 → 0.05", "silent: rate_strength 0 → 1"]);
});

test("saturated neurons: higher threshold, more adaptation, shorter memory", () => {
  expect(advised(found(0, 30, 0, 0))).toEqual(["saturated: v_threshold 0.5 → 0.7", "saturated: adapt_strength 0.1 → 0.2", "saturated: leak 0.2 → 0.1", "saturated: rate_strength 0 → 1"]);
});

test("useless neurons: a smaller layer, and what makes them learn", () => {
  expect(advised(found(0, 0, 15, 30))).toEqual(["mute: learning_rate 0.001 → 0.002", "mute: init_ff 1 → 1.5", "mute: topology RFC100-FC10 → RFC60-FC10", "unread: readout_rate 10 → 20"]);
});

test("the most widespread complaint comes first, and each setting is named once", () => {
  const advice = advised(found(10, 40, 0, 0));
  expect(advice.slice(0, 2)).toEqual(["saturated: v_threshold 0.5 → 0.7", "saturated: adapt_strength 0.1 → 0.2"]);
  expect(advice.filter((a) => a.includes("v_threshold"))).toHaveLength(1);
});

test("nothing leaves its range, and a setting that matters not is not named", () => {
  expect(advised(found(30, 0, 0, 0), { v_threshold: "0.01", init_ff: "10" })).toEqual([]);
  expect(advised(found(30, 0, 0, 0), SETTINGS, () => false)).toEqual([]);
  expect(advised(found(30, 0, 0, 0), { adapt_strength: "0" })).toEqual([]);
});

test("a layer shrinks by its useless neurons, in tens; a convolution does not", () => {
  expect(smaller("RFC300-FC10", 0, 95)).toBe("RFC210-FC10");
  expect(smaller("FC20-RFC40-FC10", 1, 39)).toBe("FC20-RFC10-FC10");
  expect(smaller("C16x7x3/2-FC10", 0, 9)).toBeUndefined();
  expect(smaller("RFC12-FC10", 0, 1)).toBeUndefined();
});
