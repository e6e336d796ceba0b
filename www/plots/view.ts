/** The part of a picture of cells that is in sight, and how it is zoomed and moved. Everything is counted in cells. */
export interface View {
  x0: number;
  x1: number;
  y0: number;
  y1: number;
}

export interface Size {
  columns: number;
  rows: number;
}

/** Cells that are in sight at least, each way. */
const LEAST = 8;

export function wholeView({ columns, rows }: Size): View {
  return { x0: 0, x1: Math.max(1, columns), y0: 0, y1: Math.max(1, rows) };
}

/** A span moved, and shortened if need be, to lie between 0 and `most`. */
function within(from: number, span: number, most: number): [number, number] {
  const fits = Math.min(span, most);
  const at = Math.min(most - fits, Math.max(0, from));
  return [at, at + fits];
}

function fitted(x: number, w: number, y: number, h: number, size: Size): View {
  const { x1: columns, y1: rows } = wholeView(size);
  const [x0, x1] = within(x, w, columns);
  const [y0, y1] = within(y, h, rows);
  return { x0, x1, y0, y1 };
}

/** Nearer by `factor` (above 1) or further, with the cell (x, y) staying where it is on the screen. */
export function zoomed(view: View, factor: number, x: number, y: number, size: Size): View {
  const { x1: columns, y1: rows } = wholeView(size);
  const [w, h] = [view.x1 - view.x0, view.y1 - view.y0];
  const [nw, nh] = [Math.min(columns, Math.max(Math.min(LEAST, columns), w / factor)), Math.min(rows, Math.max(Math.min(LEAST, rows), h / factor))];
  return fitted(x - ((x - view.x0) / w) * nw, nw, y - ((y - view.y0) / h) * nh, nh, size);
}

/** Moved by so many cells. */
export function moved(view: View, dx: number, dy: number, size: Size): View {
  return fitted(view.x0 + dx, view.x1 - view.x0, view.y0 + dy, view.y1 - view.y0, size);
}

/** Moved as little as needed to have the cell (x, y) in sight. */
export function showing(view: View, x: number, y: number, size: Size): View {
  const dx = x < view.x0 ? x - view.x0 : x + 1 > view.x1 ? x + 1 - view.x1 : 0;
  const dy = y < view.y0 ? y - view.y0 : y + 1 > view.y1 ? y + 1 - view.y1 : 0;
  return dx === 0 && dy === 0 ? view : moved(view, dx, dy, size);
}

/** All of it is in sight. */
export function isWhole(view: View, size: Size): boolean {
  const all = wholeView(size);
  return view.x0 <= all.x0 && view.x1 >= all.x1 && view.y0 <= all.y0 && view.y1 >= all.y1;
}
