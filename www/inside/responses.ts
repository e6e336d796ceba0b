/** What recordings made each layer do, packed as they are heard, so that whole traces of many recordings need not be kept. */
import type { Heard, LayerTraces } from "../engine/protocol.ts";
import { labelTitle } from "../core/label.ts";
import type { Responses, Stretch } from "../plots/spike-map.ts";
import type { Activity } from "./order.ts";
import type { Utterance } from "./utterances.ts";

interface PackedLayer {
  neurons: number;
  spikes: Uint8Array | undefined;
  values: Float32Array | undefined;
  /** Spikes of each neuron over the recording; of units without spikes the size of their values. */
  counts: Float32Array;
}

/** One recording. */
export interface Packed {
  steps: number;
  utterance: Utterance;
  layers: readonly PackedLayer[];
}

function packLayer({ neurons, ...layer }: LayerTraces): PackedLayer {
  const counts = new Float32Array(neurons);
  const add = (i: number, size: number) => {
    counts[i % neurons] = (counts[i % neurons] ?? 0) + size;
  };
  if (layer.activity) {
    layer.activity.forEach((x, i) => add(i, Math.abs(x)));
    return { neurons, spikes: undefined, values: layer.activity, counts };
  }
  const spikes = new Uint8Array(layer.sFf.length);
  for (let i = 0; i < spikes.length; i++) {
    const [f, r] = [layer.sFf[i] ?? 0, layer.sRec[i] ?? 0];
    if (f + r > 0) {
      spikes[i] = f | (r << 1);
      add(i, f + r);
    }
  }
  return { neurons, spikes, values: undefined, counts };
}

export function pack({ traces }: Heard, utterance: Utterance): Packed {
  return { steps: traces?.steps ?? 0, utterance, layers: (traces?.layers ?? []).map(packLayer) };
}

/** One layer through all the recordings, one behind the other, and how often each neuron fired in each. */
export interface LayerPicture {
  responses: Responses;
  activity: Activity;
  /** Spikes (or size of the values) per neuron and step. */
  mean: number;
}

export function joined(parts: readonly Packed[]): LayerPicture[] {
  const stretches: Stretch[] = [];
  let columns = 0;
  for (const { steps, utterance } of parts) {
    stretches.push({ from: columns, steps, label: labelTitle(utterance.label), by: utterance.by });
    columns += steps;
  }
  const words = [...new Set(stretches.map((s) => s.label))];
  const labels = stretches.map((s) => words.indexOf(s.label));
  return (parts[0]?.layers ?? []).map(({ neurons, values }, l) => {
    const responses: Responses = {
      neurons,
      columns,
      spikes: values ? undefined : new Uint8Array(columns * neurons),
      values: values ? new Float32Array(columns * neurons) : undefined,
      stretches,
    };
    const counts = new Float32Array(parts.length * neurons);
    for (const [k, { layers }] of parts.entries()) {
      const [layer, at] = [layers[l], (stretches[k]?.from ?? 0) * neurons];
      if (layer) {
        responses.spikes?.set(layer.spikes ?? [], at);
        responses.values?.set(layer.values ?? [], at);
        counts.set(layer.counts, k * neurons);
      }
    }
    return { responses, activity: { neurons, counts, labels }, mean: counts.reduce((sum, x) => sum + x, 0) / Math.max(1, columns * neurons) };
  });
}
