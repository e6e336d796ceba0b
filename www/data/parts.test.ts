import { describe, expect, it } from "vitest";
import { bySeed, bySpeaker, settled, speakers, testableSpeaker } from "./parts.ts";
import type { Table, Take, Word } from "./words-state.ts";

const sound = { rateHz: 8000, samples: new Float32Array(8) };
const words: Word[] = [1, 2].map((id) => ({ id, text: `w${id}`, noise: false }));

/** `count` takes of each word, said by the voices in turn. */
function takes(count: number, voices: string[] = ["me"], firstId = 1): Take[] {
  return words.flatMap((w, k) =>
    Array.from({ length: count }, (_, i) => ({
      id: firstId + k * count + i,
      word: w.id,
      name: `${k} ${i}`,
      speaker: voices[i % voices.length] ?? "",
      index: i,
      part: "learn" as const,
      sound,
      from: 0,
      to: 8,
    })),
  );
}

const tests = (list: readonly Take[]): string[] => list.filter((t) => t.part === "test").map((t) => t.name);

describe("parts", () => {
  it("by seed: one in five of every word, the same for the same seed whatever the ids are", () => {
    const drawn = bySeed({ words, takes: takes(20) }, 7);
    expect(words.map((w) => drawn.filter((t) => t.word === w.id && t.part === "test").length)).toEqual([4, 4]);
    expect(tests(bySeed({ words, takes: takes(20, ["me"], 500) }, 7))).toEqual(tests(drawn));
    expect(tests(bySeed({ words, takes: takes(20) }, 8))).not.toEqual(tests(drawn));
    expect([1, 2, 3, 7, 8].map((n) => tests(bySeed({ words, takes: takes(n) }, 1)).length / 2)).toEqual([0, 1, 1, 1, 2]);
  });

  it("leave alone what is set aside", () => {
    const some = takes(10).map((t, i) => (i % 2 === 0 ? { ...t, part: "aside" as const } : t));
    const drawn = bySeed({ words, takes: some }, 1);
    expect(drawn.filter((t) => t.part === "aside").length).toBe(10);
    expect(tests(drawn).length).toBe(2);
  });

  it("by voice: all of one voice tests, if every word keeps another to learn from", () => {
    const some = takes(9, ["ann", "bob", "ann"]);
    expect(speakers(some)).toEqual([{ name: "bob", takes: 6 }, { name: "ann", takes: 12 }]);
    expect(testableSpeaker({ words, takes: some })).toBe("bob");
    expect(bySpeaker(some, "bob").every((t) => (t.part === "test") === (t.speaker === "bob"))).toBe(true);
    expect(testableSpeaker({ words, takes: takes(3, ["ann"]) })).toBeUndefined();
  });

  it("are chosen by the page from ten takes of every word on, until the visitor chooses", () => {
    const table = (n: number, partsBy: Table["partsBy"] = "page"): Table => ({ words, takes: takes(n), partsBy, partsSeed: 1 });
    expect(tests(settled(table(9)).takes).length).toBe(0);
    expect(tests(settled(table(10)).takes).length).toBe(4);
    expect(tests(settled(table(10, "visitor")).takes).length).toBe(0);
  });
});
