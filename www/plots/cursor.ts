import { Store } from "../core/store.ts";
import type { Box } from "./axes.ts";
import type { Theme } from "./theme.ts";

/** The moment that all plots of a stack mark together, in seconds of the clip. */
export interface Moment {
  /** Under the pointer. */
  hoverS: number | undefined;
  /** Being played. */
  playS: number | undefined;
}

export type Cursor = Store<Moment>;

export function newCursor(): Cursor {
  return new Store<Moment>({ hoverS: undefined, playS: undefined });
}

/** Lines at the moments, over a picture. */
export function drawCursor(c: CanvasRenderingContext2D, box: Box, colours: Theme, moment: Moment | undefined, place: (s: number) => number): void {
  const line = (s: number | undefined, colour: string, width: number) => {
    if (s === undefined) {
      return;
    }
    const x = place(s);
    c.strokeStyle = colour;
    c.lineWidth = width;
    c.beginPath();
    c.moveTo(x, box.y);
    c.lineTo(x, box.y + box.h);
    c.stroke();
  };
  line(moment?.hoverS, colours.ink2, 1);
  line(moment?.playS, colours.act, 2);
}
