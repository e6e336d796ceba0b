/** All that can be reproduced, in the paper's order: the plan's table and figures, and figures 1 to 3, which are drawn at once. */
import { texts } from "../text/text.ts";
import { type Figure, isLookedAt, PLAN, type Size, type Wanted, wanted as planned } from "./plan.ts";

const t = await texts("drawn");

const IDS = ["fig1", "fig2", "fig3"] as const;

/** A figure that compares nothing. */
export type DrawnId = (typeof IDS)[number];

/** Its texts are those of the present language. */
const DRAWN = IDS.map(
  (id): Figure => ({
    id,
    get title() {
      return t(`${id}.title`);
    },
    get paper() {
      return t(`${id}.paper`);
    },
    panels: [],
    rows: [],
    comparisons: [],
  }),
);

const isFigure = ({ id }: Figure): boolean => id.startsWith("fig");

export const FIGURES: readonly Figure[] = [...PLAN.figures.filter((f) => !isFigure(f)), ...DRAWN, ...PLAN.figures.filter(isFigure)];

/** The id of a figure that is drawn at once; nothing for others. */
export function drawnId({ id }: Figure): DrawnId | undefined {
  return IDS.find((known) => known === id);
}

/** Whether a figure has runs, and so a size. */
export function hasRuns({ id }: Figure): boolean {
  return id !== "fig1" && id !== "fig3";
}

/** The runs of a figure. Figure 2 looks into one network, the one whose spikes figure 4 shows, so that it is never trained twice. */
export function wanted(figure: Figure, size: Size): Wanted[] {
  if (figure.id !== "fig2") {
    return planned(figure, size);
  }
  return PLAN.figures.flatMap((f) => planned(f, size)).filter((run) => run.seed === 1 && isLookedAt(run)).slice(0, 1);
}
