/** The race in an address: which lanes, and what they have in common; it is read as a whole, or not at all. */
import { type Asked, COMPARE_KEYS, type CompareKey } from "../app/place-address.ts";
import { list } from "../core/format.ts";
import type { EngineDescription } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { MAX_SEED, systemOf, wholeProblem } from "../train/settings.ts";
import { type LaneChoice, MAX_LANES, MAX_RACE_EPOCHS, MAX_SEEDS, RACE_SPLITS, RACE_START, type RaceChoices } from "./race-plan.ts";

const t = await texts("compare");

export const VIEWS = ["race", "test", "voices"] as const;
export type View = (typeof VIEWS)[number];

type Said = Asked<CompareKey>;

const NUMBERS = [
  ["race_epochs", "epochs", 1, MAX_RACE_EPOCHS],
  ["race_seed", "seed", 0, MAX_SEED - MAX_SEEDS],
  ["race_seeds", "seeds", 1, MAX_SEEDS],
] as const;
const FLAGS = [
  ["race_angle", "angle"],
  ["race_changes", "withChanges"],
] as const;

export function viewOf({ view }: Said): View | undefined {
  return VIEWS.find((known) => known === view);
}

/** The race that an address names, with what of it there is not; nothing where it names none. */
export function readRace(d: EngineDescription, asked: Said, now: RaceChoices): { choices: RaceChoices; problems: string[] } | undefined {
  if (COMPARE_KEYS.every((key) => key === "view" || asked[key] === undefined)) {
    return undefined;
  }
  const problems: string[] = [];
  // How many run at one time is of the device, not of the race.
  const choices: { -readonly [K in keyof RaceChoices]: RaceChoices[K] } = { ...RACE_START, atOnce: now.atOnce };
  if (asked.race !== undefined) {
    choices.lanes = lanesOf(d, asked.race, problems) ?? RACE_START.lanes;
  }
  for (const [key, field, min, max] of NUMBERS) {
    const text = asked[key];
    if (text !== undefined) {
      const value = text.trim() === "" ? Number.NaN : Number(text);
      const problem = wholeProblem(key, value, min, max);
      if (problem === undefined) {
        choices[field] = value;
      } else {
        problems.push(problem);
      }
    }
  }
  /** What an address says, where it is one of those; what is something else is named. */
  const oneOf = (key: CompareKey, known: readonly string[]): string | undefined => {
    const value = asked[key];
    if (value === undefined || known.includes(value)) {
      return value;
    }
    problems.push(t("address.value", { key, value }));
    return undefined;
  };
  choices.preset = oneOf(
    "race_preset",
    d.presets.map((p) => p.id),
  );
  choices.split = oneOf("race_split", RACE_SPLITS) ?? RACE_START.split;
  for (const [key, field] of FLAGS) {
    choices[field] = oneOf(key, ["no"]) === undefined;
  }
  return { choices, problems };
}

/** Lanes as `system.rule system.rule`; those that there are not are named and left out. */
function lanesOf(d: EngineDescription, text: string, problems: string[]): LaneChoice[] | undefined {
  const lanes = new Map<string, LaneChoice>();
  const unknown: string[] = [];
  for (const name of text.split(" ").filter((name) => name !== "")) {
    const [system = "", rule = ""] = name.split(".");
    const known = name === `${system}.${rule}` && systemOf(d, system)?.rules.includes(rule);
    if (known) {
      lanes.set(name, { system, rule });
    } else {
      unknown.push(name);
    }
  }
  if (unknown.length > 0) {
    problems.push(t("address.lanes", { names: list(unknown) }));
  }
  if (lanes.size > MAX_LANES) {
    problems.push(t("address.many", { max: MAX_LANES }));
  }
  return lanes.size > 0 ? [...lanes.values()].slice(0, MAX_LANES) : undefined;
}

/** A race for the address: always its lanes, the rest where it is not as at the beginning. */
export function tellRace(choices: RaceChoices): Said {
  const said = (value: number | string | undefined, start: number | string | undefined): string | undefined => (value === start || value === undefined ? undefined : String(value));
  return {
    race: choices.lanes.map(({ system, rule }) => `${system}.${rule}`).join(" "),
    ...Object.fromEntries(NUMBERS.map(([key, field]) => [key, said(choices[field], RACE_START[field])])),
    race_preset: said(choices.preset, RACE_START.preset),
    race_split: said(choices.split, RACE_START.split),
    ...Object.fromEntries(FLAGS.map(([key, field]) => [key, choices[field] ? undefined : "no"])),
  };
}
