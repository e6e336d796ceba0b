/** What it is to hold out each voice in turn: the voices, the run of each, and whether what was found is still of the data and settings at hand. */
import type { TakeData, RunSpec, UtteranceInfo } from "../engine/protocol.ts";
import { PART } from "../engine/lab-protocol.ts";
import { written } from "../project/repeat-state.ts";

/** What a voice says. */
export interface Voice {
  name: string;
  takes: number;
  /** Share of the most frequent word among its takes: what always answering that would reach. */
  guessing: number;
  /** Takes of words that nobody else says, so that a network without this voice never learns them. */
  alone: number;
}

/** The usual test of the same data, and how many of its takes are of voices that are learnt from as well. */
export interface Usual {
  split: string;
  takes: number;
  known: number;
}

export interface VoicesPlan {
  /** The run that Train would make, with no split: each voice has its own. */
  base: RunSpec;
  /** Those that are held out, by name. */
  voices: readonly Voice[];
  /** Voices that say a word nobody else says: no network could learn it without them, so they cannot be held out. */
  apart: readonly string[];
  /** Takes of words without a voice's name: every run learns from them. */
  unnamed: number;
  usual: Usual | undefined;
  title: string;
  /** `own`, or a pack's file. */
  source: string;
  /** Of the visitor's own takes; nothing for a pack. */
  mark: string | undefined;
  atOnce: number;
}

type Said = Pick<UtteranceInfo, "label" | "speaker"> & { heldOut?: boolean };

/** Fewest voices that can be held out in turn. */
export const LEAST_VOICES = 2;

export const splitOf = (voice: string): string => `speaker:${voice}`;

/** The run of Train without its split. */
export const baseOf = (spec: RunSpec): RunSpec => ({ ...spec, split: "" });

export function voicesOf(utterances: readonly Said[]): Voice[] {
  const sayers = new Map<string, Set<string>>();
  const counts = new Map<string, Map<string, number>>();
  for (const { label, speaker } of utterances) {
    sayers.set(label, (sayers.get(label) ?? new Set()).add(speaker));
    const words = counts.get(speaker) ?? new Map<string, number>();
    counts.set(speaker, words.set(label, (words.get(label) ?? 0) + 1));
  }
  return [...counts]
    .filter(([name]) => name !== "")
    .map(([name, words]) => {
      const takes = [...words.values()].reduce((a, b) => a + b, 0);
      const alone = [...words].reduce((sum, [label, n]) => sum + (sayers.get(label)?.size === 1 ? n : 0), 0);
      return { name, takes, guessing: Math.max(...words.values()) / takes, alone };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** The split that the same data are tested by otherwise: Train's own where it is no voice, else the data's, else one take in five. */
export function usualSplit(chosen: string, source: string, utterances: readonly Said[]): string {
  if (chosen !== "none" && !chosen.startsWith("speaker:")) {
    return chosen;
  }
  return utterances.some((u) => u.heldOut) ? (source === "own" ? "chosen" : "official") : "random:0.2";
}

/** How many of a split's test takes are of voices that it learns from too. Takes without a name are of nobody known. */
export function usualOf(split: string, utterances: readonly Said[], parts: ArrayLike<number>): Usual {
  const learnt = new Set(utterances.filter((u, i) => u.speaker !== "" && parts[i] === PART.train).map((u) => u.speaker));
  const test = utterances.filter((_, i) => parts[i] === PART.test);
  return { split, takes: test.length, known: test.filter((u) => learnt.has(u.speaker)).length };
}

/** Samples of a take that its mark is made of. */
const PROBES = 64;

/** A short mark of takes: other takes, or the same under other names, have another one. No proof, as the data's SHA-256 is, but made at once. */
export function markOf(labels: readonly string[], rows: readonly TakeData[]): string {
  let hash = 0x811c9dc5;
  const mix = (x: number): void => {
    hash = Math.imul(hash ^ x, 0x01000193) >>> 0;
  };
  const text = (s: string): void => {
    for (let i = 0; i < s.length; i++) {
      mix(s.charCodeAt(i));
    }
    mix(-1);
  };
  labels.forEach(text);
  for (const { label, name, speaker, index, heldOut, rateHz, samples } of rows) {
    [label, name, speaker].forEach(text);
    [index, heldOut ? 1 : 0, rateHz, samples.length].forEach(mix);
    const step = Math.max(1, Math.floor(samples.length / PROBES));
    for (let i = 0; i < samples.length; i += step) {
      mix(Math.round((samples[i] ?? 0) * 0x7fff_ffff));
    }
  }
  return `${rows.length}-${hash.toString(16)}`;
}

/** `takes`: the recordings are others now. `settings`: the next run would be another one. */
export type VoicesStale = "takes" | "settings";

export function voicesStale(plan: Pick<VoicesPlan, "base" | "source" | "mark">, now: { spec: RunSpec | undefined; source: string; mark: string | undefined }): VoicesStale | undefined {
  if (plan.source !== now.source || plan.mark !== now.mark) {
    return "takes";
  }
  return now.spec && written(baseOf(now.spec)) !== written(plan.base) ? "settings" : undefined;
}
