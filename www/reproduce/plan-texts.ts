/** The plan's texts in the present language. The program prints them in English; a text without a translation stays as it is. */
import { named, presetTitle } from "../core/names.ts";
import { texts } from "../text/text.ts";
import { PLAN } from "./plan.ts";

const t = await texts("plan");

/** Name of a list of settings, as it is called here. */
export function presetOf(id: string): string {
  return presetTitle({ id, title: PLAN.presets[id] ?? id });
}

/** The key of a text of the plan: its English without the name of its settings; and whose settings they are. */
export function keyOfText(text: string): { key: string; preset: string | undefined } {
  const [preset, english] = Object.entries(PLAN.presets).find(([, name]) => text.includes(name)) ?? [];
  return { key: english === undefined ? text : text.replace(english, "{preset}"), preset };
}

/** A title, caption, name or claim of the plan. */
export function planText(text: string): string {
  const { key, preset } = keyOfText(text);
  const translated = t.maybe(key, { preset: preset === undefined ? "" : presetOf(preset) });
  if (translated !== undefined) {
    return translated;
  }
  // A network is called by its title and its id.
  const id = /^.* \(([a-z-]+)\)$/.exec(text)?.[1];
  const name = id === undefined ? undefined : named("system", id);
  return name === undefined ? text : `${name} (${id ?? ""})`;
}
