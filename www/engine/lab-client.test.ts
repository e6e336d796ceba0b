import type { Remote } from "comlink";
import { describe, expect, it, vi } from "vitest";
import { PANIC } from "./fault.ts";
import { LabClient, type LabWorkerLike } from "./lab-client.ts";
import type { LabApi } from "./lab-protocol.ts";
import type { RunEvent, RunListener, RunSpec, TakeData } from "./protocol.ts";

const MODULE = {} as WebAssembly.Module;
const SPEC: RunSpec = { system: "s", rule: "rp", preset: "tuned", seed: 1, epochs: 1, split: "official", settings: {} };

/** A worker whose answers and death the test decides. */
class FakeWorker implements LabWorkerLike {
  crash: (message: string) => void = () => undefined;
  say: RunListener = () => undefined;
  ended = false;
  readonly calls: [string, ...unknown[]][] = [];
  answer: (name: string) => Promise<unknown> = () => Promise.resolve();

  readonly api = new Proxy(
    {},
    {
      get: (_target, name: string) => (...inputs: unknown[]) => {
        this.calls.push([name, ...inputs]);
        if (name === "startRun") {
          this.say = inputs[2] as RunListener;
        }
        return this.answer(name);
      },
    },
  ) as unknown as Remote<LabApi>;

  names() {
    return this.calls.map(([name]) => name);
  }

  onCrash(report: (message: string) => void): void {
    this.crash = report;
  }

  terminate(): void {
    this.ended = true;
  }
}

function setUp(compile = () => Promise.resolve(MODULE)) {
  const workers: FakeWorker[] = [];
  const client = new LabClient(() => {
    const worker = new FakeWorker();
    workers.push(worker);
    return worker;
  }, compile);
  const worker = (i: number) => {
    const w = workers[i];
    if (!w) {
      throw new Error(`there is no worker ${i}`);
    }
    return w;
  };
  return { client, worker, workers };
}

const take = { label: "a", name: "t", speaker: "s", index: 0, rateHz: 8000, samples: new Float32Array(1) } satisfies TakeData;

describe("LabClient", () => {
  it("starts one worker at the first calls, with the compiled module", async () => {
    const compile = vi.fn(() => Promise.resolve(MODULE));
    const { client, worker, workers } = setUp(compile);
    expect(workers.length).toBe(0);
    await Promise.all([client.digest(), client.parts("chosen", 1, 0.1)]);
    expect(worker(0).calls).toEqual([["open", MODULE], ["digest"], ["parts", "chosen", 1, 0.1]]);
    expect([workers.length, compile.mock.calls.length]).toEqual([1, 1]);
  });

  it("tries again after a module that could not be fetched", async () => {
    const compile = vi.fn<() => Promise<WebAssembly.Module>>().mockRejectedValueOnce(new Error("offline")).mockResolvedValue(MODULE);
    const { client, workers } = setUp(compile);
    await expect(client.open()).rejects.toThrow("offline");
    await client.open();
    expect(workers.length).toBe(1);
  });

  it.each(["crash", "panic"])("after a %s gives the next worker the takes and the model", async (kind) => {
    const { client, worker, workers } = setUp();
    await client.newData("own", ["a", "b"]);
    await client.addTakes([take]);
    await client.loadModel("m", new Uint8Array([1]));
    if (kind === "crash") {
      worker(0).answer = () => new Promise(() => undefined);
      const hanging = client.weights(0);
      const cut = expect(hanging).rejects.toMatchObject({ code: PANIC });
      await Promise.resolve();
      worker(0).crash("out of memory");
      await cut;
    } else {
      // What crosses is a plain object.
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      worker(0).answer = () => Promise.reject({ message: "panicked", code: PANIC });
      await expect(client.weights(0)).rejects.toMatchObject({ code: PANIC });
    }
    expect([worker(0).ended, workers.length]).toEqual([true, 1]);
    await client.weights(1);
    expect(worker(1).calls).toEqual([
      ["open", MODULE],
      ["newData", "own", ["a", "b"]],
      ["addTakes", [take]],
      ["loadModel", "m", new Uint8Array([1])],
      ["weights", 1],
    ]);
  });

  it("keeps the worker after an error that is no panic, and what failed is not put back", async () => {
    const { client, worker, workers } = setUp();
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    const refuse = () => Promise.reject({ message: "no pack", code: "wrong-format" });
    await client.open();
    worker(0).answer = refuse;
    await expect(client.openPack("p", new Uint8Array())).rejects.toMatchObject({ code: "wrong-format" });
    worker(0).answer = () => Promise.resolve();
    worker(0).crash("gone");
    await client.digest();
    expect([worker(1).names(), workers.length]).toEqual([["open", "digest"], 2]);
  });

  it("passes a run's events on, and tells of its end when the worker dies", async () => {
    const { client, worker } = setUp();
    const events: RunEvent[] = [];
    await client.startRun(SPEC, 0, (event) => events.push(event));
    const { say } = worker(0);
    say({ kind: "paused" });
    worker(0).crash("out of memory");
    say({ kind: "paused" });
    expect(events).toEqual([{ kind: "paused" }, { kind: "failed", message: "out of memory", code: PANIC }]);
  });

  it("ends the worker after a panic inside a run", async () => {
    const { client, worker } = setUp();
    const events: RunEvent[] = [];
    await client.startRun(SPEC, 0, (event) => events.push(event));
    worker(0).say({ kind: "failed", message: "panicked", code: PANIC });
    expect([worker(0).ended, events.map((e) => e.kind)]).toEqual([true, ["failed"]]);
  });

  it("hears of the last run alone", async () => {
    const { client, worker } = setUp();
    const [first, second]: [RunEvent[], RunEvent[]] = [[], []];
    await client.startRun(SPEC, 0, (event) => first.push(event));
    const old = worker(0).say;
    await client.startRun(SPEC, 0, (event) => second.push(event));
    old({ kind: "paused" });
    worker(0).say({ kind: "ended", stopped: false, weightsSha256: "w" });
    worker(0).crash("after the end");
    expect([first, second.map((e) => e.kind)]).toEqual([[], ["ended"]]);
  });

  it("stops answering when its signal says so", async () => {
    const { client, worker } = setUp();
    await client.open();
    let finish: (value: unknown) => void = () => undefined;
    worker(0).answer = (name) => (name === "answers" ? new Promise((resolve) => (finish = resolve)) : Promise.resolve());
    const abort = new AbortController();
    const asked = client.answers(Uint32Array.of(1, 2), 0, { signal: abort.signal });
    await Promise.resolve();
    await Promise.resolve();
    abort.abort();
    expect(worker(0).names()).toEqual(["open", "answers", "stop"]);
    finish({ answers: [], counts: new Float32Array(), neurons: 0, stopped: true });
    expect((await asked).stopped).toBe(true);
    // Said before it began.
    expect((await client.answers(Uint32Array.of(1), 0, { signal: abort.signal })).stopped).toBe(true);
    expect(worker(0).names().length).toBe(3);
  });

  it("ends for good when it is closed", async () => {
    const { client, worker, workers } = setUp();
    await client.open();
    worker(0).answer = () => new Promise(() => undefined);
    const cut = expect(client.digest()).rejects.toMatchObject({ code: "closed" });
    await Promise.resolve();
    client.close();
    await cut;
    await expect(client.digest()).rejects.toMatchObject({ code: "closed" });
    expect([worker(0).ended, workers.length]).toEqual([true, 1]);
  });
});
