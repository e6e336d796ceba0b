/** Words and takes as they are kept on the page, and what can be said of them without hearing them. */
import type { Sound } from "../engine/protocol.ts";
import { quoted } from "./quote.ts";

export const LEAST_WORDS = 2;
export const MOST_WORDS = 10;
export const MAX_TAKES = 5000;
/** Samples of all takes together that a page holds: 69 minutes at 48 kHz, 3.5 hours at 16 kHz. */
export const MOST_SAMPLES = 200e6;
/** Longest recording that is taken as a word, in seconds. */
export const LONGEST_S = 30;
/** Takes of each word that work well. */
export const GOOD_TAKES = 5;
/** Longest name of a word or of a voice. */
export const MOST_LETTERS = 64;
/** Shortest stretch that a trim leaves, in seconds. */
export const LEAST_S = 0.1;

/** What a take is for: learnt from, tested on, or neither. */
export type Part = "learn" | "test" | "aside";

export const PARTS: readonly Part[] = ["learn", "test", "aside"];

export interface Word {
  readonly id: number;
  readonly text: string;
  /** Background noise: what is recorded or added is cut into takes of one second. */
  readonly noise: boolean;
}

export interface Take {
  readonly id: number;
  /** Its word's id. */
  readonly word: number;
  readonly name: string;
  readonly speaker: string;
  readonly index: number;
  readonly part: Part;
  /** The whole recording, which no trim changes. */
  readonly sound: Sound;
  /** First sample that is learnt. */
  readonly from: number;
  /** First sample behind what is learnt. */
  readonly to: number;
}

/** Who chooses the parts: the page as the takes come, or the visitor, or the data themselves. */
export type PartsBy = "page" | "visitor";

/** What an undo brings back. */
export interface Table {
  readonly words: readonly Word[];
  readonly takes: readonly Take[];
  readonly partsBy: PartsBy;
  /** Of the drawing of test takes. */
  readonly partsSeed: number;
}

/** A sentence by its key in the texts of Data. */
export interface Say<Key extends string = string> {
  key: Key;
  values?: Record<string, string | number>;
}

export type WordProblem = "word-empty" | "word-long" | "word-twice";

/** Memory that so many samples take. */
export const megabytes = (samples: number): number => Math.round((samples * Float32Array.BYTES_PER_ELEMENT) / 1e6);

export const lengthS = (take: Take): number => (take.to - take.from) / take.sound.rateHz;

export const isTrimmed = (take: Take): boolean => take.from > 0 || take.to < take.sound.samples.length;

/** What is learnt of a take: the stretch inside its trim, without a copy. */
export function learnt({ sound, from, to }: Take): Sound {
  return { rateHz: sound.rateHz, samples: sound.samples.subarray(from, to) };
}

/** A trim in samples that keeps inside the recording and leaves something to learn from. */
export function fitTrim(sound: Sound, from: number, to: number): { from: number; to: number } {
  const all = sound.samples.length;
  const least = Math.min(all, Math.ceil(LEAST_S * sound.rateHz));
  const start = Math.min(Math.max(0, Math.round(from)), all - least);
  return { from: start, to: Math.max(start + least, Math.min(all, Math.round(to))) };
}

export function takesOf(takes: readonly Take[], word: number): Take[] {
  return takes.filter((t) => t.word === word);
}

/** The takes of every word, with an empty list for a word that has none. */
export function byWord({ words, takes }: Pick<Table, "words" | "takes">): Map<number, Take[]> {
  const out = new Map<number, Take[]>(words.map((w) => [w.id, []]));
  for (const take of takes) {
    out.get(take.word)?.push(take);
  }
  return out;
}

/** What is wrong with a word among the others, or nothing. */
export function wordProblem(words: readonly Word[], word: Word): Say<WordProblem> | undefined {
  const text = word.text.trim().toLowerCase();
  if (text === "") {
    return { key: "word-empty" };
  }
  if (text.length > MOST_LETTERS) {
    return { key: "word-long", values: { most: MOST_LETTERS } };
  }
  const first = words.find((w) => w.text.trim().toLowerCase() === text);
  return first && first.id !== word.id ? { key: "word-twice", values: { word: word.text.trim() } } : undefined;
}

export type TrainProblem = WordProblem | "few-words" | "no-takes" | "none-learnt";

/** Why these words and takes cannot be trained on yet, or nothing. */
export function trainProblem({ words, takes }: Pick<Table, "words" | "takes">): Say<TrainProblem> | undefined {
  if (words.length < LEAST_WORDS) {
    return { key: "few-words", values: { least: LEAST_WORDS } };
  }
  for (const word of words) {
    const problem = wordProblem(words, word);
    if (problem) {
      return problem;
    }
  }
  const all = byWord({ words, takes });
  const without = (good: (take: Take) => boolean): Word[] => words.filter((w) => !(all.get(w.id) ?? []).some(good));
  const silent = without(() => true);
  if (silent.length > 0) {
    return { key: "no-takes", values: { words: quoted(silent) } };
  }
  const tested = without((t) => t.part === "learn");
  return tested.length === 0 ? undefined : { key: "none-learnt", values: { words: quoted(tested) } };
}

/** Takes of the word that has fewest. */
export function leastPerWord({ words, takes }: Pick<Table, "words" | "takes">): number {
  return words.length === 0 ? 0 : Math.min(...[...byWord({ words, takes }).values()].map((list) => list.length));
}
