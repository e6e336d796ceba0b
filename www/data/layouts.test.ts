import { describe, expect, it } from "vitest";
import type { Named } from "../engine/protocol.ts";
import { fewest, isDust, isPlaced, place, readLists } from "./layouts.ts";

const named = (label: string, speaker = "", index = 0): Named => ({ label, speaker, index });
const parts = (files: ReturnType<typeof place>) => files.map((f) => (isPlaced(f) ? (f.part ?? "-") : "unplaced"));

describe("layouts", () => {
  it("Speech Commands: lists give the parts, the noise folder is noise", () => {
    const lists = readLists([
      { path: "sc/testing_list.txt", text: "yes/a_nohash_0.wav\r\nno/b_nohash_1.wav\n" },
      { path: "sc/validation_list.txt", text: "yes/c_nohash_0.wav" },
      { path: "sc/README.md", text: "yes/d_nohash_0.wav" },
    ]);
    const paths = ["sc/yes/a_nohash_0.wav", "sc/no/b_nohash_1.wav", "sc/yes/c_nohash_0.wav", "sc/yes/d_nohash_0.wav", "sc/_background_noise_/tap.wav"];
    const files = place(paths, [named("yes", "a"), named("no", "b"), named("yes", "c"), named("yes", "d"), undefined], lists);
    expect(parts(files)).toEqual(["test", "test", "aside", "learn", "-"]);
    expect(files.map((f) => isPlaced(f) && f.noise)).toEqual([false, false, false, false, true]);
  });

  it("FSDD: takes 0 to 4 test where all names are FSDD's", () => {
    const paths = ["r/7_george_4.wav", "r/7_george_5.wav"];
    const names = [named("7", "george", 4), named("7", "george", 5)];
    expect(parts(place(paths, names, new Map()))).toEqual(["test", "learn"]);
    expect(parts(place(paths.slice(0, 1), names.slice(0, 1), new Map())), "nothing would be left to learn from").toEqual(["-"]);
    expect(parts(place([...paths, "r/yes/x.wav"], [...names, named("yes")], new Map()))).toEqual(["-", "-", "-"]);
  });

  it("TIDigits: group, initials, what is said and which production; several digits are no word", () => {
    const paths = ["adults/train/man/ae/zb.wav", "TEST/GIRL/BD/OA.WAV", "train/woman/ab/9a.sph", "train/man/ae/1z2a.wav"];
    expect(place(paths, [undefined, undefined, undefined, undefined], new Map())).toEqual([
      { path: paths[0], label: "0", speaker: "man-ae", index: 1, part: "learn", noise: false },
      { path: paths[1], label: "oh", speaker: "girl-bd", index: 0, part: "test", noise: false },
      { path: paths[2], label: "9", speaker: "woman-ab", index: 0, part: "learn", noise: false },
      { path: paths[3] },
    ]);
  });

  it("files whose word nobody can tell are named", () => {
    expect(parts(place(["x.wav"], [undefined], new Map()))).toEqual(["unplaced"]);
  });

  it("too many files: as many of each word", () => {
    const files = place(
      Array.from({ length: 30 }, (_, i) => `w${i < 20 ? "a" : "b"}/${i}.wav`),
      Array.from({ length: 30 }, (_, i) => named(i < 20 ? "a" : "b")),
      new Map(),
    ).filter(isPlaced);
    const kept = fewest(files, 12);
    expect([kept.filter((f) => f.label === "a").length, kept.filter((f) => f.label === "b").length]).toEqual([6, 6]);
    expect(fewest(files, 100).length).toBe(30);
    expect(fewest(files, 0)).toEqual([]);
  });

  it("what systems put beside files is dust", () => {
    expect(["a/.DS_Store", "__MACOSX/a/._b.wav", "Thumbs.db", "a/b.wav", "notes.txt"].map(isDust)).toEqual([true, true, true, false, false]);
  });
});
