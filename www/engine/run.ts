/** The training loop on the worker's side: one step, then an ear for the page, then the next step. */
import { breathe } from "./breathe.ts";
import { describeThrown } from "./fault.ts";
import type { RunBytes } from "./lab-protocol.ts";
import type { Native, NativeDataSet, NativeStep, NativeTrainer } from "./native.ts";
import type { Pool } from "./pool.ts";
import type { RunEvent, RunHead, RunSpec, WorkersWanted } from "./protocol.ts";
import { buffersOf } from "./transfers.ts";
import { Judge } from "./workers.ts";

/** Least time between two progress messages. */
const PROGRESS_MS = 100;
/** Least time between two pictures of the chosen utterance. */
const PROBE_MS = 150;
/** Least time between two checkpoints: what a crash costs at most, beyond the epoch at hand. */
const CHECKPOINT_MS = 1000;

/** Sends an event to the page, with what is to be transferred. */
export type Send = (event: RunEvent, transfer: Transferable[]) => void;

/** What a run needs of the worker that it lives in. */
export interface Surroundings {
  send: Send;
  panicText(): string | undefined;
  cores: number;
  /** Starts helpers for so many workers in all; `lost` hears of each that is lost. */
  pool(count: number, lost: (why: string) => void): Pool;
}

/** One run. It takes effect of `pause`, `continue` and `stop` within one step. */
export class Run {
  #wanted: "run" | "pause" | "stop";
  #wake: (() => void) | undefined;
  #lastProgress = -Infinity;
  #lastProbe = -Infinity;
  #lastCheckpoint = -Infinity;
  #silent = false;
  #pool: Pool | undefined;
  #judge: Judge;
  /** Batches of this epoch that were timed, and their time. */
  #timed = { batches: 0, ms: 0 };
  #takesPerS: number | null = null;

  private constructor(
    private readonly trainer: NativeTrainer,
    private readonly probe: number,
    workers: WorkersWanted,
    private readonly around: Surroundings,
    wanted: "run" | "pause",
  ) {
    this.#wanted = wanted;
    this.#judge = new Judge(workers);
  }

  static start(native: Native, spec: RunSpec, data: NativeDataSet, probe: number, workers: WorkersWanted, around: Surroundings): Run {
    return new Run(new native.Trainer(spec, data), probe, workers, around, "run");
  }

  static resume(native: Native, bytes: Uint8Array, data: NativeDataSet, probe: number, workers: WorkersWanted, around: Surroundings): Run {
    return new Run(native.Trainer.resume(bytes, data), probe, workers, around, "pause");
  }

  private readonly send: Send = (event, transfer) => {
    if (!this.#silent) {
      this.around.send(event, transfer);
    }
  };

  head(): RunHead {
    const { trainer } = this;
    return {
      trainCount: trainer.trainCount(),
      testCount: trainer.testCount(),
      spiking: trainer.spikes(),
      layers: trainer.layers(),
      notices: trainer.notices(),
      dataDigest: trainer.dataDigest(),
    };
  }

  /** The run as it is now. */
  checkpoint(): Uint8Array {
    return this.trainer.checkpoint();
  }

  /** Steps until the run is done or stopped; what goes wrong is an event, never a lost promise. */
  async loop(): Promise<void> {
    try {
      for (;;) {
        await breathe();
        if (this.#wanted === "pause") {
          this.send({ kind: "paused" }, []);
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
        if (this.#wanted === "stop") {
          this.#ended(true);
          return;
        }
        if (await this.#step()) {
          this.#ended(false);
          return;
        }
      }
    } catch (error) {
      this.send({ kind: "failed", ...describeThrown(error, this.around.panicText()) }, []);
    } finally {
      this.#pool?.end();
    }
  }

  #ended(stopped: boolean): void {
    this.send({ kind: "ended", stopped, weightsSha256: this.trainer.weightsSha256() }, []);
  }

  async #step(): Promise<boolean> {
    const began = performance.now();
    const { done, epochEnd, ...step } = this.#pool ? await this.#pool.step(this.trainer) : this.trainer.step();
    const now = performance.now();
    this.#measure(step, now - began, epochEnd !== null);
    const progress = { ...step, workers: this.#pool?.workers ?? 1, takesPerS: this.#takesPerS };
    if (now - this.#lastProgress >= PROGRESS_MS || epochEnd || done) {
      this.#lastProgress = now;
      this.send({ kind: "progress", progress }, []);
    }
    if (epochEnd) {
      const last = done || epochEnd.epoch === progress.epochs;
      const checkpoint = last || now - this.#lastCheckpoint >= CHECKPOINT_MS ? this.trainer.checkpoint() : undefined;
      const probe = last || now - this.#lastProbe >= PROBE_MS ? this.#show() : undefined;
      this.#lastCheckpoint = checkpoint ? now : this.#lastCheckpoint;
      this.#lastProbe = probe ? now : this.#lastProbe;
      this.send({ kind: "epoch", record: epochEnd, probe, checkpoint }, [...(checkpoint ? [checkpoint.buffer] : []), ...(probe ? buffersOf(probe) : [])]);
    }
    return done;
  }

  /** Takes the time of a step, and calls helpers when sharing is worth it. */
  #measure(step: Pick<NativeStep, "phase" | "epoch" | "epochs" | "batch" | "batches">, ms: number, epochEnds: boolean): void {
    if (step.phase === "train") {
      this.#timed.batches += 1;
      this.#timed.ms += ms;
    }
    if (epochEnds) {
      const whole = this.#timed.batches === step.batches;
      this.#takesPerS = whole ? (1000 * this.trainer.trainCount()) / Math.max(this.#timed.ms, 1e-3) : this.#takesPerS;
      this.#timed = { batches: 0, ms: 0 };
    }
    if (!this.#pool) {
      if (step.phase === "train") {
        this.#judge.see(ms, (step.epochs - step.epoch + 1) * step.batches - step.batch);
      }
      const workers = this.#judge.workers(this.around.cores);
      if (workers > 1) {
        this.#pool = this.around.pool(workers, (why) => this.send({ kind: "helper-lost", why }, []));
      }
    }
  }

  /** Other workers from the next step on. */
  use(workers: WorkersWanted): void {
    this.#judge = new Judge(workers);
    this.#pool?.end();
    this.#pool = undefined;
  }

  /** The chosen utterance under the present weights; an utterance that the front end refuses shows nothing. */
  #show() {
    try {
      return this.trainer.probe(this.probe);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) {
        throw error;
      }
      return undefined;
    }
  }

  pause(): void {
    if (this.#wanted === "run") {
      this.#wanted = "pause";
    }
  }

  continue(): void {
    this.#want("run");
  }

  stop(): void {
    this.#want("stop");
  }

  /** Stops and says nothing more: another run takes its place. */
  drop(): void {
    this.#silent = true;
    this.#pool?.end();
    this.#want("stop");
  }

  #want(wanted: "run" | "stop"): void {
    this.#wanted = wanted;
    this.#wake?.();
    this.#wake = undefined;
  }

  /** Bytes of the model as it is now. */
  model(): Uint8Array {
    const model = this.trainer.model();
    try {
      return model.save();
    } finally {
      model.free();
    }
  }

  /** Bytes that the run holds here. */
  bytes(): RunBytes {
    return this.trainer.bytes();
  }

  free(): void {
    this.trainer.free();
  }
}
