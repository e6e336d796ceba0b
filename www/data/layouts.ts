/** Which word, voice and part a file belongs to: Speech Commands, FSDD, one folder per word, and lists that name the test part. */
import type { Named } from "../engine/protocol.ts";
import { MAX_TAKES, type Part } from "./words-state.ts";

/** Folder of Speech Commands with long recordings of noise. */
const NOISE_FOLDER = "_background_noise_";
/** Files of Speech Commands that name the takes of a part, one path a line. */
const LISTS: Readonly<Record<string, Part>> = { "testing_list.txt": "test", "validation_list.txt": "aside" };
/** FSDD's official test part is takes 0 to 4 of every digit and voice. */
const FSDD_TEST_TAKES = 5;

const SOUND = /\.(wav|sph|mp3|ogg|oga|opus|flac|m4a|mp4|aac|webm)$/i;
const ZIP = /\.zip$/i;
const FSDD = /^\d_.+_\d+\.[a-z0-9]+$/i;
/** What systems put beside people's files. */
const DUST = /(^|\/)(\.[^/]*|__MACOSX\/.*|Thumbs\.db|desktop\.ini)$/i;

export const isSound = (path: string): boolean => SOUND.test(path);
export const isZip = (path: string): boolean => ZIP.test(path);
export const isDust = (path: string): boolean => DUST.test(path);
/** Read by the engine, not by the browser: WAV and NIST SPHERE. */
export const isWav = (path: string): boolean => /\.(wav|sph)$/i.test(path);
export const fileOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
export const isList = (path: string): boolean => LISTS[fileOf(path)] !== undefined;
export const isNoise = (path: string): boolean => path.split("/").at(-2)?.toLowerCase() === NOISE_FOLDER;
/** The engine reads names of WAV files; another kind of sound is named alike. */
export const asWav = (path: string): string => path.replace(SOUND, ".wav");

/** What the lists beside the takes say of each path: `folder/file` as the lists write it. */
export type Lists = ReadonlyMap<string, Part>;

export function readLists(files: readonly { path: string; text: string }[]): Lists {
  const out = new Map<string, Part>();
  for (const { path, text } of files) {
    const part = LISTS[fileOf(path)];
    if (part) {
      for (const line of text.split(/\r?\n/)) {
        const entry = line.trim().replace(/\\/g, "/");
        if (entry !== "") {
          out.set(entry, part);
        }
      }
    }
  }
  return out;
}

/** TIDigits: part, group and initials of the speaker, what is said (z zero, o oh), and which production. */
const TIDIGITS = /(?:^|\/)(train|test)\/(man|woman|boy|girl)\/([^/]+)\/([zo1-9]+)([ab])\.(?:wav|sph)$/i;

/** Where a sound file goes. */
export interface Placed {
  path: string;
  label: string;
  speaker: string;
  index: number;
  /** Nothing where neither lists nor names say it. */
  part: Part | undefined;
  noise: boolean;
}

/** A file whose word nobody can tell. */
export interface Unplaced {
  path: string;
}

/**
 * Places sound files by what the engine reads in their paths.
 *
 * @param named what the engine says of each path
 */
export function place(paths: readonly string[], named: readonly (Named | undefined)[], lists: Lists): (Placed | Unplaced)[] {
  // Names of digits count as FSDD's, with its test part, where all files are so named, and where that leaves something of each to learn from.
  const learnt = new Set(named.flatMap((n) => (n && n.index >= FSDD_TEST_TAKES ? [n.label] : [])));
  const fsdd = paths.every((path) => FSDD.test(fileOf(path))) && named.every((n) => n && learnt.has(n.label));
  return paths.map((path, i) => {
    if (isNoise(path)) {
      return { path, label: NOISE_FOLDER, speaker: "", index: 0, part: undefined, noise: true };
    }
    const digits = TIDIGITS.exec(path)?.map((s) => s.toLowerCase());
    if (digits) {
      // Labels are FSDD's; several digits in a row are no word.
      const [, part, group = "", initials = "", said = "", production] = digits;
      const label = { z: "0", o: "oh" }[said] ?? said;
      return said.length > 1 ? { path } : { path, label, speaker: `${group}-${initials}`, index: production === "a" ? 0 : 1, part: part === "test" ? "test" : "learn", noise: false };
    }
    const name = named[i];
    if (!name) {
      return { path };
    }
    const listed = lists.size > 0 ? (lists.get(path.split("/").slice(-2).join("/")) ?? "learn") : undefined;
    const part = listed ?? (fsdd ? (name.index < FSDD_TEST_TAKES ? "test" : "learn") : undefined);
    return { path, label: name.label, speaker: name.speaker, index: name.index, part, noise: false };
  });
}

export function isPlaced(file: Placed | Unplaced): file is Placed {
  return "label" in file;
}

/** At most `most` files, as many of each word as of the others, in their order. */
export function fewest(files: readonly Placed[], most = MAX_TAKES): Placed[] {
  if (files.length <= most) {
    return [...files];
  }
  const seen = new Map<string, number>();
  const rounds = files.map((file) => {
    const round = seen.get(file.label) ?? 0;
    seen.set(file.label, round + 1);
    return round;
  });
  const kept = new Set(
    rounds
      .map((round, i) => ({ round, i }))
      .sort((a, b) => a.round - b.round || a.i - b.i)
      .slice(0, Math.max(0, most))
      .map(({ i }) => i),
  );
  return files.filter((_, i) => kept.has(i));
}
