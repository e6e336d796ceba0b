import type { TemplateResult } from "lit";
import { afterEach, expect, it } from "vitest";
import { saidWith } from "../core/said.ts";
import { EngineError } from "../engine/fault.ts";
import { speak } from "../text/text.ts";
import { drawn } from "./foreign.ts";
import { reasonOf } from "./take-reader.ts";

afterEach(() => speak("en"));

/** What a template would draw. */
const markup = (part: unknown): string => {
  if (typeof part === "object" && part !== null && "strings" in part) {
    const { strings, values } = part as TemplateResult;
    return strings.map((s, i) => s + markup(values[i] ?? "")).join("");
  }
  return String(part);
};

it("marks the engine's reason as English in another language, however many came after it", async () => {
  const { why, code } = reasonOf(new EngineError("a.wav: the sound is silent", "audio"), "a.wav");
  for (let i = 0; i < 60; i++) {
    reasonOf(new EngineError(`reason ${i}`, "audio"), "b.wav");
  }
  const left = { key: "left.refused", values: { why }, code };
  expect(markup(drawn(left)["why"])).toBe("The sound is silent");
  await speak("de");
  expect(markup(drawn(left)["why"])).toMatch(/^\S.+ <span lang="en">The sound is silent<\/span>$/);
});

it("leaves the page's own words alone", async () => {
  await speak("de");
  expect(drawn({ key: "left.long", values: { seconds: 31, most: 30 } })).toEqual({ seconds: 31, most: 30 });
  expect(drawn({ key: "left.refused", values: { why: "Die Datei ist weg" } })["why"]).toBe("Die Datei ist weg");
});

it("marks the browser's reason inside a text", () => {
  expect(markup(saidWith("Es ging nicht. (The disk is full) Schade.", "The disk is full"))).toBe('Es ging nicht. (<span lang="en">The disk is full</span>) Schade.');
  expect(saidWith("Es ging nicht.", "")).toBe("Es ging nicht.");
  expect(saidWith("Es ging nicht.", undefined)).toBe("Es ging nicht.");
});
