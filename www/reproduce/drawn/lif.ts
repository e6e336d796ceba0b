/** Figure 1: one neuron of eq. 1 under three drives, and how often it fires by drive; as the program's `reproduce fig1` draws it. */
import type { LabClient } from "../../engine/lab-client.ts";
import type { NeuronChange } from "../../engine/lab-protocol.ts";

/** Eq. 1: without adaptation, with a longer memory than the networks have. */
export const LIF = { adaptStrength: 0, leak: 0.8, vThreshold: 0.5 } as const satisfies NeuronChange;

/** A step of it, ms. */
export const STEP_MS = 1;

const STEPS = 40;
const RATE_STEPS = 400;

/** Drives of the three courses, one value a step. */
export const DRIVES = {
  b1: new Float32Array(STEPS).fill(0.08),
  b2: new Float32Array(STEPS).fill(0.2),
  b3: Float32Array.from({ length: STEPS }, (_, t) => (t % 9 === 0 || t % 9 === 2 ? 0.35 : 0)),
} as const;

export type LifPanel = keyof typeof DRIVES;

export interface LifCourse {
  id: LifPanel;
  v: Float32Array;
  /** S, 0 or 1. */
  s: Float32Array;
}

export interface LifFigure {
  courses: LifCourse[];
  /** Spikes a step by drive. */
  rates: { drives: number[]; rates: number[] };
}

const sum = (flags: Float32Array): number => flags.reduce((n, x) => n + x, 0);

export const spikesIn = ({ s }: LifCourse): number => sum(s);

export async function lifFigure(lab: Pick<LabClient, "neuronCourse">): Promise<LifFigure> {
  const course = async (id: LifPanel): Promise<LifCourse> => {
    const { v, s } = await lab.neuronCourse(LIF, DRIVES[id]);
    return { id, v, s };
  };
  const drives = Array.from({ length: 41 }, (_, k) => Math.fround(k * Math.fround(0.025)));
  const rate = async (drive: number): Promise<number> => sum((await lab.neuronCourse(LIF, new Float32Array(RATE_STEPS).fill(drive))).s) / RATE_STEPS;
  return { courses: await Promise.all((["b1", "b2", "b3"] as const).map(course)), rates: { drives, rates: await Promise.all(drives.map(rate)) } };
}

/** The least drive at which it fires. */
export function leastFiring({ rates }: LifFigure): number | undefined {
  return rates.drives[rates.rates.findIndex((r) => r > 0)];
}
