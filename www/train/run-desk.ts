import type { Notices } from "../app/notices.ts";
import { Bug } from "../core/bug.ts";
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import type { RunEvent, RunHead, RunSpec, WorkersWanted } from "../engine/protocol.ts";
import type { SavedRun } from "../project/saved-run.ts";
import { texts } from "../text/text.ts";
import type { Checkpoint } from "./checkpoints.ts";
import { heard, isActive, NONE, type RunData, type RunState } from "./run-state.ts";

export type { DataTaker, RunData, RunPhase, RunState } from "./run-state.ts";

const t = await texts("train");

/** The number of no run. */
const NOBODY = 0;

/** A run that another is to take the place of; it is there again where that one does not begin. */
interface Former {
  state: RunState;
  run: number;
  shown: Uint8Array | undefined;
}

const GONE: Former = { state: NONE, run: NOBODY, shown: undefined };

/** What a run that begins is known by. */
type Begun = Pick<RunState, "phase" | "head" | "checkpoints">;

/** The one run of the page: starts, pauses, stops and resets it, and takes it up again after the worker died. */
export class RunDesk extends Store<RunState> {
  #since = 0;
  /** Model of a run of an earlier visit, which the worker does not know. */
  #shown: Uint8Array | undefined;
  #workers: WorkersWanted = "auto";
  #numbers = NOBODY;
  /** The worker's run that is shown; events of any other are not heard. */
  #run = NOBODY;
  #former: Former | undefined;
  /** The run that begins. Its first events may be here before the answer that it has begun. */
  #coming: { run: number; events: RunEvent[]; dropped: boolean } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly engine: Pick<EngineClient, "call" | "restoring">,
    private readonly notices: Pick<Notices, "tell">,
  ) {
    super(NONE);
  }

  /** What was refused was so of other settings or takes. */
  forgive(): void {
    if (this.state.refused !== undefined) {
      this.set({ refused: undefined });
    }
  }

  /** True while changed settings would lose something. */
  get active(): boolean {
    return isActive(this.state);
  }

  /** The run is one of an earlier visit, or of a file. */
  get shown(): boolean {
    return this.#shown !== undefined;
  }

  /** Shows a run of an earlier visit, or of a file, as it ended. */
  show(run: SavedRun, data: RunData): void {
    const { spec, head, records, checkpoints, probe, stopped, elapsedMs, weightsSha256 } = run;
    this.#put({ ...NONE, phase: "ended", spec, data, head, records, checkpoints, probe, stopped, elapsedMs, weightsSha256 }, run.model);
    if (this.#numbers !== NOBODY) {
      void this.#clearWorker();
    }
  }

  async train(spec: RunSpec, data: RunData, workers: WorkersWanted): Promise<void> {
    this.#workers = workers;
    await this.#begin({ spec }, data, async (run) => {
      const { head, checkpoint } = await this.engine.call((api) => api.startRun(spec, data.probe, this.#workers, run));
      return { phase: "training", head, checkpoints: [{ epoch: 0, bytes: checkpoint }] };
    }).catch(() => undefined);
  }

  /** Makes a run that ended elsewhere the page's one run, from its last checkpoint, in the place of the present one. */
  async take(ended: Pick<RunState, "spec" | "records" | "stopped" | "elapsedMs"> & { data: RunData; weightsSha256?: string | undefined }, checkpoint: Checkpoint): Promise<void> {
    const { data, ...rest } = ended;
    await this.#begin(rest, data, async (run) => ({ phase: "ended", head: await this.#resume(checkpoint, data, run), checkpoints: [checkpoint] }));
  }

  #resume(checkpoint: Checkpoint, data: RunData, run: number): Promise<RunHead> {
    return this.engine.call((api) => api.resumeRun(checkpoint.bytes, data.probe, this.#workers, run));
  }

  /** Has `start` begin a run in the place of the present one, which stays where it does not begin; the reason is thrown and told. */
  async #begin(known: Partial<RunState>, data: RunData, start: (run: number) => Promise<Begun>): Promise<void> {
    this.#leave();
    const mine = { run: ++this.#numbers, events: [] as RunEvent[], dropped: false };
    const still = (): boolean => this.#coming === mine;
    const wanted = (): boolean => still() && !mine.dropped;
    this.#coming = mine;
    this.set({ ...NONE, ...known, phase: "preparing", data });
    try {
      const begun = await this.#inTurn(async () => {
        // What was given up brings nothing more to the worker.
        await data.load((make) => (wanted() ? this.engine.call(make) : Promise.reject(new Bug("a start that was given up"))));
        if (!wanted()) {
          throw new Bug("a start that was given up");
        }
        const begun = await start(mine.run);
        if (!still() && this.#former) {
          // Another start is on its way, but the worker has let the run before this one go.
          this.#former = this.#former.shown ? { ...this.#former, run: NOBODY } : GONE;
        }
        return begun;
      });
      if (still()) {
        [this.#former, this.#coming, this.#run] = [undefined, undefined, mine.run];
        this.#since = begun.phase === "training" ? performance.now() : 0;
        this.set({ ...begun, stopping: false });
        mine.events.forEach((event) => this.#hear(event));
        if (mine.dropped) {
          // The wish came too late for the worker: the run has begun, and ends before its next step.
          await this.stop();
        }
      }
    } catch (error) {
      if (still()) {
        this.#return(mine.dropped ? undefined : messageOf(error));
        throw mine.dropped ? new Error(t("run.dropped")) : error;
      }
    }
  }

  /** Keeps the present run for the case that the next does not begin; one that learns waits. */
  #leave(): void {
    // A start that another start takes the place of has left the same run behind.
    if (!this.#former) {
      this.#count();
      this.#former = { state: this.state, run: this.#run, shown: this.#shown };
      if (this.state.phase === "training") {
        this.#former.state = { ...this.state, phase: "pausing" };
        this.engine.call((api) => api.pauseRun()).catch(() => undefined);
      }
    }
    [this.#run, this.#shown] = [NOBODY, undefined];
  }

  /** The next run did not begin: the one before it is there again. */
  #return(refused: string | undefined): void {
    const { state, run, shown } = this.#former ?? GONE;
    [this.#former, this.#coming] = [undefined, undefined];
    [this.#run, this.#shown] = [run, shown];
    this.set({ ...state, refused });
    if (run === NOBODY) {
      // A start that was given up may have begun a run there after all.
      void this.#clearWorker();
    }
  }

  /** One after the other: of two at once the worker would have the recordings mixed. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  /** Another run is shown, or none; nothing is heard any more of what was there before or was to come. */
  #put(state: RunState, shown: Uint8Array | undefined): void {
    [this.#former, this.#coming, this.#run] = [undefined, undefined, NOBODY];
    this.#since = 0;
    this.#shown = shown;
    this.set(state);
  }

  /** Ends the worker's run. An engine that does not answer has none. */
  #clearWorker(): Promise<void> {
    return this.#inTurn(() => this.engine.call((api) => api.resetRun())).catch(() => undefined);
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
    this.set({ phase: "training", problem: undefined, refused: undefined });
    await this.engine.call((api) => api.continueRun());
  }

  /** Ends the run; one that has not begun does not begin, and the one before it is there again. */
  async stop(): Promise<void> {
    const coming = this.#coming;
    if (!coming) {
      await this.engine.call((api) => api.stopRun());
      return;
    }
    coming.dropped = true;
    this.set({ stopping: true });
    // An engine that does not answer begins no run either.
    await this.engine.call((api) => api.dropRun(coming.run)).catch(() => undefined);
  }

  /** Forgets the run, whatever the engine does; the same seed gives the same run again. */
  async reset(): Promise<void> {
    this.#put(NONE, undefined);
    await this.#clearWorker();
  }

  /** The model as it is now, as the bytes of its file. */
  modelBytes(): Promise<Uint8Array> {
    return this.#shown ? Promise.resolve(this.#shown) : this.engine.call((api) => api.runModel());
  }

  /** An event of the worker's run of this number. */
  hear(event: RunEvent, run: number): void {
    if (run === this.#coming?.run) {
      this.#coming.events.push(event);
    } else if (run === this.#former?.run) {
      this.#former.state = { ...this.#former.state, ...heard(this.#former.state, event) };
    } else if (run === this.#run && run !== NOBODY) {
      this.#hear(event);
    }
  }

  #hear(event: RunEvent): void {
    if (event.kind === "helper-lost") {
      this.notices.tell({ id: "workers", tone: "warn", text: t("run.helper-lost", { why: event.why }) });
    }
    const patch = heard(this.state, event);
    if (patch.phase !== undefined) {
      this.#count();
    }
    this.set(patch);
  }

  #count(): void {
    if (this.#since > 0) {
      this.set({ elapsedMs: this.state.elapsedMs + performance.now() - this.#since });
      this.#since = 0;
    }
  }

  /** After the worker died: brings data and run back from the last checkpoint, paused. */
  async restore(): Promise<void> {
    if (this.#coming) {
      // The recordings that it was given went with the worker.
      this.#return(t("run.cut"));
    }
    const { data, phase } = this.state;
    // A run of an earlier visit needs no worker.
    if (phase === "none" || !data || this.#shown) {
      return;
    }
    this.#count();
    const checkpoint = this.state.checkpoints.at(-1);
    if (!checkpoint) {
      // The engine stopped before the run began: there is nothing to be put back.
      this.#put(NONE, undefined);
      return;
    }
    const run = ++this.#numbers;
    this.#run = run;
    await data.load((make) => this.engine.restoring(make));
    const head = await this.engine.restoring((api) => api.resumeRun(checkpoint.bytes, data.probe, this.#workers, run));
    if (this.#run !== run) {
      // It was reset meanwhile, or another has taken its place.
      return;
    }
    const { epoch } = checkpoint;
    const records = this.state.records.filter((r) => r.epoch <= epoch);
    this.set({ head, records, phase: phase === "ended" ? "ended" : "paused", progress: undefined });
    if (phase !== "ended") {
      this.notices.tell({ id: "restored", tone: "warn", text: t("run.restored", { epochs: epoch }) });
    }
  }
}
