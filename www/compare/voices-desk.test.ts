import { describe, expect, test } from "vitest";
import { NOISE_LABEL } from "../core/noise.ts";
import { Store } from "../core/store.ts";
import { START } from "../train/settings.ts";
import { FakeLab, turns } from "./race-fake.ts";
import { VoicesDesk } from "./voices-desk.ts";

const THREE = ["ada", "ben", "eva"].flatMap((speaker) => ["a", "b"].map((label) => ({ label, speaker })));

function make(said = THREE, cores = 2, change: (lab: FakeLab) => void = () => undefined) {
  const labs: FakeLab[] = [];
  const recordings = { said };
  const words = new Store<{ words: unknown[]; takes: unknown[] }>({ words: [], takes: [] });
  const data = {
    state: { source: "own" },
    words,
    current: () => ({ title: "words", labels: ["a", "b"], probe: 0, probeTitle: "", load: (call: (make: (lab: FakeLab) => Promise<void>) => Promise<void>) => call((lab) => lab.newData()) }),
  };
  const train = new Store<{ choices: typeof START }>({ choices: START });
  const project = { data, train: Object.assign(train, { suggestion: () => ({ epochs: 2, split: "none", settings: { batch: "5" } }) }), run: { state: { phase: "none" } } };
  const desk = new VoicesDesk({ session: new Store({ description: {} }) } as never, project as never, cores, () => {
    const lab = new FakeLab();
    lab.said = recordings.said;
    change(lab);
    labs.push(lab);
    return lab;
  }, () => 0);
  // The first laboratory reads the voices; the runs' own follow.
  return { desk, labs, recordings, data, train, phases: () => desk.state.jobs.map((j) => j.phase), run: (at: number) => labs[at + 1] };
}

async function started(...args: Parameters<typeof make>) {
  const made = make(...args);
  await made.desk.start();
  await turns();
  return made;
}

