/** Voice activity: cuts words out of a stream of sound. */
import { levelDb } from "./level.ts";

export interface TriggerOptions {
  rateHz: number;
  /** Level from which a block counts as voice, in dBFS. */
  thresholdDb: number;
  /** Kept before the onset, in seconds. */
  beforeS?: number;
  /** Quiet after which a word ends, in seconds. */
  hangoverS?: number;
  /** A word with less voice than this is a click, in seconds. */
  leastS?: number;
  /** A word is cut after this, in seconds. */
  mostS?: number;
}

export interface TriggerReport {
  /** Level of the block, in dBFS. */
  levelDb: number;
  /** Voice is heard now. */
  talking: boolean;
  /** A word that has just ended. */
  word: Float32Array | undefined;
}

/** Feeds on blocks of samples; reports a level for each, and a word when one ends. */
export class VoiceTrigger {
  thresholdDb: number;
  readonly #rateHz: number;
  readonly #before: number;
  readonly #hangover: number;
  readonly #least: number;
  readonly #most: number;
  #blocks: Float32Array[] = [];
  #length = 0;
  #talking = false;
  #voiced = 0;
  #quiet = 0;

  constructor(options: TriggerOptions) {
    const { rateHz, thresholdDb, beforeS = 0.25, hangoverS = 0.35, leastS = 0.06, mostS = 2.5 } = options;
    this.thresholdDb = thresholdDb;
    this.#rateHz = rateHz;
    this.#before = Math.round(beforeS * rateHz);
    this.#hangover = Math.round(hangoverS * rateHz);
    this.#least = Math.round(leastS * rateHz);
    this.#most = Math.round(mostS * rateHz);
  }

  get rateHz(): number {
    return this.#rateHz;
  }

  feed(block: Float32Array): TriggerReport {
    const level = levelDb(block);
    const voice = level >= this.thresholdDb;
    this.#blocks.push(block);
    this.#length += block.length;
    if (!this.#talking) {
      this.#forget(this.#before + block.length);
      if (voice) {
        this.#talking = true;
        this.#voiced = 0;
        this.#quiet = 0;
      }
    }
    let word: Float32Array | undefined;
    if (this.#talking) {
      this.#voiced += voice ? block.length : 0;
      this.#quiet = voice ? 0 : this.#quiet + block.length;
      if (this.#quiet >= this.#hangover || this.#length >= this.#most) {
        word = this.#voiced >= this.#least ? this.#joined() : undefined;
        this.#talking = false;
        this.#forget(this.#before);
      }
    }
    return { levelDb: level, talking: this.#talking, word };
  }

  #forget(keep: number): void {
    for (;;) {
      const first = this.#blocks[0];
      if (!first || this.#length - first.length < keep) {
        return;
      }
      this.#blocks.shift();
      this.#length -= first.length;
    }
  }

  #joined(): Float32Array {
    const out = new Float32Array(this.#length);
    let at = 0;
    for (const block of this.#blocks) {
      out.set(block, at);
      at += block.length;
    }
    return out;
  }
}
