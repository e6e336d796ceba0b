/** What is chosen in Reproduce, and how an address says it. */
import type { Asked, ReproduceKey } from "../app/place-address.ts";
import { texts } from "../text/text.ts";
import { FIGURES } from "./figures.ts";
import { PLAN, SIZES, type Task } from "./plan.ts";

const t = await texts("reproduce");

export interface Choice {
  figure: string;
  size: string;
  /** What is heard, where the figure has it. */
  task: Task;
}

export const START: Choice = { figure: "fig5", size: "short", task: "digits" };

type Said = Asked<ReproduceKey>;

/** An address's choice, and what of it there is not; that stays as it was. */
export function readChoice(asked: Said, now: Choice): { choice: Choice; problems: string[] } {
  const problems: string[] = [];
  const take = <K extends keyof Choice>(what: K, known: readonly { id: Choice[K] }[]): Choice[K] => {
    const id = asked[what];
    const found = known.find((k) => k.id === id);
    if (id !== undefined && !found) {
      problems.push(t(`address.${what}`, { id }));
    }
    return found?.id ?? now[what];
  };
  const tasks = PLAN.data.map((d) => ({ id: d.task }));
  const [figure, size] = [take("figure", FIGURES), take("size", SIZES)];
  // An address that names a figure or a size, and no task, is of the first one.
  const task = asked.task === undefined && (asked.figure ?? asked.size) !== undefined ? START.task : take("task", tasks);
  return { choice: { figure, size, task }, problems };
}

/** A choice for the address; what a figure is run on from the beginning need not be told. */
export function tellChoice({ figure, size, task }: Choice): Said {
  return { figure, size, task: task === START.task ? undefined : task };
}
