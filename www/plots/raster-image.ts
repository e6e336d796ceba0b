/** Pictures of whole layers, a few pixels a step: for more neurons than a mark each would have room for. */
import type { SpikeTraces, ValueTraces } from "../engine/protocol.ts";
import { rampAt, rgb, type Theme } from "./theme.ts";

/** Columns of a step in a picture of spikes: bar, bar, dot, gap. */
export const COLUMNS = 4;

/** Red, green and blue as the upper bytes of a pixel; its opacity is added. */
function word([r, g, b]: readonly [number, number, number]): number {
  return Math.round(r) * 2 ** 24 + Math.round(g) * 2 ** 16 + Math.round(b) * 2 ** 8;
}

/** An empty picture and its pixels, or nothing without a single cell. */
function blank(width: number, height: number) {
  const picture = document.createElement("canvas");
  picture.width = width;
  picture.height = height;
  const c = width > 0 && height > 0 ? picture.getContext("2d") : null;
  if (!c) {
    return undefined;
  }
  const image = c.createImageData(width, height);
  const pixels = new DataView(image.data.buffer);
  return {
    put: (column: number, row: number, colour: number, opacity: number) => pixels.setUint32((row * width + column) * 4, colour + Math.round(255 * opacity)),
    done: () => {
      c.putImageData(image, 0, 0);
      return picture;
    },
  };
}

/** First neuron of a picture's row and the one after its last. */
function neuronsOf(row: number, rows: number, from: number, to: number): [number, number] {
  const first = from + Math.floor((row * (to - from)) / rows);
  return [first, Math.max(first + 1, from + Math.floor(((row + 1) * (to - from)) / rows))];
}

/** Spikes of a whole layer: a pixel's strength is the share of its neurons that fire. */
export function spikeImage({ neurons, sFf, sRec }: SpikeTraces, colours: Theme, height: number): HTMLCanvasElement | undefined {
  const steps = Math.floor(sFf.length / Math.max(1, neurons));
  const rows = Math.min(neurons, height);
  const picture = blank(steps * COLUMNS, rows);
  const [colourF, colourR] = [word(rgb(colours.spikeF)), word(rgb(colours.spikeR))];
  for (let row = 0; picture && row < rows; row++) {
    const [first, end] = neuronsOf(row, rows, 0, neurons);
    for (let t = 0; t < steps; t++) {
      let [f, r] = [0, 0];
      for (let n = first; n < end; n++) {
        f += sFf[t * neurons + n] ?? 0;
        r += sRec[t * neurons + n] ?? 0;
      }
      const strength = (fired: number) => Math.min(1, 0.25 + fired / (end - first));
      if (f > 0) {
        picture.put(t * COLUMNS, row, colourF, strength(f));
        picture.put(t * COLUMNS + 1, row, colourF, strength(f));
      }
      if (r > 0) {
        picture.put(t * COLUMNS + 2, row, colourR, strength(r));
      }
    }
  }
  return picture?.done();
}

/** Values of the neurons from `from` to `to`: a pixel's tone is the greatest size among its neurons, against the greatest of the layer. */
export function valueImage({ neurons, activity }: ValueTraces, from: number, to: number, colours: Theme, height: number): HTMLCanvasElement | undefined {
  const steps = Math.floor(activity.length / Math.max(1, neurons));
  const rows = Math.min(to - from, height);
  const picture = blank(steps, rows);
  const most = activity.reduce((m, x) => Math.max(m, Math.abs(x)), 0) || 1;
  for (let row = 0; picture && row < rows; row++) {
    const [first, end] = neuronsOf(row, rows, from, to);
    for (let t = 0; t < steps; t++) {
      let size = 0;
      for (let n = first; n < end; n++) {
        size = Math.max(size, Math.abs(activity[t * neurons + n] ?? 0));
      }
      picture.put(t, row, word(rampAt(colours.ramp, size / most)), 1);
    }
  }
  return picture?.done();
}
