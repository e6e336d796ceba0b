import { describe, expect, test } from "vitest";
import { COMPARE_KEYS, PlaceAddress } from "../app/place-address.ts";
import { Store } from "../core/store.ts";
import type { EngineDescription } from "../engine/protocol.ts";
import { START } from "../train/settings.ts";
import { RaceDesk } from "./race-desk.ts";
import { FakeLab, progress, turns } from "./race-fake.ts";
import { spikesOf, testAccuracy } from "./race-job.ts";
import { RACE_START } from "./race-plan.ts";

const rules = ["rp", "bptt", "readout"];
const description: EngineDescription = {
  version: "0",
  systems: [{ id: "nrr-shallow", task: "digits", title: "", rules, topology: "RFC2-FC2", paperAccuracy: null, source: "", epochs: 2, defaults: {} }],
  rules: [],
  presets: [],
  settings: [],
};

function make(cores = 2, seeds = 1, lanes = rules, change: (lab: FakeLab) => void = () => undefined) {
  const addresses = { compare: new PlaceAddress(COMPARE_KEYS) };
  const told: string[] = [];
  const notices = { tell: ({ text }: { text: string }) => told.push(text) };
  const labs: FakeLab[] = [];
  const taken: unknown[] = [];
  let now = 0;
  const adopted: string[] = [];
  const session = new Store<{ description: EngineDescription; modelProblem: undefined; model?: { info: { weightsSha256: string; labels: string[] } } }>({ description, modelProblem: undefined });
  const project = {
    data: { amount: () => ({ takes: 600, leastPerWord: 60, official: true, split: undefined }), current: () => ({ title: "words", labels: ["a", "b"], probe: 0, probeTitle: "", load: (call: (make: (lab: FakeLab) => Promise<void>) => Promise<void>) => call((lab) => lab.newData()) }) },
    train: Object.assign(new Store<object>({ choices: START }), {}),
    run: { active: false, state: { phase: "none" }, take: (...what: unknown[]) => Promise.resolve(taken.push(what)) },
  };
  const models = {
    adopt: (title: string) => {
      session.set({ model: { info: { weightsSha256: "w", labels: ["a", "b"] } } });
      return Promise.resolve(adopted.push(title));
    },
  };
  const desk = new RaceDesk(
    { session, models, addresses, notices } as never,
    project as never,
    cores,
    () => {
      const lab = new FakeLab();
      change(lab);
      labs.push(lab);
      return lab;
    },
    () => now,
  );
  desk.choose({ lanes: lanes.map((rule) => ({ system: "nrr-shallow", rule })), seeds, epochs: 2 });
  return { desk, address: addresses.compare, told, labs, session, taken, adopted, project, tick: (ms: number) => (now += ms), phases: () => desk.state.jobs.map((j) => j.phase) };
}

