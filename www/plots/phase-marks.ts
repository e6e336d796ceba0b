/** Marks of the phase plane. */
import type { Field, Grid, RestPoint } from "../engine/lab-protocol.ts";
import type { Theme } from "./theme.ts";

/** An arrow from (x, y) on by (dx, dy) pixels; where nothing moves, a dot. */
export function drawArrow(c: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number, colour: string): void {
  const length = Math.hypot(dx, dy);
  c.strokeStyle = colour;
  c.fillStyle = colour;
  c.lineWidth = 1;
  if (length < 1.5) {
    c.fillRect(x - 0.75, y - 0.75, 1.5, 1.5);
    return;
  }
  const [ux, uy] = [dx / length, dy / length];
  const [tx, ty] = [x + dx, y + dy];
  const head = Math.min(4.5, length * 0.45);
  c.beginPath();
  c.moveTo(x, y);
  c.lineTo(tx - ux * head, ty - uy * head);
  c.stroke();
  c.beginPath();
  c.moveTo(tx, ty);
  c.lineTo(tx - ux * head - uy * head * 0.55, ty - uy * head + ux * head * 0.55);
  c.lineTo(tx - ux * head + uy * head * 0.55, ty - uy * head - ux * head * 0.55);
  c.fill();
}

/** The arrows of a field in a box in which one unit of V is `perV` pixels wide and one of a `perA` pixels high. */
export function drawField(
  c: CanvasRenderingContext2D,
  { v, a, dv, da }: Field,
  [perV, perA]: [number, number],
  place: (v: number, a: number) => [number, number],
  colour: string,
): void {
  const moves = Array.from(v, (_, i): [number, number] => [(dv[i] ?? 0) * perV, -(da[i] ?? 0) * perA]);
  const longest = moves.reduce((m, [x, y]) => Math.max(m, Math.hypot(x, y)), 1e-9);
  for (const [i, [x, y]] of moves.entries()) {
    const size = Math.hypot(x, y);
    // Directions are what the eye needs: lengths grow with the root, so that short moves are seen beside long ones.
    const length = 20 * Math.sqrt(size / longest);
    const [px, py] = place(v[i] ?? 0, a[i] ?? 0);
    drawArrow(c, px, py, (x / (size || 1)) * length, (y / (size || 1)) * length, colour);
  }
}

/** A fixed point: filled where it attracts, a ring else; crossed out where a neuron fires before it is there. */
export function drawRestPoint(c: CanvasRenderingContext2D, x: number, y: number, { kind, reached }: RestPoint, colours: Theme): void {
  c.lineWidth = 2.2;
  c.strokeStyle = colours.winner;
  c.fillStyle = kind === "attracting" && reached ? colours.winner : colours.surface;
  c.beginPath();
  c.arc(x, y, 6, 0, Math.PI * 2);
  c.fill();
  c.stroke();
  if (!reached) {
    c.beginPath();
    c.moveTo(x - 4, y - 4);
    c.lineTo(x + 4, y + 4);
    c.moveTo(x + 4, y - 4);
    c.lineTo(x - 4, y + 4);
    c.stroke();
  }
}

/**
 * Stretches of V, at the grid's row nearest to adaptation `a`, from which the next step fires (or does not): whether it does shows in the field,
 * da = −(1 − α)·a + β·S.
 */
export function columnsWith(grid: Grid & { field: Field }, a: number, fires: boolean, decay: number, gain: number): [number, number][] {
  const { columns, rows, vFrom, vTo, aFrom, aTo, field } = grid;
  const row = Math.min(rows - 1, Math.max(0, Math.round(((a - aFrom) / (aTo - aFrom)) * (rows - 1))));
  const width = (vTo - vFrom) / Math.max(1, columns - 1);
  const out: [number, number][] = [];
  for (let k = 0; k < columns; k++) {
    const i = row * columns + k;
    const spikes = gain > 0 ? ((field.da[i] ?? 0) + (1 - decay) * (field.a[i] ?? 0)) / gain : 0;
    if (spikes > 0.5 === fires) {
      const v = field.v[i] ?? 0;
      const last = out.at(-1);
      if (last && Math.abs(last[1] - (v - width / 2)) < width * 0.01) {
        last[1] = v + width / 2;
      } else {
        out.push([v - width / 2, v + width / 2]);
      }
    }
  }
  return out;
}
