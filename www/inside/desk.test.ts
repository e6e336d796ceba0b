import { beforeEach, expect, it, vi } from "vitest";
import type { Player } from "../audio/player.ts";
import type { LayerWeightsView, NeuronChange, Which } from "../engine/lab-protocol.ts";
import type { Heard, ModelInfo, SpikeTraces } from "../engine/protocol.ts";
import type { LabLike } from "./bench.ts";
import type { Moment } from "./moments.ts";
import type { Utterance } from "./utterances.ts";

// The plots are elements; only what they are given is tested here.
vi.stubGlobal("matchMedia", () => ({ addEventListener: () => undefined }));
vi.stubGlobal("HTMLElement", Object);
vi.stubGlobal("document", { createElement: () => ({}), createTreeWalker: () => ({}), createComment: () => ({}) });
vi.stubGlobal("customElements", { define: () => undefined });

const { Bench } = await import("./bench.ts");
const { InsideDesk } = await import("./desk.ts");
const { RasterDesk } = await import("./raster-desk.ts");
const { gridOf } = await import("./study.ts");
const { Walk } = await import("./walk.ts");

const STEPS = 4;
const NEURONS = 3;

/** A layer whose neuron `n` fires at step n, the more potential the larger `gain` is. */
function layer(gain: number): SpikeTraces {
  const cells = STEPS * NEURONS;
  return {
    name: "RFC3",
    kind: "RFC",
    neurons: NEURONS,
    channels: 0,
    recurrent: true,
    vThreshold: 0.5,
    firingRate: 0.25,
    sFf: Uint8Array.from({ length: cells }, (_, i) => (Math.floor(i / NEURONS) === i % NEURONS ? 1 : 0)),
    sRec: new Uint8Array(cells),
    vFf: Float32Array.from({ length: cells }, (_, i) => gain * (i % NEURONS)),
    vRec: new Float32Array(cells),
    adaptation: Float32Array.from({ length: cells }, (_, i) => 0.1 * i),
    threshold: new Float32Array(cells).fill(0.5),
  };
}

/** A laboratory that writes down what it is asked, and answers after a while. */
class FakeLab {
  readonly asked: string[] = [];
  model = "";
  fail = false;

  readonly lab = {
    loadModel: async (name: string) => {
      await Promise.resolve();
      this.asked.push(`load ${name}`);
      this.model = name;
      return { settings: { leak: "0.2", adaptation: "subtract" }, frontEnd: { windowMs: 50 } } as unknown as ModelInfo;
    },
    hear: async (which: Which, noise = 0, change: NeuronChange = {}) => {
      expect(noise).toBe(0);
      await Promise.resolve();
      if (this.fail) {
        throw new Error("the lab is out");
      }
      this.asked.push(`hear ${"utterance" in which ? which.utterance : which.name} ${this.model} ${JSON.stringify(change)}`);
      const gain = this.model === "late" ? 2 : 1;
      return { label: "a", traces: { frames: STEPS, steps: STEPS, hopMs: 25, layers: [layer(change.adaptStrength ?? gain)] } } as unknown as Heard;
    },
    drives: (l: number) => {
      this.asked.push(`drives ${l}`);
      return Promise.resolve({ steps: STEPS, neurons: NEURONS, ff: Float32Array.from({ length: STEPS * NEURONS }, (_, i) => i), rec: new Float32Array(STEPS * NEURONS) });
    },
    weights: (l: number) => {
      this.asked.push(`weights ${l}`);
      return Promise.resolve({ neurons: NEURONS, channels: 0, ff: Float32Array.of(1, 2, 3) } as unknown as LayerWeightsView);
    },
    field: (_change: NeuronChange, _l: number, neuron: number, drive: number) => {
      this.asked.push(`field ${neuron} ${drive}`);
      return Promise.resolve({ v: new Float32Array(), a: new Float32Array(), dv: new Float32Array(), da: new Float32Array() });
    },
    rest: () => Promise.resolve({ points: [], vNullcline: null, aNullcline: null }),
  } as unknown as LabLike;
}

const moment = (title: string, epoch: number): Moment => ({ kind: "epoch", epoch, record: undefined, title, network: { name: title, bytes: new Uint8Array(1) } });
const LIST: Utterance[] = ["a", "b", "a"].map((label, at) => ({ label, by: "x", use: "test", at }));

let fake: FakeLab;
let bench: InstanceType<typeof Bench>;
let desk: InstanceType<typeof InsideDesk>;

const bytes = (m: Moment) => (m.network ? Promise.resolve(m.network) : Promise.reject(new Error("none")));
const clip = () => Promise.reject(new Error("no clip"));
const settled = () => vi.waitFor(() => {
  expect(desk.state.busy).toBe(false);
  expect(desk.state.plane).toBeDefined();
});

