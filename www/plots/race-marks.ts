/** Marks of the lanes of a race: each has a colour, a dash and a number, so that none is known by its colour alone. */
import { html, svg, type TemplateResult } from "lit";
import type { Theme } from "./theme.ts";

export interface Mark {
  ink: "winner" | "spikeR" | "spikeF" | "threshold" | "ink" | "ink2";
  dash: readonly number[];
}

/** The last two have the colour of an earlier one, with a dash that is far from its. The style sheet of the race has the same for keys. */
export const MARKS: readonly Mark[] = [
  { ink: "winner", dash: [] },
  { ink: "spikeR", dash: [7, 4] },
  { ink: "spikeF", dash: [2, 3] },
  { ink: "threshold", dash: [10, 3, 2, 3] },
  { ink: "ink", dash: [14, 5] },
  { ink: "ink2", dash: [1, 5] },
  { ink: "spikeF", dash: [] },
  { ink: "spikeR", dash: [3, 2, 3, 6] },
];

export function markOf(i: number): Mark {
  return MARKS[i % MARKS.length] ?? { ink: "ink", dash: [] };
}

export const inkOf = (colours: Theme, i: number): string => colours[markOf(i).ink];

const key = (ink: string, dash: readonly number[]): TemplateResult =>
  html`<svg class="race-key" viewBox="0 0 36 12" aria-hidden="true">${svg`<path class="race-ink-${ink}" stroke-dasharray=${dash.join(" ")} d="M1 6 H35"></path>`}</svg>`;

/** A short piece of a lane's line, for legends and lists. */
export function laneKey(i: number): TemplateResult {
  const { ink, dash } = markOf(i);
  return key(ink, dash);
}

/** A short piece of the lines behind the lane in front. */
export const othersKey = (): TemplateResult => key("others", []);
