/** The neuron doctor: which hidden neurons never fire, always fire, or tell nothing. Pure computation, cut into slices by whoever runs it. */
import { draws, entropy } from "../core/statistics.ts";

/** A hidden layer as the doctor sees it. */
export interface LayerSeen {
  /** Such as `RFC300`. */
  name: string;
  neurons: number;
  /** Norm of the weights through which other layers read each neuron. */
  influence: ArrayLike<number>;
}

/** What was seen of the neurons while utterances were answered. */
export interface Seen {
  layers: readonly LayerSeen[];
  /** Spikes of every hidden neuron over each utterance, shape `[utterances, neurons]`. */
  counts: ArrayLike<number>;
  /** The word said in each utterance. */
  said: readonly number[];
  /** Steps of all utterances together. */
  steps: number;
  /** The hidden units spike; others cannot be saturated. */
  spiking: boolean;
}

export type Ailment = "silent" | "saturated" | "unread" | "mute";

/** One neuron's findings. */
export interface NeuronFinding {
  layer: number;
  /** Index within its layer. */
  neuron: number;
  /** Spikes per step. */
  rate: number;
  influence: number;
  /** What its spike count says of the word, in bits; and what chance alone reaches (95th percentile of shuffled labels). */
  information: number;
  byChance: number;
  /** The first of what is wrong with it. */
  ailment: Ailment | undefined;
  /** The takes do not tell whether it says anything. */
  untold: boolean;
}

/** Spikes per step from which on a neuron is saturated, as in Train's table. */
export const SATURATED = 0.9;
/** Below this share of its layer's median influence a neuron is as good as unread. */
export const UNREAD = 0.02;
/** Shuffles of the labels that show what chance alone reaches. */
export const SHUFFLES = 100;
const PERCENTILE = 0.95;
/**
 * If chance alone reaches more than this share of what a neuron with such spike counts could say of the word, nothing is said of it: the takes
 * are too few, or it fires in too few of them.
 */
const MOST_CHANCE = 1 / 3;

/** Steps in which spike counts are told apart: few where takes are few. */
export function binsFor(utterances: number, words: number): number {
  return Math.max(2, Math.min(5, Math.round(Math.sqrt(utterances / Math.max(1, words)))));
}

/** Values as ranks in `bins` parts of about as many values each; alike values are in one part. */
export function ranked(values: ArrayLike<number>, bins: number): Uint8Array {
  const n = values.length;
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const out = new Uint8Array(n);
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && values[order[to] ?? 0] === values[order[from] ?? 0]) {
      to += 1;
    }
    const bin = Math.min(bins - 1, Math.floor((((from + to - 1) / 2) * bins) / n));
    for (let k = from; k < to; k++) {
      out[order[k] ?? 0] = bin;
    }
    from = to;
  }
  return out;
}

/** How often each kind of mark comes. */
function tally(marks: Iterable<number>, kinds: number): Uint32Array {
  const out = new Uint32Array(kinds);
  for (const kind of marks) {
    out[kind] = (out[kind] ?? 0) + 1;
  }
  return out;
}

type Marks = ArrayLike<number> & Iterable<number>;

/** What one of two lists of marks says of the other, in bits: H(a) + H(b) − H(a, b). */
export function information(a: Marks, b: Marks, kindsA: number, kindsB: number): number {
  const joint = new Uint32Array(kindsA * kindsB);
  for (let i = 0; i < a.length; i++) {
    const at = (a[i] ?? 0) * kindsB + (b[i] ?? 0);
    joint[at] = (joint[at] ?? 0) + 1;
  }
  return Math.max(0, entropy(tally(a, kindsA)) + entropy(tally(b, kindsB)) - entropy(joint));
}

/** `count` shuffles of `labels`, the same each time. */
export function shuffles(labels: readonly number[], count: number): Uint8Array[] {
  const draw = draws(1);
  return Array.from({ length: count }, () => {
    const out = Uint8Array.from(labels);
    for (let i = out.length - 1; i > 0; i--) {
      const j = Math.floor(draw() * (i + 1));
      const held = out[i] ?? 0;
      out[i] = out[j] ?? 0;
      out[j] = held;
    }
    return out;
  });
}

function percentile(values: number[], share: number): number {
  const sorted = values.sort((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
}

function median(values: ArrayLike<number>): number {
  const sorted = Array.from(values).sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2;
}

/** Examines the neurons one after another; each step of the generator is one neuron, so that the page breathes between. */
export function* examine({ layers, counts, said, steps, spiking }: Seen): Generator<NeuronFinding> {
  const neurons = layers.reduce((sum, l) => sum + l.neurons, 0);
  const words = Math.max(0, ...said) + 1;
  const sorted = [...said].sort((a, b) => a - b);
  const bins = binsFor(said.length, new Set(said).size);
  const shuffled = shuffles(said, SHUFFLES);
  const own = new Float64Array(said.length);
  let first = 0;
  for (const [layer, { neurons: size, influence }] of layers.entries()) {
    const middle = median(influence);
    for (let neuron = 0; neuron < size; neuron++) {
      let sum = 0;
      for (let u = 0; u < said.length; u++) {
        own[u] = counts[u * neurons + first + neuron] ?? 0;
        sum += own[u] ?? 0;
      }
      const rate = sum / Math.max(1, steps);
      const silent = own.every((x) => x === 0);
      const marks = ranked(own, bins);
      const told = information(marks, said, bins, words);
      const byChance = silent ? 0 : percentile(shuffled.map((labels) => information(marks, labels, bins, words)), PERCENTILE);
      const read = influence[neuron] ?? 0;
      const more = told > byChance;
      // The most that marks like these could say: each label with neighbouring ones.
      const atMost = information(marks.toSorted(), sorted, bins, words);
      const untold = byChance > MOST_CHANCE * atMost;
      const ailment: Ailment | undefined = silent
        ? "silent"
        : spiking && rate >= SATURATED
          ? "saturated"
          : read <= UNREAD * middle
            ? "unread"
            : more || untold
              ? undefined
              : "mute";
      yield { layer, neuron, rate, influence: read, information: told, byChance, ailment, untold: ailment === undefined && !more && untold };
    }
    first += size;
  }
}

/** What was found in one layer. */
export interface LayerFindings {
  name: string;
  neurons: number;
  ill: Record<Ailment, number>;
  /** Neurons of which the takes do not tell whether they say anything. */
  untold: number;
}

export interface Diagnosis {
  layers: LayerFindings[];
  findings: readonly NeuronFinding[];
}

export const AILMENTS: readonly Ailment[] = ["silent", "saturated", "unread", "mute"];

/** The findings, counted by layer. */
export function diagnosisOf(layers: readonly LayerSeen[], findings: readonly NeuronFinding[]): Diagnosis {
  const counted = layers.map(({ name, neurons }, layer) => {
    const own = findings.filter((f) => f.layer === layer);
    const ill = Object.fromEntries(AILMENTS.map((a) => [a, own.filter((f) => f.ailment === a).length])) as Record<Ailment, number>;
    return { name, neurons, ill, untold: own.filter((f) => f.untold).length };
  });
  return { layers: counted, findings };
}
