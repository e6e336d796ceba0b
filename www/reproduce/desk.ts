/** Reproduce: what was chosen, which runs it takes, and what they found; kept in this browser as it grows. */
import type { App } from "../app/context.ts";
import { Bug } from "../core/bug.ts";
import { list } from "../core/format.ts";
import { messageOf, settle } from "../core/settle.ts";
import { Store, until } from "../core/store.ts";
import { texts } from "../text/text.ts";
import { type Choice, readChoice, START, tellChoice } from "./choice.ts";
import { NOTHING, remainingMs, withEpoch, withPrepared } from "./estimate.ts";
import { FIGURES, wanted } from "./figures.ts";
import { keep, kept } from "./kept.ts";
import { type Checkpoint, isProbe, probeOf, RunMaker } from "./maker.ts";
import { type Figure, type Size, SIZES, type Task, tasksOf, type Wanted } from "./plan.ts";
import { fresh, leftToMake, type Outcome } from "./results.ts";
import type { Phase, ReproduceState } from "./state.ts";

export type { Phase, ReproduceState } from "./state.ts";

const t = await texts("reproduce");

/** Least time between two writes of epochs that are over. */
const KEEP_MS = 5000;

export class ReproduceDesk extends Store<ReproduceState> {
  readonly #maker: RunMaker;
  /** Last whole epoch of runs that were left. */
  #checkpoints: ReadonlyMap<string, Checkpoint> = new Map();
  #keptAt = 0;

