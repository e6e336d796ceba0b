import { afterEach, expect, it } from "vitest";
import clips from "../public/data/clips/clips.json";
import { speak } from "../text/text.ts";
import { clipManner, clipName, clipVoice } from "./clip-name.ts";

afterEach(() => speak("en"));

it("says first how a clip is spoken, in the present language", async () => {
  expect(["“seven” · RMS, low voice", "“three” · RMS in noise"].map(clipName)).toEqual(["“seven”, low voice (RMS)", "“three”, in noise (RMS)"]);
  await speak("de");
  expect(clipName("“eight” · M8 in strong noise")).toBe("„eight“, in starkem Rauschen (M8)");
  expect(clipVoice("“two” · RMS, fast")).toBe("schnell (RMS)");
});

it("leaves what is no clip's title as it is", () => {
  expect([clipName("seven.wav"), clipVoice("Anna"), clipManner("“seven” · someone")]).toEqual(["seven.wav", "Anna", undefined]);
});

it("knows every bundled clip, and tells those of a digit apart", () => {
  const shown = clips.map(({ label, title }) => `${label} ${clipManner(title)}`);
  expect(shown.filter((text) => text.endsWith("undefined"))).toEqual([]);
  expect(new Set(shown).size).toBe(clips.length);
});
