import type { App } from "../app/context.ts";
import { Bug } from "../core/bug.ts";
import { fetchBytes } from "../core/files.ts";
import { list } from "../core/format.ts";
import { messageOf, settle } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import { EngineClient, type EngineState } from "../engine/client.ts";
import type { EpochRecord, Recognition, RunEvent } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { NOTHING, remainingMs, type Timings, withEpoch, withPrepared } from "./estimate.ts";
import { cellOf, type Figure, PLAN, type Size, SIZES, specOf, type Wanted, wanted } from "./plan.ts";
import type { Look, Outcome, Results } from "./results.ts";

const t = await texts("reproduce");

export type Phase = "idle" | "measuring" | "opening" | "running" | "stopping" | "stopped" | "done";

export interface ReproduceState {
  figure: string;
  size: string;
  phase: Phase;
  results: Results;
  /** The run that is under way, or that waits in the worker. */
  current: Wanted | undefined;
  /** Share of its present epoch that is over. */
  within: number;
  timings: Timings;
  problem: string | undefined;
  /** Test utterances, once a run has begun. */
  tests: number | undefined;
}

const START_FIGURE = "fig5";
const START_SIZE = "short";

/** The network whose epoch is timed before anything else: the paper's own. */
const PROBE: Wanted = { key: "probe", cell: PLAN.cells.findIndex((c) => c.system === "nrr-shallow"), seed: 1, epochs: 1 };

/** How a run came to rest. */
type Rest = { kind: "ended" } | { kind: "paused" } | { kind: "failed"; reason: string };

/** What a run is before its first epoch. */
function fresh(run: Wanted): Outcome {
  return { run, state: "partial", records: [], reason: undefined, weightsSha256: undefined, ms: 0, looks: [] };
}

function lookOf(probe: Recognition | undefined, epoch: number): Look | undefined {
  const layer = probe?.traces?.layers[0];
  return layer && probe.traces && { epoch, layer, frames: probe.traces.frames, steps: probe.traces.steps, hopMs: probe.traces.hopMs };
}

/** Reproduce: the runs of a figure one after the other, in an engine of their own, so that those of Teach are not disturbed. */
export class ReproduceDesk extends Store<ReproduceState> {
  readonly #engine: EngineClient;
  #probe = 0;
  #open: Promise<void> | undefined;
  /** Ends the wait for the run that is under way. */
  #rests: ((rest: Rest) => void) | undefined;
  /** Key of the run that the worker holds, paused. */
  #held: string | undefined;
  /** Last whole epoch of runs that were left. */
  readonly #checkpoints = new Map<string, { epoch: number; bytes: Uint8Array }>();
  /** Time of the present epoch before its last pause, and since. */
  #epochMs = 0;
  #since: number | undefined;
  /** The time of an epoch that was taken up half-way says nothing. */
  #whole = true;

