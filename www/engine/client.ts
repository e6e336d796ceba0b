/** The page's side of the engine: starts the worker, notices when it dies, starts another and puts back what was lost. */
import { proxy, type Remote, wrap } from "comlink";
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
  run(event: RunEvent, run: number): void;
  /** A new worker stands with the old model: put back the rest (data, run). */
  restore(): Promise<void>;
}

/** Crashes within `CRASH_WINDOW_MS` after which no new worker is started by itself. */
const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 60_000;

/** Starts the real worker. */
export function startWorker(): WorkerLike {
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "engine" });
  let told: ((message: string) => void) | undefined;
  /** Of a worker that failed before anybody listened. */
  let missed: string | undefined;
  const report = (message: string) => {
    missed = message;
    told?.(message);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    report(event.message || "Its file could not be loaded; check the connection.");
  };
  worker.onmessageerror = () => report("A message could not be read.");
  return {
    api: wrap<EngineApi>(worker),
    onCrash: (tell) => {
      told = tell;
      const message = missed;
      if (message !== undefined) {
        // Once the call is made that it cuts off.
        queueMicrotask(() => tell(message));
      }
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
  /** A worker has been ready before: there may be something to put back. */
  #before = false;

  constructor(
    private readonly hooks: EngineHooks,
    private readonly start: () => WorkerLike = startWorker,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Starts the worker and loads the engine; after a failure, starts it again with what was there before. */
  open(): Promise<EngineDescription> {
    this.hooks.state({ kind: "starting" });
    this.#crashes = [];
    return this.#launch();
  }

  /** A new worker, with the old one's model and whatever the page puts back. */
  #launch(): Promise<EngineDescription> {
    const launched = this.#begin();
    this.#opening = launched;
    launched.catch((error: unknown) => {
      // A worker that died meanwhile has been replaced already.
      if (this.#opening === launched) {
        this.#end("the engine could not be started");
        this.#opening = undefined;
        this.hooks.state({ kind: "failed", message: fromThrown(error).message });
      }
    });
    return launched;
  }

  async #begin(): Promise<EngineDescription> {
    const description = await this.#start();
    const model = this.#model;
    if (model) {
      await this.#direct((api) => api.loadModel(model.name, model.bytes));
    }
    if (this.#before) {
      await this.hooks.restore();
    }
    this.#before = true;
    this.hooks.state({ kind: "ready" });
    return description;
  }

  #start(): Promise<EngineDescription> {
    this.#worker?.terminate();
    const worker = this.start();
    this.#worker = worker;
    let open = false;
    worker.onCrash((message) => {
      if (this.#worker === worker) {
        // A worker that never came to life would not on a second try either.
        if (open) {
          this.#crashed(message);
        } else {
          this.#end(message);
        }
      }
    });
    const listener = (event: RunEvent, run: number) => {
      if (this.#worker !== worker) {
        return;
      }
      if (event.kind === "failed" && event.code === PANIC) {
        this.#crashed(event.message);
      } else {
        this.hooks.run(event, run);
      }
    };
    return this.#settle(worker.api.open(proxy(listener))).then((description) => {
      open = true;
      return description;
    });
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

  #end(reason: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    const cut = new EngineError(reason, PANIC);
    for (const reject of this.#pending) {
      reject(cut);
    }
    this.#pending.clear();
  }

  #crashed(message: string): void {
    this.#end("the engine stopped before it answered");
    const now = this.now();
    this.#crashes = [...this.#crashes.filter((t) => now - t < CRASH_WINDOW_MS), now];
    if (this.#crashes.length >= MAX_CRASHES) {
      this.#opening = undefined;
      this.hooks.state({ kind: "failed", message: `It stopped ${this.#crashes.length} times within a minute (${message}).` });
      return;
    }
    this.hooks.state({ kind: "restarting", message });
    // What goes wrong on the way is told by the state.
    this.#launch().catch(() => undefined);
  }
}