beforeEach(() => {
  fake = new FakeLab();
  bench = new Bench(fake.lab);
  desk = new InsideDesk({ bench, player: { stop: () => undefined } as unknown as Player, bytes, clip });
});

async function opened(): Promise<void> {
  desk.setMoments([moment("early", 1), moment("late", 9)]);
  desk.setList("digits", LIST);
  await settled();
}

it("shows the newest network, the first recording, and the plane of the next step's drive", async () => {
  await opened();
  expect(fake.asked.filter((a) => a.startsWith("load"))).toEqual(["load late"]);
  expect(desk.course()?.v).toEqual(new Float32Array(STEPS).fill(2 * desk.state.neuron));
  desk.setNeuron(2);
  desk.setStep(1);
  await vi.waitFor(() => expect(desk.state.plane?.toStep).toBe(2));
  // W_f·X + b of neuron 2 at step 2.
  expect(desk.state.plane?.drive).toBe(2 * NEURONS + 2);
  desk.setStep(99);
  await vi.waitFor(() => expect(desk.state.plane?.toStep).toBe(STEPS - 1));
  expect(desk.state.step).toBe(STEPS - 1);
});

it("goes through training and asks for weights once per network", async () => {
  await opened();
  desk.setNeuron(1);
  desk.goTo(0);
  await vi.waitFor(() => expect(desk.course()?.v[0]).toBe(1));
  await settled();
  expect(desk.state).toMatchObject({ moment: 0, follow: false, neuron: 1 });
  desk.choose(1);
  await vi.waitFor(() => expect(fake.asked.some((a) => a.startsWith("hear 1 early"))).toBe(true));
  await settled();
  expect(fake.asked.filter((a) => a.startsWith("weights"))).toHaveLength(2);
});

it("follows the run while it stands at the newest network, and else stays", async () => {
  const [one, two, three] = [moment("one", 1), moment("two", 2), moment("three", 3)];
  desk.setMoments([one, two]);
  desk.setMoments([one, two, three]);
  expect(desk.state.moment).toBe(2);
  desk.goTo(0);
  desk.setMoments([one, two, three, moment("four", 4)]);
  expect(desk.state.moment).toBe(0);
  await vi.waitFor(() => expect(desk.state.busy).toBe(false));
});

it("tries constants out on the same recording, keeps the trained course as a ghost, and goes back to it", async () => {
  await opened();
  desk.setNeuron(1);
  expect(desk.ghost()).toBeUndefined();
  desk.tryOut({ adaptStrength: 7 });
  await vi.waitFor(() => expect(desk.course()?.v[0]).toBe(7));
  expect(desk.ghost()?.v[0]).toBe(2);
  expect(desk.constant("adaptStrength", "adapt_strength")).toBe(7);
  // Trained is known, so that only the change is heard again.
  expect(fake.asked.filter((a) => a.startsWith("hear 0 late"))).toEqual(["hear 0 late {}", 'hear 0 late {"adaptStrength":7}']);
  desk.asTrained();
  await vi.waitFor(() => expect(desk.ghost()).toBeUndefined());
  expect(desk.course()?.v[0]).toBe(2);
});

it("does the latest of many changes, not each", async () => {
  await opened();
  desk.setNeuron(1);
  for (let i = 1; i <= 50; i++) {
    desk.tryOut({ adaptStrength: i });
  }
  await vi.waitFor(() => expect(desk.course()?.v[2]).toBe(50));
  expect(fake.asked.filter((a) => a.includes("adaptStrength")).length).toBeLessThan(5);
});

it("looks where another place points, before anything is heard too", async () => {
  desk.lookAt(0, 2);
  await opened();
  expect(desk.state.neuron).toBe(2);
  desk.lookAt(0, 0);
  await settled();
  expect(desk.state.neuron).toBe(0);
  desk.lookAt(0, 99);
  expect(desk.state.neuron).toBe(0);
});

it("says what went wrong, and tries again", async () => {
  fake.fail = true;
  desk.setMoments([moment("late", 9)]);
  desk.setList("digits", LIST);
  await vi.waitFor(() => expect(desk.state.problem).toMatch(/out/));
  fake.fail = false;
  desk.again();
  await settled();
  expect(desk.state.problem).toBeUndefined();
});

