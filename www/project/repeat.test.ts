import { beforeEach, describe, expect, test } from "vitest";
import { Notices } from "../app/notices.ts";
import { Store } from "../core/store.ts";
import type { DataDesk } from "../data/desk.ts";
import { WordsDesk } from "../data/words-desk.ts";
import type { RunHead } from "../engine/protocol.ts";
import type { TrainDesk } from "../train/desk.ts";
import type { RunDesk } from "../train/run-desk.ts";
import { specOf, START, type Suggestion } from "../train/settings.ts";
import { RepeatDesk } from "./repeat.ts";
import type { SavedRun } from "./saved-run.ts";

const DATA = "ab".repeat(32);
const WEIGHTS = "cd".repeat(32);
const PACK = "data/digits.pack";
const SUGGESTION: Suggestion = { epochs: 60, split: "none", settings: { batch: "5" } };

/** The desks as far as a repeat looks at them. */
function desks() {
  const words = new WordsDesk();
  const ids: Record<string, string> = { own: "own", digits: PACK };
  const data = Object.assign(new Store({ source: "own" }), { words, fileOf: (id: string) => ids[id], idOf: (file: string) => (file === PACK ? "digits" : file) });
  const train = Object.assign(new Store({ choices: START }), { suggestion: () => SUGGESTION, choicesOf: (query: Record<string, string>) => ({ ...START, seed: Number(query["seed"] ?? 1) }) });
  const run = Object.assign(new Store<object>({ phase: "none" }), { shown: false });
  const notices = new Notices();
  const repeat = new RepeatDesk(data as unknown as DataDesk, train as unknown as TrainDesk, run as unknown as RunDesk, notices);
  return { words, data, train, run, notices, repeat };
}

const file = { spec: specOf(START, SUGGESTION), source: "own", head: { dataDigest: DATA } as RunHead, stopped: false, weightsSha256: WEIGHTS } as SavedRun;

describe("what is expected of the next run", () => {
  let d: ReturnType<typeof desks>;

  beforeEach(() => {
    d = desks();
  });

  const addTake = (): void => {
    const [word] = d.words.state.words;
    d.words.addTakes({ what: { key: "did.add" } }, [{ word: word?.id ?? 0, name: "a", sound: { rateHz: 8000, samples: new Float32Array(8000) }, speaker: "", index: 0 }]);
  };

  test("a file's run gives its data and weights, and the next run is held against them", () => {
    d.repeat.expectRun(file, DATA);
    expect(d.repeat.verdict()).toBe("waiting");
    const ended = { phase: "ended", spec: file.spec, head: file.head, stopped: false };
    d.run.set({ ...ended, weightsSha256: WEIGHTS });
    expect(d.repeat.verdict()).toBe("same");
    d.run.set({ ...ended, weightsSha256: DATA });
    expect(d.repeat.verdict()).toBe("other");
    d.run.set({ ...ended, weightsSha256: DATA, stopped: true });
    expect(d.repeat.verdict()).toBe("stopped");
    // That of the file is shown, and was not made again; one of other settings says nothing.
    d.run.set({ ...ended, spec: { ...file.spec, seed: 2 }, weightsSha256: WEIGHTS });
    expect(d.repeat.verdict()).toBe("waiting");
  });

  test("nothing where the file's takes or settings are no longer those of its run, also in place of what was expected before", () => {
    d.repeat.expectRun(file, DATA);
    d.repeat.expectRun(file, WEIGHTS);
    expect(d.repeat.verdict()).toBeUndefined();
    d.train.set({ choices: { ...START, seed: 2 } });
    d.repeat.expectRun(file, DATA);
    expect(d.repeat.verdict()).toBeUndefined();
  });

  test("a take that is added takes back what a file expects, but not what an address does", () => {
    d.repeat.expectRun(file, DATA);
    addTake();
    expect(d.repeat.verdict()).toBeUndefined();
    d.repeat.readQuery({ data: DATA.slice(0, 16), weights: WEIGHTS.slice(0, 16) });
    addTake();
    expect(d.repeat.verdict()).toBe("waiting");
    d.train.set({ choices: { ...START, seed: 2 } });
    expect(d.repeat.verdict()).toBeUndefined();
  });

  test("an address goes before a file's settings, which can be taken after all", () => {
    const aside = () => d.notices.state.notices.find((n) => n.id === "aside");
    d.repeat.expectRun(file, DATA);
    expect(d.repeat.asked).toBe(false);
    d.repeat.readQuery({ weights: WEIGHTS.slice(0, 16) });
    expect(d.repeat.asked).toBe(true);
    let taken = 0;
    // The same in other words is nothing to tell of.
    d.repeat.tellAside({ train: { seed: "1" }, source: "own" }, () => (taken += 1));
    expect(aside()).toBeUndefined();
    d.repeat.tellAside({ train: { seed: "2" }, source: "own" }, () => (taken += 1));
    aside()?.action?.run();
    expect(taken).toBe(1);
    // Other settings: what was told is over, too.
    d.train.set({ choices: { ...START, seed: 2 } });
    expect(d.repeat.asked).toBe(false);
    expect(aside()).toBeUndefined();
  });

  test("an address names the recordings; what is wrong in it is told and left out", () => {
    d.repeat.readQuery({ source: "digits", data: DATA, weights: "<script>" });
    expect(d.data.state.source).toBe(PACK);
    expect(d.repeat.query()).toEqual({ source: "digits", data: DATA.slice(0, 16) });
    expect(d.notices.state.notices.map((n) => n.id)).toEqual(["repeat"]);
    d.repeat.readQuery({ source: "../../etc/passwd" });
    expect(d.data.state.source).toBe(PACK);
  });
});
