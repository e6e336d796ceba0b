import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { EngineError } from "../engine/fault.ts";
import { texts } from "../text/text.ts";
import { fromEngine, engineCode, messageOf } from "./settle.ts";

it("knows the engine's words from the page's", () => {
  const engine = messageOf(new EngineError("the file is cut off", "cut"));
  expect(engine).toBe("The file is cut off");
  expect(engineCode(engine)).toBe("cut");
  expect(engineCode(messageOf(new Error("Die Datei fehlt")))).toBeUndefined();
});

it("forgets old ones", () => {
  fromEngine("first");
  for (let i = 0; i < 60; i++) {
    fromEngine(`text ${i}`);
  }
  expect(engineCode("first")).toBeUndefined();
  expect(engineCode("text 59")).toBe("internal");
});

it("has a word for every kind of fault that the engine tells", async () => {
  const source = readFileSync(new URL("../../src/error.rs", import.meta.url), "utf8");
  const codes = [...source.matchAll(/Self::\w+ \{ \.\. \} => "([a-z-]+)"/g)].map((m) => m[1] ?? "");
  expect(codes.length).toBeGreaterThan(8);
  const t = await texts("app");
  for (const code of [...codes, "panic", "internal"]) {
    expect(t.maybe(`fault.${code}`), code).toBeDefined();
  }
});
