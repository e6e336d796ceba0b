import { describe, expect, it, vi } from "vitest";
import { Help } from "./helper.ts";
import type { FromHelper, ToHelper } from "./helper-protocol.ts";
import type { Native, NativeReplica, NativeStep, NativeTask, NativeTrainer } from "./native.ts";
import { type HelperLike, Pool } from "./pool.ts";
import { Judge, workersFor } from "./workers.ts";

const MODULE = {} as WebAssembly.Module;
const UNITS = 8;

/** A run whose batches are eight units: it says which units it got, from whom, and what its updates were. */
class FakeTrainer {
  readonly kinds: NativeTask["kind"][];
  readonly got: string[][] = [];
  alone = 0;
  updates = 0;
  #task: NativeTask | undefined;

  constructor(kinds: NativeTask["kind"][]) {
    this.kinds = [...kinds];
  }

  checkpoint = () => new Uint8Array([1, 2]);
  examples = () => new Uint8Array([3]);
  length = () => 4;

  step(): NativeStep {
    this.alone += 1;
    this.kinds.shift();
    return this.#report();
  }

  begin(): NativeTask {
    const kind = this.kinds.shift() ?? "rest";
    this.#task = { kind, epoch: 1, units: kind === "rest" ? 0 : UNITS, from: 100, batch: new Uint32Array([5, 6]) };
    this.got.push([]);
    return this.#task;
  }

  #note(what: string, from: number, to: number): void {
    for (let i = from; i < to; i++) {
      this.got.at(-1)?.push(`${i}${what}`);
    }
  }

  work(from: number, to: number): void {
    this.#note("", from, to);
  }

  /** The fake helper says in the sums which units they are of. */
  take(_node: number, _gradient: Float32Array, sums: Float64Array): void {
    this.#note("h", sums[0] ?? 0, sums[1] ?? 0);
  }

  takeHeard(first: number, labels: Uint32Array): void {
    this.#note("h", first, first + labels.length);
  }

  settle(): number | undefined {
    return this.#task?.kind === "learn" ? 0.5 : undefined;
  }

  total(out: Float32Array): void {
    out.fill(9);
  }

  finish(): NativeStep {
    this.updates += 1;
    return this.#report();
  }

  #report(): NativeStep {
    return { epoch: 1, epochs: 1, batch: 1, batches: 1, phase: "train", loss: 0, done: this.kinds.length === 0, epochEnd: null };
  }
}

/** The engine as a helper sees it. */
class FakeReplica implements NativeReplica {
  updates: number[] = [];
  buffers = new Set<Float32Array>();
  #range: [number, number] = [0, 0];

  constructor(readonly log: FakeReplica[]) {
    log.push(this);
  }

  length = () => 4;
  free = () => undefined;

  learn(batch: Uint32Array, _epoch: number, from: number, to: number): Uint32Array {
    if (batch.length !== 2) {
      throw new Error("another batch");
    }
    this.#range = [from, to];
    return new Uint32Array([3]);
  }

  node(_node: number, gradient: Float32Array): Float64Array {
    this.buffers.add(gradient);
    return new Float64Array(this.#range);
  }

  update(total: Float32Array, rate: number): void {
    this.updates.push((total[0] ?? 0) * rate);
  }

  heard = (from: number, to: number) => new Uint32Array(to - from).fill(from);
}

/** A worker in the same thread: messages come later, and the test can make it silent or end it. */
class FakeWorker implements HelperLike {
  silent = false;
  ended = false;
  /** Answers that wait for the test's word. */
  held: (() => void)[] | undefined;
  die: (why: string) => void = () => undefined;
  #hear: (message: FromHelper) => void = () => undefined;
  readonly help: Help;
  #last = Promise.resolve();

  constructor(replicas: FakeReplica[]) {
    const native = { Replica: FakeReplica.bind(undefined, replicas) } as unknown as Native;
    this.help = new Help(() => Promise.resolve(native), (message) => {
      const deliver = () => this.#hear(message);
      if (this.held) {
        this.held.push(deliver);
      } else if (!this.silent) {
        queueMicrotask(deliver);
      }
    });
  }

  post(message: ToHelper): void {
    this.#last = this.#last.then(() => this.help.hear(message));
  }

  listen(hear: (message: FromHelper) => void, dies: (why: string) => void): void {
    this.#hear = hear;
    this.die = dies;
  }

