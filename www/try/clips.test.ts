import { expect, it } from "vitest";
import { parseClips } from "./clips.ts";

it("takes a list of clips and refuses anything else", () => {
  const clip = { file: "7.wav", label: "7", voice: "kal", title: "seven" };
  expect(parseClips([clip])).toEqual([clip]);
  for (const bad of [null, {}, "x", [null], [{ ...clip, file: 7 }], [{ file: "7.wav" }]]) {
    expect(() => parseClips(bad)).toThrow(/another form/);
  }
});
