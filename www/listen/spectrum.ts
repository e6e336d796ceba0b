/** Columns of a rolling spectrogram, one for each block of a stream. */

/** Bands of a column, from 0 Hz to the top. */
export const BANDS = 64;
/** Range of the tones, in dBFS of a band. */
export const LOW_DB = -92;
export const HIGH_DB = -24;

/** Least length of the window of the transform, in seconds. */
const WINDOW_S = 0.03;

/** In-place Fourier transform; the length is a power of two. */
export function transform(re: Float32Array, im: Float32Array): void {
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
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    const [cos, sin] = [Math.cos((-2 * Math.PI) / size), Math.sin((-2 * Math.PI) / size)];
    let [wr, wi] = [1, 0];
    for (let k = 0; k < half; k++) {
      for (let a = k; a < n; a += size) {
        const b = a + half;
        const [br, bi] = [re[b] ?? 0, im[b] ?? 0];
        const xr = br * wr - bi * wi;
        const xi = br * wi + bi * wr;
        const [ar, ai] = [re[a] ?? 0, im[a] ?? 0];
        re[b] = ar - xr;
        im[b] = ai - xi;
        re[a] = ar + xr;
        im[a] = ai + xi;
      }
      [wr, wi] = [wr * cos - wi * sin, wr * sin + wi * cos];
    }
  }
}

/** Turns blocks into columns of tones from 0 to 255, the lowest band first. */
export class Spectrum {
  readonly #length: number;
  readonly #hann: Float32Array;
  /** The last samples, oldest first. */
  readonly #recent: Float32Array;
  readonly #re: Float32Array;
  readonly #im: Float32Array;
  readonly #column = new Uint8Array(BANDS);
  /** Bins that a band covers at least. */
  readonly #perBand: number;

  constructor(rateHz: number, topHz: number) {
    this.#length = 2 ** Math.ceil(Math.log2(WINDOW_S * rateHz));
    this.#hann = Float32Array.from({ length: this.#length }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / this.#length));
    this.#recent = new Float32Array(this.#length);
    this.#re = new Float32Array(this.#length);
    this.#im = new Float32Array(this.#length);
    this.#perBand = ((topHz / rateHz) * this.#length) / BANDS;
  }

  /** The column of the window that ends with `block`; it is written over by the next one. */
  feed(block: Float32Array): Uint8Array {
    const n = this.#length;
    const fresh = block.subarray(Math.max(0, block.length - n));
    this.#recent.copyWithin(0, fresh.length);
    this.#recent.set(fresh, n - fresh.length);
    for (let i = 0; i < n; i++) {
      this.#re[i] = (this.#recent[i] ?? 0) * (this.#hann[i] ?? 0);
    }
    this.#im.fill(0);
    transform(this.#re, this.#im);
    for (let band = 0; band < BANDS; band++) {
      const first = Math.floor(band * this.#perBand);
      const end = Math.max(first + 1, Math.floor((band + 1) * this.#perBand));
      let power = 0;
      for (let k = first; k < end && k < n / 2; k++) {
        power += (this.#re[k] ?? 0) ** 2 + (this.#im[k] ?? 0) ** 2;
      }
      // Twice for the negative frequencies; the mean square of the window is 3/8.
      const db = 10 * Math.log10((2 * power) / (n * n * 0.375) + 1e-12);
      this.#column[band] = Math.round(255 * Math.min(1, Math.max(0, (db - LOW_DB) / (HIGH_DB - LOW_DB))));
    }
    return this.#column;
  }
}

/** The last columns of a spectrogram; their number stays the same. */
export class Columns {
  readonly tones: Uint8Array;
  /** Columns that were ever added. */
  count = 0;

  /** @param stepS from one column to the next, in seconds */
  constructor(
    readonly length: number,
    readonly stepS: number,
  ) {
    this.tones = new Uint8Array(length * BANDS);
  }

  add(column: Uint8Array): void {
    this.tones.set(column, (this.count % this.length) * BANDS);
    this.count += 1;
  }

  /** Tones of column `i`, counted from the first ever; it must be among the last `length`. */
  at(i: number): Uint8Array {
    const from = (i % this.length) * BANDS;
    return this.tones.subarray(from, from + BANDS);
  }
}
