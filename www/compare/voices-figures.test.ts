import { describe, expect, test } from "vitest";
import { wilson } from "../core/statistics.ts";
import { NONE } from "../train/run-state.ts";
import { record } from "./race-fake.ts";
import { type Job, newJob } from "./race-job.ts";
import { acquaintance, boundsOf, gapOf, meanOverVoices, meanTellsMore, shareOf, usualFigure, voiceRows } from "./voices-figures.ts";

const spec = { system: "s", rule: "rp", preset: "tuned", seed: 3, epochs: 1, split: "", settings: {} };
const voice = (name: string) => ({ name, takes: 100, guessing: 0.1, alone: 0 });
const head = { trainCount: 300, testCount: 100, spiking: true, layers: [], notices: [], dataDigest: "d" };

/** A run that is done, with so many right of 100. */
function done(right: number, split: string): Job {
  return { ...newJob(0, 3, { ...spec, split }), phase: "done", head, records: [record(1)], right: Uint8Array.from({ length: 100 }, (_, i) => (i < right ? 1 : 0)), weights: "w" };
}

const plan = { base: spec, voices: ["a", "b", "c"].map(voice), apart: [], unnamed: 0, usual: { split: "official", takes: 100, known: 100 }, title: "", source: "own", mark: "m", atOnce: 2 };

describe("the row of a voice", () => {
  test("has the share of its own takes and Wilson's interval; a run that was ended early has none", () => {
    const [a, b] = voiceRows(plan.voices, [done(80, "speaker:a"), { ...done(80, "speaker:b"), phase: "stopped" }]);
    expect(a?.test).toEqual(wilson(80, 100));
    expect([a?.train, a?.small]).toEqual([1, undefined]);
    expect([b?.test, b?.train]).toEqual([undefined, undefined]);
  });

  test("says where its takes are too few to tell", () => {
    const few = { ...done(0, "speaker:a"), right: Uint8Array.of(1, 1, 0, 1) };
    expect(voiceRows(plan.voices, [few])[0]?.small?.why).toBe("wide");
  });

  test("without the answers one by one it is the measured share of the epoch whose network is given", () => {
    const best = { ...record(1), testAccuracy: 0.75, validationAccuracy: 0.9 };
    expect(shareOf({ ...done(0, "speaker:a"), right: undefined, records: [best, { ...record(2), validationAccuracy: 0.8 }] })?.share).toBe(0.75);
  });
});

describe("the mean over the voices", () => {
  test("counts each voice that is done alike, with Student's interval over them", () => {
    const mean = meanOverVoices(voiceRows(plan.voices, [done(60, "speaker:a"), done(70, "speaker:b"), done(80, "speaker:c")]));
    expect(mean).toMatchObject({ n: 3 });
    expect(mean?.mean).toBeCloseTo(0.7);
    // t of two degrees of freedom times 0.1 / √3.
    expect(mean?.half).toBeCloseTo((4.302653 * 0.1) / Math.sqrt(3));
  });

  test("has no interval without width where few takes give the same share by chance", () => {
    const ten = (right: number, voice: string): Job => ({ ...done(0, `speaker:${voice}`), right: Uint8Array.from({ length: 10 }, (_, i) => (i < right ? 1 : 0)) });
    const half = (right: number) => meanOverVoices(voiceRows(plan.voices.slice(0, 2), [ten(right, "a"), ten(right, "b")]))?.half;
    // t of one degree of freedom times √(p(1 − p)/10)/√2, p = 6/12 and 11/12.
    expect(half(5)).toBeCloseTo((12.7062 * Math.sqrt(0.25 / 10)) / Math.SQRT2);
    expect(half(10)).toBeCloseTo((12.7062 * Math.sqrt((11 / 144) / 10)) / Math.SQRT2);
  });

  test("is none without a voice; its interval holds no share below 0 or above 1", () => {
    expect(meanOverVoices([])).toBeUndefined();
    expect(boundsOf({ mean: 0.95, half: 0.2, n: 3 })).toEqual({ low: 0.75, high: 1 });
    expect(boundsOf({ mean: 0.95, half: undefined, n: 1 })).toBeUndefined();
  });
});

describe("whether the mean tells more than voices of few takes", () => {
  const ten = (right: number, at: number): Job => ({ ...done(0, `speaker:${at}`), right: Uint8Array.from({ length: 10 }, (_, i) => (i < right ? 1 : 0)) });
  const tells = (...right: number[]) => {
    const rows = voiceRows(right.map((_, at) => ({ name: String(at), takes: 10, guessing: 0.1, alone: 0 })), right.map(ten));
    return meanTellsMore(meanOverVoices(rows), rows);
  };

  test("three voices far apart tell no more together, many alike do, and one has no interval", () => {
    expect(tells(8, 6, 3)).toBe(false);
    expect(tells(8, 7, 8, 9, 7, 8, 6, 8, 7)).toBe(true);
    expect(tells(8)).toBeUndefined();
  });
});

describe("the usual test beside it", () => {
  const voices = [done(60, "speaker:a"), done(70, "speaker:b"), done(80, "speaker:c")];
  const run = { ...NONE, phase: "ended" as const, spec: { ...spec, split: "official" }, head, records: [{ ...record(1), testAccuracy: 0.98 }] };

  test("is Train's run of the same settings on the same recordings", () => {
    expect(usualFigure(plan, voices, run)).toMatchObject({ from: "run", share: { hits: 98, of: 100 } });
  });

  test("is the one made here before that", () => {
    expect(usualFigure(plan, [...voices, done(97, "official")], run)).toMatchObject({ from: "here", share: { hits: 97 } });
  });

  test.each([
    ["one that was stopped", { stopped: true }],
    ["one under way", { phase: "training" as const }],
    ["another seed", { spec: { ...spec, split: "official", seed: 4 } }],
    ["another split", { spec: { ...spec, split: "random:0.2" } }],
    ["other recordings", { head: { ...head, dataDigest: "e" } }],
  ])("is not %s", (_, patch) => {
    expect(usualFigure(plan, voices, { ...run, ...patch })).toBeUndefined();
  });

  test("is above, below or level with the mean by whether the intervals meet", () => {
    const mean = { mean: 0.7, half: 0.1, n: 6 };
    const gap = (right: number) => gapOf(mean, { share: wilson(right, 300) }, 6);
    expect([gap(290), gap(250), gap(210), gap(100)]).toEqual(["above", "level", "level", "below"]);
    expect(gapOf({ mean: 0.7, half: undefined, n: 1 }, { share: wilson(290, 300) }, 1)).toBe("few");
    // Voices that are still to come may change it.
    expect(gapOf(mean, { share: wilson(290, 300) }, 7)).toBe("few");
  });

  test("tells whether its voices are known", () => {
    expect([0, 40, 100].map((known) => acquaintance({ split: "", takes: 100, known }))).toEqual(["none", "some", "all"]);
  });
});
