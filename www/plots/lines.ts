/** Drawing helpers of the line plots. */

/** Draws a line through values at the middles of steps. */
export function strokeLine(
  c: CanvasRenderingContext2D,
  points: Iterable<[number, number]>,
  colour: string,
  width: number,
  dash: number[] = [],
): void {
  c.strokeStyle = colour;
  c.lineWidth = width;
  c.lineJoin = "round";
  c.setLineDash(dash);
  c.beginPath();
  let first = true;
  for (const [x, y] of points) {
    if (first) {
      c.moveTo(x, y);
      first = false;
    } else {
      c.lineTo(x, y);
    }
  }
  c.stroke();
  c.setLineDash([]);
}

/** A line that keeps each value for its whole step. */
export function* stairs(values: readonly number[], x: (step: number) => number, y: (value: number) => number): Generator<[number, number]> {
  for (const [t, v] of values.entries()) {
    yield [x(t), y(v)];
    yield [x(t + 1), y(v)];
  }
}

/** Least and greatest of some values, with a margin. */
export function rangeOf(values: Iterable<number>, margin = 0.08): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    if (Number.isFinite(v)) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  }
  if (low > high) {
    return [0, 1];
  }
  const pad = (high - low) * margin || 0.5;
  return [low - pad, high + pad];
}
