import { texts } from "../text/text.ts";
import type { RacePhase } from "./race-state.ts";
import { type Queued, remainingMs } from "./race-schedule.ts";

const t = await texts("compare");

/** How long the jobs will take, in words. */
export function leftText(queue: readonly Queued[], atOnce: number, phase: RacePhase): string {
  if (phase === "paused") {
    return t("race.left.paused");
  }
  const ms = remainingMs(queue, atOnce);
  if (ms === undefined) {
    return t("race.left.unknown");
  }
  const s = ms / 1000;
  return s < 90 ? t("race.left.seconds", { s: s < 10 ? Math.max(1, Math.round(s)) : Math.round(s / 5) * 5 }) : t("race.left.minutes", { min: Math.round(s / 60) });
}
