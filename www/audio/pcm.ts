/** Samples as files and stores hold them, without losing a bit. */
import type { Sound } from "../engine/protocol.ts";

const FULL = 32_768;

/** Samples rounded to 16 bits, as a microphone or a compressed file has at most: they take half the space and any WAV file holds them. */
export function to16Bits(samples: Float32Array): Float32Array {
  // The sum with 0 makes a negative zero a plain one, which files do not tell apart.
  return samples.map((x) => Math.min(FULL - 1, Math.max(-FULL, Math.round(x * FULL))) / FULL + 0);
}

/** The same samples as 16-bit numbers, or nothing where that would change one. */
export function pack16(samples: Float32Array): Int16Array<ArrayBuffer> | undefined {
  const out = new Int16Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    const x = (samples[i] ?? 0) * FULL;
    if (!(x >= -FULL && x < FULL) || !Number.isInteger(x)) {
      return undefined;
    }
    out[i] = x;
  }
  return out;
}

export function unpack16(packed: Int16Array): Float32Array {
  // A loop: `from` with a function goes through an iterator, twenty times as slow.
  const out = new Float32Array(packed.length);
  for (let i = 0; i < packed.length; i++) {
    out[i] = (packed[i] ?? 0) / FULL;
  }
  return out;
}

/** A mono WAV file that gives back exactly these samples: 16 bits where they are enough, else 32-bit floats. */
export function exactWav({ samples, rateHz }: Sound): Uint8Array<ArrayBuffer> {
  const packed = pack16(samples);
  const width = packed ? 2 : 4;
  const bytes = new Uint8Array(44 + samples.length * width);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string): void => {
    for (let i = 0; i < word.length; i++) {
      view.setUint8(at + i, word.charCodeAt(i));
    }
  };
  text(0, "RIFF");
  view.setUint32(4, 36 + samples.length * width, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  // 1: whole numbers, 3: floats.
  view.setUint16(20, packed ? 1 : 3, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * width, true);
  view.setUint16(32, width, true);
  view.setUint16(34, 8 * width, true);
  text(36, "data");
  view.setUint32(40, samples.length * width, true);
  for (let i = 0; i < samples.length; i++) {
    if (packed) {
      view.setInt16(44 + 2 * i, packed[i] ?? 0, true);
    } else {
      view.setFloat32(44 + 4 * i, samples[i] ?? 0, true);
    }
  }
  return bytes;
}

/** A recording cut into pieces of `pieceS` seconds; what is left at the end is no piece. */
export function pieces({ samples, rateHz }: Sound, pieceS: number, most: number): Sound[] {
  const length = Math.round(pieceS * rateHz);
  const count = length > 0 ? Math.min(most, Math.floor(samples.length / length)) : 0;
  return Array.from({ length: count }, (_, i) => ({ rateHz, samples: samples.slice(i * length, (i + 1) * length) }));
}
