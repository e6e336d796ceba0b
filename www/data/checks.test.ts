import { describe, expect, it } from "vitest";
import { checksOf } from "./checks.ts";
import type { Facts } from "./facts.ts";
import type { Part, Table, Take, Word } from "./words-state.ts";

const FACTS: Facts = { digest: "", peak: 0.5, loudest: 0.2, clipped: 0, speechFromS: 0.1, speechToS: 0.6 };
const words: Word[] = [{ id: 1, text: "yes", noise: false }, { id: 2, text: "no", noise: false }, { id: 3, text: "background", noise: true }];
const sound = { rateHz: 8000, samples: new Float32Array(16_000) };

let id = 0;
const take = (word: number, speaker = "ann", part: Part = "learn", lengthS = 0.7): Take => ({ id: ++id, word, name: `t${id}`, speaker, index: 0, part, sound, from: 0, to: lengthS * 8000 });
const some = (word: number, n: number): Take[] => Array.from({ length: n }, (_, i) => take(word, i % 2 === 0 ? "ann" : "bob"));

function keys(takes: Take[], facts: (t: Take) => Partial<Facts> = () => ({}), of = words): string[] {
  const table: Table = { words: of, takes, partsBy: "visitor", partsSeed: 1 };
  return checksOf(table, (t) => ({ ...FACTS, digest: String(t.id), ...facts(t) })).map((c) => `${c.tone} ${c.key}`);
}

const full = (): Take[] => [1, 2, 3].flatMap((w) => some(w, 6));

describe("checks", () => {
  it("say nothing before the first take, and hint at a missing test part when all is well", () => {
    expect(keys([])).toEqual([]);
    expect(keys(full())).toEqual(["info no-test"]);
  });

  it("name words with few takes and words that weigh too much", () => {
    expect(keys([...some(1, 6), ...some(3, 6)])).toContain("bad few-takes");
    expect(keys([...some(1, 6), ...some(2, 3), ...some(3, 6)])).toContain("warn few-takes");
    expect(keys([...some(1, 13), ...some(2, 6), ...some(3, 6)])).toContain("warn unbalanced");
    expect(keys([...some(1, 12), ...some(2, 6), ...some(3, 6)])).not.toContain("warn unbalanced");
  });

  it("hear silent, quiet, clipped and long takes; noise may be quiet", () => {
    expect(keys(full(), (t) => (t.word === 1 ? { loudest: 0 } : {}))).toContain("bad silent");
    expect(keys(full(), (t) => (t.word === 1 ? { loudest: 0.001 } : {}))).toContain("warn quiet");
    expect(keys(full(), (t) => (t.word === 3 ? { loudest: 0.001 } : {}))).not.toContain("warn quiet");
    expect(keys(full(), (t) => (t.word === 1 ? { clipped: 20 } : {}))).toContain("warn clipped");
    expect(keys([...full(), take(1, "ann", "learn", 1.6)], () => ({ speechToS: 1.4 }))).toContain("warn long");
  });

  it("find the same content twice, and say what is worse about it", () => {
    const twice = (a: Take, b: Take) => keys([...full(), a, b], (t) => (t.id === a.id || t.id === b.id ? { digest: "same" } : {}));
    expect(twice(take(1), take(1))).toContain("warn twice");
    expect(twice(take(1), take(2))).toContain("warn twice-words");
    expect(twice(take(1), take(1, "ann", "test"))).toContain("warn twice-parts");
    // What is set aside does no harm.
    expect(twice(take(1), take(2, "ann", "aside")).some((k) => k.includes("twice"))).toBe(false);
  });

  it("look at voices and at the test part", () => {
    const one = [1, 2, 3].flatMap((w) => Array.from({ length: 6 }, () => take(w)));
    expect(keys(one)).toContain("info one-speaker");
    const tested = full().map((t, i) => (i === 0 ? { ...t, part: "test" as const } : t));
    expect(keys(tested)).toEqual(expect.arrayContaining(["warn untested", "info few-tests", "info speaker-both"]));
    expect(keys(full().map((t, i) => ({ ...t, part: i % 3 === 0 ? ("learn" as const) : ("test" as const) })))).toContain("warn much-test");
    expect(keys(full(), () => ({}), words.slice(0, 2))).toContain("info no-noise");
  });
});
