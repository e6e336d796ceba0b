/** How loud a room is while nobody speaks, followed from block to block. */
import { dbOfPower } from "./level.ts";

/** Blocks whose power is averaged: one alone may lie far below the noise by chance. */
const SMOOTH_BLOCKS = 3;
/** The noise is the least level of so many stretches of `STRETCH_S` seconds: somebody who speaks breathes more often than that. */
const STRETCHES = 12;
const STRETCH_S = 0.25;
/** The least of many levels lies about this far below the mean of steady noise. */
const BIAS_DB = 1.5;

/** The noise of a room. It falls at once, and rises when three seconds were louder. */
export class RoomNoise {
  readonly #recent: number[] = [];
  readonly #stretches: number[] = [];
  #now = Infinity;
  #lengthS = 0;
  #heardS = 0;

  /** Follows the next block. */
  feed(levelDb: number, lengthS: number): void {
    this.#recent.push(10 ** (levelDb / 10));
    if (this.#recent.length > SMOOTH_BLOCKS) {
      this.#recent.shift();
    }
    const smooth = dbOfPower(this.#recent.reduce((sum, x) => sum + x, 0) / this.#recent.length);
    this.#now = Math.min(this.#now, smooth);
    this.#lengthS += lengthS;
    this.#heardS += lengthS;
    if (this.#lengthS >= STRETCH_S) {
      this.#stretches.push(this.#now);
      if (this.#stretches.length > STRETCHES) {
        this.#stretches.shift();
      }
      this.#now = Infinity;
      this.#lengthS = 0;
    }
  }

  /** The noise so far, in dBFS; nothing before a quarter of a second was heard. */
  get noiseDb(): number | undefined {
    return this.#heardS < STRETCH_S ? undefined : Math.min(this.#now, ...this.#stretches) + BIAS_DB;
  }

  /** What sounds now turned out to be the room itself. */
  learn(levelDb: number): void {
    this.#stretches.fill(levelDb - BIAS_DB);
    this.#now = Infinity;
  }
}
