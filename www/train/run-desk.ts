import type { Notices } from "../app/notices.ts";
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import type { DataSummary, EpochRecord, Recognition, RunEvent, RunHead, RunProgress, RunSpec, TakeData, WorkersWanted } from "../engine/protocol.ts";
import type { SavedRun } from "../project/saved-run.ts";
import { texts } from "../text/text.ts";
import { type Checkpoint, keepCheckpoint } from "./checkpoints.ts";

const t = await texts("train");

/** Whatever takes a data set in: the engine, or a laboratory. */
export interface DataTaker {
  newData(name: string, labels: string[]): Promise<void>;
  addTakes(takes: TakeData[]): Promise<string[]>;
  openPack(name: string, bytes: Uint8Array): Promise<DataSummary>;
}

/** What the run learns from, and how to bring it into a worker (a new one, too). */
export interface RunData {
  /** `own`, or a pack's file. */
  source?: string;
  title: string;
  labels: string[];
  /** Utterance that is shown after every epoch, and what it says. */
  probe: number;
  probeTitle: string;
  load(call: <T>(make: (api: DataTaker) => Promise<T>) => Promise<T>): Promise<void>;
}

export type RunPhase = "none" | "preparing" | "training" | "pausing" | "paused" | "ended";

export interface RunState {
  phase: RunPhase;
  spec: RunSpec | undefined;
  data: RunData | undefined;
  head: RunHead | undefined;
  progress: RunProgress | undefined;
  records: readonly EpochRecord[];
  /** The run at some of its epochs, for the timeline of Inside. */
  checkpoints: readonly Checkpoint[];
  probe: Recognition | undefined;
  /** SHA-256 of the weights that the run gave. */
  weightsSha256: string | undefined;
  /** Ended by the visitor before its last epoch. */
  stopped: boolean;
  problem: string | undefined;
  /** Time spent training, in milliseconds. */
  elapsedMs: number;
}

const NONE: RunState = {
  phase: "none",
  spec: undefined,
  data: undefined,
  head: undefined,
  progress: undefined,
  records: [],
  checkpoints: [],
  weightsSha256: undefined,
  probe: undefined,
  stopped: false,
  problem: undefined,
  elapsedMs: 0,
};

/** The one run of the page: starts, pauses, stops and resets it, and takes it up again after the worker died. */
export class RunDesk extends Store<RunState> {
  #since = 0;
  /** Model of a run of an earlier visit, which the worker does not know. */
  #shown: Uint8Array | undefined;
  #workers: WorkersWanted = "auto";

  constructor(
    private readonly engine: EngineClient,
    private readonly notices: Notices,
  ) {
    super(NONE);
  }

  /** True while changed settings would lose something. */
  get active(): boolean {
    return this.state.phase !== "none" && this.state.phase !== "ended";
  }

  /** The run is one of an earlier visit, or of a file. */
  get shown(): boolean {
    return this.#shown !== undefined;
  }

  /** Shows a run of an earlier visit, or of a file, as it ended. */
  show(run: SavedRun, data: RunData): void {
    const { spec, head, records, probe, stopped, elapsedMs, weightsSha256 } = run;
    this.#shown = run.model;
    this.set({ ...NONE, phase: "ended", spec, data, head, records, probe, stopped, elapsedMs, weightsSha256 });
  }

