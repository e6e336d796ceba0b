/** One lane with one seed: what is known of its run. */
import type { RunBytes } from "../engine/lab-protocol.ts";
import type { EpochRecord, LayerRecord, RunHead, RunSpec } from "../engine/protocol.ts";
import type { JobPhase, Queued } from "./race-schedule.ts";

export interface Job {
  lane: number;
  seed: number;
  spec: RunSpec;
  phase: JobPhase;
  head: RunHead | undefined;
  records: readonly EpochRecord[];
  /** Part of the present epoch that is over, 0 to 1. */
  within: number;
  /** Digest of the weights before the first batch; `missed` where the run was faster. */
  initial: string | undefined;
  /** Digest of the weights that the run gave, as its model file states it. */
  weights: string | undefined;
  /** What an earlier race on the same data with the same settings gave. */
  again: "same" | "differs" | undefined;
  bytes: RunBytes | undefined;
  /** Weights of the network. */
  size: number | undefined;
  /** Neurons of each layer, and steps of an utterance. */
  neurons: readonly number[];
  steps: number;
  /** Milliseconds of learning in each whole epoch, without tests and pictures. */
  learnMs: readonly number[];
  /** Time at work, without pauses. */
  activeMs: number;
  /** Time for preparing the recordings and for the answers at the end; jobs of an earlier build have none. */
  asideMs?: number;
  /** Which test takes its model got right, 1 or 0, in the order of the data. */
  right: Uint8Array | undefined;
  /** The test takes' places in the data. */
  tested: Uint32Array | undefined;
  model: Uint8Array | undefined;
  checkpoint: { epoch: number; bytes: Uint8Array } | undefined;
  problem: string | undefined;
}

export function newJob(lane: number, seed: number, spec: RunSpec): Job {
  return {
    lane,
    seed,
    spec,
    phase: "waiting",
    head: undefined,
    records: [],
    within: 0,
    initial: undefined,
    weights: undefined,
    again: undefined,
    bytes: undefined,
    size: undefined,
    neurons: [],
    steps: 0,
    learnMs: [],
    activeMs: 0,
    right: undefined,
    tested: undefined,
    model: undefined,
    checkpoint: undefined,
    problem: undefined,
  };
}

/** The job as the queue sees it. */
export function queued({ lane, phase, spec, records, within, activeMs, asideMs }: Job): Queued {
  return { lane, phase, epochs: spec.epochs, done: (records.at(-1)?.epoch ?? 0) + within, activeMs, ...(asideMs === undefined ? {} : { asideMs }) };
}

/** What the run holds in all. */
export function bytesOf(bytes: RunBytes): number {
  return bytes.weights + bytes.tape + bytes.traces + bytes.scratch + bytes.gradients + bytes.optimiser;
}

/** Test accuracy of the model that the run gave; of the last epoch where no take was answered one by one. */
export function testAccuracy({ right, records }: Pick<Job, "right" | "records">): number | undefined {
  return right && right.length > 0 ? right.reduce((sum, x) => sum + x, 0) / right.length : (records.at(-1)?.testAccuracy ?? undefined);
}

/** Spikes of all spiking layers over one utterance; nothing for units that do not spike. */
export function spikesOf({ head, neurons, steps }: Pick<Job, "head" | "neurons" | "steps">, record: EpochRecord): number | undefined {
  return head?.spiking && neurons.length > 0 ? record.layers.reduce((sum, l, i) => sum + l.firingRate * (neurons[i] ?? 0) * steps, 0) : undefined;
}

/** Mean angle to the exact gradient over the hidden layers. */
export function angleOf(layers: readonly LayerRecord[]): number | undefined {
  const angles = layers.flatMap((l) => (l.angle === null ? [] : [l.angle]));
  return angles.length > 0 ? angles.reduce((a, b) => a + b, 0) / angles.length : undefined;
}

/** What the whole training used: the sum of a figure per take over all takes of all epochs. */
export function inAll({ records, head }: Pick<Job, "records" | "head">, of: (r: EpochRecord) => number): number {
  return records.reduce((sum, r) => sum + of(r), 0) * (head?.trainCount ?? 0);
}
