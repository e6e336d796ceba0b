/** Settings of a run: defaults of the engine, the visitor's changes, and the checks of what they type. */
import { decimal } from "../core/format.ts";
import { settingTitle } from "../core/names.ts";
import { texts } from "../text/text.ts";
import { WORKER_COUNTS, type EngineDescription, type RunSpec, type SettingInfo, type SystemInfo, type WorkersWanted } from "../engine/protocol.ts";

const t = await texts("train");

/** The visitor's choices. `changes` holds only what differs from the defaults of system, rule and preset. */
export interface RunChoices {
  system: string;
  rule: string;
  preset: string;
  seed: number;
  /** Nothing: as many as suit the data. */
  epochs: number | undefined;
  /** `auto`: as suits the data. */
  split: string;
  changes: Record<string, string>;
  /** `auto` or a number. Not part of what defines the run: its result is the same with any. */
  workers: string;
}

export const START: RunChoices = { system: "nrr-shallow", rule: "rp", preset: "tuned", seed: 1, epochs: undefined, split: "auto", changes: {}, workers: "auto" };

export const MAX_SEED = Number.MAX_SAFE_INTEGER;
export const MAX_EPOCHS = 10_000;

/** What can be chosen for the workers of a run. */
export const WORKERS: readonly string[] = ["auto", ...WORKER_COUNTS.map(String)];

/** The choice of workers as the engine wants it. */
export function workersOf(choices: Pick<RunChoices, "workers">): WorkersWanted {
  return choices.workers === "auto" ? "auto" : Number(choices.workers);
}

export function systemOf(d: EngineDescription, id: string): SystemInfo | undefined {
  return d.systems.find((s) => s.id === id);
}

/** What a setting is when the visitor leaves it alone. */
export function defaultOf(d: EngineDescription, choices: Pick<RunChoices, "system" | "rule" | "preset">, setting: SettingInfo): string {
  return systemOf(d, choices.system)?.defaults[choices.preset]?.[choices.rule]?.[setting.key] ?? setting.default;
}

/** What suits the data at hand, where that differs from the system's defaults. */
export interface Suggestion {
  epochs: number;
  split: string;
  settings: Record<string, string>;
}

/** Below so many takes a run gets smaller batches and more epochs: else it would end after a handful of updates. */
export const FEW_TAKES = 100;

/**
 * Rules that learn a few takes better with these rates than with their defaults, which were chosen for thousands of takes. Only with one
 * hidden layer: the deep network learns worse with them.
 *
 * Measured on the Free Spoken Digit Dataset: three digits, five takes of each, tested on the speaker's other 45; mean of 20 sets.
 * rp 96.6 to 97.6 %, dfa 96.6 to 98.5 %, eprop 97.5 to 98.4 %, readout 96.0 to 97.0 %; bptt, fa and sdfa lose, drtp does not change.
 * Random variations of the takes (shift, noise, stretch, pitch, tilt) gain nothing.
 */
const FASTER = new Set(["rp", "dfa", "eprop", "readout"]);
const FASTER_RATES = { learning_rate: "0.001", readout_rate: "3" };

/** What suits `takes` takes of a visitor's own words, or a pack with a test part of its own. The paper's preset stays as the paper has it. */
export function suggestionFor(
  system: SystemInfo | undefined,
  { rule, preset, changes }: Pick<RunChoices, "rule" | "preset" | "changes">,
  takes: number,
  leastPerWord: number,
  official: boolean,
): Suggestion {
  const few = takes < FEW_TAKES;
  const isShallow = (changes["topology"] ?? system?.topology ?? "").split("-").length === 2;
  const tuned = { batch: "5", ...(isShallow && FASTER.has(rule) ? FASTER_RATES : {}) };
  return {
    epochs: few ? 60 : (system?.epochs ?? 20),
    split: official ? "official" : leastPerWord >= 10 ? "random:0.2" : "none",
    settings: few && preset === "tuned" ? tuned : {},
  };
}

/** A setting's value: the visitor's, else what suits the data, else the system's. */
export function valueOf(d: EngineDescription, choices: RunChoices, suggestion: Suggestion, setting: SettingInfo): string {
  return choices.changes[setting.key] ?? suggestion.settings[setting.key] ?? defaultOf(d, choices, setting);
}

/** Everything that defines the run, as the engine wants it. */
export function specOf(choices: RunChoices, suggestion: Suggestion): RunSpec {
  return {
    system: choices.system,
    rule: choices.rule,
    preset: choices.preset,
    seed: choices.seed,
    epochs: choices.epochs ?? suggestion.epochs,
    split: choices.split === "auto" ? suggestion.split : choices.split,
    settings: { ...suggestion.settings, ...choices.changes },
  };
}

