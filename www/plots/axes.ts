/** Axes with ticks and units. */
import type { Theme } from "./theme.ts";
import { tickStep, ticks, tickText } from "./ticks.ts";

/** Where a plot draws its data, in CSS pixels of its canvas. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface YTick {
  at: number;
  text: string;
}

export interface Axes {
  x: { from: number; to: number; title: string; leastStep: number; place: (x: number) => number };
  y: { title: string; texts: YTick[]; place: (y: number) => number };
}

/** Draws the ground of a plot, its ticks and what its axes count. */
export function drawAxes(c: CanvasRenderingContext2D, box: Box, colours: Theme, { x, y }: Axes): void {
  const bottom = box.y + box.h;
  c.fillStyle = colours.well;
  c.fillRect(box.x, box.y, box.w, box.h);
  c.font = `11px ${colours.font}`;
  c.fillStyle = colours.ink2;
  c.strokeStyle = colours.rule;
  c.lineWidth = 1;
  const line = (x1: number, y1: number, x2: number, y2: number) => {
    c.beginPath();
    c.moveTo(x1, y1);
    c.lineTo(x2, y2);
    c.stroke();
  };

  c.textAlign = "right";
  c.textBaseline = "middle";
  for (const { at, text } of y.texts) {
    const row = Math.round(y.place(at)) + 0.5;
    line(box.x, row, box.x + box.w, row);
    c.fillText(text, box.x - 6, Math.min(bottom - 4, Math.max(box.y + 5, row)));
  }

  c.textBaseline = "top";
  c.fillText(x.title, Math.max(box.x - 14, c.measureText(x.title).width), bottom + 6);
  c.textAlign = "center";
  const wanted = Math.max(2, Math.min(10, Math.floor(box.w / 60)));
  const step = Math.max(x.leastStep, tickStep(x.to - x.from, wanted));
  for (const at of ticks(x.from, x.to, (x.to - x.from) / step)) {
    const column = Math.round(x.place(at)) + 0.5;
    line(column, bottom, column, bottom + 4);
    c.fillText(tickText(at, step), column, bottom + 6);
  }

  c.save();
  c.translate(9, box.y + box.h / 2);
  c.rotate(-Math.PI / 2);
  c.textBaseline = "middle";
  c.fillText(y.title, 0, 0);
  c.restore();
}
