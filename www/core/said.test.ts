import { expect, it } from "vitest";
import { EngineError } from "../engine/fault.ts";
import { fromEngine, isFromEngine, messageOf } from "./settle.ts";

it("knows the engine's words from the page's", () => {
  const engine = messageOf(new EngineError("the file is cut off", "cut"));
  expect(engine).toBe("The file is cut off");
  expect(isFromEngine(engine)).toBe(true);
  expect(isFromEngine(messageOf(new Error("Die Datei fehlt")))).toBe(false);
});

it("forgets old ones", () => {
  fromEngine("first");
  for (let i = 0; i < 60; i++) {
    fromEngine(`text ${i}`);
  }
  expect(isFromEngine("first")).toBe(false);
  expect(isFromEngine("text 59")).toBe(true);
});
