import { beforeEach, describe, expect, it } from "vitest";
import type { EpochRecord, RunEvent, RunHead, RunSpec } from "../engine/protocol.ts";
import type { SavedRun } from "../project/saved-run.ts";
import { RunDesk, type RunData } from "./run-desk.ts";

const spec = (seed: number): RunSpec => ({ system: "nrr-shallow", rule: "rp", preset: "tuned", seed, epochs: 9, split: "none", settings: {} });
const head = (dataDigest: string): RunHead => ({ trainCount: 1, testCount: 0, spiking: true, layers: [], notices: [], dataDigest });
const record = (epoch: number) => ({ epoch, layers: [] }) as unknown as EpochRecord;
const epoch = (n: number): RunEvent => ({ kind: "epoch", record: record(n), probe: undefined, checkpoint: Uint8Array.of(n) });
const ended = (weightsSha256: string): RunEvent => ({ kind: "ended", stopped: false, weightsSha256 });

/** The engine's worker as the desk calls it: answers wait until the test lets them go, and its run can tell something at any time. */
class FakeEngine {
  readonly told: string[] = [];
  /** Number of the run in the worker. */
  run = 0;
  refuse: string | undefined;
  dead = false;
  /** Number of the last run that was given up. */
  dropped = 0;
  hold = false;
  #held: (() => void)[] = [];

  readonly api = {
    newData: (name: string) => this.#do(`data ${name}`),
    startRun: (of: RunSpec, _probe: number, _workers: unknown, run: number) =>
      this.#do(`start ${of.seed}`, () => {
        if (this.dropped === run) {
          throw new Error("given up");
        }
        this.run = run;
        return { head: head(`d${of.seed}`), checkpoint: Uint8Array.of(0) };
      }),
    resumeRun: (checkpoint: Uint8Array, _probe: number, _workers: unknown, run: number) =>
      this.#do(`resume ${checkpoint[0]}`, () => {
        this.run = run;
        return head("resumed");
      }),
    pauseRun: () => this.#do("pause"),
    continueRun: () => this.#do("continue"),
    stopRun: () => this.#do("stop"),
    dropRun: (run: number) =>
      this.#do("drop", () => {
        this.dropped = run;
      }),
    resetRun: () =>
      this.#do("reset", () => {
        this.run = 0;
      }),
    runModel: () => this.#do("model", () => Uint8Array.of(this.run)),
  };

  readonly call = async <T,>(make: (api: never) => Promise<T>): Promise<T> => {
    if (this.dead) {
      throw new Error("the engine is not running");
    }
    return make(this.api as never);
  };
  readonly restoring = this.call;

  async #do<T>(what: string, does?: () => T): Promise<T | undefined> {
    this.told.push(what);
    if (this.hold && !["pause", "reset", "drop", "stop"].includes(what)) {
      await new Promise<void>((go) => this.#held.push(go));
    }
    if (this.refuse !== undefined && /^(start|resume)/.test(what)) {
      throw new Error(this.refuse);
    }
    return does?.();
  }

  /** Lets the call that waits go on. */
  async go(): Promise<void> {
    this.#held.shift()?.();
    await turn();
  }
}

const turn = () => new Promise((next) => setTimeout(next));

function dataOf(title: string): RunData {
  return { title, labels: ["a", "b"], probe: 0, probeTitle: "", load: (call) => call((api) => api.newData(title, ["a", "b"])) };
}

const SAVED = {
  spec: spec(7), head: head("kept"), records: [record(1)], checkpoints: [], probe: undefined, stopped: false, elapsedMs: 5, weightsSha256: "kept", model: Uint8Array.of(77),
} as unknown as SavedRun;

let engine: FakeEngine;
let desk: RunDesk;
const epochs = () => desk.state.records.map((r) => r.epoch);

beforeEach(() => {
  engine = new FakeEngine();
  desk = new RunDesk(engine, { tell: () => undefined });
});

async function trained(seed: number, last: number): Promise<number> {
  await desk.train(spec(seed), dataOf("words"), 1);
  for (let n = 1; n <= last; n++) {
    desk.hear(epoch(n), engine.run);
  }
  return engine.run;
}

