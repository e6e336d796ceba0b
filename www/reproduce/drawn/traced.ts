/** Figures 2C and 2E: two neurons of a trained network with one test word. */
import type { SpikeTraces } from "../../engine/protocol.ts";
import { type Course, courseOf } from "../../plots/course.ts";
import type { StepScale } from "../../plots/steps.ts";

/** Neurons that are shown. */
const TRACED = 2;

export interface Traced {
  neurons: { neuron: number; course: Course }[];
  recurrent: boolean;
  scale: StepScale;
  steps: number;
  /** α and β. */
  decay: number;
  gain: number;
  /** Whose neurons these are: those of the run, or of the bundled network, with the word and what it heard. */
  of: { kind: "run"; epochs: number } | { kind: "bundled"; topology: string; rule: string; label: string; answer: string };
}

/** The neurons with the most spikes of the rarer channel, then of both, the first of equals: as the program chooses them. */
export function busiest({ neurons, sFf, sRec }: SpikeTraces, count = TRACED): number[] {
  const counts = Array.from({ length: neurons }, (_, neuron) => ({ neuron, f: 0, r: 0 }));
  for (let i = 0; i < sFf.length; i++) {
    const of = counts[i % Math.max(1, neurons)];
    if (of) {
      of.f += sFf[i] ?? 0;
      of.r += sRec[i] ?? 0;
    }
  }
  const rank = ({ f, r }: { f: number; r: number }): [number, number] => [Math.min(f, r), f + r];
  return counts
    .sort((x, y) => {
      const [[bothX, allX], [bothY, allY]] = [rank(x), rank(y)];
      return bothY - bothX || allY - allX || x.neuron - y.neuron;
    })
    .slice(0, count)
    .map(({ neuron }) => neuron);
}

export function coursesOf(layer: SpikeTraces, subtracted: boolean): Traced["neurons"] {
  return busiest(layer).map((neuron) => ({ neuron, course: courseOf(layer, neuron, subtracted) }));
}

/** Steps at which a moved, and at how many of them it rose below S and fell above S, as the paper says. */
export function follows({ a, sFf, sRec }: Course): { moved: number; held: number } {
  let [moved, held, before] = [0, 0, 0];
  for (const [t, now] of a.entries()) {
    const s = (sFf[t] ?? 0) + (sRec[t] ?? 0);
    if (now !== before) {
      moved += 1;
      held += now > before === before < s ? 1 : 0;
    }
    before = now;
  }
  return { moved, held };
}
