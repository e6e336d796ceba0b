/** Voice activity: cuts words out of a stream of sound. */
import { FLOOR_DB, SpeechLevel } from "./level.ts";
import { RoomNoise } from "./room.ts";

export interface TriggerOptions {
  rateHz: number;
  /** Level from which a block counts as voice, in dBFS; left out where `marginDb` is given. */
  thresholdDb?: number;
  /** The threshold follows the room's noise and lies this far above it, in dB. */
  marginDb?: number;
  /** Kept before the onset, in seconds. */
  beforeS?: number;
  /** Quiet after which a word ends, in seconds. */
  hangoverS?: number;
  /** A word with less voice than this is a click, in seconds. */
  leastS?: number;
  /** A word is cut after this, in seconds. */
  mostS?: number;
}

/** A word in the stream; places are samples from the stream's beginning. */
export interface Found {
  samples: Float32Array;
  /** Where `samples` begins. */
  from: number;
  /** Where the voice begins and ends. */
  onset: number;
  voiceEnd: number;
  /** Its loudest block, in dBFS. */
  peakDb: number;
}

/** Why a sound is no word: too short, or as steady as a fan. */
export type Refusal = "click" | "steady";

export interface TriggerReport {
  /** Level of the block, in dBFS. */
  levelDb: number;
  /** Voice is heard now. */
  talking: boolean;
  /** Samples of a word that has just ended. */
  word: Float32Array | undefined;
  /** The same with its places. */
  found: Found | undefined;
  /** A sound that has just ended and is no word. */
  refused: Refusal | undefined;
}

/** A room counts as at least this loud: below it lie the last bits of the converter. */
const QUIETEST_DB = -72;
/** Voice that has begun goes on down to so far below the threshold: a word's end is softer than its beginning. */
const HYSTERESIS_DB = 4;
/** What lies so far below a word's loudest block is its echo. */
const ECHO_DB = 32;
/** A click is loud for a moment only: this share of the least length must lie within `CORE_DB` of the loudest block. */
const CORE_SHARE = 0.75;
const CORE_DB = 20;
/** A sound whose levels differ by less is steady. */
const STEADY_DB = 9;

/** Feeds on blocks of samples; reports a level for each, and a word when one ends. */
export class VoiceTrigger {
  /** Level from which a block counts as voice now, in dBFS. */
  thresholdDb: number;
  /** How far above the room's noise that is; nothing where it is fixed. */
  marginDb: number | undefined;
  readonly room = new RoomNoise();
  readonly #level: SpeechLevel;
  readonly #rateHz: number;
  readonly #before: number;
  readonly #hangover: number;
  readonly #least: number;
  readonly #most: number;
  #blocks: Float32Array[] = [];
  #length = 0;
  /** Samples heard so far. */
  #heard = 0;
  #talking = false;
  #onset = 0;
  #voiceEnd = 0;
  /** Levels of the blocks since the onset, and their length. */
  #levels: number[] = [];
  #voiced = 0;
  #peakDb = FLOOR_DB;
  #last = false;

  constructor(options: TriggerOptions) {
    const { rateHz, thresholdDb = -45, marginDb, beforeS = 0.25, hangoverS = 0.35, leastS = 0.06, mostS = 2.5 } = options;
    this.thresholdDb = thresholdDb;
    this.marginDb = marginDb;
    this.#level = new SpeechLevel(rateHz);
    this.#rateHz = rateHz;
    this.#before = Math.round(beforeS * rateHz);
    this.#hangover = Math.round(hangoverS * rateHz);
    this.#least = Math.round(leastS * rateHz);
    this.#most = Math.round(mostS * rateHz);
  }

  get rateHz(): number {
    return this.#rateHz;
  }

  /** Seconds of sound that were fed. */
  get heardS(): number {
    return this.#heard / this.#rateHz;
  }

  /** Seconds of quiet since the last voice of the word at hand. */
  get quietS(): number {
    return this.#talking ? (this.#heard - this.#voiceEnd) / this.#rateHz : 0;
  }

