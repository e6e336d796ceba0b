import { describe, expect, it, vi } from "vitest";
import { Laboratory } from "./lab.ts";
import type { Native, NativeLab } from "./native.ts";
import type { RunEvent } from "./protocol.ts";

/** An engine that answers with numbers that tell what was asked. */
function fake() {
  const takes: unknown[][] = [];
  const freed: string[] = [];
  const answered: number[] = [];
  const data = () => ({
    add: (...fields: unknown[]) => {
      takes.push(fields);
      return [`heard ${String(fields[1])}`];
    },
    summary: () => ({ name: "set", labels: ["a", "b"], utterances: takes.map((t) => ({ name: t[1] })), notices: [] }),
    utterance: (i: number) => ({ rateHz: 8000, samples: new Float32Array([i]) }),
    digest: () => "d1",
    parts: () => new Uint8Array([0, 1]),
    free: () => freed.push("data"),
  });
  const lab: Partial<NativeLab> = {
    info: () => ({ labels: ["a", "b"] }) as ReturnType<NativeLab["info"]>,
    hear: (name, samples) => ({ label: name, clip: samples }) as ReturnType<NativeLab["hear"]>,
    answer: (_data, i) => {
      answered.push(i);
      return { label: i % 2, scores: new Float32Array(2), notices: [], steps: 39, counts: new Float32Array([i, i + 0.5, 0]) };
    },
    field: (_change, ...rest) => ({ v: new Float32Array(rest), a: new Float32Array(), dv: new Float32Array(), da: new Float32Array() }),
    free: () => freed.push("lab"),
  };
  const trainer = () => {
    let steps = 0;
    return {
      step: () => ({ epoch: 1, epochs: 1, batch: 1, batches: 2, phase: "train", loss: 1, done: ++steps === 2, epochEnd: null }),
      trainCount: () => 3,
      testCount: () => 1,
      spikes: () => true,
      layers: () => ["RFC2", "FC2"],
      notices: () => [],
      dataDigest: () => "d1",
      weightsSha256: () => "w1",
      bytes: () => ({ weights: 1, tape: 2, traces: 0, scratch: 3, gradients: 4, optimiser: 5 }),
      free: () => freed.push("trainer"),
    };
  };
  const native = {
    describe: () => ({ version: "1" }),
    DataSet: vi.fn(function () {
      return data();
    }),
    Lab: { load: () => lab },
    Trainer: vi.fn(function () {
      return trainer();
    }),
  } as unknown as Native;
  return { native, takes, freed, answered };
}

async function open(now = () => 0) {
  const engine = fake();
  const { api } = new Laboratory(() => Promise.resolve(engine.native), now);
  await api.open({});
  return { ...engine, api };
}

const take = (name: string, heldOut?: boolean) => ({
  label: "a",
  name,
  speaker: "s",
  index: 0,
  rateHz: 8000,
  samples: new Float32Array(1),
  ...(heldOut === undefined ? {} : { heldOut }),
});

describe("Laboratory", () => {
  it("is opened first, and says what is missing", async () => {
    const { api } = new Laboratory(() => Promise.resolve(fake().native));
    expect(() => api.newData("set", ["a", "b"])).toThrow("there is no engine yet");
    await api.open({});
    expect(() => api.digest()).toThrow("there is no data set yet");
    expect(() => api.weights(0)).toThrow("there is no model yet");
    expect(() => api.runBytes()).toThrow("there is no run yet");
  });

  it("takes utterances with their part, and hears them by their name", async () => {
    const { api, takes, freed } = await open();
    api.newData("set", ["a", "b"]);
    expect(api.addTakes([take("x"), take("y", true)])).toEqual(["heard x", "heard y"]);
    expect(takes.map((t) => t.at(-1))).toEqual([false, true]);
    api.loadModel("m", new Uint8Array());
    expect(api.hear({ utterance: 1 }, 0, {})).toMatchObject({ label: "y", clip: new Float32Array([1]), engineMs: 0 });
    expect(api.hear({ name: "spoken", sound: { rateHz: 8000, samples: new Float32Array([7]) } }, 0, {}).label).toBe("spoken");
    expect(api.field({}, 0, 3, 0.5, { vFrom: -1, vTo: 1, columns: 4, aFrom: 0, aTo: 2, rows: 5 }).v).toEqual(
      new Float32Array([0, 3, 0.5, -1, 1, 4, 0, 2, 5]),
    );
    api.newData("other", ["a", "b"]);
    api.loadModel("m2", new Uint8Array());
    expect(freed).toEqual(["data", "lab"]);
  });

  it("answers many utterances, tells its progress, and stacks the counts", async () => {
    let clock = 0;
    const { api } = await open(() => (clock += 30));
    api.newData("set", ["a", "b"]);
    api.loadModel("m", new Uint8Array());
    const told: [number, number][] = [];
    const { answers, counts, neurons, stopped } = await api.answers(Uint32Array.of(4, 1, 3), 0.1, (done, of) => told.push([done, of]));
    expect(answers.map((a) => a.label)).toEqual([0, 1, 1]);
    expect(answers[0]).not.toHaveProperty("counts");
    expect([neurons, stopped]).toEqual([3, false]);
    expect(counts).toEqual(new Float32Array([4, 4.5, 0, 1, 1.5, 0, 3, 3.5, 0]));
    expect(told.at(-1)).toEqual([3, 3]);
  });

  it("stops when told, with what it has, and can be asked again", async () => {
    let clock = 0;
    const { api, answered } = await open(() => (clock += 20));
    api.newData("set", ["a", "b"]);
    api.loadModel("m", new Uint8Array());
    const asked = new Uint32Array(1000);
    const first = api.answers(asked, 0, () => undefined);
    api.stop();
    const { answers, stopped } = await first;
    expect(stopped).toBe(true);
    expect(answers.length).toBeLessThan(asked.length);
    expect(answered.length).toBe(answers.length);
    expect((await api.answers(Uint32Array.of(1), 0, () => undefined)).stopped).toBe(false);
  });

  it("does not go on with another model", async () => {
    let clock = 0;
    const { api } = await open(() => (clock += 20));
    api.newData("set", ["a", "b"]);
    api.loadModel("m", new Uint8Array());
    const asked = api.answers(new Uint32Array(1000), 0, () => undefined);
    api.newData("other", ["a", "b"]);
    await expect(asked).rejects.toMatchObject({ code: "order" });
  });

  it("runs alone, and says at the end what it gave", async () => {
    const { api, freed } = await open();
    api.newData("set", ["a", "b"]);
    const events: RunEvent[] = [];
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => (end = resolve));
    const spec = { system: "s", rule: "rp", preset: "tuned", seed: 1, epochs: 1, split: "chosen", settings: {} };
    const head = await api.startRun(spec, 0, (event) => {
      events.push(event);
      if (event.kind === "ended") {
        end();
      }
    });
    expect(head).toMatchObject({ trainCount: 3, dataDigest: "d1" });
    expect(api.runBytes().optimiser).toBe(5);
    await over;
    expect(events.at(-1)).toEqual({ kind: "ended", stopped: false, weightsSha256: "w1" });
    await api.startRun(spec, 0, () => undefined);
    expect(freed).toEqual(["trainer"]);
    api.stopRun();
  });
});
