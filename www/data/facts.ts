/** What can be heard of a recording: its loudness, its speech, and its content in a number. Runs in the worker of Data. */

export interface Facts {
  /** The same for the same samples at the same rate, whatever the file is called. */
  digest: string;
  /** Greatest sample, 0 to 1. */
  peak: number;
  /** RMS of the loudest 10 ms, 0 to 1. */
  loudest: number;
  /** Samples at full scale. */
  clipped: number;
  /** Where the speech begins and ends inside the stretch, in seconds; as the engine finds it. */
  speechFromS: number;
  speechToS: number;
}

/** As the engine has them (`audio/trim.rs`, `audio/front_end.rs`). */
export const SILENCE_RMS = 1e-4;
export const QUIET_RMS = 0.005;
const SPEECH_SHARE = 0.05;
const KEPT_WINDOWS = 10;
const FULL_SCALE = 0.999;
/** Share of the samples at full scale from which on a take counts as clipped. */
export const CLIPPED_SHARE = 0.001;

/** FNV-1a over the bits of the samples, twice with different starts: 64 bits, enough to find what was added twice. */
function digestOf(samples: Float32Array, rateHz: number): string {
  const bits = new Uint32Array(samples.buffer, samples.byteOffset, samples.length);
  let [a, b] = [0x811c9dc5 ^ rateHz, 0x01000193 ^ samples.length];
  for (const x of bits) {
    a = Math.imul(a ^ x, 0x01000193);
    b = Math.imul(b ^ ((x << 13) | (x >>> 19)), 0x85ebca6b);
    b ^= b >>> 13;
  }
  return [a, b].map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
}

/** Facts of the stretch from sample `from` to `to`; the content's number is that of the whole recording. */
export function factsOf(whole: Float32Array, rateHz: number, from = 0, to = whole.length): Facts {
  const samples = whole.subarray(from, to);
  const window = Math.max(1, Math.floor(rateHz / 100));
  const count = Math.ceil(samples.length / window);
  const rms = new Float64Array(count);
  let [peak, clipped, loudest] = [0, 0, 0];
  for (let w = 0; w < count; w++) {
    const end = Math.min(samples.length, (w + 1) * window);
    let [sum, squares] = [0, 0];
    for (let i = w * window; i < end; i++) {
      const x = samples[i] ?? 0;
      const size = Math.abs(x);
      peak = Math.max(peak, size);
      clipped += size >= FULL_SCALE ? 1 : 0;
      sum += x;
      squares += x * x;
    }
    const mean = sum / (end - w * window);
    const level = Math.sqrt(Math.max(0, squares - mean * sum) / window);
    rms[w] = level;
    loudest = Math.max(loudest, level);
  }
  const speaks = (level: number): boolean => level >= SPEECH_SHARE * loudest;
  const first = Math.max(0, rms.findIndex(speaks) - KEPT_WINDOWS);
  const last = rms.findLastIndex(speaks) + 1 + KEPT_WINDOWS;
  return {
    digest: digestOf(whole, rateHz),
    peak,
    loudest,
    clipped,
    speechFromS: (first * window) / rateHz,
    speechToS: Math.min(last * window, samples.length) / rateHz,
  };
}
