import type { Remote } from "comlink";
import { describe, expect, it, vi } from "vitest";
import { EngineClient, type EngineState, type WorkerLike } from "./client.ts";
import { describeThrown, fromThrown, PANIC } from "./fault.ts";
import type { EngineApi, RunEvent, RunListener } from "./protocol.ts";

const DESCRIPTION = { version: "0", systems: [], rules: [], presets: [], settings: [] };

/** A worker whose answers and death the test decides. */
class FakeWorker implements WorkerLike {
  crash: (message: string) => void = () => undefined;
  say: RunListener = () => undefined;
  ended = false;
  readonly calls: string[] = [];
  answer: () => Promise<unknown> = () => Promise.resolve();
  opening: Promise<unknown> = Promise.resolve(DESCRIPTION);

  readonly api = new Proxy({}, {
    get: (_target, name: string) => (...inputs: unknown[]) => {
      this.calls.push(name);
      if (name === "open") {
        this.say = inputs[0] as RunListener;
        return this.opening;
      }
      return name === "loadModel" ? Promise.resolve({ labels: [] }) : this.answer();
    },
  }) as unknown as Remote<EngineApi>;

  onCrash(report: (message: string) => void): void {
    this.crash = report;
  }

  terminate(): void {
    this.ended = true;
  }
}

function setUp(now = () => 0) {
  const workers: FakeWorker[] = [];
  const states: EngineState["kind"][] = [];
  const events: RunEvent[] = [];
  const restore = vi.fn(() => Promise.resolve());
  const client = new EngineClient(
    { state: (s) => states.push(s.kind), run: (e) => events.push(e), restore },
    () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    now,
  );
  const worker = (i: number) => {
    const w = workers[i];
    if (!w) {
      throw new Error(`there is no worker ${i}`);
    }
    return w;
  };
  return { client, worker, workers, states, events, restore };
}

describe("EngineClient", () => {
  it("starts, and passes calls and errors on", async () => {
    const { client, worker, states } = setUp();
    expect(await client.open()).toBe(DESCRIPTION);
    expect(states).toEqual(["starting", "ready"]);
    // What crosses is a plain object.
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
    worker(0).answer = () => Promise.reject({ message: "too short", code: "truncated" });
    await expect(client.call((api) => api.parsePaths([]))).rejects.toMatchObject({ message: "too short", code: "truncated" });
    expect(worker(0).ended).toBe(false);
  });

  it("says why it cannot start", async () => {
    const { client, worker, states } = setUp();
    const opening = client.open();
    worker(0).crash("404");
    await expect(opening).rejects.toThrow();
    expect(states.at(-1)).toBe("failed");
    expect(worker(0).ended).toBe(true);
  });

  it.each(["crash", "panic in a call", "panic in a run"])("after a %s: cuts off calls, starts a new worker, puts back model and run", async (kind) => {
    const { client, worker, workers, states, restore } = setUp();
    await client.open();
    await client.loadModel("m", new Uint8Array([1]));
    worker(0).answer = () => new Promise(() => undefined);
    const hanging = client.call((api) => api.parsePaths([]));
    const cut = expect(hanging).rejects.toMatchObject({ code: PANIC });
    await Promise.resolve();
    if (kind === "crash") {
      worker(0).crash("out of memory");
    } else if (kind === "panic in a run") {
      worker(0).say({ kind: "failed", message: "panicked", code: PANIC });
    } else {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
      worker(0).answer = () => Promise.reject({ message: "panicked", code: PANIC });
      await expect(client.call((api) => api.parsePaths([]))).rejects.toMatchObject({ code: PANIC });
    }
    await cut;
    await vi.waitFor(() => expect(states.at(-1)).toBe("ready"));
    expect(states).toEqual(["starting", "ready", "restarting", "ready"]);
    expect(workers.length).toBe(2);
    expect(worker(0).ended).toBe(true);
    expect(worker(1).calls).toEqual(["open", "loadModel"]);
    expect(restore).toHaveBeenCalledTimes(1);
    await client.call((api) => api.parsePaths([]));
  });

  it("does not listen to a dead worker", async () => {
    const { client, worker, events, states } = setUp();
    await client.open();
    worker(0).crash("x");
    await vi.waitFor(() => expect(states.at(-1)).toBe("ready"));
    worker(0).say({ kind: "paused" });
    worker(0).crash("x");
    expect(events).toEqual([]);
    worker(1).say({ kind: "paused" });
    expect(events).toEqual([{ kind: "paused" }]);
  });

  it("gives up after three crashes within a minute, and starts again when asked", async () => {
    const { client, worker, workers, states } = setUp();
    await client.open();
    for (const i of [0, 1]) {
      worker(i).crash("x");
      await vi.waitFor(() => expect(states.at(-1)).toBe("ready"));
    }
    worker(2).crash("x");
    expect(states.at(-1)).toBe("failed");
    expect(workers.length).toBe(3);
    await expect(client.call((api) => api.parsePaths([]))).rejects.toThrow(/not running/);
    await client.open();
    expect(states.at(-1)).toBe("ready");
  });

  it("forgets crashes of long ago", async () => {
    let now = 0;
    const { client, worker, states } = setUp(() => now);
    await client.open();
    for (const i of [0, 1, 2, 3]) {
      worker(i).crash("x");
      await vi.waitFor(() => expect(states.at(-1)).toBe("ready"));
      now += 61_000;
    }
    expect(states).not.toContain("failed");
  });
});

describe("faults", () => {
  it("keep their code on the way, and traps are panics", () => {
    expect(describeThrown(Object.assign(new Error("m"), { code: "silent" }))).toEqual({ message: "m", code: "silent" });
    expect(describeThrown(new WebAssembly.RuntimeError("unreachable"), "panicked at x")).toEqual({ message: "panicked at x", code: PANIC });
    expect(describeThrown("odd")).toEqual({ message: "odd", code: "internal" });
    expect(fromThrown({ message: "m", code: "silent" })).toMatchObject({ message: "m", code: "silent" });
    expect(fromThrown(undefined)).toMatchObject({ code: "internal" });
  });
});
