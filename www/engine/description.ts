/** What the engine can do, as it describes itself: networks, rules and settings. */

export interface SystemInfo {
  id: string;
  task: string;
  title: string;
  rules: string[];
  topology: string;
  /** Per cent, as the paper prints it. */
  paperAccuracy: number | null;
  source: string;
  epochs: number;
  /** Defaults that differ from the settings' own, by preset, rule and key. */
  defaults: Record<string, Record<string, Record<string, string>>>;
}

export interface RuleInfo {
  id: string;
  title: string;
  source: string;
}

/** One of a list, with its name in words. */
export interface Choice {
  id: string;
  title: string;
}

export type SettingKind = "number" | "integer" | "choice" | "topology";

export interface SettingInfo {
  key: string;
  title: string;
  /** The paper's symbol, or empty. */
  symbol: string;
  unit: string;
  kind: SettingKind;
  default: string;
  min?: number;
  max?: number;
  step?: number;
  choices?: Choice[];
  group: string;
  /** Shown in the short list. */
  main: boolean;
}

export interface EngineDescription {
  version: string;
  systems: SystemInfo[];
  rules: RuleInfo[];
  /** The lists of settings that every system has: the project's own and the paper's. */
  presets: Choice[];
  settings: SettingInfo[];
}
