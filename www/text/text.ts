/** The page's texts: one file for each part of the page and language, fetched with that part. No sentence stands in code. */
import { nothing, type TemplateResult } from "lit";
import { Store } from "../core/store.ts";
import type { Catalogs } from "./catalogs.ts";
import { chooseLanguage, type Language, LANGUAGES, split } from "./choose.ts";

export { type Language, LANGUAGES } from "./choose.ts";

type Messages = Record<string, (values?: Record<string, unknown>) => string>;

/** What may stand in a gap of a text. */
export type Value = string | number;
/** What may stand in a gap of a text that is drawn. */
export type Drawn = Value | TemplateResult | typeof nothing;

/** Gives the texts of one part of the page in the present language. */
export interface Translate<Key extends string> {
  (key: Key, values?: Record<string, Value>): string;
  /** A text whose gaps are filled with markup. */
  rich(key: Key, values: Record<string, Drawn>): unknown[];
  /** A text by a name that only the run knows, such as a setting's; nothing where there is none. */
  maybe(key: string, values?: Record<string, Value>): string | undefined;
}

const FILES = import.meta.glob<Messages>("./*/*.json", { import: "default" });
const STORED = "nrr-language";

/** Parts that were asked for, with their texts in the present language. */
const loaded = new Map<string, Messages>();

/** What the visitor chose before, and what the browser asks for. */
function begin(): Language {
  try {
    return chooseLanguage(localStorage.getItem(STORED) ?? undefined, navigator.languages);
  } catch {
    // A browser that keeps nothing, or no browser.
    return "en";
  }
}

/** The present language; panels draw anew when it changes. */
export const language = new Store<{ language: Language }>({ language: begin() });

/** What a first visit shows: asked for at once, since each part waits for its own at the top of its modules. */
const FIRST = ["app", "plots", "try"];
for (const part of FIRST) {
  // Whoever waits for it hears of a failure.
  FILES[`./${language.state.language}/${part}.json`]?.().catch(() => undefined);
}

async function fetchTexts(part: string, of: Language): Promise<Messages> {
  const file = FILES[`./${of}/${part}.json`];
  if (!file) {
    throw new Error(`there are no texts for ${part} in ${of}`);
  }
  return file();
}

/** Fetches the texts of `part`; later changes of the language fetch them again. */
export async function texts<Part extends keyof Catalogs>(part: Part): Promise<Translate<keyof Catalogs[Part] & string>> {
  loaded.set(part, await fetchTexts(part, language.state.language));
  const translate = (key: string, values?: Record<string, unknown>): string => loaded.get(part)?.[key]?.(values) ?? key;
  return Object.assign(translate, {
    rich(key: string, values: Record<string, Drawn>): unknown[] {
      const names = Object.keys(values);
      // Numbers and words stay, so that plural forms are chosen by them; markup is put in afterwards.
      const marked = Object.fromEntries(names.map((n, i) => [n, typeof values[n] === "object" || typeof values[n] === "symbol" ? `\u0001${i}\u0002` : values[n]]));
      return split(translate(key, marked)).map((part) => (typeof part === "number" ? values[names[part] ?? ""] : part));
    },
    maybe: (key: string, values?: Record<string, Value>): string | undefined => loaded.get(part)?.[key]?.(values),
  });
}

/** Changes to another language, at once and for the next visits. */
export async function speak(to: Language): Promise<void> {
  const parts = [...loaded.keys()];
  const all = await Promise.all(parts.map((part) => fetchTexts(part, to)));
  parts.forEach((part, i) => loaded.set(part, all[i] ?? {}));
  try {
    localStorage.setItem(STORED, to);
  } catch {
    // It holds for this visit.
  }
  language.set({ language: to });
}

export function isLanguage(id: string): id is Language {
  return LANGUAGES.some((l) => l.id === id);
}