  constructor(private readonly app: Pick<App, "notices" | "addresses">) {
    super({
      ...START,
      phase: "idle",
      results: new Map(),
      current: undefined,
      within: 0,
      timings: NOTHING,
      problem: undefined,
      tests: undefined,
      remembered: false,
      unkept: false,
    });
    this.#maker = new RunMaker({
      stopping: () => this.#isStopping(),
      outcome: (run) => this.state.results.get(run.key) ?? fresh(run),
      checkpoint: (run) => this.#checkpoints.get(run.key),
      change: (run, patch) => this.#change(run, patch),
      ready: (tests, ms) => this.set({ tests, timings: ms === undefined ? this.state.timings : withPrepared(this.state.timings, this.task, ms) }),
      within: (within) => this.set({ within }),
      epoch: (run, ms, checkpoint) => this.#epoch(run, ms, checkpoint),
      lost: (why) => this.set({ problem: t("engine.stopped", { why }) }),
    });
    this.#readAddress();
    app.addresses.reproduce.watch(() => this.#readAddress());
  }

  /** Brings back what earlier visits found. */
  async remember(): Promise<void> {
    const was = await kept();
    if (was && this.state.results.size === 0 && !this.busy) {
      this.#checkpoints = was.checkpoints;
      this.set({ results: was.results, timings: was.timings, remembered: was.results.size > 0 });
      this.set({ phase: this.#phaseAtRest() });
    }
  }

  /** Forgets everything that was found, here and in the browser's database; work that is under way ends first. */
  async forget(): Promise<void> {
    await this.stop();
    await until(this, () => !this.busy);
    await this.#maker.drop();
    this.#checkpoints = new Map();
    this.set({ results: new Map(), current: undefined, within: 0, timings: NOTHING, problem: undefined, tests: undefined, remembered: false });
    this.set({ phase: this.#phaseAtRest() });
    await this.#keep();
  }

  /** Writes what there is; a browser that keeps nothing has it until the page is left. */
  async #keep(): Promise<void> {
    this.#keptAt = performance.now();
    this.set({ unkept: !(await keep({ ...this.state, checkpoints: this.#checkpoints })) });
  }

  get figure(): Figure {
    const figure = FIGURES.find((f) => f.id === this.state.figure) ?? FIGURES[0];
    if (!figure) {
      throw new Bug("the plan has no figures");
    }
    return figure;
  }

  /** What the figure is run on: what was chosen, where the figure has it. */
  get task(): Task {
    const [first = START.task, ...others] = tasksOf(this.figure);
    return others.find((task) => task === this.state.task) ?? first;
  }

  get sizes(): readonly Size[] {
    return SIZES.map((s) => ({ ...s, task: this.task }));
  }

  get size(): Size {
    const size = this.sizes.find((s) => s.id === this.state.size) ?? this.sizes[0];
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
  choose(patch: Partial<Choice>): void {
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

  /** Times epochs of the paper's network. */
  async measure(): Promise<void> {
    if (this.busy) {
      return;
    }
    const probe = probeOf(this.task);
    this.set({ phase: "measuring", problem: undefined, current: probe, within: 0 });
    const rest = await this.#maker.make(probe);
    this.set({ phase: this.#phaseAtRest(), current: undefined, within: 0, problem: rest.kind === "failed" ? rest.reason : undefined });
    await this.#keep();
  }

  /** Makes the runs that are left, one after the other. */
  async start(): Promise<void> {
    if (this.busy) {
      return;
    }
    this.set({ phase: "opening", problem: undefined });
    try {
      await this.#maker.open(this.task);
      if (!this.#isStopping()) {
        this.set({ phase: "running" });
      }
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
    } finally {
      await this.#keep();
    }
  }

  /** Failed runs become runs that are still to be made, from their last whole epoch on. */
  async again(): Promise<void> {
    this.set({ results: leftToMake(this.state.results, this.#checkpoints) });
    await this.start();
  }

  /** Holds the run that is under way where it is. */
  async stop(): Promise<void> {
    const { phase } = this.state;
    if (phase === "opening" || phase === "running") {
      this.set({ phase: "stopping" });
      if (phase === "running") {
        await this.#maker.pause();
      }
    }
  }

  /** One run to its end; false when it was stopped on the way. */
  async #make(run: Wanted): Promise<boolean> {
    this.set({ current: run, within: this.state.current?.key === run.key ? this.state.within : 0 });
    const rest = await this.#maker.make(run);
    if (rest.kind === "paused") {
      return false;
    }
    if (rest.kind === "failed") {
      this.#change(run, { state: "failed", reason: rest.reason });
    } else {
      this.#checkpoints = new Map([...this.#checkpoints].filter(([key]) => key !== run.key));
      this.#change(run, { state: "done", weightsSha256: rest.weightsSha256 });
    }
    this.set({ current: undefined, within: 0 });
    await this.#keep();
    return this.state.problem === undefined;
  }

  #isStopping(): boolean {
    return this.state.phase === "stopping";
  }

  #change(run: Wanted, patch: Partial<Outcome>): void {
    if (!isProbe(run)) {
      const before = this.state.results.get(run.key) ?? fresh(run);
      this.set({ results: new Map(this.state.results).set(run.key, { ...before, ...patch }) });
    }
  }

  #epoch(run: Wanted, ms: number, checkpoint: Checkpoint | undefined): void {
    this.set({ within: 0, timings: withEpoch(this.state.timings, run.cell, ms) });
    if (checkpoint && !isProbe(run)) {
      this.#checkpoints = new Map(this.#checkpoints).set(run.key, checkpoint);
      if (performance.now() - this.#keptAt > KEEP_MS) {
        settle(this.#keep(), this.tell);
      }
    }
  }

  #readAddress(): void {
    const { state } = this;
    const { choice, problems } = readChoice(this.app.addresses.reproduce.state, state);
    if (choice.figure !== state.figure || choice.size !== state.size || choice.task !== state.task) {
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
    this.app.addresses.reproduce.set(tellChoice(this.state));
  }

  /** Runs of the choice that failed. */
  failed(): Outcome[] {
    return this.runs().flatMap((r) => this.state.results.get(r.key) ?? []).filter((o) => o.state === "failed");
  }

  readonly tell = (text: string): void => this.app.notices.tell({ id: "reproduce", tone: "bad", text });
  readonly act = (action: () => Promise<void>): void => settle(action(), this.tell);
}

/** The page's one desk of this place, made when the place is first opened. */
export function deskOf(app: App): ReproduceDesk {
  return (app.desks.reproduceRuns ??= opened(app));
}

function opened(app: App): ReproduceDesk {
  const desk = new ReproduceDesk(app);
  desk.act(() => desk.remember());
  return desk;
}
