import { describe, expect, it } from "vitest";
import { fitTrim, learnt, leastPerWord, type Take, trainProblem, type Word, wordProblem } from "./words-state.ts";

const word = (id: number, text: string): Word => ({ id, text, noise: false });
const take = (id: number, of: number, more: Partial<Take> = {}): Take => ({
  id,
  word: of,
  name: `t${id}`,
  speaker: "",
  index: id,
  part: "learn",
  sound: { rateHz: 8000, samples: new Float32Array(8000) },
  from: 0,
  to: 8000,
  ...more,
});

describe("words", () => {
  it("that are empty or stand twice are named", () => {
    const words = [word(1, "yes"), word(2, " Yes "), word(3, " ")];
    expect(words.map((w) => wordProblem(words, w)?.key)).toEqual([undefined, "word-twice", "word-empty"]);
  });

  it("are not trained on before each has a take to learn from", () => {
    const problem = (words: Word[], takes: Take[]) => trainProblem({ words, takes })?.key;
    expect(problem([word(1, "a")], [take(1, 1)])).toBe("few-words");
    expect(trainProblem({ words: [word(1, "a"), word(2, "b")], takes: [take(1, 1)] })).toEqual({ key: "no-takes", values: { words: "“b”" } });
    expect(problem([word(1, "a"), word(2, "a")], [take(1, 1), take(2, 2)])).toBe("word-twice");
    expect(problem([word(1, "a"), word(2, "b")], [take(1, 1), take(2, 2, { part: "test" })])).toBe("none-learnt");
    expect(problem([word(1, "a"), word(2, "b")], [take(1, 1), take(2, 2)])).toBeUndefined();
  });

  it("count by the one with fewest takes", () => {
    expect(leastPerWord({ words: [word(1, "a"), word(2, "b")], takes: [take(1, 1), take(2, 1), take(3, 2)] })).toBe(1);
    expect(leastPerWord({ words: [], takes: [] })).toBe(0);
  });
});

describe("a trim", () => {
  const sound = { rateHz: 8000, samples: Float32Array.from({ length: 8000 }, (_, i) => i) };

  it("keeps inside the recording and leaves a tenth of a second", () => {
    expect(fitTrim(sound, -5, 9000)).toEqual({ from: 0, to: 8000 });
    expect(fitTrim(sound, 4000, 4001)).toEqual({ from: 4000, to: 4800 });
    expect(fitTrim(sound, 7999, 8000)).toEqual({ from: 7200, to: 8000 });
    expect(fitTrim({ rateHz: 8000, samples: new Float32Array(10) }, 3, 5)).toEqual({ from: 0, to: 10 });
  });

  it("is what is learnt; the recording stays whole", () => {
    const trimmed = take(1, 1, { sound, from: 100, to: 1000 });
    const { samples } = learnt(trimmed);
    expect([samples.length, samples[0], sound.samples.length]).toEqual([900, 100, 8000]);
  });
});
