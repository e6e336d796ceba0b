/** Words and takes as they are kept on the page. */
import type { RecorderState } from "../audio/recorder.ts";
import type { Sound } from "../engine/protocol.ts";

export const LEAST_WORDS = 2;
export const MOST_WORDS = 10;
export const MAX_TAKES = 5000;

export interface Word {
  id: number;
  text: string;
}

export interface Take {
  id: number;
  word: number;
  name: string;
  speaker: string;
  index: number;
  sound: Sound;
  /** What its speaker should know. */
  notices: string[];
  /** FSDD's layout, which has a test part of its own. */
  numbered: boolean;
}

export interface WordsState {
  words: readonly Word[];
  takes: readonly Take[];
  recording: { word: number; state: RecorderState } | undefined;
  importing: { done: number; of: number } | undefined;
  /** What was refused or is doubtful, by word; 0 for what belongs to no word. */
  problems: Readonly<Record<number, string[]>>;
  /** Take that is being played. */
  playing: number | undefined;
}

/** What is wrong with a word among the others, or nothing. */
export function wordProblem(words: readonly Word[], word: Word): string | undefined {
  const text = word.text.trim().toLowerCase();
  if (text === "") {
    return "Give this word a name.";
  }
  if (text.length > 64) {
    return "A word has at most 64 characters.";
  }
  const first = words.find((w) => w.text.trim().toLowerCase() === text);
  return first && first.id !== word.id ? `“${word.text.trim()}” stands twice; name each word once.` : undefined;
}

/** Why these words and takes cannot be trained on yet, or nothing. */
export function trainProblem(words: readonly Word[], takes: readonly Take[]): string | undefined {
  if (words.length < LEAST_WORDS) {
    return `At least ${LEAST_WORDS} words are needed, so that there is something to tell apart.`;
  }
  for (const word of words) {
    const problem = wordProblem(words, word);
    if (problem) {
      return problem;
    }
  }
  const silent = words.filter((w) => !takes.some((t) => t.word === w.id)).map((w) => `“${w.text.trim()}”`);
  return silent.length > 0 ? `Record or add at least one take of ${silent.join(", ")}; five or more of each work well.` : undefined;
}

/** Takes of the word that has fewest. */
export function leastPerWord(words: readonly Word[], takes: readonly Take[]): number {
  return words.length === 0 ? 0 : Math.min(...words.map((w) => takes.filter((t) => t.word === w.id).length));
}
