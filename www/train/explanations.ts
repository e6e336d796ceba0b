import { texts } from "../text/text.ts";

/** What rules and settings do, in plain words; the English is printed from the engine's own table (`UPDATE_DOCS=1 cargo test --release --test docs`). */
const t = await texts("explanations");

/** What a learning rule does. */
export function ruleText(id: string): string {
  return t.maybe(`rule.${id}`) ?? "";
}

/** What a setting does. */
export function settingText(key: string): string {
  return t.maybe(`setting.${key}`) ?? "";
}
