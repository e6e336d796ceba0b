/** What one network does with one recording, and the plane of one of its neurons: asked of a laboratory in one go. */
import type { Drives, Grid, LayerWeightsView, NeuronChange, Which } from "../engine/lab-protocol.ts";
import type { Heard, LayerTraces, ModelInfo } from "../engine/protocol.ts";
import type { Course } from "../plots/course.ts";
import { extremes } from "../plots/lines.ts";
import type { Plane } from "../plots/phase-plane.ts";
import { tellingNeuron } from "../plots/raster-figures.ts";
import type { LabLike } from "./bench.ts";

export interface Study {
  info: ModelInfo;
  /** With the constants that are tried out. */
  heard: Heard;
  /** With the constants as trained; the same object where nothing is tried out. */
  trained: Heard;
  layer: number;
  neuron: number;
  /** Layer and neuron are others than before, since there are no such any more. */
  moved: boolean;
  drives: Drives | undefined;
  weights: LayerWeightsView;
}

/** Where the visitor looks. */
export interface Place {
  layers: readonly LayerTraces[];
  layer: number;
  neuron: number;
}

/** What is known already of the same network. */
export interface Known {
  /** The recording with the constants as trained. */
  trained: Heard | undefined;
  weights: { layer: number; view: LayerWeightsView } | undefined;
}

export function isChanged(change: NeuronChange): boolean {
  return Object.keys(change).length > 0;
}

/** The layer and the neuron looked at before, where there are such still; else the first loop and the neuron worth a first look. */
export function placeIn(layers: readonly LayerTraces[], before: Place | undefined): { layer: number; neuron: number; moved: boolean } {
  const [was, is] = [before?.layers[before.layer], before && layers[before.layer]];
  if (before && was?.neurons === is?.neurons && was?.kind === is?.kind && is) {
    return { layer: before.layer, neuron: before.neuron, moved: false };
  }
  const layer = Math.max(0, layers.findIndex((l) => l.recurrent));
  const shown = layers[layer];
  return { layer, neuron: shown ? tellingNeuron(shown) : 0, moved: true };
}

/** Hears `which`. The last hearing is the one with the change, since drives are those of the last. */
export async function studyOf(lab: LabLike, info: ModelInfo, which: Which, change: NeuronChange, before: Place | undefined, known: Known): Promise<Study> {
  const changed = isChanged(change);
  const trained = (changed ? known.trained : undefined) ?? (await lab.hear(which));
  const heard = changed ? await lab.hear(which, 0, change) : trained;
  const layers = heard.traces?.layers ?? [];
  const place = placeIn(layers, before);
  const shown = layers[place.layer];
  const drives = shown && !shown.activity ? await lab.drives(place.layer) : undefined;
  const weights = known.weights?.layer === place.layer ? known.weights.view : await lab.weights(place.layer);
  return { info, heard, trained, ...place, drives, weights };
}

/** Grid of the arrows. */
const COLUMNS = 21;
const ROWS = 15;

/** Share of the spans that is left free around what must be seen. */
const MARGIN = 0.08;

/**
 * The part of the plane that holds the whole path, the threshold, and where the drives would have the neuron rest, the last at most one span
 * beyond the rest. It is the same for every step, so that the picture stands still while time goes on.
 */
export function gridOf(course: Course, drives: readonly number[], leak: number): Grid {
  const [low, high] = extremes([...course.v, ...course.threshold, 0]) ?? [0, 0];
  const span = high - low || 1;
  const [restLow, restHigh] = extremes(leak < 1 ? drives.map((d) => d / (1 - leak)) : []) ?? [low, high];
  const vLow = Math.max(low - span, Math.min(low, restLow));
  const vHigh = Math.min(high + span, Math.max(high, restHigh));
  const most = Math.max(0.2, extremes(course.a)?.[1] ?? 0);
  const margin = (vHigh - vLow) * MARGIN;
  return { vFrom: vLow - margin, vTo: vHigh + margin, columns: COLUMNS, aFrom: -MARGIN * most, aTo: most * (1 + 2 * MARGIN), rows: ROWS };
}

/** W_f·X + b + (W_r ⊙ M)·S of one neuron, step by step. */
export function drivesOf({ ff, rec, neurons, steps }: Drives, neuron: number): number[] {
  return Array.from({ length: steps }, (_, t) => (ff[t * neurons + neuron] ?? 0) + (rec[t * neurons + neuron] ?? 0));
}

/** The plane at step `step`: its arrows lead to the step after it. */
export async function planeOf(lab: LabLike, course: Course, drives: Drives, at: { layer: number; neuron: number; step: number }, change: NeuronChange, leak: number): Promise<Plane> {
  const of = drivesOf(drives, at.neuron);
  const toStep = Math.min(of.length - 1, at.step + 1);
  const drive = of[toStep] ?? 0;
  const grid = gridOf(course, of, leak);
  const field = await lab.field(change, at.layer, at.neuron, drive, grid);
  const rest = await lab.rest(change, at.layer, at.neuron, drive);
  return { ...grid, field, rest, drive, toStep };
}
