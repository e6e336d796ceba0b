import { expect, it } from "vitest";
import { texts } from "../text/text.ts";
import { MICROPHONE_PROBLEMS, problemBeforeAsking, problemOfThrown } from "./microphone-error.ts";

it("sees what is missing before anybody is asked", () => {
  expect(problemBeforeAsking({ secure: false, devices: false, worklet: true })).toBe("insecure");
  expect(problemBeforeAsking({ secure: true, devices: false, worklet: true })).toBe("unsupported");
  expect(problemBeforeAsking({ secure: true, devices: true, worklet: false })).toBe("unsupported");
  expect(problemBeforeAsking({ secure: true, devices: true, worklet: true })).toBeUndefined();
});

it.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "none"],
  ["OverconstrainedError", "gone"],
  ["NotReadableError", "busy"],
  ["AbortError", "busy"],
  ["SecurityError", "insecure"],
  ["SoundDoesNotStart", "no-sound"],
  ["OddError", "unknown"],
])("%s is %s", (name, problem) => {
  expect(problemOfThrown(Object.assign(new Error("x"), { name })).problem).toBe(problem);
});

it("keeps what an odd error says", () => {
  expect(problemOfThrown(new Error("the driver coughed"))).toEqual({ problem: "unknown", detail: "the driver coughed" });
  expect(problemOfThrown("7")).toEqual({ problem: "unknown", detail: "7" });
});

it("gives each case its own words and a way on", async () => {
  const t = await texts("microphone");
  const told = MICROPHONE_PROBLEMS.map((p) => t(p));
  expect(new Set(told).size).toBe(told.length);
  for (const text of told) {
    expect(text).toMatch(/clips and WAV files work without a microphone/);
  }
});
