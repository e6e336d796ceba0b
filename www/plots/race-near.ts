import type { RaceLine } from "./race-plot.ts";

/** Height of a line at an epoch or between two of them; nothing beyond its ends. */
function heightAt(points: RaceLine["points"], epoch: number): number | undefined {
  const next = points.findIndex((p) => p.epoch >= epoch);
  const [before, after] = [points[next - 1], points[next]];
  if (!after || (!before && after.epoch > epoch)) {
    return undefined;
  }
  return before ? before.mean + ((after.mean - before.mean) * (epoch - before.epoch)) / (after.epoch - before.epoch) : after.mean;
}

/** The lane whose line is nearest to a point, no further than `most` above or below it. */
export function laneNear(lines: readonly Pick<RaceLine, "lane" | "points">[], epoch: number, value: number, most: number): number | undefined {
  let [found, least]: [number | undefined, number] = [undefined, most];
  for (const { lane, points } of lines) {
    const far = Math.abs((heightAt(points, epoch) ?? Number.POSITIVE_INFINITY) - value);
    if (far <= least) {
      [found, least] = [lane, far];
    }
  }
  return found;
}
