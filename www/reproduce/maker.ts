/** Makes the runs of a figure, one at a time, in an engine of their own, so that the run of Train is not disturbed. */
import { fetchBytes } from "../core/files.ts";
import { messageOf } from "../core/settle.ts";
import { EngineClient, type EngineState } from "../engine/client.ts";
import type { EpochRecord, Recognition, RunEvent } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { cellOf, dataOf, isLookedAt, PLAN, specOf, type Task, type Wanted } from "./plan.ts";
import type { Look, Outcome } from "./results.ts";

const t = await texts("reproduce");

/** The paper's own network for a task, of which epochs are timed before anything else: two, since the first is not as quick as those after it. */
const OWN = { digits: "nrr-shallow", phonemes: "nrr-ph" } as const;

/** The run that is only timed. */
export function probeOf(task: Task): Wanted {
  return { key: PROBE, cell: PLAN.cells.findIndex((c) => c.system === OWN[task]), seed: 1, epochs: 2 };
}

const PROBE = "probe";

export const isProbe = ({ key }: Wanted): boolean => key === PROBE;

const PACKS = { digits: "data/digits.pack", phonemes: "data/sentences.pack" } as const;

/** How a run came to rest. */
export type Rest = { kind: "ended"; weightsSha256: string } | { kind: "paused" } | { kind: "failed"; reason: string };

/** The last whole epoch of a run that was left. */
export interface Checkpoint {
  epoch: number;
  bytes: Uint8Array;
}

/** What the maker tells. */
export interface MakerHooks {
  /** Whether the run is to be held as soon as it can be. */
  stopping(): boolean;
  /** What is known of a run so far; the checkpoint where it is taken up. */
  outcome(run: Wanted): Outcome;
  checkpoint(run: Wanted): Checkpoint | undefined;
  change(run: Wanted, patch: Partial<Outcome>): void;
  /** The run is ready: test utterances, and milliseconds of preparing it where it was begun anew. */
  ready(tests: number, prepareMs: number | undefined): void;
  within(share: number): void;
  /** An epoch is over, after `ms` of work. */
  epoch(run: Wanted, ms: number, checkpoint: Checkpoint | undefined): void;
  /** The engine stopped for good. */
  lost(why: string): void;
}

function lookOf(probe: Recognition | undefined, epoch: number): Look | undefined {
  const layer = probe?.traces?.layers[0];
  return layer && probe.traces && { epoch, layer, frames: probe.traces.frames, steps: probe.traces.steps, hopMs: probe.traces.hopMs };
}

export class RunMaker {
  readonly #engine: EngineClient;
  #probe = 0;
  /** Whose recordings the worker has, or is to have. */
  #task: Task = "digits";
  #open: Promise<void> | undefined;
  #run: Wanted | undefined;
  /** Ends the wait for the run that is under way. */
  #rests: ((rest: Rest) => void) | undefined;
  /** Key of the run that the worker holds, paused. */
  #held: string | undefined;
  /** Time of the present epoch before its last pause, and since. */
  #epochMs = 0;
  #since: number | undefined;

