/** What the rolling pictures show of a sound that was found: its place, what came of it, and the spikes. */
import type { LayerTraces, Traces } from "../engine/protocol.ts";
import { stepScale, type StepScale } from "../plots/steps.ts";
import type { Passed, Span } from "./hearing.ts";

/** Seconds that the pictures span. */
export const SPAN_S = 6;
/** Sounds that are kept at most, should they come faster than they roll away. */
const MOST_MARKS = 24;

export interface Mark extends Span {
  id: number;
  /** The label of a word, or nothing where there is no answer. */
  label: string | undefined;
  score: number;
  /** Why it is not listed, if so. */
  passed: Passed | undefined;
  /** Where the second that the network heard begins in the stream, and its steps from there. */
  clipFromS: number;
  scale: StepScale;
  layers: readonly LayerTraces[];
}

const NONE = new Float32Array();

/** Of a layer only what a raster draws: potentials and thresholds of every word in sight would be megabytes. */
function slim(layer: LayerTraces): LayerTraces {
  return layer.activity ? layer : { ...layer, vFf: NONE, vRec: NONE, adaptation: NONE, threshold: NONE };
}

/** The spikes of a word as a mark keeps them. */
export function rasterOf(traces: Traces | undefined, windowMs: number): Pick<Mark, "scale" | "layers"> {
  return {
    scale: stepScale(traces?.frames ?? 0, traces?.steps ?? 0, traces?.hopMs ?? 25, windowMs),
    layers: traces?.layers.map(slim) ?? [],
  };
}

/** The marks with one more, without those that have rolled out of sight at `nowS`. */
export function marked(marks: readonly Mark[], one: Mark, nowS: number): readonly Mark[] {
  return [...marks.filter((m) => Math.max(m.toS, m.clipFromS + 1) > nowS - SPAN_S - 1), one].slice(-MOST_MARKS);
}
