/** Plays one sound at a time and tells where it is. */
import type { Sound } from "../engine/protocol.ts";

/** Rates that every browser plays. */
const LEAST_RATE_HZ = 8000;
const MOST_RATE_HZ = 96_000;

export class Player {
  #context: AudioContext | undefined;
  #source: AudioBufferSourceNode | undefined;
  #frame = 0;
  #stopped: (() => void) | undefined;

  /**
   * Plays `sound` from its start; another sound that plays is stopped. Must be called from a click.
   *
   * @param moved hears the moment being played in seconds, in animation frames, and nothing at the end
   */
  async play(sound: Sound, moved: (s: number | undefined) => void): Promise<void> {
    this.stop();
    const context = (this.#context ??= new AudioContext());
    await context.resume();
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
    this.#stopped = () => moved(undefined);
    source.onended = () => {
      if (this.#source === source) {
        this.stop();
      }
    };
    source.start();
    this.#frame = requestAnimationFrame(tick);
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
    const source = this.#source;
    this.#source = undefined;
    if (source) {
      source.onended = null;
      source.stop();
      source.disconnect();
    }
    this.#stopped?.();
    this.#stopped = undefined;
  }
}
