/** Which language, and where the gaps of a text are. */
export const LANGUAGES = [
  { id: "en", title: "English" },
  { id: "de", title: "Deutsch" },
] as const;

export type Language = (typeof LANGUAGES)[number]["id"];

/** The language chosen before, else the first of the browser's that there is, else English. */
export function chooseLanguage(stored: string | undefined, wanted: readonly string[]): Language {
  const known = (id: string): Language | undefined => LANGUAGES.find((l) => l.id === id)?.id;
  const first = wanted.map((tag) => known(tag.toLowerCase().split("-")[0] ?? "")).find((id) => id !== undefined);
  return known(stored ?? "") ?? first ?? "en";
}

/** Cuts a text at its marks `\u0001n\u0002`: text, number of a gap, text, … */
export function split(text: string): (string | number)[] {
  return text
    .split(/\u0001(\d+)\u0002/)
    .map((part, i) => (i % 2 === 1 ? Number(part) : part))
    .filter((part) => part !== "");
}