/** What is wrong with a setting's value, or nothing. The engine checks again; this is for a message beside the field. */
export function problemOf(setting: SettingInfo, value: string): string | undefined {
  const text = value.trim();
  switch (setting.kind) {
    case "number":
    case "integer": {
      const expected = t(`problem.${setting.kind}`, { title: settingTitle(setting), min: decimal(String(setting.min ?? "−∞")), max: decimal(String(setting.max ?? "∞")) });
      const x = Number(text);
      const fits = text !== "" && Number.isFinite(x) && x >= (setting.min ?? -Infinity) && x <= (setting.max ?? Infinity);
      return fits && (setting.kind === "number" || Number.isInteger(x)) ? undefined : expected;
    }
    case "choice":
      return setting.choices?.some((c) => c.id === text) ? undefined : t("problem.choice", { title: settingTitle(setting), choices: setting.choices?.map((c) => c.id).join(", ") ?? "" });
    case "topology":
      return TOPOLOGY.test(text) ? undefined : t("problem.topology", { title: settingTitle(setting) });
  }
}

/** Layers as the engine reads them, at most 16, the last one without a loop; it knows more of their sizes. */
const TOPOLOGY = /^(?:(?:R?FC[1-9]\d{0,3}|C[1-9]\d{0,3}x[1-9]\d{0,2}x[1-9]\d{0,2}(?:\/[1-9]\d{0,2})?)-){0,15}FC[1-9]\d{0,3}$/;

/** The readout that a network of these layers gets for so many words, where it is another than theirs. */
export function readoutFor(topology: string, words: number): string | undefined {
  const readout = `FC${words}`;
  return words > 1 && topology.split("-").at(-1) !== readout ? readout : undefined;
}

/** A setting's name, by its key. */
export function settingName(d: EngineDescription, key: string): string {
  const setting = d.settings.find((s) => s.key === key);
  return setting ? settingTitle(setting) : (t.maybe(key) ?? key);
}

export function wholeProblem(what: string, value: number, min: number, max: number): string | undefined {
  return Number.isInteger(value) && value >= min && value <= max ? undefined : t("problem.integer", { title: what, min: String(min), max: String(max) });
}

const SPLIT = /^(auto|official|chosen|none|speaker:.{1,64}|fold:\d{1,3}\/\d{1,3}|random:0?\.\d{1,4})$/;

/** Choices as they stand in an address; anything that is wrong is left at its default and named. */
export function choicesFromQuery(d: EngineDescription, query: Record<string, string>, start: RunChoices): { choices: RunChoices; problems: string[] } {
  const problems: string[] = [];
  const choices: RunChoices = { ...start, changes: {} };
  const known = new Set(["system", "rule", "preset", "seed", "epochs", "split", "workers"]);
  const system = query["system"];
  if (system !== undefined) {
    if (systemOf(d, system)) {
      choices.system = system;
      choices.rule = systemOf(d, system)?.rules[0] ?? choices.rule;
    } else {
      problems.push(t("address.system", { id: system }));
    }
  }
  const rule = query["rule"];
  if (rule !== undefined) {
    if (systemOf(d, choices.system)?.rules.includes(rule)) {
      choices.rule = rule;
    } else {
      problems.push(t("address.rule", { id: rule, system: choices.system }));
    }
  }
  const preset = query["preset"];
  if (preset !== undefined) {
    if (d.presets.some((p) => p.id === preset)) {
      choices.preset = preset;
    } else {
      problems.push(t("address.preset", { id: preset }));
    }
  }
  for (const [key, max, min] of [["seed", MAX_SEED, 0], ["epochs", MAX_EPOCHS, 1]] as const) {
    const text = query[key];
    if (text !== undefined) {
      const x = text.trim() === "" ? Number.NaN : Number(text);
      const problem = wholeProblem(key, x, min, max);
      if (problem === undefined) {
        choices[key] = x;
      } else {
        problems.push(problem);
      }
    }
  }
  const split = query["split"];
  if (split !== undefined) {
    if (SPLIT.test(split)) {
      choices.split = split;
    } else {
      problems.push(t("address.split", { id: split }));
    }
  }
  const workers = query["workers"];
  if (workers !== undefined) {
    if (WORKERS.includes(workers)) {
      choices.workers = workers;
    } else {
      problems.push(t("address.workers", { id: workers, known: WORKERS.join(", ") }));
    }
  }
  for (const [key, value] of Object.entries(query)) {
    if (known.has(key)) {
      continue;
    }
    const setting = d.settings.find((s) => s.key === key);
    const problem = setting ? problemOf(setting, value) : t("address.setting", { id: key });
    if (problem !== undefined) {
      problems.push(problem);
    } else {
      // Also a default: the data at hand may suggest another value.
      choices.changes[key] = value;
    }
  }
  return { choices, problems };
}

/** The part of an address that gives back these choices. */
export function queryFromChoices(choices: RunChoices, start: RunChoices): Record<string, string> {
  const query: Record<string, string> = { ...choices.changes };
  for (const key of ["system", "rule", "preset", "seed", "epochs", "split", "workers"] as const) {
    // Another system has another rule of its own, so that its rule is always said.
    if (choices[key] !== start[key] || (key === "rule" && choices.system !== start.system)) {
      query[key] = String(choices[key]);
    }
  }
  return query;
}