describe("a run that takes another's place", () => {
  it("hears nothing of the one before it, while it is prepared and afterwards", async () => {
    const old = await trained(1, 3);
    engine.hold = true;
    const second = desk.train(spec(2), dataOf("others"), 1);
    await turn();
    desk.hear(epoch(4), old);
    expect(desk.state).toMatchObject({ phase: "preparing", records: [] });
    await engine.go();
    desk.hear(epoch(5), old);
    await engine.go();
    await second;
    expect(desk.state).toMatchObject({ phase: "training", records: [], head: { dataDigest: "d2" } });
    desk.hear(epoch(6), old);
    desk.hear(ended("old"), old);
    desk.hear(epoch(1), engine.run);
    expect(epochs()).toEqual([1]);
    expect(desk.state.phase).toBe("training");
  });

  it("has the one before it wait meanwhile", async () => {
    await trained(1, 1);
    await desk.train(spec(2), dataOf("words"), 1);
    expect(engine.told).toEqual(["data words", "start 1", "pause", "data words", "start 2"]);
  });

  it("is heard from its first event on, though that came before the answer that it has begun", async () => {
    engine.hold = true;
    const first = desk.train(spec(1), dataOf("words"), 1);
    await turn();
    await engine.go();
    const run = 1;
    desk.hear(epoch(1), run);
    desk.hear(ended("w"), run);
    await engine.go();
    await first;
    expect(desk.state).toMatchObject({ phase: "ended", weightsSha256: "w" });
    expect(epochs()).toEqual([1]);
    expect(desk.state.checkpoints.map((c) => c.epoch)).toEqual([0, 1]);
  });

  it("leaves a run that ended as it was where the engine refuses it, with its model", async () => {
    const old = await trained(1, 2);
    desk.hear(ended("w"), old);
    const before = desk.state;
    engine.refuse = "too few takes";
    await desk.train(spec(2), dataOf("words"), 1);
    expect(desk.state).toEqual({ ...before, refused: "Too few takes" });
    expect(await desk.modelBytes()).toEqual(Uint8Array.of(old));
    engine.refuse = undefined;
    await desk.train(spec(2), dataOf("words"), 1);
    expect(desk.state).toMatchObject({ phase: "training", refused: undefined });
  });

  it("leaves a run of an earlier visit where it is refused", async () => {
    desk.show(SAVED, dataOf("words"));
    engine.refuse = "too few takes";
    await desk.train(spec(2), dataOf("words"), 1);
    expect(desk.state).toMatchObject({ phase: "ended", weightsSha256: "kept", refused: "Too few takes" });
    expect(desk.shown).toBe(true);
    expect(await desk.modelBytes()).toEqual(Uint8Array.of(77));
  });

  it("leaves a run under way paused where it is refused, and nothing of that run is lost", async () => {
    const old = await trained(1, 2);
    engine.hold = true;
    engine.refuse = "too few takes";
    const second = desk.train(spec(2), dataOf("words"), 1);
    await turn();
    desk.hear(epoch(3), old);
    desk.hear({ kind: "paused" }, old);
    await engine.go();
    await engine.go();
    await second;
    expect(desk.state).toMatchObject({ phase: "paused", spec: { seed: 1 }, refused: "Too few takes" });
    expect(epochs()).toEqual([1, 2, 3]);
    engine.hold = false;
    await desk.resume();
    desk.hear(epoch(4), old);
    expect(epochs()).toEqual([1, 2, 3, 4]);
    expect(desk.state.refused).toBeUndefined();
  });

  it("tells why where there was none before", async () => {
    engine.refuse = "too few takes";
    await desk.train(spec(2), dataOf("words"), 1);
    expect(desk.state).toMatchObject({ phase: "none", refused: "Too few takes" });
    await expect(desk.take({ spec: spec(1), records: [], stopped: false, elapsedMs: 0, data: dataOf("words") }, { epoch: 1, bytes: Uint8Array.of(1) })).rejects.toThrow("too few");
  });
});

describe("a stop while the run is prepared", () => {
  it("is shown at once; no more recordings are brought, and the run before is there again", async () => {
    const old = await trained(1, 2);
    desk.hear(ended("w"), old);
    const before = desk.state;
    engine.hold = true;
    const second = desk.train(spec(2), dataOf("words"), 1);
    await turn();
    await desk.stop();
    expect(desk.state).toMatchObject({ phase: "preparing", stopping: true });
    await engine.go();
    await second;
    expect(desk.state).toEqual({ ...before, refused: undefined });
    expect(engine.told).not.toContain("start 2");
    engine.hold = false;
    expect(await desk.modelBytes()).toEqual(Uint8Array.of(old));
  });

  it("reaches the worker that is preparing already: the run does not begin, and the one before goes on where it was", async () => {
    const old = await trained(1, 1);
    engine.hold = true;
    const second = desk.train(spec(2), dataOf("words"), 1);
    await turn();
    desk.hear({ kind: "paused" }, old);
    await engine.go();
    expect(engine.told.at(-1)).toBe("start 2");
    await desk.stop();
    await engine.go();
    await second;
    expect(desk.state).toMatchObject({ phase: "paused", spec: { seed: 1 }, stopping: false, refused: undefined });
    engine.hold = false;
    await desk.resume();
    desk.hear(epoch(2), old);
    expect(epochs()).toEqual([1, 2]);
  });

  it("that comes too late for the worker ends the run that has begun", async () => {
    engine.hold = true;
    const first = desk.train(spec(1), dataOf("words"), 1);
    await turn();
    await engine.go();
    await desk.stop();
    engine.dropped = 0;
    await engine.go();
    await first;
    expect(engine.told.at(-1)).toBe("stop");
    desk.hear({ kind: "ended", stopped: true, weightsSha256: "s" }, 1);
    expect(desk.state).toMatchObject({ phase: "ended", stopped: true, stopping: false });
  });

  it("leaves nothing where there was no run before, and the next start begins", async () => {
    engine.hold = true;
    const first = desk.train(spec(1), dataOf("words"), 1);
    await turn();
    await desk.stop();
    await engine.go();
    await first;
    expect(desk.state).toMatchObject({ phase: "none", refused: undefined, stopping: false });
    engine.hold = false;
    await desk.train(spec(3), dataOf("words"), 1);
    expect(desk.state).toMatchObject({ phase: "training", spec: { seed: 3 } });
  });

  it("tells whoever wanted to take a run over", async () => {
    engine.hold = true;
    const taken = desk.take({ spec: spec(1), records: [], stopped: false, elapsedMs: 0, data: dataOf("words") }, { epoch: 1, bytes: Uint8Array.of(1) });
    const told = expect(taken).rejects.toThrow("stopped before it began");
    await turn();
    await desk.stop();
    await engine.go();
    await told;
  });
});

