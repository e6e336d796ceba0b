/** Columns of a rolling spectrogram, one for each block of a stream. */

/** Bands of a column, from 0 Hz to the top. */
export const BANDS = 64;
/** Range of the tones, in dBFS of a band. */
export const LOW_DB = -92;
export const HIGH_DB = -24;

/** Least length of the window of the transform, in seconds. */
const WINDOW_S = 0.03;

/** Fourier transform in place, of a length that is a power of two; its tables are made once. Loops make no object: they run for every block. */
export class Transform {
  readonly #reversed: Uint32Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;

  constructor(readonly length: number) {
    this.#reversed = new Uint32Array(length);
    for (let i = 1; i < length; i++) {
      this.#reversed[i] = ((this.#reversed[i >> 1] ?? 0) >> 1) | (i & 1 ? length >> 1 : 0);
    }
    this.#cos = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((-2 * Math.PI * k) / length));
    this.#sin = Float64Array.from({ length: length / 2 }, (_, k) => Math.sin((-2 * Math.PI * k) / length));
  }

  run(re: Float64Array, im: Float64Array): void {
    const n = this.length;
    for (let i = 0; i < n; i++) {
      const j = this.#reversed[i] ?? 0;
      if (i < j) {
        const r = re[i] ?? 0;
        const m = im[i] ?? 0;
        re[i] = re[j] ?? 0;
        im[i] = im[j] ?? 0;
        re[j] = r;
        im[j] = m;
      }
    }
    for (let half = 1; half < n; half *= 2) {
      const stride = n / (2 * half);
      for (let from = 0; from < n; from += 2 * half) {
        for (let k = 0; k < half; k++) {
          const c = this.#cos[k * stride] ?? 0;
          const s = this.#sin[k * stride] ?? 0;
          const a = from + k;
          const b = a + half;
          const br = re[b] ?? 0;
          const bi = im[b] ?? 0;
          const xr = br * c - bi * s;
          const xi = br * s + bi * c;
          const ar = re[a] ?? 0;
          const ai = im[a] ?? 0;
          re[b] = ar - xr;
          im[b] = ai - xi;
          re[a] = ar + xr;
          im[a] = ai + xi;
        }
      }
    }
  }
}

/** Turns blocks into columns of tones from 0 to 255, the lowest band first. */
export class Spectrum {
  readonly #length: number;
  readonly #hann: Float32Array;
  /** The last samples, oldest first. */
  readonly #recent: Float32Array;
  /** Two real samples make a complex one: half the length does. */
  readonly #half: Transform;
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #cos: Float64Array;
  readonly #sin: Float64Array;
  readonly #column = new Uint8Array(BANDS);
  /** First bin of each band, and the one after its last. */
  readonly #first: number[];
  readonly #end: number[];

  constructor(rateHz: number, topHz: number) {
    const n = 2 ** Math.ceil(Math.log2(WINDOW_S * rateHz));
    this.#length = n;
    this.#hann = Float32Array.from({ length: n }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / n));
    this.#recent = new Float32Array(n);
    this.#half = new Transform(n / 2);
    this.#re = new Float64Array(n / 2);
    this.#im = new Float64Array(n / 2);
    const perBand = ((topHz / rateHz) * n) / BANDS;
    const bin = (band: number): number => Math.min(n / 2, Math.floor(band * perBand));
    this.#first = Array.from({ length: BANDS }, (_, b) => Math.min(bin(b), n / 2 - 1));
    this.#end = this.#first.map((first, b) => Math.max(first + 1, bin(b + 1)));
    this.#cos = Float64Array.from({ length: n / 2 }, (_, k) => Math.cos((-2 * Math.PI * k) / n));
    this.#sin = Float64Array.from({ length: n / 2 }, (_, k) => Math.sin((-2 * Math.PI * k) / n));
  }

  /** The column of the window that ends with `block`; it is written over by the next one. */
  feed(block: Float32Array): Uint8Array {
    const n = this.#length;
    const fresh = block.length > n ? block.subarray(block.length - n) : block;
    this.#recent.copyWithin(0, fresh.length);
    this.#recent.set(fresh, n - fresh.length);
    for (let i = 0; i < n / 2; i++) {
      this.#re[i] = (this.#recent[2 * i] ?? 0) * (this.#hann[2 * i] ?? 0);
      this.#im[i] = (this.#recent[2 * i + 1] ?? 0) * (this.#hann[2 * i + 1] ?? 0);
    }
    this.#half.run(this.#re, this.#im);
    for (let band = 0; band < BANDS; band++) {
      let power = 0;
      const end = this.#end[band] ?? 0;
      for (let k = this.#first[band] ?? 0; k < end; k++) {
        power += this.#power(k);
      }
      // Twice for the negative frequencies; the mean square of the window is 3/8.
      const db = 10 * Math.log10((2 * power) / (n * n * 0.375) + 1e-12);
      this.#column[band] = Math.round(255 * Math.min(1, Math.max(0, (db - LOW_DB) / (HIGH_DB - LOW_DB))));
    }
    return this.#column;
  }

  /** Power of bin `k` of the whole length: even and odd samples are taken apart again. */
  #power(k: number): number {
    const other = k === 0 ? 0 : this.#length / 2 - k;
    const ar = this.#re[k] ?? 0;
    const ai = this.#im[k] ?? 0;
    const br = this.#re[other] ?? 0;
    const bi = -(this.#im[other] ?? 0);
    const oddR = (ai - bi) / 2;
    const oddI = (br - ar) / 2;
    const c = this.#cos[k] ?? 0;
    const s = this.#sin[k] ?? 0;
    const r = (ar + br) / 2 + oddR * c - oddI * s;
    const i = (ai + bi) / 2 + oddR * s + oddI * c;
    return r * r + i * i;
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
