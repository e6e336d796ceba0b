/** Draws a take small: its waveform above, its spectrogram below, what a trim leaves out dimmed. */
import { envelope } from "../plots/waveform.ts";
import { rampAt, type Theme } from "../plots/theme.ts";
import { SMALL } from "./facts-desk.ts";
import type { Take } from "./words-state.ts";

/** Pixels of the canvas; the style sheet gives it its size on the page. */
export const PIXELS = { width: 320, height: 152 };
/** Share of the height that the waveform has. */
const WAVE = 0.42;

/** A spectrogram as a picture of one pixel a cell. */
export function spectrumPicture(levels: Uint8Array, columns: number, rows: number, ramp: Theme["ramp"]): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = columns;
  canvas.height = rows;
  const c = canvas.getContext("2d");
  if (c) {
    const image = c.createImageData(columns, rows);
    for (let x = 0; x < columns; x++) {
      for (let y = 0; y < rows; y++) {
        const [r, g, b] = rampAt(ramp, (levels[x * rows + y] ?? 0) / 255);
        image.data.set([r, g, b, 255], ((rows - 1 - y) * columns + x) * 4);
      }
    }
    c.putImageData(image, 0, 0);
  }
  return canvas;
}

/** The waveform's columns in a box, at its own loudness. */
export function drawWave(c: CanvasRenderingContext2D, samples: Float32Array, x: number, y: number, w: number, h: number): void {
  const columns = Math.max(1, Math.round(w));
  const { low, high } = envelope(samples, columns);
  let peak = 0.01;
  for (let i = 0; i < columns; i++) {
    peak = Math.max(peak, high[i] ?? 0, -(low[i] ?? 0));
  }
  for (let i = 0; i < columns; i++) {
    const top = y + (h / 2) * (1 - (high[i] ?? 0) / peak);
    c.fillRect(x + (i * w) / columns, top, w / columns, Math.max(1, y + (h / 2) * (1 - (low[i] ?? 0) / peak) - top));
  }
}

export function drawThumbnail(canvas: HTMLCanvasElement, { sound, from, to }: Take, levels: Uint8Array | undefined, colours: Theme): void {
  const { width, height } = PIXELS;
  canvas.width = width;
  canvas.height = height;
  const c = canvas.getContext("2d");
  if (!c) {
    return;
  }
  const wave = Math.round(height * WAVE);
  c.fillStyle = colours.well;
  c.fillRect(0, 0, width, height);
  c.fillStyle = colours.winner;
  drawWave(c, sound.samples, 0, 4, width, wave - 8);
  if (levels) {
    c.imageSmoothingEnabled = true;
    c.drawImage(spectrumPicture(levels, SMALL.columns, SMALL.rows, colours.ramp), 0, wave, width, height - wave);
  }
  const all = sound.samples.length || 1;
  c.globalAlpha = 0.78;
  c.fillStyle = colours.surface;
  c.fillRect(0, 0, (from / all) * width, height);
  c.fillRect((to / all) * width, 0, width, height);
  c.globalAlpha = 1;
}

/** Calls back once when the element comes into sight. */
const waiting = new Map<Element, () => void>();
let watcher: IntersectionObserver | undefined;

export function whenSeen(element: Element, then: () => void): () => void {
  watcher ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const call = isIntersecting ? waiting.get(target) : undefined;
        if (call) {
          waiting.delete(target);
          watcher?.unobserve(target);
          call();
        }
      }
    },
    { rootMargin: "200px" },
  );
  waiting.set(element, then);
  watcher.observe(element);
  return () => {
    waiting.delete(element);
    watcher?.unobserve(element);
  };
}
