/** One neuron's states through an utterance, one value per step, as the paper names them. */
import type { SpikeTraces } from "../engine/protocol.ts";

export interface Course {
  vFf: Float32Array;
  vRec: Float32Array;
  /** V = V_f + V_r. */
  v: Float32Array;
  /** What V is compared with. */
  threshold: Float32Array;
  a: Float32Array;
  sFf: Uint8Array;
  sRec: Uint8Array;
}

/**
 * The course of neuron `n`. With `subtracted` adaptation (eq. 4) γ·a has been taken off the potential, and V is compared with V_th; else it is
 * compared with V_th + γ·a.
 */
export function courseOf(layer: SpikeTraces, n: number, subtracted: boolean): Course {
  const steps = Math.floor(layer.sFf.length / Math.max(1, layer.neurons));
  const floats = (of: (i: number) => number) => Float32Array.from({ length: steps }, (_, t) => of(t * layer.neurons + n));
  const flags = (of: Uint8Array) => Uint8Array.from({ length: steps }, (_, t) => of[t * layer.neurons + n] ?? 0);
  return {
    vFf: floats((i) => layer.vFf[i] ?? 0),
    vRec: floats((i) => layer.vRec[i] ?? 0),
    v: floats((i) => (layer.vFf[i] ?? 0) + (layer.vRec[i] ?? 0)),
    threshold: floats((i) => (subtracted ? layer.vThreshold : (layer.threshold[i] ?? layer.vThreshold))),
    a: floats((i) => layer.adaptation[i] ?? 0),
    sFf: flags(layer.sFf),
    sRec: flags(layer.sRec),
  };
}

/** a* = β/(1 − α)·S: where a goes while a neuron keeps firing like this; nothing where nothing is lost. */
export function fixedAdaptation(decay: number, gain: number, spikes: number): number | undefined {
  return decay < 1 ? (gain / (1 - decay)) * spikes : undefined;
}

/** How many spikes of both kinds. */
export function spikesOf({ sFf, sRec }: Course): { f: number; r: number } {
  const sum = (flags: Uint8Array) => flags.reduce((n, x) => n + x, 0);
  return { f: sum(sFf), r: sum(sRec) };
}
