/** Colours as the words of an image's pixels. */
import { rampAt, rgb, type Theme } from "./theme.ts";

/** Pixels of an image are written as 32-bit words, in the byte order of every machine that a browser runs on: little endian. */
export function word([r, g, b]: readonly [number, number, number], opacity = 1): number {
  return ((Math.round(255 * opacity) << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0;
}

function mixed(a: readonly [number, number, number], b: readonly [number, number, number], f: number): [number, number, number] {
  return [a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f, a[2] + (b[2] - a[2]) * f];
}

/** Levels of a scale. */
const LEVELS = 128;

/** Words from −1 to 1, with 0 in the middle: one hue for either sign, the ground for nothing. */
export function divergingWords(colours: Theme): Uint32Array {
  const [low, ground, high] = [rgb(colours.spikeR), rgb(colours.surface), rgb(colours.spikeF)];
  return Uint32Array.from({ length: 2 * LEVELS + 1 }, (_, i) => {
    const x = (i - LEVELS) / LEVELS;
    // The root lifts small weights out of the ground.
    return word(mixed(ground, x < 0 ? low : high, Math.sqrt(Math.abs(x))));
  });
}

/** Place in a scale of `divergingWords`; `most` and beyond is its end. */
export function divergingAt(x: number, most: number): number {
  return LEVELS + Math.round(Math.min(1, Math.max(-1, x / most)) * LEVELS);
}

/** Words of the ramp from 0 to 1. */
export function rampWords(colours: Theme): Uint32Array {
  return Uint32Array.from({ length: LEVELS + 1 }, (_, i) => word(rampAt(colours.ramp, i / LEVELS)));
}

export function rampPlace(x: number, most: number): number {
  return Math.round(Math.min(1, Math.abs(x) / most) * LEVELS);
}

/** A size that nearly all values stay under (99 in 100), from a sample of them: a few outliers must not dim the rest. */
export function strength(values: Float32Array): number {
  const every = Math.max(1, Math.floor(values.length / 4096));
  const sizes: number[] = [];
  for (let i = 0; i < values.length; i += every) {
    const size = Math.abs(values[i] ?? 0);
    if (size > 0) {
      sizes.push(size);
    }
  }
  sizes.sort((a, b) => a - b);
  return sizes[Math.floor(sizes.length * 0.99)] ?? 1;
}
