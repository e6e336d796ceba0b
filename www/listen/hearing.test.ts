import { describe, expect, it } from "vitest";
import { NOISE_LABEL } from "../core/noise.ts";
import { type Answer, Hearing, type HearingSettings, type Passed, type Waited } from "./hearing.ts";
import { cut, vote, WINDOWS } from "./windows.ts";

const RATE = 8000;
const BLOCK = 160;

function tone(seconds: number, amplitude: number): Float32Array[] {
  return Array.from({ length: Math.round((seconds * RATE) / BLOCK) }, (_, b) =>
    Float32Array.from({ length: BLOCK }, (_x, i) => amplitude * Math.sin(0.5 * (b * BLOCK + i))),
  );
}

/** Hears blocks of 20 ms, with a clock that goes by the stream. `answers` are given one after another, the last for ever. */
async function hear(blocks: Float32Array[], answers: (Partial<Answer> | Error)[], changes: Partial<HearingSettings> = {}) {
  const settings: HearingSettings = { marginDb: 10, coolDownS: 0.3, leastScore: 0.6, smooth: true, ...changes };
  const words: { text: string; fromS: number; waited: Waited }[] = [];
  const passed: Passed[] = [];
  const asked: number[] = [];
  let nowMs = 0;
  let next = 0;
  const hearing = new Hearing(
    RATE,
    () => settings,
    {
      ask: (windows) => {
        asked.push(windows.length);
        const answer = answers[Math.min(next++, answers.length - 1)];
        return answer instanceof Error
          ? Promise.reject(answer)
          : Promise.resolve({ label: "7", score: 1, votes: 3, of: 3, traces: undefined, clipFromS: 0, ...answer });
      },
      word: (span, answer, waited) => words.push({ text: "problem" in answer ? answer.problem : answer.label, fromS: span.fromS, waited }),
      passed: (_span, why) => passed.push(why),
    },
    () => nowMs,
  );
  for (const block of blocks) {
    nowMs += 20;
    hearing.feed(block);
    await Promise.resolve();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  await hearing.settled;
  return { words, passed, asked };
}

const word = (s = 0.4): Float32Array[] => tone(s, 0.3);
const quiet = (s: number): Float32Array[] => tone(s, 0);

describe("Hearing", () => {
  it("asks once for each word, with three windows, while the silence is waited for", async () => {
    const { words, asked } = await hear([...quiet(1), ...word(), ...quiet(1)], [{}]);
    expect(words.map((w) => w.text)).toEqual(["7"]);
    expect(words[0]?.fromS).toBeCloseTo(1, 1);
    expect(asked).toEqual([3]);
    expect(words[0]?.waited).toMatchObject({ silenceMs: 300, networkMs: 0 });
  });

  it("asks again when the word goes on after a short silence, and gives the last answer alone", async () => {
    const { words, asked } = await hear([...quiet(1), ...word(0.2), ...quiet(0.2), ...word(0.2), ...quiet(1)], [{ label: "early" }, { label: "late" }]);
    expect(asked.length).toBe(2);
    expect(words.map((w) => w.text)).toEqual(["late"]);
  });

  it("hears one window alone when it is not to smooth", async () => {
    const { asked } = await hear([...quiet(1), ...word(), ...quiet(1)], [{}], { smooth: false });
    expect(asked).toEqual([1]);
  });

  it("passes over what begins within the cool-down of a word, and asks nothing for it", async () => {
    const spoken = [...quiet(1), ...word(), ...quiet(0.5), ...word(), ...quiet(0.5), ...word(), ...quiet(1)];
    const { words, passed, asked } = await hear(spoken, [{}], { coolDownS: 1 });
    expect(words.length).toBe(2);
    expect(passed).toEqual(["cool-down"]);
    expect(asked.length).toBe(2);
  });

  it("starts no cool-down with an answer that is not sure, nor with noise", async () => {
    const spoken = [...quiet(1), ...word(), ...quiet(0.5), ...word(), ...quiet(1)];
    const unsure = await hear(spoken, [{ score: 0.3 }, {}], { coolDownS: 3 });
    expect(unsure.words.length).toBe(2);
    const noise = await hear(spoken, [{ label: NOISE_LABEL }, {}], { coolDownS: 3 });
    expect(noise.words.map((w) => w.text)).toEqual(["7"]);
    expect(noise.passed).toEqual(["noise"]);
  });

  it("lists no noise and no click", async () => {
    const { words, passed, asked } = await hear([...quiet(1), ...tone(0.04, 0.9), ...quiet(1), ...word(), ...quiet(1)], [{ label: NOISE_LABEL }]);
    expect(words).toEqual([]);
    expect(passed).toEqual(["click", "noise"]);
    expect(asked.length).toBe(1);
  });

  it("tells what the engine refuses, and goes on", async () => {
    const { words } = await hear([...quiet(1), ...word(), ...quiet(0.6), ...word(), ...quiet(1)], [new Error("no model"), {}]);
    expect(words.map((w) => w.text)).toEqual(["No model", "7"]);
  });
});

describe("windows", () => {
  it("lie around the voice, and shift it by more than a frame", () => {
    const found = { samples: Float32Array.from({ length: 8000 }, (_, i) => i), from: 16_000, onset: 18_000, voiceEnd: 22_000, peakDb: -10 };
    const [plain, late, short] = WINDOWS.map((w) => cut(found, w, RATE));
    expect(plain?.from).toBe(18_000 - 800);
    expect(plain?.samples.length).toBe(4000 + 1600);
    expect(plain?.samples[0]).toBe(1200);
    const middle = (c: typeof plain): number => (c ? c.from + c.samples.length / 2 : 0);
    expect(Math.abs(middle(late) - middle(plain)) / RATE).toBeGreaterThan(0.025);
    expect(Math.abs(middle(short) - middle(plain)) / RATE).toBeGreaterThan(0.025);
  });

  it("end with what there is", () => {
    const found = { samples: new Float32Array(4100), from: 0, onset: 100, voiceEnd: 4000, peakDb: -10 };
    expect(cut(found, { leadS: 0.1, tailS: 0.1 }, RATE).samples.length).toBe(4100);
  });

  it("vote by the mean of their scores", () => {
    const voted = vote(["a", "b"], [
      [0.4, 0.6],
      [0.9, 0.1],
      [0.45, 0.55],
    ]);
    expect(voted).toMatchObject({ label: "a", votes: 1, of: 3 });
    expect(voted.score).toBeCloseTo(1.75 / 3, 6);
    expect(vote(["a"], [])).toEqual({ label: "a", score: 0, votes: 0, of: 0 });
  });
});
