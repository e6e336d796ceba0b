/** Time from the end of a word to its answer on the screen. */

export interface Timing {
  /** Until the silence had lasted long enough. */
  silenceMs: number;
  /** Front end and network, as far as they took longer than that. */
  networkMs: number;
  /** Until the answer was painted. */
  drawMs: number;
  /** Front end and network from the question on. */
  askedMs: number;
}

/** Words that the figures are taken over. */
export const TIMED_WORDS = 20;

export interface Figures {
  median: number;
  worst: number;
}

export interface Latency {
  words: number;
  silence: Figures;
  network: Figures;
  draw: Figures;
  /** Of the sums, which are not the sums of the rows. */
  all: Figures;
  asked: Figures;
}

function figures(values: readonly number[]): Figures {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return { median: (low + high) / 2, worst: sorted.at(-1) ?? 0 };
}

/** The last words' timings with one more. */
export function timed(timings: readonly Timing[], one: Timing): readonly Timing[] {
  return [...timings, one].slice(-TIMED_WORDS);
}

/** Median and worst of each part. */
export function latency(timings: readonly Timing[]): Latency {
  return {
    words: timings.length,
    silence: figures(timings.map((t) => t.silenceMs)),
    network: figures(timings.map((t) => t.networkMs)),
    draw: figures(timings.map((t) => t.drawMs)),
    all: figures(timings.map((t) => t.silenceMs + t.networkMs + t.drawMs)),
    asked: figures(timings.map((t) => t.askedMs)),
  };
}
