/** A small spectrogram of a whole recording, to look at; what the network hears is made by the engine. Runs in the worker of Data. */

/** Samples of a window: 32 ms at 8 kHz. */
const WINDOW = 256;
/** Highest frequency that is shown: the network hears nothing above. */
export const TOP_HZ = 4000;
/** Range of levels below the loudest that is shown, in decibels. */
const RANGE_DB = 60;

/** Discrete Fourier transform in place, radix 2. */
export function fft(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) {
      j ^= bit;
    }
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] ?? 0, re[i] ?? 0];
      [im[i], im[j]] = [im[j] ?? 0, im[i] ?? 0];
    }
  }
  for (let size = 2; size <= n; size <<= 1) {
    const half = size >> 1;
    for (let k = 0; k < half; k++) {
      const angle = (-2 * Math.PI * k) / size;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      for (let a = k; a < n; a += size) {
        const b = a + half;
        const [x, y] = [re[b] ?? 0, im[b] ?? 0];
        const [tr, ti] = [x * c - y * s, x * s + y * c];
        re[b] = (re[a] ?? 0) - tr;
        im[b] = (im[a] ?? 0) - ti;
        re[a] = (re[a] ?? 0) + tr;
        im[a] = (im[a] ?? 0) + ti;
      }
    }
  }
}

/**
 * Levels from 0 to 255 of `columns` moments and `rows` bands from 0 to [`TOP_HZ`], column by column, the lowest band first.
 */
export function spectrogram(samples: Float32Array, rateHz: number, columns: number, rows: number): Uint8Array<ArrayBuffer> {
  const step = Math.max(1, Math.round(rateHz / (2 * TOP_HZ)));
  const hop = samples.length / columns;
  const [re, im] = [new Float64Array(WINDOW), new Float64Array(WINDOW)];
  const levels = new Float64Array(columns * rows);
  const topBin = Math.min(WINDOW / 2, (TOP_HZ * WINDOW * step) / rateHz);
  let loudest = 1e-12;
  for (let c = 0; c < columns; c++) {
    const from = Math.round((c + 0.5) * hop - (WINDOW * step) / 2);
    im.fill(0);
    for (let i = 0; i < WINDOW; i++) {
      // The mean of `step` samples: a rough filter before the rate falls.
      let sum = 0;
      for (let k = 0; k < step; k++) {
        sum += samples[from + i * step + k] ?? 0;
      }
      re[i] = (sum / step) * (0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / WINDOW));
    }
    fft(re, im);
    for (let r = 0; r < rows; r++) {
      const [low, high] = [Math.floor((r * topBin) / rows), Math.max(Math.floor((r * topBin) / rows) + 1, Math.floor(((r + 1) * topBin) / rows))];
      let power = 0;
      for (let b = low; b < high; b++) {
        power += (re[b] ?? 0) ** 2 + (im[b] ?? 0) ** 2;
      }
      power /= high - low;
      levels[c * rows + r] = power;
      loudest = Math.max(loudest, power);
    }
  }
  return Uint8Array.from(levels, (power) => Math.max(0, Math.min(255, Math.round(255 * (1 + (10 * Math.log10(Math.max(power, 1e-20) / loudest)) / RANGE_DB)))));
}
