/**
 * The smoothed decision: a word is heard in three overlapping windows, and the scores of each label are averaged.
 *
 * The front end centres what it is given, so a window that begins or ends closer to the voice shifts the word by more than a frame under the
 * network. An answer that hangs on where the frames happened to fall is voted down by the others.
 */
import type { Found } from "../audio/trigger.ts";

export interface Window {
  /** Sound kept before the voice and after it, in seconds. */
  leadS: number;
  tailS: number;
}

/** The first is the plain one: what the front end itself keeps around speech. Little more is kept, so that a noisy room stays outside. */
export const WINDOWS: readonly Window[] = [
  { leadS: 0.1, tailS: 0.1 },
  { leadS: 0.03, tailS: 0.1 },
  { leadS: 0.1, tailS: 0.03 },
];

/** Quiet after a word from which on every window is complete, in seconds. */
export const COMPLETE_S = Math.max(...WINDOWS.map((w) => w.tailS));

export interface Cut {
  samples: Float32Array<ArrayBuffer>;
  /** Where it begins, in samples from the stream's beginning. */
  from: number;
}

/** What a window holds of a word that was found. */
export function cut({ samples, from, onset, voiceEnd }: Found, { leadS, tailS }: Window, rateHz: number): Cut {
  const first = Math.max(0, onset - from - Math.round(leadS * rateHz));
  const end = Math.min(samples.length, voiceEnd - from + Math.round(tailS * rateHz));
  return { samples: samples.slice(first, end), from: from + first };
}

export interface Vote {
  label: string;
  /** Mean score of the label over the windows, 0 to 1. */
  score: number;
  /** Windows that gave this label alone the first place, of all. */
  votes: number;
  of: number;
}

function best(scores: readonly number[]): number {
  return scores.reduce((b, x, k) => (x > (scores[b] ?? -Infinity) ? k : b), 0);
}

/** One answer from those of several windows. */
export function vote(labels: readonly string[], windows: readonly (readonly number[])[]): Vote {
  const mean = labels.map((_, k) => windows.reduce((sum, w) => sum + (w[k] ?? 0), 0) / Math.max(1, windows.length));
  const winner = best(mean);
  return {
    label: labels[winner] ?? "",
    score: mean[winner] ?? 0,
    votes: windows.filter((w) => best(w) === winner).length,
    of: windows.length,
  };
}
