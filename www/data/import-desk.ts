/** Brings sound files into the words: single files, folders, drops and zip files, with progress, a stop, and a list of what was left out. */
import { decode } from "../audio/decode.ts";
import { pieces } from "../audio/pcm.ts";
import type { PathFile } from "../core/files.ts";
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Named, Sound } from "../engine/protocol.ts";
import { asWav, fewest, fileOf, isDust, isList, isPlaced, isSound, isWav, isZip, place, type Placed, readLists } from "./layouts.ts";
import { PIECE_S } from "./record-desk.ts";
import { type FileSource, fromFiles, fromZip } from "./sources.ts";
import type { DataWorker } from "./worker-client.ts";
import type { NewTake, Step, WordsDesk } from "./words-desk.ts";
import { MAX_TAKES, type Say, type Word } from "./words-state.ts";

/** Longest recording that is taken as a word, in seconds. */
export const LONGEST_S = 30;
/** Takes cut of one file of noise. */
const MOST_PIECES = 60;
/** Takes that are kept at once. */
const AT_ONCE = 16;

export type LeftKey = "left.kind" | "left.unnamed" | "left.long" | "left.decode" | "left.refused" | "left.full" | "left.spread";

/** Why a file was left out. */
export interface Left extends Say<LeftKey> {
  path: string;
}

export interface Report {
  takes: number;
  words: number;
  stopped: boolean;
  left: readonly Left[];
  /** Takes that the lists or names gave to the test part, and set aside. */
  test: number;
  aside: number;
}

export interface ImportState {
  progress: { done: number; of: number } | undefined;
  report: Report | undefined;
}

/** Imports that follow one another without a pause; what they found is told together. */
interface Row {
  readonly stop: AbortController;
  readonly report: Report;
  readonly left: Left[];
  /** Lets go of the zip files of the import at hand. */
  readonly endings: (() => void)[];
}

export class ImportDesk extends Store<ImportState> {
  #row: Row | undefined;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  #imports = 0;

  constructor(
    private readonly words: WordsDesk,
    private readonly engine: EngineClient,
    private readonly worker: DataWorker,
  ) {
    super({ progress: undefined, report: undefined });
  }

  /** Stops the reading, also of what waits for its turn. */
  stop(): void {
    this.#row?.stop.abort();
  }

  dismiss(): void {
    this.set({ report: undefined });
  }

  /** Stops the reading, and waits until nothing more comes of it. */
  async end(): Promise<void> {
    this.stop();
    await this.#last;
    this.dismiss();
  }

  /** Adds files to one word, whatever they are called. */
  addTo(word: Word, files: readonly PathFile[]): Promise<void> {
    return this.#inTurn((row) => this.#addTo(row, word, files));
  }

  /** Adds files whose names, folders and lists tell words and parts; new words are added. */
  add(files: readonly PathFile[]): Promise<void> {
    return this.#inTurn((row) => this.#add(row, files));
  }

  /** One import after another: a second that begins takes nothing from the first. */
  #inTurn(work: (row: Row) => Promise<void>): Promise<void> {
    const row = (this.#row ??= { stop: new AbortController(), report: { takes: 0, words: 0, stopped: false, left: [], test: 0, aside: 0 }, left: [], endings: [] });
    this.#waiting += 1;
    const turn = this.#last.then(async () => {
      try {
        if (!row.stop.signal.aborted) {
          await work(row);
        }
      } finally {
        row.endings.splice(0).forEach((close) => close());
        this.#waiting -= 1;
        if (this.#waiting === 0) {
          this.#row = undefined;
        }
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #addTo(row: Row, word: Word, files: readonly PathFile[]): Promise<void> {
    const all = (await this.#sources(row, files)).filter((f) => !isDust(f.path));
    const place = (source: FileSource): Placed => ({ path: source.path, label: word.text, speaker: "", index: 0, part: undefined, noise: word.noise });
    await this.#read(all, new Map(all.filter((s) => isSound(s.path)).map((s) => [s, place(s)])), word, row, []);
  }

  async #add(row: Row, files: readonly PathFile[]): Promise<void> {
    const all = (await this.#sources(row, files)).filter((f) => !isDust(f.path));
    const sounds = all.filter((f) => isSound(f.path));
    const lists = await Promise.all(all.filter((f) => isList(f.path)).map(async (f) => ({ path: f.path, text: new TextDecoder().decode(await f.bytes()) })));
    const named = await this.#names(sounds.map((s) => s.path));
    const placed = place(sounds.map((s) => s.path), named, readLists(lists));
    const left: Left[] = placed.flatMap((p) => (isPlaced(p) ? [] : [{ path: p.path, key: "left.unnamed" }]));
    const good = placed.filter(isPlaced);
    const kept = new Set(fewest(good, Math.max(0, MAX_TAKES - this.words.state.takes.length)).map((p) => p.path));
    left.push(...good.filter((p) => !kept.has(p.path)).map((p) => ({ path: p.path, key: "left.spread" as const, values: { most: MAX_TAKES } })));
    const targets = new Map<FileSource, Placed>();
    sounds.forEach((source, i) => {
      const to = placed[i];
      if (to && isPlaced(to) && kept.has(to.path)) {
        targets.set(source, to);
      }
    });
    await this.#read(all, targets, undefined, row, left);
  }

  async #names(paths: readonly string[]): Promise<(Named | undefined)[]> {
    return paths.length === 0 ? [] : this.engine.call((api) => api.parsePaths(paths.map(asWav)));
  }

  /** Files as they are, zip files opened. */
  async #sources(row: Row, files: readonly PathFile[]): Promise<FileSource[]> {
    const out: FileSource[] = [];
    for (const { path, file } of files) {
      if (isZip(path)) {
        const zip = await fromZip(this.worker, file);
        row.endings.push(zip.close);
        out.push(...zip.files);
      } else {
        out.push(...fromFiles([{ path, file }]));
      }
    }
    return out;
  }