  end(): void {
    this.ended = true;
  }
}

async function setUp(kinds: NativeTask["kind"][], workers = 3, patienceMs = 1000) {
  const started: FakeWorker[] = [];
  const replicas: FakeReplica[] = [];
  const lost = vi.fn();
  const start = () => {
    const worker = new FakeWorker(replicas);
    started.push(worker);
    return worker;
  };
  const pool = new Pool(workers, MODULE, start, lost, patienceMs);
  const fake = new FakeTrainer(kinds);
  const trainer = fake as unknown as NativeTrainer;
  await new Promise((resolve) => setTimeout(resolve));
  const worker = (i: number) => {
    const w = started[i];
    if (!w) {
      throw new Error(`there is no worker ${i}`);
    }
    return w;
  };
  return { pool, fake, trainer, worker, started, replicas, lost };
}

const units = (got: string[] | undefined) => got?.toSorted().map((u) => u[0]).join("");

describe("Pool", () => {
  it("shares every step, each unit once, and every worker makes every update", async () => {
    const { pool, fake, trainer, replicas } = await setUp(["learn", "measure", "exact", "learn", "answer", "rest"]);
    while (!(await pool.step(trainer)).done);
    expect(pool.workers).toBe(3);
    expect(fake.alone).toBe(0);
    expect(fake.got.map(units)).toEqual([...Array<string>(5).fill("01234567"), ""]);
    expect(fake.got[0]?.filter((u) => u.endsWith("h"))).toEqual(["2h", "3h", "4h", "5h", "6h", "7h"]);
    await new Promise((resolve) => setTimeout(resolve));
    expect(replicas.map((r) => r.updates)).toEqual([[4.5, 4.5], [4.5, 4.5]]);
    // Four gradients each, all in one buffer that goes to and fro.
    expect(replicas.map((r) => r.buffers.size)).toEqual([1, 1]);
    expect(fake.updates).toBe(6);
  });

  it("goes on alone until all its helpers are there", async () => {
    const pool = new Pool(3, MODULE, () => new FakeWorker([]), vi.fn());
    const fake = new FakeTrainer(["learn", "learn", "learn"]);
    const trainer = fake as unknown as NativeTrainer;
    await pool.step(trainer);
    expect(fake.alone).toBe(1);
    await new Promise((resolve) => setTimeout(resolve));
    await pool.step(trainer);
    expect([fake.alone, pool.workers]).toEqual([1, 3]);
  });

  it("a helper that dies while it works: its share is worked on here, and the others go on", async () => {
    const { pool, fake, trainer, worker, lost } = await setUp(["learn", "learn"]);
    worker(0).silent = true;
    const step = pool.step(trainer);
    setTimeout(() => worker(0).die("out of memory"));
    await step;
    expect(units(fake.got[0])).toBe("01234567");
    expect(fake.got[0]).toContain("2");
    expect(fake.got[0]).toContain("7h");
    expect(lost).toHaveBeenCalledExactlyOnceWith("out of memory");
    expect([pool.workers, worker(0).ended, worker(1).ended]).toEqual([2, true, false]);
    await pool.step(trainer);
    expect(units(fake.got[1])).toBe("01234567");
  });

  it("a helper that fails says why, and is done without", async () => {
    const { pool, fake, trainer, replicas, lost } = await setUp(["learn", "learn"], 2);
    await pool.step(trainer);
    for (const replica of replicas) {
      replica.learn = () => {
        throw new Error("it does not fit");
      };
    }
    await pool.step(trainer);
    expect(fake.got).toEqual([["0", "1", "2", "3", "4h", "5h", "6h", "7h"], ["0", "1", "2", "3", "4", "5", "6", "7"]]);
    expect(lost).toHaveBeenCalledExactlyOnceWith("it does not fit");
  });

  it("a helper that does not answer in time is ended, and its late answer changes nothing", async () => {
    const { pool, fake, trainer, worker, lost } = await setUp(["learn", "learn"], 2, 10);
    const held: (() => void)[] = [];
    worker(0).held = held;
    await pool.step(trainer);
    expect(fake.got[0]).toEqual(["0", "1", "2", "3", "4", "5", "6", "7"]);
    expect(lost).toHaveBeenCalledOnce();
    expect(worker(0).ended).toBe(true);
    expect(held.length).toBe(1);
    held.forEach((deliver) => deliver());
    await pool.step(trainer);
    expect(fake.got.length).toBe(1);
    expect(fake.alone).toBe(1);
  });

  it("ends with the run, even in the middle of a step", async () => {
    const { pool, fake, trainer, worker, started, lost } = await setUp(["learn"], 3);
    worker(1).silent = true;
    const step = pool.step(trainer);
    setTimeout(() => pool.end());
    await step;
    expect(units(fake.got[0])).toBe("01234567");
    expect(started.every((w) => w.ended)).toBe(true);
    expect(lost).not.toHaveBeenCalled();
  });

  it("a browser whose workers cannot start workers trains on one", async () => {
    const lost = vi.fn();
    const pool = new Pool(2, MODULE, () => {
      throw new Error("Worker is not defined");
    }, lost);
    const fake = new FakeTrainer(["learn"]);
    await pool.step(fake as unknown as NativeTrainer);
    expect([fake.alone, pool.workers]).toEqual([1, 1]);
    expect(lost).toHaveBeenCalledOnce();
  });
});

describe("number of workers", () => {
  it("uses both of two cores, leaves one of more to the page, and takes only numbers that differ", () => {
    expect([1, 2, 3, 4, 5, 6, 8, 9, 16, 128].map(workersFor)).toEqual([1, 2, 2, 3, 4, 4, 4, 8, 8, 8]);
  });

  it("helpers are called when a batch and the run take long enough", () => {
    const after = (wanted: number | "auto", ms: number, left: number) => {
      const judge = new Judge(wanted);
      const before = judge.workers(2);
      for (const x of [ms + 50, ms, ms + 1]) {
        judge.see(x, left);
      }
      return [before, judge.workers(2)];
    };
    expect(after("auto", 40, 100)).toEqual([1, 2]);
    expect(after("auto", 4, 10_000)).toEqual([1, 1]);
    expect(after("auto", 40, 10)).toEqual([1, 1]);
    expect(after(4, 1, 1)).toEqual([4, 4]);
    expect(after(1, 1000, 1000)).toEqual([1, 1]);
  });
});
