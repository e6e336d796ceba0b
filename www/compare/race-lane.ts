/** One run of a race, alone in a worker of its own. What goes wrong here touches no other lane. */
import { messageOf } from "../core/settle.ts";
import type { LabClient } from "../engine/lab-client.ts";
import { PART } from "../engine/lab-protocol.ts";
import type { RunEvent } from "../engine/protocol.ts";
import type { RunData } from "../train/run-desk.ts";
import { initialDigest } from "./race-digest.ts";
import type { Job } from "./race-job.ts";

/** As much of a laboratory as a lane needs; tests give it another. */
export type LaneLab = Pick<
  LabClient,
  "newData" | "addTakes" | "openPack" | "startRun" | "pauseRun" | "continueRun" | "stopRun" | "runModel" | "runBytes" | "loadModel" | "summary" | "parts" | "answers" | "close"
>;

/** What the lane does to its job. */
export interface LaneHooks {
  job(): Job;
  change(patch: Partial<Job>): void;
  now(): number;
}

/** With noise in the test part every network hears the takes differently: they are not answered one by one. */
const noiseOf = (job: Job) => Number(job.spec.settings["test_noise"] ?? 0);

export class LaneRun {
  #wanted: "run" | "pause" | "stop" = "run";
  /** When the present stretch of work began. */
  #since: number | undefined;
  #first: ((event: RunEvent["kind"]) => void) | undefined;
  /** Of the last progress, until its epoch is told. */
  #takesPerS: number | null = null;
  #over: ((how: { stopped: boolean } | Error) => void) | undefined;

  constructor(
    private readonly lab: LaneLab,
    private readonly data: RunData,
    private readonly hooks: LaneHooks,
  ) {}

  /** Runs to the end; never throws. */
  async run(): Promise<void> {
    const began = this.hooks.now();
    try {
      this.hooks.change({ phase: "loading" });
      await this.data.load((make) => make(this.lab));
      const over = new Promise<{ stopped: boolean } | Error>((resolve) => {
        this.#over = resolve;
      });
      await this.#begin(began);
      const how = await over;
      this.#count();
      if (how instanceof Error) {
        throw how;
      }
      await this.#judge(how.stopped);
    } catch (error) {
      this.#count();
      const stopped = this.#wanted === "stop";
      this.hooks.change(stopped ? { phase: "dropped" } : { phase: "failed", problem: messageOf(error) });
    } finally {
      this.lab.close();
    }
  }

  /** Begins the run, and halts it before its first batch to read the weights that it begins with. */
  async #begin(began: number): Promise<void> {
    const { spec } = this.hooks.job();
    const first = new Promise<RunEvent["kind"]>((resolve) => {
      this.#first = resolve;
    });
    const started = this.lab.startRun(spec, this.data.probe, (event) => this.#hear(event));
    // On its way before the run takes its first step. Where it came too late, a step is heard of first.
    const halted = this.lab.pauseRun();
    const [head] = await Promise.all([started, halted]);
    this.hooks.change({ head });
    const kind = await first;
    if (kind === "failed" || kind === "ended") {
      return;
    }
    if (kind === "paused") {
      const model = await this.lab.runModel();
      const [initial, info] = [await initialDigest(model), await this.lab.loadModel("before", model)];
      const perFrame = Number(info.settings["steps_per_frame"] ?? 1);
      this.hooks.change({
        initial,
        size: info.layers.reduce((sum, l) => sum + l.weights, 0),
        neurons: info.layers.map((l) => l.neurons),
        steps: info.frontEnd.frames * perFrame,
      });
    }
    this.hooks.change({ asideMs: this.hooks.now() - began });
    await this.#go();
  }