  async train(spec: RunSpec, data: RunData, workers: WorkersWanted): Promise<void> {
    this.#shown = undefined;
    this.#workers = workers;
    this.set({ ...NONE, phase: "preparing", spec, data });
    try {
      await data.load((make) => this.engine.call(make));
      const { head, checkpoint } = await this.engine.call((api) => api.startRun(spec, data.probe, this.#workers));
      this.#since = performance.now();
      this.set({ phase: "training", head, checkpoints: keepCheckpoint(this.state.checkpoints, { epoch: 0, bytes: checkpoint }) });
    } catch (error) {
      this.set({ ...NONE, problem: messageOf(error) });
    }
  }

  /** Shares the run among other workers, if there is one. */
  async useWorkers(workers: WorkersWanted): Promise<void> {
    this.#workers = workers;
    if (this.active) {
      await this.engine.call((api) => api.useWorkers(workers));
    }
  }

  async pause(): Promise<void> {
    this.set({ phase: "pausing" });
    await this.engine.call((api) => api.pauseRun());
  }

  async resume(): Promise<void> {
    this.#since = performance.now();
    this.set({ phase: "training", problem: undefined });
    await this.engine.call((api) => api.continueRun());
  }

  async stop(): Promise<void> {
    await this.engine.call((api) => api.stopRun());
  }

  /** Forgets the run; the same seed gives the same run again. */
  async reset(): Promise<void> {
    this.#shown = undefined;
    this.set(NONE);
    await this.engine.call((api) => api.resetRun());
  }

  /** The model as it is now, as the bytes of its file. */
  modelBytes(): Promise<Uint8Array> {
    return this.#shown ? Promise.resolve(this.#shown) : this.engine.call((api) => api.runModel());
  }

  /** Makes a run that ended elsewhere the page's one run, from its last checkpoint, in the place of the present one. */
  async take(ended: Pick<RunState, "spec" | "records" | "stopped" | "elapsedMs"> & { data: RunData }, checkpoint: { epoch: number; bytes: Uint8Array }): Promise<void> {
    this.#shown = undefined;
    this.set({ ...NONE, phase: "preparing", ...ended });
    try {
      await ended.data.load((make) => this.engine.call(make));
      const head = await this.engine.call((api) => api.resumeRun(checkpoint.bytes, ended.data.probe, this.#workers));
      this.set({ phase: "ended", head, checkpoints: [checkpoint] });
    } catch (error) {
      this.set({ ...NONE, problem: messageOf(error) });
      throw error;
    }
  }

  /** An event of the worker's run. */
  hear(event: RunEvent): void {
    const { phase } = this.state;
    if (phase === "none") {
      return;
    }
    switch (event.kind) {
      case "progress":
        this.set({ progress: event.progress });
        break;
      case "epoch":
        this.set({
          records: [...this.state.records, event.record],
          checkpoints: event.checkpoint ? keepCheckpoint(this.state.checkpoints, { epoch: event.record.epoch, bytes: event.checkpoint }) : this.state.checkpoints,
          probe: event.probe ?? this.state.probe,
        });
        break;
      case "helper-lost":
        this.notices.tell({
          id: "workers",
          tone: "warn",
          text: t("run.helper-lost", { why: event.why }),
        });
        break;
      case "paused":
        if (phase === "pausing") {
          this.#count();
          this.set({ phase: "paused" });
        }
        break;
      case "ended":
        this.#count();
        this.set({ phase: "ended", stopped: event.stopped, weightsSha256: event.weightsSha256 });
        break;
      case "failed":
        this.#count();
        this.set({ phase: "ended", stopped: true, problem: `${messageOf(event.message)}.` });
        break;
    }
  }

  #count(): void {
    if (this.#since > 0) {
      this.set({ elapsedMs: this.state.elapsedMs + performance.now() - this.#since });
      this.#since = 0;
    }
  }

  /** After the worker died: brings data and run back from the last checkpoint, paused. */
  async restore(): Promise<void> {
    const { data, phase } = this.state;
    // A run of an earlier visit needs no worker.
    if (phase === "none" || !data || this.#shown) {
      return;
    }
    this.#count();
    const checkpoint = this.state.checkpoints.at(-1);
    if (!checkpoint) {
      // The engine stopped before the run began: there is nothing to be put back.
      this.set(NONE);
      return;
    }
    await data.load((make) => this.engine.restoring(make));
    const head = await this.engine.restoring((api) => api.resumeRun(checkpoint.bytes, data.probe, this.#workers));
    const { epoch } = checkpoint;
    const records = this.state.records.filter((r) => r.epoch <= epoch);
    this.set({ head, records, phase: phase === "ended" ? "ended" : "paused", progress: undefined });
    if (phase !== "ended") {
      this.notices.tell({
        id: "restored",
        tone: "warn",
        text: t("run.restored", { epochs: epoch }),
      });
    }
  }
}
