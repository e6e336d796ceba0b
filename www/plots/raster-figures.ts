/** What a raster shows, as figures. */
import type { LayerTraces, SpikeTraces, ValueTraces } from "../engine/protocol.ts";

/** Spikes of both kinds of every step. */
export function spikesPerStep(layer: SpikeTraces): { f: number; r: number }[] {
  const steps = Math.floor(layer.sFf.length / Math.max(1, layer.neurons));
  return Array.from({ length: steps }, (_, t) => {
    let [f, r] = [0, 0];
    for (let n = 0; n < layer.neurons; n++) {
      f += layer.sFf[t * layer.neurons + n] ?? 0;
      r += layer.sRec[t * layer.neurons + n] ?? 0;
    }
    return { f, r };
  });
}

/** Mean value, and units that are not 0, of every step. */
export function valuesPerStep({ activity, neurons }: ValueTraces): { mean: number; active: number }[] {
  return Array.from({ length: Math.floor(activity.length / Math.max(1, neurons)) }, (_, t) => {
    const row = activity.subarray(t * neurons, (t + 1) * neurons);
    return { mean: row.reduce((sum, x) => sum + x, 0) / neurons, active: row.filter((x) => x !== 0).length };
  });
}

/** The layer with its neurons in another order: `order` has the neuron of each row. Only what a raster draws is moved. */
export function inOrder(layer: LayerTraces, order: Uint32Array): LayerTraces {
  const { neurons } = layer;
  const move = <T extends Uint8Array | Float32Array>(from: T): T => {
    const to = from.slice() as T;
    for (let start = 0; start < from.length; start += neurons) {
      for (let row = 0; row < neurons; row++) {
        to[start + row] = from[start + (order[row] ?? row)] ?? 0;
      }
    }
    return to;
  };
  return layer.activity ? { ...layer, activity: move(layer.activity) } : { ...layer, sFf: move(layer.sFf), sRec: move(layer.sRec) };
}

/** The neuron worth a first look: the one whose two flags change most often over the utterance, the rarer flag first; without spikes the most active one. */
export function tellingNeuron(layer: LayerTraces): number {
  const { neurons } = layer;
  let [best, most] = [0, -1];
  if (layer.activity) {
    const { activity } = layer;
    for (let n = 0; n < neurons; n++) {
      let size = 0;
      for (let i = n; i < activity.length; i += neurons) {
        size += Math.abs(activity[i] ?? 0);
      }
      if (size > most) {
        [best, most] = [n, size];
      }
    }
    return best;
  }
  const { sFf, sRec } = layer;
  for (let n = 0; n < neurons; n++) {
    let [f, r] = [0, 0];
    for (let i = n + neurons; i < sFf.length; i += neurons) {
      f += sFf[i] === sFf[i - neurons] ? 0 : 1;
      r += sRec[i] === sRec[i - neurons] ? 0 : 1;
    }
    const worth = Math.min(f, r) * sFf.length + f + r;
    if (worth > most) {
      [best, most] = [n, worth];
    }
  }
  return best;
}