  /** Where the last voice ended, in samples from the stream's beginning. */
  get voiceEnd(): number {
    return this.#voiceEnd;
  }

  feed(block: Float32Array): TriggerReport {
    const levelDb = this.#level.feed(block);
    this.#follow(levelDb, block.length / this.#rateHz);
    this.#blocks.push(block);
    this.#length += block.length;
    this.#heard += block.length;
    const loud = levelDb >= this.thresholdDb;
    if (!this.#talking) {
      this.#forget(this.#before + 2 * block.length);
      // One loud block may be chance; the second begins the word, which began with the first.
      if (loud && this.#last) {
        this.#begin(block.length);
      }
    }
    this.#last = loud;
    const end = this.#talking ? this.#listen(levelDb, block.length) : {};
    return { levelDb, talking: this.#talking, word: end.found?.samples, found: end.found, refused: end.refused };
  }

  #follow(levelDb: number, lengthS: number): void {
    this.room.feed(levelDb, lengthS);
    const { marginDb } = this;
    if (marginDb !== undefined) {
      const noiseDb = this.room.noiseDb;
      // Before the room is known nothing is voice.
      this.thresholdDb = noiseDb === undefined ? 0 : Math.max(QUIETEST_DB, noiseDb) + marginDb;
    }
  }

  #begin(block: number): void {
    this.#talking = true;
    this.#onset = this.#heard - 2 * block;
    this.#levels = [];
    this.#voiced = block;
    this.#peakDb = FLOOR_DB;
  }

  #listen(levelDb: number, block: number): { found?: Found; refused?: Refusal } {
    this.#levels.push(levelDb);
    this.#peakDb = Math.max(this.#peakDb, levelDb);
    if (levelDb >= Math.max(this.thresholdDb - HYSTERESIS_DB, this.#peakDb - ECHO_DB)) {
      this.#voiceEnd = this.#heard;
      this.#voiced += block;
    }
    const over = this.#heard - this.#voiceEnd >= this.#hangover;
    if (!over && this.#length < this.#most) {
      return {};
    }
    this.#talking = false;
    this.#last = false;
    const end = over ? this.#judge(block) : this.#cut();
    this.#forget(this.#before);
    return end;
  }

  #judge(block: number): { found?: Found; refused?: Refusal } {
    return this.#isClick(block) ? { refused: "click" } : { found: this.#joined() };
  }

  #isClick(block: number): boolean {
    const core = block * this.#levels.filter((l) => l >= this.#peakDb - CORE_DB).length;
    return this.#voiced < this.#least || core < CORE_SHARE * this.#least;
  }

  /** A sound that does not end: a fan that was switched on is the room from now on, anything else is a word. */
  #cut(): { found?: Found; refused?: Refusal } {
    const sorted = [...this.#levels].sort((a, b) => a - b);
    const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? FLOOR_DB;
    if (this.marginDb !== undefined && at(0.9) - at(0.1) < STEADY_DB) {
      this.room.learn(at(0.5));
      return { refused: "steady" };
    }
    return { found: this.#joined() };
  }

  /** What would be the word if the quiet at hand went on; nothing within the voice, and for what is a click so far. */
  soFar(): Found | undefined {
    const block = this.#blocks.at(-1)?.length ?? 0;
    return this.quietS === 0 || this.#isClick(block) ? undefined : this.#joined();
  }

  #joined(): Found {
    const samples = new Float32Array(this.#length);
    let at = 0;
    for (const block of this.#blocks) {
      samples.set(block, at);
      at += block.length;
    }
    return { samples, from: this.#heard - this.#length, onset: this.#onset, voiceEnd: this.#voiceEnd, peakDb: this.#peakDb };
  }

  #forget(keep: number): void {
    for (;;) {
      const first = this.#blocks[0];
      if (!first || this.#length - first.length < keep) {
        return;
      }
      this.#blocks.shift();
      this.#length -= first.length;
    }
  }
}
