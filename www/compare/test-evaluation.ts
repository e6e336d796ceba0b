/** What answers to a set of utterances are worth: counts and shares, without a page. */
import { countsForWidth, type Share, wilson } from "../core/statistics.ts";

/** One utterance and what the network heard in it. Words are indices into the network's labels. */
export interface HeardTake {
  /** Index in the data set. */
  utterance: number;
  name: string;
  speaker: string;
  said: number;
  heard: number;
  /** Of the word heard, 0 to 1. */
  score: number;
  /** Of every word. */
  scores: readonly number[];
}

export const isRight = (take: HeardTake): boolean => take.said === take.heard;

/** Right answers among `takes`. */
export function accuracy(takes: readonly HeardTake[]): Share {
  return wilson(takes.filter(isRight).length, takes.length);
}

/** Takes by the word said (rows) and heard (columns). */
export function confusion(takes: readonly HeardTake[], words: number): number[][] {
  const cells = Array.from({ length: words }, () => new Array<number>(words).fill(0));
  for (const { said, heard } of takes) {
    const row = cells[said];
    if (row) {
      row[heard] = (row[heard] ?? 0) + 1;
    }
  }
  return cells;
}

/** How well one word is told. */
export interface WordFigures {
  word: number;
  /** Takes of it, and how many were heard as it. */
  recall: Share;
  /** Times that it was heard, and how many of them it was said. */
  precision: Share;
}

export function wordFigures(takes: readonly HeardTake[], words: number): WordFigures[] {
  const cells = confusion(takes, words);
  return cells.map((row, word) => {
    const right = row[word] ?? 0;
    const heard = cells.reduce((sum, r) => sum + (r[word] ?? 0), 0);
    return { word, recall: wilson(right, row.reduce((a, b) => a + b, 0)), precision: wilson(right, heard) };
  });
}

/** Share of the takes of the most frequent word: what always answering it would reach. */
export function chance(takes: readonly HeardTake[]): number {
  const counts = new Map<number, number>();
  for (const { said } of takes) {
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return takes.length === 0 ? 0 : Math.max(...counts.values()) / takes.length;
}

/** Widest interval that still tells something: 20 points. */
export const WIDEST = 0.2;

/** Why a test is too small to tell, and how many more takes would do. */
export interface TooSmall {
  why: "wide" | "chance";
  /** Takes that are missing until the interval is narrow enough, if the share stays. */
  more: number;
}

/** Whether a test says too little: its interval is wider than [`WIDEST`], or reaches down to guessing. */
export function tooSmall({ share, low, high, of }: Share, guessing: number): TooSmall | undefined {
  if (of === 0) {
    return undefined;
  }
  const more = Math.max(0, countsForWidth(share, WIDEST) - of);
  if (high - low > WIDEST) {
    return { why: "wide", more };
  }
  return low <= guessing && high >= guessing ? { why: "chance", more } : undefined;
}

/** What a rejection level makes of the answers: below it, "not sure". */
export interface Rejection {
  level: number;
  right: number;
  wrong: number;
  rejected: number;
  /** Right among the accepted. */
  trust: Share;
}

export function rejection(takes: readonly HeardTake[], level: number): Rejection {
  const accepted = takes.filter((t) => t.score >= level);
  const right = accepted.filter(isRight).length;
  return { level, right, wrong: accepted.length - right, rejected: takes.length - accepted.length, trust: wilson(right, accepted.length) };
}

/** Answers whose score lies in one of the equal parts from 0 to 1; a score of 1 is in the last one. */
export interface ScoreBin {
  from: number;
  to: number;
  right: number;
  wrong: number;
  /** Mean score; NaN in an empty part. */
  meanScore: number;
}

export function scoreBins(takes: readonly HeardTake[], bins: number): ScoreBin[] {
  const out = Array.from({ length: bins }, (_, i) => ({ from: i / bins, to: (i + 1) / bins, right: 0, wrong: 0, sum: 0 }));
  for (const take of takes) {
    const bin = out[Math.min(bins - 1, Math.max(0, Math.floor(take.score * bins)))];
    if (bin) {
      bin[isRight(take) ? "right" : "wrong"] += 1;
      bin.sum += take.score;
    }
  }
  return out.map(({ sum, ...bin }) => ({ ...bin, meanScore: sum / (bin.right + bin.wrong) }));
}

/** Mean distance between the scores of a part and its share of right answers, each part weighed by its answers: 0 where scores can be read as chances. */
export function calibrationError(bins: readonly ScoreBin[]): number {
  const all = bins.reduce((sum, b) => sum + b.right + b.wrong, 0);
  const apart = bins.reduce((sum, b) => (b.right + b.wrong === 0 ? sum : sum + Math.abs(b.right - b.meanScore * (b.right + b.wrong))), 0);
  return all === 0 ? Number.NaN : apart / all;
}

/** How well one voice is heard. */
export interface SpeakerFigures {
  /** Empty for takes without a name. */
  speaker: string;
  accuracy: Share;
  /** The network learnt from takes of this voice; nothing where that is not known. */
  learnt: boolean | undefined;
}

/** By voice, the worst first. `learnt` are the voices that the network learnt from, nothing where that is not known. */
export function speakerFigures(takes: readonly HeardTake[], learnt: ReadonlySet<string> | undefined): SpeakerFigures[] {
  const groups = new Map<string, HeardTake[]>();
  for (const take of takes) {
    groups.set(take.speaker, [...(groups.get(take.speaker) ?? []), take]);
  }
  const figures = [...groups].map(([speaker, own]) => ({
    speaker,
    accuracy: accuracy(own),
    learnt: speaker === "" ? undefined : learnt?.has(speaker),
  }));
  return figures.sort((a, b) => a.accuracy.share - b.accuracy.share || b.accuracy.of - a.accuracy.of || (a.speaker < b.speaker ? -1 : 1));
}