describe("a race", () => {
  test("runs as many lanes as there are cores, the next when one is over, each in a laboratory of its own that is closed behind it", async () => {
    const { desk, labs, phases } = make();
    desk.start();
    await turns();
    expect(phases()).toEqual(["training", "training", "waiting"]);
    labs[0]?.finish(2);
    await turns();
    expect(phases()).toEqual(["done", "training", "training"]);
    expect(labs.map((l) => l.closed)).toEqual([true, false, false]);
    labs[1]?.finish(2);
    labs[2]?.finish(2);
    await turns();
    expect(desk.state).toMatchObject({ phase: "ended", most: 2 });
    expect(labs.every((l) => l.closed)).toBe(true);
  });

  test("reads the initial weights before the first step, and gives figures, answers and bytes at the end", async () => {
    const { desk, labs, tick } = make(1, 1, ["rp"]);
    desk.start();
    await turns();
    expect(labs[0]?.told).toEqual(["start", "pause", "continue"]);
    tick(500);
    labs[0]?.finish(2);
    await turns();
    const job = desk.state.jobs[0];
    expect(job).toMatchObject({ phase: "done", weights: "w", activeMs: 500, learnMs: [100, 100], size: 3, neurons: [2], steps: 39, checkpoint: { epoch: 2 } });
    expect(job?.initial).toMatch(/^[0-9a-f]{64}$/);
    expect([...(job?.right ?? [])]).toEqual([1, 0]);
    expect(job && testAccuracy(job)).toBe(0.5);
    const last = job?.records.at(-1);
    expect(job && last && spikesOf(job, last)).toBeCloseTo(0.1 * 2 * 39);
  });

  test("says nothing of the initial weights where a step came first, and the run goes on", async () => {
    const { desk, labs } = make(1, 1, ["rp"], (lab) => {
      lab.late = true;
    });
    desk.start();
    await turns();
    labs[0]?.tell({ kind: "paused" });
    await turns();
    expect(desk.state.jobs[0]).toMatchObject({ phase: "training", initial: undefined });
    expect(labs[0]?.told).toContain("continue");
  });

  test("pauses and goes on; time that stands still is not counted", async () => {
    const { desk, labs, phases, tick } = make();
    desk.start();
    await turns();
    tick(100);
    desk.pause();
    labs.forEach((l) => l.tell({ kind: "paused" }));
    expect(phases()).toEqual(["paused", "paused", "waiting"]);
    tick(10_000);
    desk.resume();
    await turns();
    tick(50);
    labs[0]?.finish(2);
    await turns();
    expect(desk.state.jobs[0]?.activeMs).toBe(150);
    expect(phases()).toEqual(["done", "training", "training"]);
  });

  test("is stopped: lanes at work end after their step, those that wait do not run", async () => {
    const { desk, labs, phases } = make();
    desk.start();
    await turns();
    labs[0]?.tell(progress(1, 2));
    desk.stop();
    expect(labs.map((l) => l.told.at(-1))).toEqual(["stop", "stop"]);
    labs.forEach((l) => l.tell({ kind: "ended", stopped: true, weightsSha256: "s" }));
    await turns();
    expect(phases()).toEqual(["stopped", "stopped", "dropped"]);
    expect(desk.state.phase).toBe("ended");
  });

  test.each(["stop", "clear"] as const)("%s ends a lane whose run has begun and said nothing yet", async (how) => {
    const { desk, labs, phases } = make(1, 1, ["rp", "bptt"], (lab) => {
      lab.silent = true;
    });
    desk.start();
    await turns();
    expect([phases(), labs[0]?.told]).toEqual([["loading", "waiting"], ["start", "pause"]]);
    desk[how]();
    await turns();
    expect(labs[0]?.closed).toBe(true);
    expect([phases(), desk.state.phase]).toEqual(how === "stop" ? [["dropped", "dropped"], "ended"] : [[], "none"]);
  });

  test("a lane whose worker dies is told and can run again; the others lose nothing", async () => {
    const { desk, labs, phases } = make();
    desk.start();
    await turns();
    labs[0]?.tell({ kind: "failed", message: "unreachable", code: "panic" });
    await turns();
    expect(phases()).toEqual(["failed", "training", "training"]);
    expect(desk.state.jobs[0]?.problem).toBe("Unreachable");
    labs[1]?.finish(2);
    labs[2]?.finish(2);
    await turns();
    expect(desk.state.phase).toBe("ended");
    desk.again(0);
    await turns();
    expect(desk.state.phase).toBe("racing");
    expect(phases()).toEqual(["training", "done", "done"]);
    expect(desk.state.jobs[1]?.weights).toBe("w");
    labs[3]?.finish(2);
    await turns();
    expect(desk.state.phase).toBe("ended");
    expect(phases()).toEqual(["done", "done", "done"]);
  });

  test("tells whether the same race gives the same weights", async () => {
    const { desk, labs } = make(1, 1, ["rp"]);
    for (const [i, weights, again] of [[0, "w", undefined], [1, "w", "same"], [2, "x", "differs"]] as const) {
      desk.start();
      await turns();
      labs[i]?.finish(2, weights);
      await turns();
      expect(desk.state.jobs[0]?.again).toBe(again);
    }
  });

  test("runs every lane with the first seed before the second, and keeps one model of each lane", async () => {
    const { desk, labs } = make(2, 2, ["rp", "bptt"]);
    desk.start();
    expect(desk.state.jobs.map((j) => [j.lane, j.seed])).toEqual([[0, 1], [1, 1], [0, 2], [1, 2]]);
    for (const at of [0, 1, 2, 3]) {
      await turns();
      labs[at]?.finish(2);
    }
    await turns();
    expect(desk.state.phase).toBe("ended");
    expect(desk.state.jobs.map((j) => j.model !== undefined)).toEqual([true, true, false, false]);
  });

  test("a race that takes another's place ends its workers, and hears no more of them", async () => {
    const { desk, labs, phases } = make();
    desk.start();
    await turns();
    desk.start();
    await turns();
    expect(labs.slice(0, 2).every((l) => l.closed)).toBe(true);
    labs[0]?.finish(2);
    await turns();
    expect(phases()).toEqual(["training", "training", "waiting"]);
    desk.clear();
    expect(desk.state).toMatchObject({ phase: "none", jobs: [] });
  });

  test("gives a lane's model to Try, and its run to Train with the settings that make it again", async () => {
    const { desk, labs, session, adopted, taken, project } = make(1, 1, ["rp"]);
    desk.start();
    await turns();
    labs[0]?.finish(2);
    await turns();
    await desk.adopt(0, "words · rp");
    expect(adopted).toEqual(["words · rp"]);
    expect(desk.isAdopted(0)).toBe(true);
    session.set({ model: { info: { weightsSha256: "another", labels: ["a", "b"] } } });
    expect(desk.isAdopted(0)).toBe(false);
    await desk.look(0);
    // Its weights belong to the run, so that its address can be shared at once.
    expect(taken).toMatchObject([[{ stopped: false, weightsSha256: "w" }, { epoch: 2 }]]);
    expect(project.train.state).toMatchObject({ choices: { rule: "rp", epochs: 2, split: "official", seed: 1 } });
  });
});

describe("the address of a race", () => {
  test("says what is chosen, and what it says is taken over as a whole", () => {
    const { desk, address, told } = make();
    expect(address.query()).toEqual({ race: "nrr-shallow.rp nrr-shallow.bptt nrr-shallow.readout", race_epochs: "2" });
    desk.choose({ atOnce: 1 });
    address.read({ race: "nrr-shallow.bptt", race_seed: "7" });
    expect(desk.state.choices).toEqual({ ...RACE_START, lanes: [{ system: "nrr-shallow", rule: "bptt" }], seed: 7, atOnce: 1 });
    // An address that says nothing of a race leaves it, and says it again.
    const { choices } = desk.state;
    address.read({});
    expect(desk.state.choices).toBe(choices);
    expect(address.query()).toEqual({ race: "nrr-shallow.bptt", race_seed: "7" });
    expect(told).toEqual([]);
    address.read({ race: "nrr-shallow.rp", race_seeds: "99" });
    expect(told).toHaveLength(1);
    expect(address.query()).toEqual({ race: "nrr-shallow.rp" });
  });
});