describe("holding out each voice in turn", () => {
  test("makes Train's run once for each voice, by its split alone another, as many at once as there are cores", async () => {
    const { desk, labs, phases, run } = await started();
    expect(desk.state.jobs.map((j) => j.spec)).toEqual(
      ["ada", "ben", "eva"].map((v) => ({ system: START.system, rule: START.rule, preset: START.preset, seed: 1, epochs: 2, split: `speaker:${v}`, settings: { batch: "5" } })),
    );
    expect(phases()).toEqual(["training", "training", "waiting"]);
    expect(labs[0]?.closed).toBe(true);
    [0, 1].forEach((at) => run(at)?.finish(2));
    await turns();
    run(2)?.finish(2);
    await turns();
    expect([desk.state.phase, phases()]).toEqual(["ended", ["done", "done", "done"]]);
    // The networks are not kept: only their digests and figures.
    expect(desk.state.jobs.map((j) => [j.weights, j.model, j.checkpoint])).toEqual(Array(3).fill(["w", undefined, undefined]));
  });

  test("says what to do where there are too few voices, and what was found before stays", async () => {
    const { desk, labs } = make(THREE.slice(0, 2));
    await desk.start();
    expect(desk.state).toMatchObject({ phase: "none", plan: undefined });
    expect(desk.state.problem).toMatch(/one voice/);
    expect(labs[0]?.closed).toBe(true);
    const made = await started(THREE, 4);
    made.labs.slice(1).forEach((lab) => lab.finish(2));
    await turns();
    made.recordings.said = THREE.slice(0, 2);
    await made.desk.start();
    expect(made.desk.state).toMatchObject({ phase: "ended", jobs: [{ phase: "done" }, { phase: "done" }, { phase: "done" }] });
    expect(made.desk.state.problem).toMatch(/one voice/);
  });

  test("a voice that alone says a word is not held out, and named; where that is every voice, it says what to do", async () => {
    const { desk } = await started([...THREE, { label: "c", speaker: "eva" }]);
    expect(desk.state.jobs.map((j) => j.spec.split)).toEqual(["speaker:ada", "speaker:ben"]);
    expect([desk.state.plan?.voices.map((v) => v.name), desk.state.plan?.apart]).toEqual([["ada", "ben"], ["eva"]]);
    const { desk: other } = make([...THREE, ...["ada", "ben", "eva"].map((speaker) => ({ label: speaker, speaker }))]);
    await other.start();
    expect(other.state).toMatchObject({ phase: "none", jobs: [] });
    expect(other.state.problem).toMatch(/ada, ben.*eva.*Add takes of the same words/);
  });

  test("takes of background noise have no voice, and are not counted as words without one", async () => {
    const { desk } = await started([...THREE, { label: NOISE_LABEL, speaker: "" }, { label: "a", speaker: "" }]);
    expect(desk.state.plan).toMatchObject({ unnamed: 1, apart: [] });
  });

  test("is stopped and gone on with: what is done stays, the others begin anew", async () => {
    const { desk, labs, phases, run } = await started();
    run(0)?.finish(2);
    await turns();
    desk.stop();
    labs.slice(2).forEach((lab) => lab.tell({ kind: "ended", stopped: true, weightsSha256: "s" }));
    await turns();
    expect([desk.state.phase, phases(), desk.missing]).toEqual(["ended", ["done", "stopped", "stopped"], [1, 2]]);
    desk.goOn();
    await turns();
    expect([desk.state.phase, phases()]).toEqual(["racing", ["done", "training", "training"]]);
    labs.slice(-2).forEach((lab) => lab.finish(2));
    await turns();
    expect([desk.state.phase, phases()]).toEqual(["ended", ["done", "done", "done"]]);
  });

  test("a run that fails touches no other, and is run again alone", async () => {
    const { desk, phases, run, labs } = await started(THREE, 4);
    run(1)?.tell({ kind: "failed", message: "unreachable", code: "panic" });
    [0, 2].forEach((at) => run(at)?.finish(2));
    await turns();
    expect([desk.state.phase, phases()]).toEqual(["ended", ["done", "failed", "done"]]);
    desk.goOn([1]);
    await turns();
    labs.at(-1)?.finish(2);
    await turns();
    expect(phases()).toEqual(["done", "done", "done"]);
  });

  test("stopped while it looks for voices, nothing begins", async () => {
    const { desk, labs } = make();
    const going = desk.start();
    expect(desk.state.phase).toBe("reading");
    desk.stop();
    await going;
    await turns();
    expect([desk.state.phase, desk.state.jobs, labs.map((l) => l.closed)]).toEqual(["none", [], [true]]);
  });

  test("makes the usual test too, once, behind the voices", async () => {
    const { desk, labs, run } = await started(THREE, 4);
    expect(desk.state.plan?.usual).toMatchObject({ split: "random:0.2" });
    [0, 1, 2].forEach((at) => run(at)?.finish(2));
    await turns();
    desk.withUsual();
    desk.withUsual();
    await turns();
    expect(desk.state.jobs.map((j) => j.spec.split)).toEqual(["speaker:ada", "speaker:ben", "speaker:eva", "random:0.2"]);
    labs.at(-1)?.finish(2);
    await turns();
    expect(desk.state.phase).toBe("ended");
  });

  test("what was found is stale when settings or recordings change", async () => {
    const { desk, data, train } = await started();
    expect(desk.stale).toBeUndefined();
    train.set({ choices: { ...START, seed: 2 } });
    expect(desk.stale).toBe("settings");
    data.state.source = "pack";
    expect(desk.stale).toBe("takes");
  });

  test("forgotten, its workers end and nothing is left", async () => {
    const { desk, labs } = await started();
    desk.clear();
    expect([labs.every((l) => l.closed), desk.state.phase, desk.state.plan, desk.state.jobs]).toEqual([true, "none", undefined, []]);
  });
});
