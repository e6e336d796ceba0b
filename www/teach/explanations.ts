import texts from "./explanations.json";

/** What rules and settings do, in plain words: from the engine's own table (`UPDATE_DOCS=1 cargo test --test docs`), fetched with this place. */
const RULES: Readonly<Record<string, string>> = texts.rules;
const SETTINGS: Readonly<Record<string, string>> = texts.settings;

/** What a learning rule does. */
export function ruleText(id: string): string {
  return RULES[id] ?? "";
}

/** What a setting does. */
export function settingText(key: string): string {
  return SETTINGS[key] ?? "";
}
