import { fromEngine } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import { texts } from "../text/text.ts";
import type { FromWorker, Spec } from "./protocol.ts";
import type { Result } from "./rows.ts";

const t = await texts("speed");

/** As much of a worker as the desk needs. */
export interface BenchWorker {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

export interface SpeedState {
  phase: "idle" | "running" | "stopped" | "done" | "failed";
  /** Share of the steps that are done, 0 to 1. */
  done: number;
  result: Result | undefined;
  problem: string | undefined;
}

/** The lesson that every visitor's machine gets. */
const SPEC: Spec = { system: "nrr-shallow", rule: "", settings: {}, seed: 1, batches: 10, repeats: 3 };

function startWorker(): BenchWorker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "speed" });
}

/** Speed: one benchmark at a time, in a worker that lives as long as the run. */
export class SpeedDesk extends Store<SpeedState> {
  #worker: BenchWorker | undefined;

  constructor(private readonly start: () => BenchWorker = startWorker) {
    super({ phase: "idle", done: 0, result: undefined, problem: undefined });
  }

  run(): void {
    if (this.state.phase === "running") {
      return;
    }
    const worker = this.start();
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = (event) => this.#end({ phase: "failed", problem: event.message || t("file") });
    this.set({ phase: "running", done: 0, problem: undefined });
    worker.postMessage({ spec: SPEC, packUrl: new URL("data/digits.pack", document.baseURI).href });
  }

  stop(): void {
    if (this.state.phase === "running") {
      this.#end({ phase: "stopped" });
    }
  }

  /** A run that nobody watches would only take power. */
  leave(): void {
    this.stop();
  }

  /** Forgets what was measured. */
  forget(): void {
    this.stop();
    this.set({ phase: "idle", done: 0, result: undefined, problem: undefined });
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "progress":
        this.set({ done: message.done / message.steps });
        break;
      case "measured": {
        const { report, instanceBytes } = message;
        const result = { report, instanceBytes, cores: navigator.hardwareConcurrency, browser: navigator.userAgent, at: new Date() };
        this.#end({ phase: "done", done: 1, result });
        break;
      }
      case "failed":
        this.#end({ phase: "failed", problem: fromEngine(message.message) });
        break;
    }
  }

  #end(patch: Partial<SpeedState>): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.set(patch);
  }
}
