/** The training loop on the worker's side: one step, then an ear for the page, then the next step. */
import { describeThrown } from "./fault.ts";
import type { Native, NativeDataSet, NativeTrainer } from "./native.ts";
import type { Recognition, RunEvent, RunHead, RunSpec } from "./protocol.ts";

/** Least time between two progress messages. */
const PROGRESS_MS = 100;
/** Least time between two pictures of the chosen utterance. */
const PROBE_MS = 150;
/** Least time between two checkpoints: what a crash costs at most, beyond the epoch at hand. */
const CHECKPOINT_MS = 1000;

/** Lets messages in between two steps; unlike a timer it is not slowed down. */
function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** Sends an event to the page, with what is to be transferred. */
export type Send = (event: RunEvent, transfer: Transferable[]) => void;

/** Buffers of a recognition that are transferred, not copied. */
export function buffersOf(r: Recognition): Transferable[] {
  const out: Transferable[] = [r.clip.buffer];
  if (r.traces) {
    out.push(r.traces.spectrogram.buffer, r.traces.output.buffer);
    for (const l of r.traces.layers) {
      const arrays = l.activity ? [l.activity] : [l.sFf, l.sRec, l.vFf, l.vRec, l.adaptation, l.threshold];
      out.push(...arrays.map((a) => a.buffer));
    }
  }
  return out;
}

/** One run. It takes effect of `pause`, `continue` and `stop` within one step. */
export class Run {
  #wanted: "run" | "pause" | "stop";
  #wake: (() => void) | undefined;
  #lastProgress = -Infinity;
  #lastProbe = -Infinity;
  #lastCheckpoint = -Infinity;
  #silent = false;

  private constructor(
    private readonly trainer: NativeTrainer,
    private readonly probe: number,
    private readonly sendTo: Send,
    private readonly panicText: () => string | undefined,
    wanted: "run" | "pause",
  ) {
    this.#wanted = wanted;
  }

  static start(native: Native, spec: RunSpec, data: NativeDataSet, probe: number, send: Send, panicText: () => string | undefined): Run {
    return new Run(new native.Trainer(spec, data), probe, send, panicText, "run");
  }

  static resume(native: Native, bytes: Uint8Array, data: NativeDataSet, probe: number, send: Send, panicText: () => string | undefined): Run {
    return new Run(native.Trainer.resume(bytes, data), probe, send, panicText, "pause");
  }

  private readonly send: Send = (event, transfer) => {
    if (!this.#silent) {
      this.sendTo(event, transfer);
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
    };
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
          this.send({ kind: "ended", stopped: true }, []);
          return;
        }
        if (this.#step()) {
          this.send({ kind: "ended", stopped: false }, []);
          return;
        }
      }
    } catch (error) {
      this.send({ kind: "failed", ...describeThrown(error, this.panicText()) }, []);
    }
  }

  #step(): boolean {
    const { done, epochEnd, ...progress } = this.trainer.step();
    const now = performance.now();
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

  free(): void {
    this.trainer.free();
  }
}