describe("a start that is given up", () => {
  it("does not come back after a reset, and leaves no run in the worker", async () => {
    engine.hold = true;
    const first = desk.train(spec(1), dataOf("words"), 1);
    await turn();
    await engine.go();
    const reset = desk.reset();
    await engine.go();
    await Promise.all([first, reset]);
    expect(desk.state).toMatchObject({ phase: "none", spec: undefined, refused: undefined });
    expect([engine.told.at(-1), engine.run]).toEqual(["reset", 0]);
    desk.hear(epoch(1), 1);
    expect(desk.state).toMatchObject({ phase: "none", records: [] });
  });

  it("does not come back where another run is shown meanwhile", async () => {
    engine.hold = true;
    const first = desk.train(spec(1), dataOf("words"), 1);
    await turn();
    desk.show(SAVED, dataOf("words"));
    await engine.go();
    await first;
    await turn();
    expect(desk.state).toMatchObject({ phase: "ended", spec: { seed: 7 }, weightsSha256: "kept" });
    expect(engine.told).not.toContain("start 1");
  });

  it("mixes no recordings with those of the start after it", async () => {
    engine.hold = true;
    const first = desk.train(spec(1), dataOf("words"), 1);
    await turn();
    const second = desk.train(spec(2), dataOf("others"), 1);
    await turn();
    expect(engine.told).toEqual(["data words"]);
    engine.hold = false;
    await engine.go();
    await Promise.all([first, second]);
    expect(engine.told).toEqual(["data words", "data others", "start 2"]);
    expect(desk.state).toMatchObject({ phase: "training", spec: { seed: 2 } });
  });

  it("shows no run that the worker has let go: it began before the next was refused", async () => {
    const old = await trained(1, 1);
    desk.hear(ended("w"), old);
    engine.hold = true;
    const second = desk.train(spec(2), dataOf("words"), 1);
    await turn();
    await engine.go();
    const third = desk.train(spec(3), dataOf("words"), 1);
    await engine.go();
    engine.refuse = "too few takes";
    await engine.go();
    await engine.go();
    await Promise.all([second, third]);
    await turn();
    expect(desk.state).toMatchObject({ phase: "none", refused: "Too few takes" });
    expect(engine.run).toBe(0);
  });
});

describe("a dead engine", () => {
  it("does not keep a run from being forgotten", async () => {
    await trained(1, 1);
    engine.dead = true;
    await expect(desk.reset()).resolves.toBeUndefined();
    expect(desk.state.phase).toBe("none");
  });

  it("is put back without what was reset meanwhile", async () => {
    await trained(1, 2);
    engine.hold = true;
    const restored = desk.restore();
    await turn();
    void desk.reset();
    await engine.go();
    await engine.go();
    await restored;
    expect(desk.state).toMatchObject({ phase: "none", records: [] });
  });

  it("is put back with the run before the one that was to begin", async () => {
    const old = await trained(1, 2);
    desk.hear(ended("w"), old);
    engine.hold = true;
    const second = desk.train(spec(2), dataOf("words"), 1);
    await turn();
    engine.hold = false;
    await desk.restore();
    expect(desk.state).toMatchObject({ phase: "ended", spec: { seed: 1 }, weightsSha256: "w" });
    expect(desk.state.refused).toBeDefined();
    await engine.go();
    await second;
    expect(desk.state).toMatchObject({ phase: "ended", spec: { seed: 1 } });
    expect(engine.told).not.toContain("start 2");
    expect(engine.run).toBeGreaterThan(old);
  });
});

it("a run taken from elsewhere has its weights at once, so that it can be shared", async () => {
  await desk.take({ spec: spec(1), records: [record(1)], stopped: false, elapsedMs: 9, weightsSha256: "lane", data: dataOf("words") }, { epoch: 1, bytes: Uint8Array.of(1) });
  expect(desk.state).toMatchObject({ phase: "ended", weightsSha256: "lane", head: { dataDigest: "resumed" }, elapsedMs: 9 });
});
