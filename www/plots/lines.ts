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

/** Least and greatest of some values; nothing where none is a number. */
export function extremes(values: Iterable<number>): [number, number] | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (const v of values) {
    if (Number.isFinite(v)) {
      low = Math.min(low, v);
      high = Math.max(high, v);
    }
  }
  return low > high ? undefined : [low, high];
}

/** Least and greatest of some values, with a margin. */
export function rangeOf(values: Iterable<number>, margin = 0.08): [number, number] {
  const [low, high] = extremes(values) ?? [0.5, 0.5];
  const pad = (high - low) * margin || 0.5;
  return [low - pad, high + pad];
}

/** Points of a line: more are not told apart on a screen, and would cost time. */
export const MOST_POINTS = 400;

/** At most so many points of a line: of each equal stretch the lowest and the highest, so that no peak is lost, and both ends. */
export function thinned(points: readonly [number, number][], most = MOST_POINTS): readonly [number, number][] {
  if (points.length <= most) {
    return points;
  }
  const stretch = Math.ceil((2 * points.length) / Math.max(1, most - 2));
  const kept = new Set([0, points.length - 1]);
  for (let from = 0; from < points.length; from += stretch) {
    let [low, high] = [from, from];
    for (let i = from; i < Math.min(points.length, from + stretch); i++) {
      const y = points[i]?.[1] ?? 0;
      low = y < (points[low]?.[1] ?? 0) ? i : low;
      high = y > (points[high]?.[1] ?? 0) ? i : high;
    }
    kept.add(low).add(high);
  }
  return [...kept].sort((a, b) => a - b).flatMap((i) => (points[i] ? [points[i]] : []));
}