  constructor(private readonly hooks: MakerHooks) {
    this.#engine = new EngineClient({
      state: (state) => this.#engineIs(state),
      run: (event) => this.#hear(event),
      restore: () => this.#load((make) => this.#engine.restoring(make)),
    });
  }

  /** The worker with the recordings of a task in it; the first call fetches both. */
  open(task: Task): Promise<void> {
    if (this.#open && this.#task !== task) {
      // A paused run goes with its recordings: it is taken up from its last whole epoch.
      this.#held = undefined;
      this.#task = task;
      this.#open = this.#orAgain(this.#open.then(() => this.#load((make) => this.#engine.call(make))));
    }
    this.#task = task;
    this.#open ??= this.#orAgain(this.#engine.open().then(() => this.#load((make) => this.#engine.call(make))));
    return this.#open;
  }

  /** What failed is begun anew by the next call. */
  async #orAgain(opening: Promise<void>): Promise<void> {
    try {
      await opening;
    } catch (error) {
      this.#open = undefined;
      throw error;
    }
  }

  async #load(call: EngineClient["call"]): Promise<void> {
    const bytes = await fetchBytes(PACKS[this.#task], t("pack"));
    const { utterances } = await call((api) => api.openPack(dataOf(this.#task).name, bytes));
    this.#probe = Math.max(0, utterances.findIndex((u) => u.heldOut));
  }

  #engineIs(state: EngineState): void {
    if (state.kind !== "restarting" && state.kind !== "failed") {
      return;
    }
    this.#held = undefined;
    if (state.kind === "failed") {
      this.#open = undefined;
      this.hooks.lost(state.message);
    }
    this.#rests?.({ kind: "failed", reason: t("engine.stopped", { why: state.message }) });
  }

  /** Holds the run that is under way. */
  async pause(): Promise<void> {
    await this.#engine.call((api) => api.pauseRun());
  }

  /** Lets go of the run that the worker holds, if any: it begins anew, or from what is kept of it. */
  async drop(): Promise<void> {
    const held = this.#held;
    this.#held = undefined;
    this.#epochMs = 0;
    if (held !== undefined) {
      await this.#engine.call((api) => api.resetRun());
    }
  }

  /** Lets a run go on until it rests. */
  async make(run: Wanted): Promise<Rest> {
    this.#run = run;
    const rested = new Promise<Rest>((resolve) => {
      this.#rests = resolve;
    });
    const begin = this.#begin(run).catch((error: unknown): void => this.#rests?.({ kind: "failed", reason: messageOf(error) }));
    const rest = await rested;
    this.#rests = undefined;
    await begin;
    this.#tick();
    if (rest.kind === "paused") {
      this.#held = run.key;
    }
    return rest;
  }

  /** Begins a run, or takes it up where it was left. */
  async #begin(run: Wanted): Promise<void> {
    await this.open(cellOf(run.cell).task);
    const held = this.#held;
    this.#held = undefined;
    if (held === run.key) {
      this.#since = performance.now();
      await this.#engine.call((api) => api.continueRun());
      return;
    }
    this.#epochMs = 0;
    const checkpoint = this.hooks.checkpoint(run);
    if (checkpoint) {
      const head = await this.#engine.call((api) => api.resumeRun(checkpoint.bytes, this.#probe, "auto"));
      this.hooks.change(run, { records: this.hooks.outcome(run).records.slice(0, checkpoint.epoch) });
      this.hooks.ready(head.testCount, undefined);
      this.#since = performance.now();
      if (this.hooks.stopping()) {
        this.#rests?.({ kind: "paused" });
      } else {
        await this.#engine.call((api) => api.continueRun());
      }
      return;
    }
    const began = performance.now();
    const { head } = await this.#engine.call((api) => api.startRun(specOf(run), this.#probe, "auto"));
    this.#since = performance.now();
    const ms = this.#since - began;
    this.hooks.ready(head.testCount, ms);
    this.hooks.change(run, { records: [], ms });
    // A wish to stop that came before there was a run has had nothing to hold.
    if (this.hooks.stopping()) {
      await this.pause();
    }
  }

  /** Adds the time since the clock was started to the present epoch's. */
  #tick(): void {
    if (this.#since !== undefined) {
      this.#epochMs += performance.now() - this.#since;
      this.#since = undefined;
    }
  }

  #hear(event: RunEvent): void {
    const run = this.#run;
    const rests = this.#rests;
    if (!run || !rests) {
      return;
    }
    switch (event.kind) {
      case "progress": {
        const { batch, batches, phase } = event.progress;
        this.hooks.within(phase === "train" ? Math.min(1, batch / Math.max(1, batches)) : 1);
        break;
      }
      case "epoch":
        this.#epoch(run, event);
        break;
      case "paused":
        if (this.hooks.stopping()) {
          rests({ kind: "paused" });
        }
        break;
      case "ended":
        rests({ kind: "ended", weightsSha256: event.weightsSha256 });
        break;
      case "failed":
        rests({ kind: "failed", reason: messageOf(event.message) });
        break;
      case "helper-lost":
        // The run goes on without it, to the same result.
        break;
    }
  }

  #epoch(run: Wanted, { record, probe, checkpoint }: Extract<RunEvent, { kind: "epoch" }>): void {
    this.#tick();
    const ms = this.#epochMs;
    this.#epochMs = 0;
    this.#since = performance.now();
    const { records, ms: before, looks } = this.hooks.outcome(run);
    this.hooks.change(run, { records: [...records, record], ms: before + ms, looks: withLook(run, looks, record, probe) });
    this.hooks.epoch(run, ms, checkpoint && { epoch: record.epoch, bytes: checkpoint });
  }
}

/** Spikes are kept of the first seed of the network that figure 4 shows: early, and at the end. */
function withLook(run: Wanted, looks: readonly Look[], { epoch }: EpochRecord, probe: Recognition | undefined): readonly Look[] {
  const wanted = run.seed === 1 && isLookedAt(run) && (epoch === 1 || epoch === run.epochs);
  const look = wanted ? lookOf(probe, epoch) : undefined;
  return look ? [...looks.filter((l) => l.epoch !== epoch), look] : looks;
}
