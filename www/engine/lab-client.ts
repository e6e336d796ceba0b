/**
 * The page's side of a laboratory: a worker with an engine of its own, started at the first call. When it dies, the calls under way are
 * rejected with the code `panic`, a run tells its listener that it failed, and the next call starts another worker with the same data set and
 * model.
 */
import { proxy, type Remote, wrap } from "comlink";
import { EngineError, fromThrown, PANIC } from "./fault.ts";
import { compileLab } from "./lab-module.ts";
import type { Answers, Grid, LabApi, NeuronChange, Which } from "./lab-protocol.ts";
import type { EngineDescription, RunEvent, RunHead, RunListener, RunSpec, TakeData } from "./protocol.ts";

/** As much of a worker as the client needs; tests give it another. */
export interface LabWorkerLike {
  api: Remote<LabApi>;
  onCrash(report: (message: string) => void): void;
  terminate(): void;
}

/** Starts the real worker. */
export function startLabWorker(): LabWorkerLike {
  const worker = new Worker(new URL("./lab-worker.ts", import.meta.url), { type: "module", name: "lab" });
  return {
    api: wrap<LabApi>(worker),
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

/** Where the data set came from, so that another worker can have it. */
type Data = { name: string; labels: string[]; takes: TakeData[] } | { name: string; bytes: Uint8Array };

interface Live {
  worker: LabWorkerLike;
  description: EngineDescription;
}

/** What a long loop takes. */
export interface LoopOptions {
  onProgress?: (done: number, of: number) => void;
  /** Ends the loop; the call gives what is there by then. */
  signal?: AbortSignal;
}

export class LabClient {
  #live: Promise<Live> | undefined;
  #worker: LabWorkerLike | undefined;
  #pending = new Set<(reason: EngineError) => void>();
  #data: Data | undefined;
  #model: { name: string; bytes: Uint8Array } | undefined;
  #listener: RunListener | undefined;
  #closed = false;

  constructor(
    private readonly start: () => LabWorkerLike = startLabWorker,
    private readonly compile: () => Promise<WebAssembly.Module> = compileLab,
  ) {}

  /** Starts the worker and loads the engine; every other call does so too. */
  async open(): Promise<EngineDescription> {
    return (await this.#lives()).description;
  }

  /** Ends the worker for good; calls under way are rejected with the code `closed`. */
  close(): void {
    this.#closed = true;
    this.#listener = undefined;
    this.#end(new EngineError("the laboratory was closed", "closed"));
  }

  #lives(): Promise<Live> {
    if (this.#closed) {
      return Promise.reject(new EngineError("the laboratory was closed", "closed"));
    }
    if (!this.#live) {
      const live = this.#launch();
      this.#live = live;
      live.catch((error: unknown) => {
        // A worker that could not be started is not kept: the next call tries again.
        if (this.#live === live) {
          this.#end(fromThrown(error));
        }
      });
    }
    return this.#live;
  }

  async #launch(): Promise<Live> {
    const module = await this.#settle(this.compile());
    const worker = this.start();
    this.#worker = worker;
    worker.onCrash((message) => {
      if (this.#worker === worker) {
        this.#end(new EngineError(message, PANIC));
      }
    });
    const { api } = worker;
    const description = await this.#settle(api.open(module));
    const [data, model] = [this.#data, this.#model];
    if (data && "bytes" in data) {
      await this.#settle(api.openPack(data.name, data.bytes));
    } else if (data) {
      await this.#settle(api.newData(data.name, data.labels));
      await this.#settle(api.addTakes(data.takes));
    }
    if (model) {
      await this.#settle(api.loadModel(model.name, model.bytes));
    }
    return { worker, description };
  }

  /** Calls the worker by any of its calls. */
  async call<T>(make: (api: Remote<LabApi>) => Promise<T>): Promise<T> {
    const { worker } = await this.#lives();
    try {
      return await this.#settle(make(worker.api));
    } catch (error) {
      const fault = fromThrown(error);
      if (fault.code === PANIC && this.#worker === worker) {
        this.#end(fault);
      }
      throw fault;
    }
  }

  /** Settles with the call's answer, or is rejected when the worker dies. */
  #settle<T>(call: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#pending.add(reject);
      call.then(resolve, reject).finally(() => this.#pending.delete(reject));
    });
  }

  #end(reason: EngineError): void {
    this.#worker?.terminate();
    [this.#worker, this.#live] = [undefined, undefined];
    const listener = this.#listener;
    this.#listener = undefined;
    for (const reject of this.#pending) {
      reject(reason);
    }
    this.#pending.clear();
    listener?.({ kind: "failed", message: reason.message, code: reason.code });
  }

  async newData(name: string, labels: string[]): Promise<void> {
    await this.call((api) => api.newData(name, labels));
    this.#data = { name, labels, takes: [] };
  }

  async addTakes(takes: TakeData[]): Promise<string[]> {
    const notices = await this.call((api) => api.addTakes(takes));
    if (this.#data && "takes" in this.#data) {
      this.#data.takes.push(...takes);
    }
    return notices;
  }

  async openPack(name: string, bytes: Uint8Array) {
    const summary = await this.call((api) => api.openPack(name, bytes));
    this.#data = { name, bytes };
    return summary;
  }

  async loadModel(name: string, bytes: Uint8Array) {
    const info = await this.call((api) => api.loadModel(name, bytes));
    this.#model = { name, bytes };
    return info;
  }

  readonly summary = () => this.call((api) => api.summary());
  readonly parts = (split: string, seed: number, validation?: number) => this.call((api) => api.parts(split, seed, validation));
  readonly digest = () => this.call((api) => api.digest());
  readonly utterance = (index: number) => this.call((api) => api.utterance(index));
  readonly hear = (which: Which, noise = 0, change: NeuronChange = {}) => this.call((api) => api.hear(which, noise, change));
  readonly drives = (layer: number) => this.call((api) => api.drives(layer));
  readonly weights = (layer: number) => this.call((api) => api.weights(layer));
  readonly influence = (layer: number) => this.call((api) => api.influence(layer));
  readonly field = (change: NeuronChange, layer: number, neuron: number, drive: number, grid: Grid) =>
    this.call((api) => api.field(change, layer, neuron, drive, grid));
  readonly rest = (change: NeuronChange, layer: number, neuron: number, drive: number) =>
    this.call((api) => api.rest(change, layer, neuron, drive));
  readonly neuronCourse = (change: NeuronChange, drive: Float32Array) => this.call((api) => api.neuronCourse(change, drive));
  readonly neuronPlane = (change: NeuronChange, drive: number, grid: Grid) => this.call((api) => api.neuronPlane(change, drive, grid));
  readonly paperInput = (utterance: number, sentence: boolean) => this.call((api) => api.paperInput(utterance, sentence));

  /** Answers utterances of the data set, the share `noise` of their input disturbed. */
  async answers(utterances: Uint32Array, noise: number, { onProgress, signal }: LoopOptions = {}): Promise<Answers> {
    const stop = () => {
      // A worker that died meanwhile has stopped too.
      this.#worker?.api.stop().catch(() => undefined);
    };
    try {
      return await this.call((api) => {
        if (signal?.aborted) {
          return Promise.resolve({ answers: [], counts: new Float32Array(), neurons: 0, stopped: true });
        }
        signal?.addEventListener("abort", stop);
        return api.answers(utterances, noise, proxy(onProgress ?? (() => undefined)));
      });
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  /** Begins a run on the data set, alone in this worker. A run before it ends without a word. */
  startRun(spec: RunSpec, probe: number, listener: RunListener): Promise<RunHead> {
    return this.call((api) => {
      this.#listener = listener;
      const worker = this.#worker;
      const hear = (event: RunEvent) => {
        if (this.#worker !== worker || this.#listener !== listener) {
          return;
        }
        if (event.kind === "failed" && event.code === PANIC) {
          this.#end(new EngineError(event.message, PANIC));
          return;
        }
        if (event.kind === "ended" || event.kind === "failed") {
          this.#listener = undefined;
        }
        listener(event);
      };
      return api.startRun(spec, probe, proxy(hear));
    });
  }

  readonly pauseRun = () => this.call((api) => api.pauseRun());
  readonly continueRun = () => this.call((api) => api.continueRun());
  readonly stopRun = () => this.call((api) => api.stopRun());
  readonly runModel = () => this.call((api) => api.runModel());
  readonly runBytes = () => this.call((api) => api.runBytes());
}
