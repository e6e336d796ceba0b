/** Levels in dBFS: 0 is full scale, quiet rooms lie near −60. */

export const FLOOR_DB = -80;

/** Level of a mean square, in dBFS, at least `FLOOR_DB`. */
export function dbOfPower(power: number): number {
  return power > 0 ? Math.max(FLOOR_DB, 10 * Math.log10(power)) : FLOOR_DB;
}

/** RMS level of some samples, in dBFS, at least `FLOOR_DB`. */
export function levelDb(samples: Float32Array): number {
  let sum = 0;
  for (const x of samples) {
    sum += x * x;
  }
  return dbOfPower(sum / Math.max(1, samples.length));
}

/**
 * A threshold above a room's noise: 12 dB over its quieter half, within −55 to −25 dBFS.
 *
 * @param levels levels of some blocks of the room, in dBFS
 */
export function thresholdFor(levels: readonly number[]): number {
  if (levels.length === 0) {
    return -45;
  }
  const sorted = [...levels].sort((a, b) => a - b);
  const quiet = sorted[Math.floor(sorted.length * 0.25)] ?? -60;
  return Math.min(-25, Math.max(-55, quiet + 12));
}

/** Below this there is no speech: the offset of a cheap microphone, steps, the hum of a fan. */
const SPEECH_FROM_HZ = 100;

/** Levels of a stream's blocks without what lies below speech. */
export class SpeechLevel {
  readonly #kept: number;
  #lastIn = 0;
  #lastOut = 0;

  constructor(rateHz: number) {
    this.#kept = Math.exp((-2 * Math.PI * SPEECH_FROM_HZ) / rateHz);
  }

  /** Level of the next block, in dBFS. */
  feed(block: Float32Array): number {
    let sum = 0;
    for (const x of block) {
      this.#lastOut = this.#kept * (this.#lastOut + x - this.#lastIn);
      this.#lastIn = x;
      sum += this.#lastOut * this.#lastOut;
    }
    return dbOfPower(sum / Math.max(1, block.length));
  }
}
