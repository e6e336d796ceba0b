/**
 * Several workers at one run. Each batch has eight pieces, whatever the machine, added along a fixed tree: the result is the same to the last
 * bit with any number of workers, and when one is lost on the way.
 *
 * The engine's worker leads. A helper sends the sums of its pieces and gets the mean gradient of the batch back in the same buffer.
 */
import type { FromHelper, NodeSum, ToHelper } from "./helper-protocol.ts";
import type { NativeStep, NativeTask, NativeTrainer } from "./native.ts";

/** Least time that a helper is waited for. */
const PATIENCE_MS = 20_000;
/** It is waited for at least so many times as long as the leader worked. */
const PATIENCE_FACTOR = 10;

/** As much of a helper's worker as the pool needs; tests give it another. */
export interface HelperLike {
  post(message: ToHelper, transfer: Transferable[]): void;
  listen(hear: (message: FromHelper) => void, dies: (why: string) => void): void;
  end(): void;
}

type Answer = Extract<FromHelper, { id: number }>;

/** One helper, from the leader's side. */
class Helper {
  state: "starting" | "ready" | "joined" | "gone" = "starting";
  #asked: { id: number; settle: (answer: Answer | undefined) => void } | undefined;
  /** Its buffers that are here, to be sent back. */
  #buffers: Float32Array[] = [];

  constructor(
    private readonly worker: HelperLike,
    private readonly changed: (problem?: string) => void,
  ) {
    worker.listen(
      (message) => this.#hear(message),
      (why) => this.#lose(why),
    );
  }

  #hear(message: FromHelper): void {
    if (this.state === "gone") {
      return;
    }
    switch (message.kind) {
      case "ready":
        this.state = "ready";
        this.changed();
        return;
      case "failed":
        this.#lose(message.message);
        return;
      case "nodes":
      case "heard":
        // What was not asked for, or comes too late, is left.
        if (this.#asked?.id === message.id) {
          this.#asked.settle(message);
          this.#asked = undefined;
        }
    }
  }

  #lose(why: string): void {
    if (this.state !== "gone") {
      this.end();
      this.changed(why);
    }
  }

  end(): void {
    this.state = "gone";
    this.worker.end();
    this.#asked?.settle(undefined);
    this.#asked = undefined;
    this.#buffers = [];
  }

  #post(message: ToHelper, transfer: Transferable[] = []): void {
    try {
      this.worker.post(message, transfer);
    } catch (error) {
      this.#lose(String(error));
    }
  }

  open(module: WebAssembly.Module): void {
    this.#post({ kind: "open", module });
  }

  join(checkpoint: Uint8Array, examples: Uint8Array): void {
    this.state = "joined";
    this.#post({ kind: "join", checkpoint, examples }, [checkpoint.buffer, examples.buffer]);
  }

  /** Asks for units `from` to `to` of a task. The answer is none when the helper is lost. */
  ask(id: number, task: NativeTask, from: number, to: number): Promise<Answer | undefined> {
    const answer = new Promise<Answer | undefined>((settle) => {
      this.#asked = { id, settle };
    });
    if (task.kind === "answer") {
      this.#post({ kind: "answer", id, from: task.from + from, to: task.from + to });
    } else {
      const buffers = this.#buffers.splice(0);
      const { batch, epoch, kind } = task;
      this.#post(
        { kind: "learn", id, batch, epoch, from, to, exact: kind === "exact", buffers },
        buffers.map((b) => b.buffer),
      );
    }
    return answer;
  }

  /** The answer, if it comes within `ms`; else the helper is given up. */
  async within(ms: number, answer: Promise<Answer | undefined>): Promise<Answer | undefined> {
    const timer = setTimeout(() => this.#lose(`it did not answer within ${Math.round(ms / 1000)} s`), ms);
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
    }
  }

  keep(nodes: NodeSum[]): void {
    this.#buffers.push(...nodes.map((n) => n.gradient));
  }

  update(trainer: NativeTrainer, rate: number): void {
    // One of its own buffers goes back with the total in it. A helper without pieces in this batch has none.
    const total = this.#buffers.pop() ?? new Float32Array(trainer.length());
    trainer.total(total);
    this.#post({ kind: "update", total, rate }, [total.buffer]);
  }
}

/** A run's helpers. */
export class Pool {
  #helpers: Helper[] = [];
  #tasks = 0;

  /**
   * Starts helpers, who join the run at a step once all of them are there.
   *
   * @param count workers, the engine's own among them
   * @param lost a helper was lost, and why
   */
  constructor(
    count: number,
    module: WebAssembly.Module,
    start: () => HelperLike,
    lost: (why: string) => void,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    for (let i = 1; i < count; i++) {
      try {
        const helper = new Helper(start(), (problem) => {
          if (problem !== undefined) {
            lost(problem);
          }
        });
        this.#helpers.push(helper);
        helper.open(module);
      } catch (error) {
        // A browser whose workers cannot start workers: the run goes on alone.
        lost(String(error));
        return;
      }
    }
  }

  #of(state: Helper["state"]): Helper[] {
    return this.#helpers.filter((h) => h.state === state);
  }

  /** Workers that share the steps now. */
  get workers(): number {
    return this.#of("joined").length + 1;
  }

  /** Lets helpers into the run that are ready, once none is still starting. */
  #join(trainer: NativeTrainer): void {
    const ready = this.#of("ready");
    if (ready.length === 0 || this.#of("starting").length > 0) {
      return;
    }
    const [checkpoint, examples] = [trainer.checkpoint(), trainer.examples()];
    ready.forEach((helper, i) => {
      const last = i === ready.length - 1;
      helper.join(last ? checkpoint : checkpoint.slice(), last ? examples : examples.slice());
    });
  }

  /** One step of the run, shared out. A share that does not come is worked on here. */
  async step(trainer: NativeTrainer): Promise<NativeStep> {
    this.#join(trainer);
    const helpers = this.#of("joined");
    if (helpers.length === 0) {
      return trainer.step();
    }
    const task = trainer.begin();
    const edge = (k: number) => Math.floor((k * task.units) / (helpers.length + 1));
    this.#tasks += 1;
    const shares = helpers.map((helper, k) => {
      const [from, to] = [edge(k + 1), edge(k + 2)];
      return { helper, from, to, answer: from < to ? helper.ask(this.#tasks, task, from, to) : undefined };
    });
    const began = performance.now();
    trainer.work(0, edge(1));
    const patience = Math.max(this.patienceMs, PATIENCE_FACTOR * (performance.now() - began));
    for (const { helper, from, to, answer } of shares) {
      const got = answer && (await helper.within(patience, answer));
      if (got?.kind === "nodes") {
        for (const { node, gradient, sums } of got.nodes) {
          trainer.take(node, gradient, sums);
        }
        helper.keep(got.nodes);
      } else if (got?.kind === "heard") {
        trainer.takeHeard(from, got.labels);
      } else {
        trainer.work(from, to);
      }
    }
    const rate = trainer.settle();
    if (rate !== undefined) {
      for (const helper of this.#of("joined")) {
        helper.update(trainer, rate);
      }
    }
    return trainer.finish();
  }

  /** Ends the helpers. A step that waits for one goes on alone. */
  end(): void {
    for (const helper of this.#helpers) {
      helper.end();
    }
  }
}