  /** Does what is wanted by now. */
  async #go(): Promise<void> {
    if (this.#wanted === "stop") {
      await this.lab.stopRun();
    } else if (this.#wanted === "run") {
      this.#since ??= this.hooks.now();
      this.hooks.change({ phase: "training" });
      await this.lab.continueRun();
    } else {
      this.hooks.change({ phase: "paused" });
    }
  }

  #count(): void {
    if (this.#since !== undefined) {
      this.hooks.change({ activeMs: this.hooks.job().activeMs + this.hooks.now() - this.#since });
      this.#since = undefined;
    }
  }

  #hear(event: RunEvent): void {
    this.#first?.(event.kind);
    this.#first = undefined;
    switch (event.kind) {
      case "progress": {
        const { progress: p } = event;
        const job = this.hooks.job();
        const done = job.records.at(-1)?.epoch ?? 0;
        this.hooks.change({ within: p.phase === "train" && p.epoch > done ? p.batch / Math.max(1, p.batches) : 0 });
        this.#takesPerS = p.takesPerS;
        break;
      }
      case "epoch": {
        const job = this.hooks.job();
        const { record } = event;
        const learnt = this.#takesPerS === null ? [] : [(1000 * (job.head?.trainCount ?? 0)) / this.#takesPerS];
        this.#takesPerS = null;
        const now = this.hooks.now();
        const since = this.#since ?? now;
        this.#since = now;
        this.hooks.change({
          records: [...job.records, record],
          within: 0,
          learnMs: [...job.learnMs, ...learnt],
          activeMs: job.activeMs + now - since,
          ...(event.checkpoint ? { checkpoint: { epoch: record.epoch, bytes: event.checkpoint } } : {}),
        });
        break;
      }
      case "paused":
        // The halt before the first batch is no pause, nor is one that was called off meanwhile.
        if (this.#wanted === "pause" && this.hooks.job().phase === "training") {
          this.#count();
          this.hooks.change({ phase: "paused" });
        }
        break;
      case "ended":
        this.hooks.change({ weights: event.weightsSha256 });
        this.#over?.({ stopped: event.stopped });
        break;
      case "failed":
        this.#over?.(new Error(event.message));
        break;
      case "helper-lost":
        break;
    }
  }

  /** Takes what the run leaves behind, and has its model answer every test take. */
  async #judge(stopped: boolean): Promise<void> {
    this.hooks.change({ phase: "judging", within: 0 });
    const since = this.hooks.now();
    const job = this.hooks.job();
    const [bytes, model] = [await this.lab.runBytes(), await this.lab.runModel()];
    const info = await this.lab.loadModel("after", model);
    this.hooks.change({ bytes, model });
    if (noiseOf(job) === 0 && (job.head?.testCount ?? 0) > 0) {
      const validation = Number(job.spec.settings["validation"] ?? 0);
      const parts = await this.lab.parts(job.spec.split, job.seed, validation);
      const tested = Uint32Array.from([...parts.entries()].flatMap(([i, part]) => (part === PART.test ? [i] : [])));
      const [{ utterances }, { answers }] = [await this.lab.summary(), await this.lab.answers(tested, 0)];
      const right = Uint8Array.from(answers, ({ label }, i) => (info.labels[label] === utterances[tested[i] ?? -1]?.label ? 1 : 0));
      this.hooks.change({ tested, right });
    }
    this.hooks.change({ phase: stopped ? "stopped" : "done", asideMs: (this.hooks.job().asideMs ?? 0) + this.hooks.now() - since });
  }

  pause(): void {
    if (this.#wanted === "run") {
      this.#wanted = "pause";
      this.#tell(this.lab.pauseRun());
    }
  }

  resume(): void {
    if (this.#wanted === "pause") {
      this.#wanted = "run";
      if (["paused", "training"].includes(this.hooks.job().phase)) {
        this.#tell(this.#go());
      }
    }
  }

  /** Ends the run after its step, or drops it where it has not begun. */
  stop(): void {
    this.#wanted = "stop";
    const { phase } = this.hooks.job();
    if (phase === "loading") {
      this.close();
    } else if (phase === "training" || phase === "paused") {
      this.#tell(this.lab.stopRun());
    }
  }

  /** Ends the worker at once. A laboratory that is closed tells nothing more: what waits for its run waits no longer. */
  close(): void {
    this.lab.close();
    this.#first?.("ended");
    this.#over?.(new Error("closed"));
  }

  /** A worker that died is told by its run's own event. */
  #tell(call: Promise<unknown>): void {
    call.catch(() => undefined);
  }
}
