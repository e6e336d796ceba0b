/** What a race is: its lanes, what they have in common, and the run of each. */
import type { Amount } from "../data/desk.ts";
import type { EngineDescription, RunSpec } from "../engine/protocol.ts";
import { type RunChoices, specOf, START, suggestionFor, systemOf } from "../train/settings.ts";

export const MAX_LANES = 8;
export const MAX_SEEDS = 5;
export const MAX_RACE_EPOCHS = 1000;
export const RACE_SPLITS = ["auto", "official", "chosen", "random:0.2", "none"] as const;

/** A network and the rule that teaches it. */
export interface LaneChoice {
  system: string;
  rule: string;
}

/** The visitor's choices. What is left out is as in Train, or as suits the data. */
export interface RaceChoices {
  lanes: readonly LaneChoice[];
  epochs: number | undefined;
  /** The first seed. */
  seed: number | undefined;
  seeds: number;
  preset: string | undefined;
  split: string;
  /** Lanes that run at one time; nothing: as many as the device has cores for. */
  atOnce: number | undefined;
  /** Measure the angle between each rule's gradient and the exact one. */
  angle: boolean;
  /** Settings that were changed in Train hold for every lane too. */
  withChanges: boolean;
}

const FIRST = ["rp", "bptt", "eprop", "readout"];

export const RACE_START: RaceChoices = {
  lanes: FIRST.map((rule) => ({ system: START.system, rule })),
  epochs: undefined,
  seed: undefined,
  seeds: 1,
  preset: undefined,
  split: "auto",
  atOnce: undefined,
  angle: true,
  withChanges: true,
};

/** Everything that the lanes have in common, with nothing left open. */
export interface RacePlan {
  lanes: readonly LaneChoice[];
  epochs: number;
  seeds: readonly number[];
  preset: string;
  split: string;
  atOnce: number;
  angle: boolean;
  changes: Record<string, string>;
}

/** Lanes that a device can run at one time: both cores of two; of more, one is left for the page. */
export function mostAtOnce(cores: number): number {
  return Math.min(MAX_LANES, Math.max(1, cores > 2 ? cores - 1 : cores));
}

const KEY = ({ system, rule }: LaneChoice) => `${system} ${rule}`;

/** Lanes that are there twice. */
export function doubles(lanes: readonly LaneChoice[]): number[] {
  return lanes.flatMap((lane, i) => (lanes.findIndex((l) => KEY(l) === KEY(lane)) < i ? [i] : []));
}

/** A lane to add: the first rule of the network that has none yet; the next network where all are there. */
export function nextLane(d: EngineDescription, lanes: readonly LaneChoice[]): LaneChoice | undefined {
  const taken = new Set(lanes.map(KEY));
  const first = lanes.at(-1)?.system ?? START.system;
  const systems = [first, ...d.systems.map((s) => s.id).filter((id) => id !== first)];
  return systems.flatMap((system) => (systemOf(d, system)?.rules ?? []).map((rule) => ({ system, rule }))).find((lane) => !taken.has(KEY(lane)));
}

/** Every rule of a network, as far as there is room. */
export function allRules(d: EngineDescription, system: string): LaneChoice[] {
  return (systemOf(d, system)?.rules ?? []).slice(0, MAX_LANES).map((rule) => ({ system, rule }));
}

function choicesOf(plan: Pick<RacePlan, "preset" | "split" | "changes">, lane: LaneChoice, rest: { seed: number; epochs: number | undefined }): RunChoices {
  return { ...START, ...lane, preset: plan.preset, split: plan.split, changes: plan.changes, ...rest };
}

/** The plan that the choices come to; `train` are the choices of Train. */
export function planOf(d: EngineDescription, choices: RaceChoices, train: RunChoices, amount: Amount, cores: number): RacePlan {
  const preset = choices.preset ?? train.preset;
  const changes = choices.withChanges ? train.changes : {};
  const suggestion = (lane: LaneChoice) =>
    suggestionFor(systemOf(d, lane.system), choicesOf({ preset, split: "auto", changes }, lane, { seed: 1, epochs: undefined }), amount.takes, amount.leastPerWord, amount.official);
  const suits = amount.split ?? (choices.lanes[0] ? suggestion(choices.lanes[0]).split : "none");
  const seed = choices.seed ?? train.seed;
  const most = mostAtOnce(cores);
  return {
    lanes: choices.lanes,
    // All learn for as long as the slowest of them needs.
    epochs: choices.epochs ?? Math.max(1, ...choices.lanes.map((lane) => suggestion(lane).epochs)),
    seeds: Array.from({ length: choices.seeds }, (_, k) => seed + k),
    preset,
    // A race without a test part would tell who learns by heart.
    split: choices.split !== "auto" ? choices.split : suits === "none" ? "random:0.2" : suits,
    atOnce: Math.min(most, choices.atOnce ?? most),
    angle: choices.angle,
    changes,
  };
}

/** The run of a lane with one seed: to the last bit the one that Train makes with these choices. */
export function specOfLane(d: EngineDescription, plan: RacePlan, lane: LaneChoice, seed: number, amount: Amount): RunSpec {
  const choices = choicesOf(plan, lane, { seed, epochs: plan.epochs });
  const spec = specOf(choices, suggestionFor(systemOf(d, lane.system), choices, amount.takes, amount.leastPerWord, amount.official));
  return plan.angle ? spec : { ...spec, settings: { ...spec.settings, angle_utterances: "0" } };
}

/** Train's choices for the run of a lane, so that Train makes it again. */
export function trainChoicesOf(plan: RacePlan, lane: LaneChoice, seed: number, workers: string): RunChoices {
  const changes = plan.angle ? plan.changes : { ...plan.changes, angle_utterances: "0" };
  return { ...lane, preset: plan.preset, seed, epochs: plan.epochs, split: plan.split, changes, workers };
}

/** A setting's value in a run. */
export function settingOf(d: EngineDescription, spec: RunSpec, key: string): string {
  const setting = d.settings.find((s) => s.key === key);
  return spec.settings[key] ?? systemOf(d, spec.system)?.defaults[spec.preset]?.[spec.rule]?.[key] ?? (key === "topology" ? systemOf(d, spec.system)?.topology : undefined) ?? setting?.default ?? "";
}

/** Share of a training epoch that the angle costs: two gradients over so many takes, which the engine bounds to a twentieth. */
export function angleCost(trainCount: number, wanted: number): number {
  return (2 * Math.min(wanted, Math.max(1, Math.floor(trainCount / 20)), trainCount)) / Math.max(1, trainCount);
}
