/** The page's side of the engine: starts the worker, notices when it dies, starts another and puts back what was lost. */
import { proxy, type Remote, transfer, wrap } from "comlink";
import { EngineError, fromThrown, PANIC } from "./fault.ts";
import type { EngineApi, EngineDescription, ModelInfo, RunEvent } from "./protocol.ts";

/** As much of a worker as the client needs; tests give it another. */
export interface WorkerLike {
  api: Remote<EngineApi>;
  onCrash(report: (message: string) => void): void;
  terminate(): void;
}

export type EngineState =
  | { kind: "starting" }
  | { kind: "ready" }
  | { kind: "restarting"; message: string }
  | { kind: "failed"; message: string };

/** What the page does when the engine's state changes, and with what comes out of a run. */
export interface EngineHooks {
  state(state: EngineState): void;
  run(event: RunEvent): void;
  /** A new worker stands with the old model: put back the rest (data, run). */
  restore(): Promise<void>;
}

/** Crashes within `CRASH_WINDOW_MS` after which no new worker is started by itself. */
const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;

/** Starts the real worker. */
export function startWorker(): WorkerLike {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "engine" });
  return {
    api: wrap<EngineApi>(worker),
    onCrash: (report) => {
      worker.onerror = (event) => {
        event.preventDefault();
        report(event.message || "its file could not be loaded");
      };
      worker.onmessageerror = () => report("a message could not be read");
    },
    terminate: () => worker.terminate(),
  };
}

export class EngineClient {
  #worker: WorkerLike | undefined;
  #pending = new Set<(reason: EngineError) => void>();
  #crashes: number[] = [];
  #model: { name: string; bytes: Uint8Array } | undefined;
  #opening: Promise<EngineDescription> | undefined;

  constructor(
    private readonly hooks: EngineHooks,
    private readonly start: () => WorkerLike = startWorker,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Starts the worker and loads the engine. */
  open(): Promise<EngineDescription> {
    this.hooks.state({ kind: "starting" });
    this.#opening = this.#open().then(
      (description) => {
        this.hooks.state({ kind: "ready" });
        return description;
      },
      (error: unknown) => {
        this.#end();
        const message = fromThrown(error).message;
        this.hooks.state({ kind: "failed", message });
        throw new EngineError(message, "open");
      },
    );
    return this.#opening;
  }

  async #open(): Promise<EngineDescription> {
    const worker = this.start();
    this.#worker = worker;
    worker.onCrash((message) => {
      if (this.#worker === worker) {
        this.#crashed(message);
      }
    });
    const listener = (event: RunEvent) => {
      if (this.#worker !== worker) {
        return;
      }
      if (event.kind === "failed" && event.code === PANIC) {
        this.#crashed(event.message);
      } else {
        this.hooks.run(event);
      }
    };
    return this.#settle(worker.api.open(proxy(listener)));
  }

  /**
   * Calls the worker. A call that the worker's death cuts off is rejected with the code `panic`; the new worker is under way by then.
   *
   * @param make makes the call; `api` is the worker's interface
   */
  async call<T>(make: (api: Remote<EngineApi>) => Promise<T>): Promise<T> {
    await this.#opening;
    return this.#direct(make);
  }

  async #direct<T>(make: (api: Remote<EngineApi>) => Promise<T>): Promise<T> {
    const worker = this.#worker;
    if (!worker) {
      throw new EngineError("the engine is not running; reload the page", "closed");
    }
    try {
      return await this.#settle(make(worker.api));
    } catch (error) {
      const fault = fromThrown(error);
      if (fault.code === PANIC && this.#worker === worker) {
        this.#crashed(fault.message);
      }
      throw fault;
    }
  }

  /** Loads a model, and again into every later worker. */
  async loadModel(name: string, bytes: Uint8Array): Promise<ModelInfo> {
    const info = await this.call((api) => api.loadModel(name, bytes));
    this.#model = { name, bytes };
    return info;
  }

  /** Calls for use inside [`EngineHooks.restore`], while the new worker is not yet given to the page. */
  restoring<T>(make: (api: Remote<EngineApi>) => Promise<T>): Promise<T> {
    return this.#direct(make);
  }

  /** `call` settles with the worker's answer, or is rejected when the worker dies. */
  #settle<T>(call: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#pending.add(reject);
      call.then(resolve, reject).finally(() => this.#pending.delete(reject));
    });
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const cut = new EngineError("the engine stopped before it answered", PANIC);
    for (const reject of this.#pending) {
      reject(cut);
    }
    this.#pending.clear();
  }

  #crashed(message: string): void {
    this.#end();
    const now = this.now();
    this.#crashes = [...this.#crashes.filter((t) => now - t < CRASH_WINDOW_MS), now];
    if (this.#crashes.length >= MAX_CRASHES) {
      this.#opening = undefined;
      this.hooks.state({ kind: "failed", message: `It stopped ${this.#crashes.length} times within a minute (${message}).` });
      return;
    }
    this.hooks.state({ kind: "restarting", message });
    this.#opening = this.#reopen();
    this.#opening.catch((error: unknown) => {
      if (this.#worker) {
        this.#end();
      }
      this.hooks.state({ kind: "failed", message: fromThrown(error).message });
    });
  }

  async #reopen(): Promise<EngineDescription> {
    const description = await this.#open();
    const model = this.#model;
    if (model) {
      await this.#direct((api) => api.loadModel(model.name, model.bytes));
    }
    await this.hooks.restore();
    this.hooks.state({ kind: "ready" });
    return description;
  }
}

/** A copy of `bytes` whose buffer is handed over; for what the page keeps. */
export function handedOver(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  return transfer(copy, [copy.buffer]);
}
