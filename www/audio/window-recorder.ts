/** Records stretches of a fixed length, each after a countdown: words where a voice cannot be told from the room, and the room itself. */
import type { Sound } from "../engine/protocol.ts";
import { levelDb } from "./level.ts";
import { type OpenMicrophone, openMicrophone } from "./microphone.ts";
import type { RecorderHooks, RecorderState } from "./recorder.ts";

/** What it shows while it goes on, beside what every recorder shows. */
export type WindowState =
  | Exclude<RecorderState, { kind: "speak" }>
  /** Being recorded: `left` seconds to go of `of`. */
  | { kind: "window"; done: number; wanted: number; leftS: number; ofS: number; levelDb: number };

export type WindowHooks = Omit<RecorderHooks, "state"> & { state(state: WindowState): void };

export interface WindowPlan {
  countdownS: number;
  windowS: number;
  /** Stretches, one after another; without end where it is infinite. */
  wanted: number;
}

export class WindowRecorder {
  #microphone: OpenMicrophone | undefined;
  #ended = false;
  /** Samples since the present countdown began. */
  #heard = 0;
  #done = 0;
  #blocks: Float32Array[] = [];

  private constructor(
    private readonly hooks: WindowHooks,
    private readonly plan: WindowPlan,
  ) {}

  /** Opens the microphone and begins. Must be called from a click. */
  static async start(hooks: WindowHooks, plan: WindowPlan, signal: AbortSignal): Promise<void> {
    const recorder = new WindowRecorder(hooks, plan);
    hooks.state({ kind: "asking" });
    const microphone = await openMicrophone({
      block: (samples) => recorder.#hear(samples),
      lost: (error) => {
        recorder.#ended = true;
        hooks.failed(error);
      },
    });
    recorder.#microphone = microphone;
    if (signal.aborted) {
      recorder.#end("stopped");
    } else {
      signal.addEventListener("abort", () => recorder.#end("stopped"), { once: true });
    }
  }

  #end(reason: "done" | "stopped"): void {
    if (!this.#ended) {
      this.#ended = true;
      this.#microphone?.close();
      this.hooks.end(reason);
    }
  }

  #hear(samples: Float32Array): void {
    const microphone = this.#microphone;
    if (this.#ended || !microphone) {
      return;
    }
    const { countdownS, windowS, wanted } = this.plan;
    const rateHz = microphone.rateHz;
    this.#heard += samples.length;
    const now = this.#heard / rateHz - countdownS;
    const level = levelDb(samples);
    if (now < 0) {
      this.hooks.state({ kind: "countdown", left: Math.ceil(-now), levelDb: level });
      return;
    }
    this.#blocks.push(samples);
    const length = Math.round(windowS * rateHz);
    if (this.#blocks.reduce((n, b) => n + b.length, 0) < length) {
      this.hooks.state({ kind: "window", done: this.#done, wanted, leftS: Math.max(0, windowS - now), ofS: windowS, levelDb: level });
      return;
    }
    const sound: Sound = { rateHz, samples: joined(this.#blocks, length) };
    this.#blocks = [];
    this.#heard = 0;
    this.#done += 1;
    this.hooks.take(sound);
    if (this.#done >= wanted) {
      this.#end("done");
    }
  }
}

function joined(blocks: readonly Float32Array[], length: number): Float32Array {
  const out = new Float32Array(length);
  let at = 0;
  for (const block of blocks) {
    const part = block.subarray(0, length - at);
    out.set(part, at);
    at += part.length;
  }
  return out;
}
