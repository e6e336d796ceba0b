import { expect, it } from "vitest";
import { MicrophoneError, problemBeforeAsking, problemOfThrown } from "./microphone-error.ts";

it("sees what is missing before anybody is asked", () => {
  expect(problemBeforeAsking({ secure: false, devices: false, worklet: true })).toBe("insecure");
  expect(problemBeforeAsking({ secure: true, devices: false, worklet: true })).toBe("unsupported");
  expect(problemBeforeAsking({ secure: true, devices: true, worklet: false })).toBe("unsupported");
  expect(problemBeforeAsking({ secure: true, devices: true, worklet: true })).toBeUndefined();
});

it.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "none"],
  ["OverconstrainedError", "none"],
  ["NotReadableError", "busy"],
  ["AbortError", "busy"],
  ["SecurityError", "insecure"],
  ["OddError", "unknown"],
])("%s is %s", (name, problem) => {
  const thrown = Object.assign(new Error("x"), { name });
  expect(problemOfThrown(thrown).problem).toBe(problem);
});

it("gives each case its own words and a way on", () => {
  const texts = (["denied", "none", "busy", "insecure", "unsupported", "lost"] as const).map((p) => new MicrophoneError(p).message);
  expect(new Set(texts).size).toBe(texts.length);
  for (const text of texts) {
    expect(text).toMatch(/clips and WAV files work without a microphone/);
  }
});
