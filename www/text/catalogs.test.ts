import { parse, type Token } from "@messageformat/parser";
import { describe, expect, test } from "vitest";
import { chooseLanguage, LANGUAGES, split } from "./choose.ts";

const FILES = import.meta.glob<string>("./*/*.json", { query: "?raw", import: "default", eager: true });

function catalog(language: string, file: string): Record<string, string> {
  return JSON.parse(FILES[`./${language}/${file}`] ?? "{}") as Record<string, string>;
}

/** The gaps of a text. */
function gaps(tokens: Token[], out = new Set<string>()): Set<string> {
  for (const t of tokens) {
    if ("arg" in t) {
      out.add(t.arg);
    }
    if ("cases" in t) {
      t.cases.forEach((c) => gaps(c.tokens, out));
    }
  }
  return out;
}

describe("texts", () => {
  const files = Object.keys(FILES).flatMap((path) => (path.startsWith("./en/") ? [path.slice(5)] : []));

  test.each(LANGUAGES.flatMap((l) => files.map((f) => [l.id, f] as const)))("%s/%s has every text, none empty, with the same gaps as the English one", (language, file) => {
    const english = catalog("en", file);
    const other = catalog(language, file);
    expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(other)) {
      expect(text, key).toMatch(/\S/);
      expect([...gaps(parse(text))].sort(), `${file} ${key}`).toEqual([...gaps(parse(english[key] ?? ""))].sort());
    }
  });

  test.each(LANGUAGES.filter((l) => l.id !== "en").flatMap((l) => files.map((f) => [l.id, f] as const)))("%s/%s is translated: no sentence is left in English", (language, file) => {
    const english = catalog("en", file);
    const isSentence = (text: string): boolean => text.split(/\s+/).filter((word) => /^\p{Ll}{3,}/u.test(word)).length >= 3;
    expect(Object.entries(catalog(language, file)).flatMap(([key, text]) => (text === english[key] && isSentence(text) ? [key] : []))).toEqual([]);
  });

  test("every rule and setting that is explained has a name", () => {
    const names = catalog("en", "names.json");
    expect(Object.keys(catalog("en", "explanations.json")).filter((key) => !(key in names))).toEqual([]);
  });

  test("every word of the glossary is explained", () => {
    const words = Object.keys(catalog("en", "glossary.json"));
    expect(words.filter((key) => !key.endsWith(".text")).map((key) => `${key}.text`)).toEqual(words.filter((key) => key.endsWith(".text")));
  });

  test("the language is the one chosen, else the browser's first that there is, else English", () => {
    expect(chooseLanguage("de", ["en-GB"])).toBe("de");
    expect(chooseLanguage("xx", ["fr", "de-AT", "en"])).toBe("de");
    expect(chooseLanguage(undefined, ["fr"])).toBe("en");
  });

  test("a text is cut at its gaps", () => {
    expect(split("a \u00011\u0002 b\u00010\u0002")).toEqual(["a ", 1, " b", 0]);
  });
});
