/** Orders of a layer's neurons: which neuron stands in which row of a raster or of a picture of weights. */

export const ORDERS = ["index", "label", "rate", "similarity", "weights"] as const;
export type OrderKind = (typeof ORDERS)[number];

/** How often each neuron fired in each of many utterances. */
export interface Activity {
  neurons: number;
  /** Shape `[utterances, neurons]`. */
  counts: Float32Array;
  /** Of each utterance, as a number. */
  labels: readonly number[];
}

/** Neuron of each row. */
export type Order = Uint32Array;

export function asTheyStand(neurons: number): Order {
  return Uint32Array.from({ length: neurons }, (_, n) => n);
}

/** The largest key first; equals as they stand. */
function byKey(keys: ArrayLike<number>): Order {
  return asTheyStand(keys.length).sort((a, b) => (keys[b] ?? 0) - (keys[a] ?? 0) || a - b);
}

/** The most active neurons on top. */
export function byRate({ neurons, counts }: Activity): Order {
  const sums = new Float64Array(neurons);
  counts.forEach((x, i) => {
    sums[i % neurons] = (sums[i % neurons] ?? 0) + Math.abs(x);
  });
  return byKey(sums);
}

/** By the word that each neuron answers most strongly, word after word; within a word by how much more it does so than on average. Silent ones last. */
export function byLabel({ neurons, counts, labels }: Activity): Order {
  const words = Math.max(0, ...labels) + 1;
  const sums = new Float64Array(words * neurons);
  const takes = new Float64Array(words);
  labels.forEach((word, u) => {
    takes[word] = (takes[word] ?? 0) + 1;
    for (let n = 0; n < neurons; n++) {
      sums[word * neurons + n] = (sums[word * neurons + n] ?? 0) + Math.abs(counts[u * neurons + n] ?? 0);
    }
  });
  const keys = Float64Array.from({ length: neurons }, (_, n) => {
    let [best, most, all] = [words, 0, 0];
    for (let word = 0; word < words; word++) {
      const mean = (sums[word * neurons + n] ?? 0) / Math.max(1, takes[word] ?? 0);
      all += mean;
      if (mean > most) {
        [best, most] = [word, mean];
      }
    }
    return -best + (all > 0 ? most / (all + 1) : 0);
  });
  return byKey(keys);
}

/** By the norm of the weights that lead to each neuron, shape `[inputs, neurons]`. */
export function byWeights(neurons: number, weights: Float32Array): Order {
  const sums = new Float64Array(neurons);
  weights.forEach((w, i) => {
    sums[i % neurons] = (sums[i % neurons] ?? 0) + w * w;
  });
  return byKey(sums);
}

/** Each neuron's counts at length 1, neuron by neuron; a silent one has zeros. */
function directions({ neurons, counts }: Activity): Float32Array {
  const utterances = Math.floor(counts.length / Math.max(1, neurons));
  const out = new Float32Array(neurons * utterances);
  for (let n = 0; n < neurons; n++) {
    let square = 0;
    for (let u = 0; u < utterances; u++) {
      square += (counts[u * neurons + n] ?? 0) ** 2;
    }
    const by = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let u = 0; u < utterances; u++) {
      out[n * utterances + u] = (counts[u * neurons + n] ?? 0) * by;
    }
  }
  return out;
}

/**
 * Neurons that fire in the same utterances beside one another: a chain from the most active one, each time on to the most similar one (cosine
 * of the counts) that is left. `rest` is awaited now and then, so that the page goes on.
 */
export async function bySimilarity(activity: Activity, rest: () => Promise<void>): Promise<Order> {
  const { neurons } = activity;
  const vectors = directions(activity);
  const length = neurons > 0 ? vectors.length / neurons : 0;
  const left = new Set(byRate(activity));
  const out = new Uint32Array(neurons);
  let [at] = left;
  for (let row = 0; at !== undefined; row++) {
    out[row] = at;
    left.delete(at);
    let [next, most]: [number | undefined, number] = [undefined, -Infinity];
    for (const n of left) {
      let product = 0;
      for (let k = 0; k < length; k++) {
        product += (vectors[at * length + k] ?? 0) * (vectors[n * length + k] ?? 0);
      }
      if (product > most) {
        [next, most] = [n, product];
      }
    }
    at = next;
    if (row % 64 === 63) {
      await rest();
    }
  }
  return out;
}