it("hears many recordings with the earliest and the newest network, and orders the neurons", async () => {
  await opened();
  const rasters = new RasterDesk(desk, bench, bytes, clip, () => Promise.resolve());
  await rasters.look();
  const { early, late, shown } = rasters.state;
  expect([early?.moment.title, late?.moment.title]).toEqual(["early", "late"]);
  // Word after word: both of "a", then "b".
  expect(shown).toEqual([0, 2, 1]);
  const { responses, mean } = late?.layers[0] ?? {};
  expect(mean).toBeCloseTo(1 / STEPS);
  expect(responses?.columns).toBe(3 * STEPS);
  expect(responses?.stretches.map((s) => [s.from, s.label])).toEqual([[0, "a"], [4, "a"], [8, "b"]]);
  expect([...(responses?.spikes?.subarray(0, 6) ?? [])]).toEqual([1, 0, 0, 0, 1, 0]);
  expect(rasters.stale()).toBe(false);
  desk.setMoments([...desk.state.moments, moment("later", 12)]);
  expect(rasters.stale()).toBe(true);
  rasters.sort("weights");
  expect([...rasters.state.order]).toEqual([2, 1, 0]);
  rasters.sort("similarity");
  await vi.waitFor(() => expect([...rasters.state.order].toSorted()).toEqual([0, 1, 2]));
  await vi.waitFor(() => expect(desk.state.busy).toBe(false));
});

it("compares the two moments that the visitor chooses, and hears only what it has not heard", async () => {
  desk.setMoments([moment("first", 1), moment("second", 2), moment("third", 3), moment("last", 9)]);
  desk.setList("digits", LIST);
  await settled();
  const rasters = new RasterDesk(desk, bench, bytes, clip, () => Promise.resolve());
  const titles = () => [rasters.state.early?.moment.title, rasters.state.late?.moment.title];
  const done = () => vi.waitFor(() => expect(rasters.state.progress).toBeUndefined());
  await rasters.look();
  expect(titles()).toEqual(["first", "last"]);
  const late = rasters.state.late;
  fake.asked.length = 0;
  rasters.compare({ early: { kind: "epoch", epoch: 2 } });
  expect(rasters.state.progress?.of).toBe(LIST.length);
  await done();
  expect(titles()).toEqual(["second", "last"]);
  expect(rasters.state.late).toBe(late);
  expect(fake.asked.filter((a) => a.startsWith("hear") && !a.includes("second"))).toEqual([]);
  rasters.compare({ late: { kind: "epoch", epoch: 3 } });
  await done();
  expect(titles()).toEqual(["second", "third"]);
  // A newer network is none of the two.
  desk.setMoments([...desk.state.moments, moment("newer", 10)]);
  expect(rasters.stale()).toBe(false);
  rasters.compare({ early: undefined, late: undefined });
  await done();
  expect(titles()).toEqual(["first", "newer"]);
  await vi.waitFor(() => expect(desk.state.busy).toBe(false));
});

it("looks at the end of another run anew", async () => {
  const end = (title: string, epoch: number): Moment => ({ ...moment(title, epoch), kind: "end", network: undefined, record: { epoch } as unknown as Moment["record"] });
  const ends = new Map<Moment, { name: string; bytes: Uint8Array }>();
  desk = new InsideDesk({
    bench,
    player: { stop: () => undefined } as unknown as Player,
    bytes: (m) => Promise.resolve(ends.get(m) ?? ends.set(m, { name: `${m.title}${m.epoch}`, bytes: new Uint8Array(1) }).get(m) ?? { name: "", bytes: new Uint8Array() }),
    clip,
  });
  desk.setMoments([end("run", 5)]);
  desk.setList("digits", LIST);
  await settled();
  desk.setMoments([end("run", 20)]);
  await settled();
  expect(desk.state.moments[0]?.epoch).toBe(20);
  await vi.waitFor(() => expect(fake.model).toBe("run20"));
});

it("walks to the end, and from the start again", async () => {
  await opened();
  vi.useFakeTimers();
  const walk = new Walk(desk, false);
  walk.toggle();
  vi.advanceTimersByTime(250);
  expect(desk.state.step).toBe(2);
  walk.setSpeed(20);
  vi.advanceTimersByTime(1000);
  expect([desk.state.step, walk.state.walking]).toEqual([STEPS - 1, false]);
  walk.toggle();
  expect([desk.state.step, walk.state.walking]).toEqual([0, true]);
  walk.pause();
  vi.advanceTimersByTime(1000);
  expect(desk.state.step).toBe(0);
  expect(new Walk(desk, true).state.perS).toBe(2);
  vi.useRealTimers();
});

it("keeps the plane still over the steps, with rest and threshold in it", () => {
  const course = { v: Float32Array.of(-1, 0.2), threshold: Float32Array.of(0.5, 0.5), a: Float32Array.of(0, 0.6) } as unknown as Parameters<typeof gridOf>[0];
  const grid = gridOf(course, [0.4, -8], 0.2);
  expect(grid.vTo).toBeGreaterThan(0.5);
  // The far rest at −10 is followed for one span alone.
  expect(grid.vFrom).toBeGreaterThan(-3);
  expect(grid.vFrom).toBeLessThan(-2);
  expect(grid.aFrom).toBeLessThan(0);
  expect(grid.aTo).toBeGreaterThan(0.6);
});
