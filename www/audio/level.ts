/** Levels in dBFS: 0 is full scale, quiet rooms lie near −60. */

export const FLOOR_DB = -80;

/** RMS level of some samples, in dBFS, at least `FLOOR_DB`. */
export function levelDb(samples: Float32Array): number {
  let sum = 0;
  for (const x of samples) {
    sum += x * x;
  }
  const rms = Math.sqrt(sum / Math.max(1, samples.length));
  return rms > 0 ? Math.max(FLOOR_DB, 20 * Math.log10(rms)) : FLOOR_DB;
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
