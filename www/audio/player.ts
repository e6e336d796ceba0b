/** Plays one sound at a time and tells where it is. */
import type { Sound } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";

/** Rates that every browser plays. */
const LEAST_RATE_HZ = 8000;
const MOST_RATE_HZ = 96_000;

/** Seconds that the browser's sound has for starting; without any loudspeaker some browsers let a page wait for ever. */
const PATIENCE_S = 8;

/** Starts the sound; throws where it does not start. */
async function started(context: AudioContext): Promise<void> {
  let patience: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<"late">((resolve) => {
    patience = setTimeout(() => resolve("late"), 1000 * PATIENCE_S);
  });
  try {
    if ((await Promise.race([context.resume(), late])) === "late") {
      const t = await texts("microphone");
      throw new Error(t("silent"));
    }
  } finally {
    clearTimeout(patience);
  }
}

export class Player {
  #context: AudioContext | undefined;
  #source: AudioBufferSourceNode | undefined;
  #frame = 0;
  #stopped: (() => void) | undefined;
  /** Counts what was asked for, so that what was stopped before it began does not begin. */
  #turn = 0;

  constructor(private readonly open: () => AudioContext = () => new AudioContext()) {}

  /**
   * Plays `sound` from its start; another sound that plays or is about to is stopped. Must be called from a click.
   *
   * @param moved hears the moment being played in seconds, in animation frames, and nothing at the end, which also comes where it does not begin
   */
  async play(sound: Sound, moved: (s: number | undefined) => void): Promise<void> {
    this.stop();
    const mine = this.#turn;
    this.#stopped = () => moved(undefined);
    try {
      const context = (this.#context ??= this.open());
      await started(context);
      if (mine === this.#turn) {
        this.#begin(context, sound, moved);
      }
    } catch (error) {
      if (mine === this.#turn) {
        this.stop();
        throw error;
      }
    }
  }

  #begin(context: AudioContext, sound: Sound, moved: (s: number | undefined) => void): void {
    // A rate out of range is played at the nearest one: a little fast or slow, but heard.
    const rateHz = Math.min(MOST_RATE_HZ, Math.max(LEAST_RATE_HZ, Math.round(sound.rateHz)));
    const buffer = context.createBuffer(1, Math.max(1, sound.samples.length), rateHz);
    buffer.getChannelData(0).set(sound.samples);
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(context.destination);
    const startS = context.currentTime;
    const tick = () => {
      moved(Math.min(buffer.duration, context.currentTime - startS));
      this.#frame = requestAnimationFrame(tick);
    };
    this.#source = source;
    source.onended = () => {
      if (this.#source === source) {
        this.stop();
      }
    };
    source.start();
    this.#frame = requestAnimationFrame(tick);
  }

  stop(): void {
    this.#turn += 1;
    cancelAnimationFrame(this.#frame);
    const source = this.#source;
    this.#source = undefined;
    if (source) {
      source.onended = null;
      source.stop();
      source.disconnect();
    }
    // It may ask for another sound.
    const stopped = this.#stopped;
    this.#stopped = undefined;
    stopped?.();
  }
}
