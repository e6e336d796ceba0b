/** Records takes of a word, one after another, hands free: a countdown that listens to the room, then each word as it is spoken. */
import type { Sound } from "../engine/protocol.ts";
import { levelDb, thresholdFor } from "./level.ts";
import type { MicrophoneError } from "./microphone-error.ts";
import { type OpenMicrophone, openMicrophone } from "./microphone.ts";
import { VoiceTrigger } from "./trigger.ts";

/** What a recording shows while it goes on. */
export type RecorderState =
  | { kind: "asking" }
  /** `left` seconds until the visitor is to speak. */
  | { kind: "countdown"; left: number; levelDb: number }
  /** Waiting for a word, or hearing one. */
  | { kind: "speak"; done: number; wanted: number; levelDb: number; thresholdDb: number; talking: boolean };

export interface RecorderHooks {
  state(state: RecorderState): void;
  /** A word was heard. */
  take(sound: Sound): void;
  /** All takes are there, or the visitor or the silence ended it; the microphone is released. */
  end(reason: "done" | "stopped" | "unheard"): void;
  failed(error: MicrophoneError): void;
}

/** Seconds without a word after which a recording ends by itself, unless its owner is more patient. */
const PATIENCE_S = 10;

export class Recorder {
  #microphone: OpenMicrophone | undefined;
  #trigger: VoiceTrigger | undefined;
  #ended = false;
  #samples = 0;
  #done = 0;
  #waited = 0;
  readonly #room: number[] = [];

  private constructor(
    private readonly hooks: RecorderHooks,
    private readonly wanted: number,
    private readonly countdownS: number,
    private readonly patienceS: number,
  ) {}

  /**
   * Opens the microphone and records `wanted` takes after `countdownS` seconds. Must be called from a click.
   *
   * @param wanted infinite: one take after another until it is stopped
   */
  static async start(hooks: RecorderHooks, wanted: number, countdownS: number, signal: AbortSignal, patienceS = PATIENCE_S): Promise<void> {
    const recorder = new Recorder(hooks, wanted, countdownS, patienceS);
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

  #end(reason: "done" | "stopped" | "unheard"): void {
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
    this.#samples += samples.length;
    const now = this.#samples / microphone.rateHz;
    if (now < this.countdownS) {
      const level = levelDb(samples);
      this.#room.push(level);
      this.hooks.state({ kind: "countdown", left: Math.ceil(this.countdownS - now), levelDb: level });
      return;
    }
    this.#trigger ??= new VoiceTrigger({ rateHz: microphone.rateHz, thresholdDb: thresholdFor(this.#room) });
    const { levelDb: level, talking, word } = this.#trigger.feed(samples);
    this.#waited = talking ? 0 : this.#waited + samples.length / microphone.rateHz;
    if (word) {
      this.#done += 1;
      this.#waited = 0;
      this.hooks.take({ samples: word, rateHz: microphone.rateHz });
    }
    if (this.#done >= this.wanted) {
      this.#end("done");
    } else if (this.#waited > this.patienceS) {
      this.#end("unheard");
    } else {
      this.hooks.state({ kind: "speak", done: this.#done, wanted: this.wanted, levelDb: level, thresholdDb: this.#trigger.thresholdDb, talking });
    }
  }
}
