/** Figures 2F and 2G: where the states (V, a) of a neuron go. F is the engine's own step; G is the sign that the paper prints, which no neuron here has. */
import type { LabClient } from "../../engine/lab-client.ts";
import type { Field, Grid, NeuronChange, NeuronCourse, RestPoint } from "../../engine/lab-protocol.ts";

/** The paper's constants. */
export const NEURON = { leak: 0.2, vThreshold: 0.5, adaptDecay: 0.9, adaptGain: 0.1, adaptStrength: 1 } as const satisfies NeuronChange;

/** A threshold that no state of the plane reaches. */
const OUT_OF_REACH = 10;

/** Puts the rest at V = 1. */
export const DRIVE = 1 - NEURON.leak;

/** The part of the plane that is drawn. */
export const SPAN = { v: [-1.5, 1.5], a: [-1, 1.5] } as const;

const ARROWS = 15;

/** An arrow in the middle of each of 15 by 15 equal parts. */
export const GRID: Grid = (() => {
  const middle = ([low, high]: readonly [number, number], k: number) => low + ((k + 0.5) / ARROWS) * (high - low);
  const last = ARROWS - 1;
  return { vFrom: middle(SPAN.v, 0), vTo: middle(SPAN.v, last), columns: ARROWS, aFrom: middle(SPAN.a, 0), aTo: middle(SPAN.a, last), rows: ARROWS };
})();

/** V = slope · a + intercept, where V does not change. */
export interface StillV {
  slope: number;
  intercept: number;
}

export type PlaneId = "f" | "fs" | "g";

export interface PlaneFigure {
  id: PlaneId;
  field: Field;
  stillV: StillV | undefined;
  points: RestPoint[];
  /** The neuron from rest. */
  course: NeuronCourse | undefined;
  threshold: number | undefined;
}

type LabLike = Pick<LabClient, "neuronCourse" | "neuronPlane">;

async function own(lab: LabLike, id: PlaneId, change: NeuronChange, steps: number, threshold?: number): Promise<PlaneFigure> {
  const [{ vNullcline, points, v, a, dv, da }, course] = await Promise.all([
    lab.neuronPlane(change, DRIVE, GRID),
    lab.neuronCourse(change, new Float32Array(steps).fill(DRIVE)),
  ]);
  return { id, field: { v, a, dv, da }, stillV: vNullcline ?? undefined, points, course, threshold };
}

/** dV = +g·V + drive − γ·a with a drive of g, as eq. 1 and 4 are printed, without spikes. */
export function printedSign(): PlaneFigure {
  const { leak: g, adaptStrength: gamma, adaptDecay: alpha } = NEURON;
  const count = GRID.columns * GRID.rows;
  const along = (from: number, to: number, k: number, n: number) => from + ((to - from) * k) / (n - 1);
  const v = Float32Array.from({ length: count }, (_, i) => along(GRID.vFrom, GRID.vTo, i % GRID.columns, GRID.columns));
  const a = Float32Array.from({ length: count }, (_, i) => along(GRID.aFrom, GRID.aTo, Math.floor(i / GRID.columns), GRID.rows));
  const dv = v.map((x, i) => g * x + g - gamma * (a[i] ?? 0));
  const da = a.map((x) => (alpha - 1) * x);
  // Of the map (V, a) → (V + dV, a + da): 1 + g and α.
  const saddle: RestPoint = { v: -1, a: 0, kind: "saddle", reached: true, eigenvalues: [1 + g, alpha] };
  return { id: "g", field: { v, a, dv, da }, stillV: { slope: gamma / g, intercept: -1 }, points: [saddle], course: undefined, threshold: undefined };
}

export async function planeFigures(lab: LabLike): Promise<PlaneFigure[]> {
  const quiet = { ...NEURON, vThreshold: OUT_OF_REACH };
  return [await own(lab, "f", quiet, 20), await own(lab, "fs", NEURON, 60, NEURON.vThreshold), printedSign()];
}
