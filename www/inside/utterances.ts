/** The recordings that a network can be watched with: a data set's, those that test it first, or the clips that come with the page. */
import type { Sound, UtteranceInfo } from "../engine/protocol.ts";
import { PART, type Which } from "../engine/lab-protocol.ts";
import type { Clip } from "../try/clips.ts";

export type Use = "test" | "validation" | "train" | "left-out" | "clip";

export interface Utterance {
  /** Word that is said. */
  label: string;
  /** Who says it, or the file's name. */
  by: string;
  use: Use;
  /** Index in the data set; of a clip its file. */
  at: number | string;
}

const USES: Record<number, Use> = { [PART.train]: "train", [PART.test]: "test", [PART.validation]: "validation", [PART.leftOut]: "left-out" };
const FIRST: readonly Use[] = ["test", "clip", "validation", "left-out", "train"];

function sorted(list: Utterance[]): Utterance[] {
  return list.sort((a, b) => FIRST.indexOf(a.use) - FIRST.indexOf(b.use));
}

/** A data set's utterances, the test part first. */
export function utterancesOf(infos: readonly UtteranceInfo[], parts: Uint8Array): Utterance[] {
  return sorted(infos.map((u, at) => ({ label: u.label, by: u.speaker || u.name, use: USES[parts[at] ?? PART.train] ?? "train", at })));
}

export function clipsAsUtterances(clips: readonly Clip[]): Utterance[] {
  return clips.map((c) => ({ label: c.label, by: c.title, use: "clip", at: c.file }));
}

const known = new WeakMap<readonly Utterance[], Map<string, number[]>>();

/** Words as people sort them, each with the places of its recordings. Found once for each list: panels ask with every step. */
export function byWord(list: readonly Utterance[]): ReadonlyMap<string, readonly number[]> {
  let words = known.get(list);
  if (!words) {
    const found = new Map<string, number[]>();
    for (const [i, { label }] of list.entries()) {
      const places = found.get(label);
      if (places) {
        places.push(i);
      } else {
        found.set(label, [i]);
      }
    }
    words = new Map([...found].sort(([a], [b]) => a.localeCompare(b, undefined, { numeric: true })));
    known.set(list, words);
  }
  return words;
}

/** At most `most` of the utterances for a picture of many, the same number of every word as far as there are, word after word, those that test first. */
export function picked(list: readonly Utterance[], most: number): number[] {
  const words = [...byWord(list).values()];
  const out = words.map((): number[] => []);
  let taken = 0;
  for (let round = 0; taken < most && words.some((w) => w.length > round); round++) {
    for (const [k, places] of words.entries()) {
      const at = places[round];
      if (at !== undefined && taken < most) {
        out[k]?.push(at);
        taken += 1;
      }
    }
  }
  return out.flat();
}

/** What a laboratory is asked to hear. */
export async function whichOf(utterance: Utterance, clip: (file: string) => Promise<Sound>): Promise<Which> {
  return typeof utterance.at === "number" ? { utterance: utterance.at } : { name: utterance.at, sound: await clip(utterance.at) };
}