  constructor(private readonly app: Pick<App, "notices" | "reproduce">) {
    super({
      figure: START_FIGURE,
      size: START_SIZE,
      phase: "idle",
      results: new Map(),
      current: undefined,
      within: 0,
      timings: NOTHING,
      problem: undefined,
      tests: undefined,
    });
    this.#engine = new EngineClient({
      state: (state) => this.#engineIs(state),
      run: (event) => this.#hear(event),
      restore: () => this.#load((make) => this.#engine.restoring(make)),
    });
    this.#readAddress();
    app.reproduce.watch(() => this.#readAddress());
  }

  get figure(): Figure {
    const figure = PLAN.figures.find((f) => f.id === this.state.figure) ?? PLAN.figures[0];
    if (!figure) {
      throw new Bug("the plan has no figures");
    }
    return figure;
  }

  get size(): Size {
    const size = SIZES.find((s) => s.id === this.state.size) ?? SIZES[0];
    if (!size) {
      throw new Bug("there are no sizes");
    }
    return size;
  }

  /** True while runs are under way: the choice waits. */
  get busy(): boolean {
    return !["idle", "stopped", "done"].includes(this.state.phase);
  }

  /** Another figure or size; what was found stays and counts wherever the same run is part of a figure. */
  choose(patch: { figure?: string; size?: string }): void {
    if (!this.busy) {
      this.set({ ...patch, problem: undefined });
      this.set({ phase: this.#phaseAtRest() });
      this.#tellAddress();
    }
  }

  /** Every run of the choice is over. */
  #phaseAtRest(): Phase {
    const runs = this.runs();
    const over = runs.filter((r) => this.#isOver(r)).length;
    return over === runs.length ? "done" : over > 0 || runs.some((r) => this.state.results.has(r.key)) ? "stopped" : "idle";
  }

  runs(): Wanted[] {
    return wanted(this.figure, this.size);
  }

  #isOver(run: Wanted): boolean {
    const state = this.state.results.get(run.key)?.state;
    return state === "done" || state === "failed";
  }

  /** Milliseconds that what is left of a size would take here; nothing before anything was measured. */
  remaining(size: Size): number | undefined {
    const { results, timings, current, within } = this.state;
    const done = (run: Wanted) => {
      const outcome = results.get(run.key);
      const share = current?.key === run.key ? within : 0;
      return outcome?.state === "failed" ? run.epochs : (outcome?.records.length ?? 0) + share;
    };
    return remainingMs(timings, wanted(this.figure, size), done);
  }

  /** Times one epoch of the paper's network. */
  async measure(): Promise<void> {
    if (this.busy) {
      return;
    }
    this.set({ phase: "measuring", problem: undefined });
    const rest = await this.#rest(PROBE);
    this.set({ phase: this.#phaseAtRest(), current: undefined, within: 0, problem: rest.kind === "failed" ? rest.reason : undefined });
  }

  /** Makes the runs that are left, one after the other. */
  async start(): Promise<void> {
    if (this.busy) {
      return;
    }
    this.set({ phase: "opening", problem: undefined });
    try {
      await this.#opened();
      this.#go("running");
      for (;;) {
        const next = this.runs().find((r) => !this.#isOver(r));
        if (!next) {
          this.set({ phase: "done" });
          return;
        }
        if (this.state.phase !== "running" || !(await this.#make(next))) {
          this.set({ phase: "stopped" });
          return;
        }
      }
    } catch (error) {
      this.set({ phase: this.#phaseAtRest(), problem: messageOf(error) });
    }
  }

  /** Failed runs become runs that are still to be made. */
  async again(): Promise<void> {
    const results = [...this.state.results].filter(([, o]) => o.state !== "failed");
    this.set({ results: new Map(results) });
    await this.start();
  }

  /** Holds the run that is under way where it is. */
  async stop(): Promise<void> {
    const { phase } = this.state;
    if (phase === "opening" || phase === "running") {
      this.set({ phase: "stopping" });
      if (phase === "running") {
        await this.#engine.call((api) => api.pauseRun());
      }
    }
  }

  #go(phase: Phase): void {
    if (!this.#isStopping()) {
      this.set({ phase });
    }
  }

  /** One run to its end; false when it was stopped on the way. */
  async #make(run: Wanted): Promise<boolean> {
    const rest = await this.#rest(run);
    switch (rest.kind) {
      case "paused":
        this.#held = run.key;
        return false;
      case "failed":
        this.#keep(run, { state: "failed", reason: rest.reason });
        break;
      case "ended": {
        const bytes = await this.#engine.call((api) => api.runModel());
        const { weightsSha256 } = await this.#engine.call((api) => api.loadModel("run", bytes));
        this.#keep(run, { state: "done", weightsSha256 });
        this.#checkpoints.delete(run.key);
        break;
      }
    }
    this.set({ current: undefined, within: 0 });
    return this.state.problem === undefined;
  }

  /** Lets a run go on until it rests. */
  async #rest(run: Wanted): Promise<Rest> {
    const rested = new Promise<Rest>((resolve) => {
      this.#rests = resolve;
    });
    const begin = this.#begin(run).catch((error: unknown): void => this.#rests?.({ kind: "failed", reason: messageOf(error) }));
    const rest = await rested;
    this.#rests = undefined;
    await begin;
    this.#tick();
    return rest;
  }

  /** Begins a run, or takes it up where it was left. */
  async #begin(run: Wanted): Promise<void> {
    await this.#opened();
    const held = this.#held;
    this.#held = undefined;
    this.set({ current: run, within: held === run.key ? this.state.within : 0 });
    if (held === run.key) {
      this.#since = performance.now();
      await this.#engine.call((api) => api.continueRun());
      return;
    }
    const began = performance.now();
    const checkpoint = this.#checkpoints.get(run.key);
    this.#epochMs = 0;
    this.#whole = true;
    if (checkpoint) {
      const head = await this.#engine.call((api) => api.resumeRun(checkpoint.bytes, this.#probe, "auto"));
      this.#keep(run, { records: this.#records(run).slice(0, checkpoint.epoch) });
      this.set({ tests: head.testCount });
      this.#since = performance.now();
      if (this.#isStopping()) {
        this.#rests?.({ kind: "paused" });
      } else {
        await this.#engine.call((api) => api.continueRun());
      }
      return;
    }
    const head = await this.#engine.call((api) => api.startRun(specOf(run), this.#probe, "auto"));
    this.#since = performance.now();
    const ms = this.#since - began;
    this.set({ tests: head.testCount, timings: withPrepared(this.state.timings, ms) });
    if (run !== PROBE) {
      this.#keep(run, { records: [], ms });
    }
    // A wish to stop that came before there was a run has had nothing to hold.
    if (this.#isStopping()) {
      await this.#engine.call((api) => api.pauseRun());
    }
  }

  #isStopping(): boolean {
    return this.state.phase === "stopping";
  }

  #records(run: Wanted): readonly EpochRecord[] {
    return this.state.results.get(run.key)?.records ?? [];
  }

  #keep(run: Wanted, patch: Partial<Outcome>): void {
    const before = this.state.results.get(run.key) ?? fresh(run);
    this.set({ results: new Map(this.state.results).set(run.key, { ...before, ...patch }) });
  }

  /** Adds the time since the clock was started to the present epoch's. */
  #tick(): void {
    if (this.#since !== undefined) {
      this.#epochMs += performance.now() - this.#since;
      this.#since = undefined;
    }
  }

  #hear(event: RunEvent): void {
    const { current: run } = this.state;
    if (!run || !this.#rests) {
      return;
    }
    switch (event.kind) {
      case "progress": {
        const { batch, batches, phase } = event.progress;
        this.set({ within: phase === "train" ? Math.min(1, batch / Math.max(1, batches)) : 1 });
        break;
      }
      case "epoch":
        this.#epoch(run, event);
        break;
      case "paused":
        if (this.state.phase === "stopping") {
          this.#rests({ kind: "paused" });
        }
        break;
      case "ended":
        this.#rests({ kind: "ended" });
        break;
      case "failed":
        this.#rests({ kind: "failed", reason: messageOf(event.message) });
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
    this.set({ within: 0, timings: this.#whole ? withEpoch(this.state.timings, run.cell, ms) : this.state.timings });
    this.#whole = true;
    if (run === PROBE) {
      return;
    }
    const outcome = this.state.results.get(run.key) ?? fresh(run);
    const look = record.epoch === 1 || record.epoch === run.epochs ? lookOf(probe, record.epoch) : undefined;
    this.#keep(run, {
      records: [...outcome.records, record],
      ms: outcome.ms + ms,
      looks: look && run.seed === 1 && isLookedAt(run) ? [...outcome.looks.filter((l) => l.epoch !== look.epoch), look] : outcome.looks,
    });
    if (checkpoint) {
      this.#checkpoints.set(run.key, { epoch: record.epoch, bytes: checkpoint });
    }
  }

  /** The worker with the recordings in it; the first call fetches both. */
  #opened(): Promise<void> {
    this.#open ??= this.#fetch();
    return this.#open;
  }

  async #fetch(): Promise<void> {
    try {
      await this.#engine.open();
      await this.#load((make) => this.#engine.call(make));
    } catch (error) {
      this.#open = undefined;
      throw error;
    }
  }

  async #load(call: EngineClient["call"]): Promise<void> {
    const bytes = await fetchBytes("data/digits.pack", t("pack"));
    const { utterances } = await call((api) => api.openPack(PLAN.data.name, bytes));
    this.#probe = Math.max(0, utterances.findIndex((u) => u.heldOut));
  }

  #engineIs(state: EngineState): void {
    if (state.kind !== "restarting" && state.kind !== "failed") {
      return;
    }
    this.#held = undefined;
    if (state.kind === "failed") {
      this.#open = undefined;
      this.set({ problem: t("engine.stopped", { why: state.message }) });
    }
    this.#rests?.({ kind: "failed", reason: t("engine.stopped", { why: state.message }) });
  }

  #readAddress(): void {
    const { figure, size } = this.app.reproduce.state;
    const problems: string[] = [];
    const take = (what: "figure" | "size", id: string | undefined, known: readonly { id: string }[], now: string): string => {
      if (id === undefined || known.some((k) => k.id === id)) {
        return id ?? now;
      }
      problems.push(t(`address.${what}`, { id }));
      return now;
    };
    const choice = { figure: take("figure", figure, PLAN.figures, this.state.figure), size: take("size", size, SIZES, this.state.size) };
    if (choice.figure !== this.state.figure || choice.size !== this.state.size) {
      if (this.busy) {
        problems.push(t("address.busy"));
      }
      this.choose(choice);
    }
    this.#tellAddress();
    if (problems.length > 0) {
      this.app.notices.tell({ id: "address-figure", tone: "warn", text: t("address", { problems: list(problems) }) });
    }
  }

  #tellAddress(): void {
    const { figure, size } = this.state;
    this.app.reproduce.set({ figure, size });
  }

  /** Runs of the choice that failed. */
  failed(): Outcome[] {
    return this.runs().flatMap((r) => this.state.results.get(r.key) ?? []).filter((o) => o.state === "failed");
  }

  readonly tell = (text: string): void => this.app.notices.tell({ id: "reproduce", tone: "bad", text });
  readonly act = (action: () => Promise<void>): void => settle(action(), this.tell);
}

/** The network whose spikes figure 4 shows. */
export function isLookedAt({ cell }: Pick<Wanted, "cell">): boolean {
  const { system, preset, settings } = cellOf(cell);
  return system === "nrr-shallow" && preset === "tuned" && Object.keys(settings).length === 0;
}

const desks = new WeakMap<App, ReproduceDesk>();

/** The page's one desk of this place, made when the place is first opened. */
export function deskOf(app: App): ReproduceDesk {
  const desk = desks.get(app) ?? new ReproduceDesk(app);
  desks.set(app, desk);
  return desk;
}