  /** The word for a label, made where there is none. */
  #wordFor(to: Placed, step: Step): Word {
    if (to.noise) {
      return this.words.noiseWord(step);
    }
    const label = to.label.trim().toLowerCase();
    return this.words.state.words.find((w) => w.text.trim().toLowerCase() === label) ?? this.words.addWord(to.label.trim(), false, step);
  }

  /**
   * Reads the files that have a place.
   *
   * @param only the one word that they go to, or nothing where each says its own
   */
  async #read(all: readonly FileSource[], targets: ReadonlyMap<FileSource, Placed>, only: Word | undefined, row: Row, before: readonly Left[]): Promise<void> {
    const step: Step = { what: { key: "did.import", values: { count: targets.size } }, merge: `import-${++this.#imports}` };
    const { report, left } = row;
    left.push(...before, ...all.filter((s) => !targets.has(s) && !isSound(s.path) && !isList(s.path)).map((s) => ({ path: s.path, key: "left.kind" as const })));
    let waiting: NewTake[] = [];
    let spoken = false;
    const keep = (): void => {
      const { kept, left: over } = this.words.addTakes(step, waiting);
      waiting = [];
      report.takes += kept.length;
      report.test += kept.filter((x) => x.part === "test").length;
      report.aside += kept.filter((x) => x.part === "aside").length;
      if (over > 0) {
        left.push({ path: kept.at(-1)?.name ?? "", key: "left.full", values: { count: over, most: MAX_TAKES } });
      }
    };
    let done = 0;
    this.set({ progress: { done, of: targets.size }, report: undefined });
    try {
      for (const [source, to] of targets) {
        if (row.stop.signal.aborted) {
          break;
        }
        const answer = await this.#takes(source, to);
        if (!Array.isArray(answer)) {
          left.push(answer);
        } else if (answer.length > 0) {
          if (!only && !spoken) {
            this.words.clearUnspoken(step);
            spoken = true;
          }
          const words = this.words.state.words.length;
          const word = only ? this.words.state.words.find((w) => w.id === only.id) : this.#wordFor(to, step);
          report.words += this.words.state.words.length - words;
          if (!word) {
            // The word was deleted meanwhile.
            break;
          }
          waiting.push(...answer.map((x) => ({ ...x, word: word.id })));
        }
        done += 1;
        if (waiting.length >= AT_ONCE) {
          keep();
        }
        if (done % AT_ONCE === 0) {
          this.set({ progress: { done, of: targets.size } });
        }
      }
    } finally {
      keep();
      this.words.closeStep();
      this.set({ progress: undefined, report: { ...report, stopped: row.stop.signal.aborted, left: [...left] } });
    }
  }

  /** A recording of noise in takes of one second; pieces that the engine refuses are silent. */
  async #noise(path: string, sound: Sound, to: Placed): Promise<Omit<NewTake, "word">[]> {
    const good: Sound[] = [];
    let why: unknown;
    for (const one of pieces(sound, PIECE_S, MOST_PIECES)) {
      try {
        await this.engine.call((api) => api.checkTake(fileOf(path), one));
        good.push(one);
      } catch (error) {
        why = error;
      }
    }
    if (good.length === 0) {
      throw why;
    }
    return good.map((one, i) => ({ name: `${path} ${i + 1}`, sound: one, speaker: "", index: i, part: to.part }));
  }

  /** The takes in a file, or why it was left out. */
  async #takes(source: FileSource, to: Placed): Promise<Omit<NewTake, "word">[] | Left> {
    const { path } = source;
    try {
      const bytes = await source.bytes();
      const sound: Sound | undefined = isWav(path) ? await this.engine.call((api) => api.readWav(fileOf(path), bytes)) : await decode(bytes);
      if (!sound) {
        return { path, key: "left.decode" };
      }
      const whole = sound.samples.length / sound.rateHz;
      if (to.noise && whole >= PIECE_S) {
        return await this.#noise(path, sound, to);
      }
      if (whole > LONGEST_S) {
        return { path, key: "left.long", values: { seconds: Math.round(whole), most: LONGEST_S } };
      }
      await this.engine.call((api) => api.checkTake(fileOf(path), sound));
      return [{ name: path, sound, speaker: to.speaker, index: to.index, part: to.part }];
    } catch (error) {
      return { path, key: "left.refused", values: { why: messageOf(error).replace(`${fileOf(path)}: `, "") } };
    }
  }
}
