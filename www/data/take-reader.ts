/** The takes that a sound file holds, or why it was left out. */
import { decode } from "../audio/decode.ts";
import { MOST_UNTOLD, TooLong } from "../audio/length.ts";
import { pieces } from "../audio/pcm.ts";
import { fixed } from "../core/format.ts";
import { engineCode, messageOf } from "../core/settle.ts";
import type { EngineClient } from "../engine/client.ts";
import { EngineError } from "../engine/fault.ts";
import type { Sound } from "../engine/protocol.ts";
import { fileOf, isWav, type Placed } from "./layouts.ts";
import { PIECE_S } from "./record-desk.ts";
import type { FileSource } from "./sources.ts";
import type { NewTake } from "./words-desk.ts";
import { LONGEST_S, type Say } from "./words-state.ts";

/** Takes cut of one file of noise. */
const MOST_PIECES = 60;
/** Largest file that a browser is asked to decode, in bytes: what it makes of one is as long as it likes, and nothing says so before. 30 s need less in any format. */
export const MOST_COMPRESSED = 20e6;

/** Longest compressed recording of noise: a minute of it is used. */
export const LONGEST_NOISE_S = 600;

export type LeftKey = "left.kind" | "left.unnamed" | "left.long" | "left.noise-long" | "left.untold" | "left.heavy" | "left.decode" | "left.refused" | "left.full" | "left.gone" | "left.spread";

/** Why a file was left out. */
export interface Left extends Say<LeftKey> {
  path: string;
  /** Of the engine's case, where the engine said why. */
  code?: string | undefined;
}

/** A take whose word is still to be told. */
export type Unworded = Omit<NewTake, "word">;

/** Why something went wrong with a file, without the file's name in front. */
export function reasonOf(error: unknown, file: string): { why: string; code: string | undefined } {
  const start = `${file}: `;
  const bare = error instanceof EngineError && error.message.startsWith(start) ? new EngineError(error.message.slice(start.length), error.code) : error;
  const why = messageOf(bare);
  return { why, code: engineCode(why) };
}

/** A recording of noise in takes of one second; pieces that the engine refuses are silent. */
async function noiseTakes(engine: EngineClient, path: string, sound: Sound, part: Placed["part"]): Promise<Unworded[]> {
  const good: Sound[] = [];
  let why: unknown;
  for (const one of pieces(sound, PIECE_S, MOST_PIECES)) {
    try {
      await engine.call((api) => api.checkTake(fileOf(path), one));
      good.push(one);
    } catch (error) {
      why = error;
    }
  }
  if (good.length === 0) {
    throw why;
  }
  return good.map((one, i) => ({ name: `${path} ${i + 1}`, sound: one, speaker: "", index: i, part }));
}

/** Why a compressed file is too long to be decoded. */
function tooLong(path: string, { seconds }: TooLong, noise: boolean, size: number): Left {
  if (seconds === undefined) {
    return { path, key: "left.untold", values: { mb: fixed(size / 1e6, 1), most: MOST_UNTOLD / 1e6 } };
  }
  return noise
    ? { path, key: "left.noise-long", values: { minutes: Math.ceil(seconds / 6) / 10, most: LONGEST_NOISE_S / 60 } }
    : { path, key: "left.long", values: { seconds: Math.ceil(10 * seconds) / 10, most: LONGEST_S } };
}

export async function takesIn(engine: EngineClient, source: FileSource, to: Placed): Promise<Unworded[] | Left> {
  const { path } = source;
  const file = fileOf(path);
  try {
    if (!isWav(path) && source.size > MOST_COMPRESSED) {
      return { path, key: "left.heavy", values: { mb: Math.round(source.size / 1e6), most: MOST_COMPRESSED / 1e6 } };
    }
    const bytes = await source.bytes();
    const sound = isWav(path) ? await engine.call((api) => api.readWav(file, bytes)) : await decode(bytes, to.noise ? LONGEST_NOISE_S : LONGEST_S);
    if (!sound) {
      return { path, key: "left.decode" };
    }
    const whole = sound.samples.length / sound.rateHz;
    if (to.noise && whole >= PIECE_S) {
      return await noiseTakes(engine, path, sound, to.part);
    }
    if (whole > LONGEST_S) {
      return { path, key: "left.long", values: { seconds: Math.round(whole), most: LONGEST_S } };
    }
    await engine.call((api) => api.checkTake(file, sound));
    return [{ name: path, sound, speaker: to.speaker, index: to.index, part: to.part }];
  } catch (error) {
    if (error instanceof TooLong) {
      return tooLong(path, error, to.noise, source.size);
    }
    const { why, code } = reasonOf(error, file);
    return { path, key: "left.refused", values: { why }, code };
  }
}
