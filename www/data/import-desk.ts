/** Brings sound files into the words: single files, folders, drops and zip files, with progress, a stop, and a list of what was left out. */
import type { PathFile } from "../core/files.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Named } from "../engine/protocol.ts";
import { asWav, fewest, isDust, isList, isPlaced, isSound, isZip, place, type Placed, readLists } from "./layouts.ts";
import { closeZip, type FileSource, fromFiles, fromZip } from "./sources.ts";
import { type Left, takesIn } from "./take-reader.ts";
import type { DataWorker } from "./worker-client.ts";
import type { ZipList } from "./worker-protocol.ts";
import type { NewTake, Step, WordsDesk } from "./words-desk.ts";
import { MAX_TAKES, megabytes, MOST_SAMPLES, type Part, type Take, type Word } from "./words-state.ts";

/** Takes that are kept at once. */
const AT_ONCE = 16;

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
  /** A zip file that is being opened and listed, by its name. */
  opening: string | undefined;
  report: Report | undefined;
}

/** Imports that follow one another without a pause; what they found is told together. */
interface Row {
  readonly stop: AbortController;
  readonly kept: Take[];
  /** Ids of the words that were made. */
  readonly made: number[];
  readonly left: Left[];
  /** Lets go of the zip files of the import at hand. */
  readonly endings: (() => void)[];
}

/** Takes of one import that wait to be kept, and the words that it chose or made: by what its files call them. */
interface Coming {
  readonly step: Step;
  readonly words: Map<string, number>;
  takes: NewTake[];
}

const newRow = (): Row => ({ stop: new AbortController(), kept: [], made: [], left: [], endings: [] });

/** Puts many things behind a list; `push(...more)` fails where there are very many. */
function append<T>(to: T[], more: Iterable<T>): void {
  for (const one of more) {
    to.push(one);
  }
}

/** The word of a file as it is looked up; noise has none of its own. */
const nameOf = (to: Placed): string => (to.noise ? "" : to.label.trim().toLowerCase());

export class ImportDesk extends Store<ImportState> {
  #row: Row | undefined;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  #imports = 0;
  #looking: AbortController | undefined;

  constructor(
    private readonly words: WordsDesk,
    private readonly engine: EngineClient,
    private readonly worker: DataWorker,
  ) {
    super({ progress: undefined, opening: undefined, report: undefined });
  }

  /** Stops the reading, also of what waits for its turn. */
  stop(): void {
    this.#row?.stop.abort();
    this.#looking?.abort();
    this.set({ opening: undefined });
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

  /** Opens a zip file to see what it is; nothing where it was stopped. */
  async look(name: string, open: () => Promise<ZipList>): Promise<ZipList | undefined> {
    const stop = (this.#looking = new AbortController());
    this.set({ opening: name });
    try {
      const list = await open();
      if (!stop.signal.aborted) {
        return list;
      }
      closeZip(this.worker, list);
      return undefined;
    } finally {
      if (this.#looking === stop) {
        this.#looking = undefined;
        this.set({ opening: undefined });
      }
    }
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
    // What comes after a stop is not stopped with it.
    const row = (this.#row = this.#row && !this.#row.stop.signal.aborted ? this.#row : newRow());
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
    append(left, good.filter((p) => !kept.has(p.path)).map((p) => ({ path: p.path, key: "left.spread" as const, values: { most: MAX_TAKES } })));
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
    try {
      for (const { path, file } of files) {
        if (row.stop.signal.aborted) {
          break;
        }
        if (isZip(path)) {
          this.set({ opening: file.name, report: undefined });
          const zip = await fromZip(this.worker, file);
          row.endings.push(zip.close);
          append(out, zip.files);
        } else {
          append(out, fromFiles([{ path, file }]));
        }
      }
    } finally {
      this.set({ opening: undefined });
    }
    return out;
  }

  /** The visitor has taken the word of a file away since the import began. */
  #isGone(to: Placed, only: Word | undefined, { words }: Coming): boolean {
    const id = only?.id ?? words.get(nameOf(to));
    return id !== undefined && !this.words.state.words.some((w) => w.id === id);
  }

  /** The word for what a file calls it, made where there is none. */
  #wordFor(to: Placed, { words, step }: Coming, { made }: Row): number {
    const name = nameOf(to);
    const all = this.words.state.words;
    const known = words.get(name);
    if (known !== undefined) {
      return known;
    }
    const word = to.noise ? this.words.noiseWord(step) : (all.find((w) => w.text.trim().toLowerCase() === name) ?? this.words.addWord(to.label.trim(), false, step));
    if (!all.includes(word)) {
      made.push(word.id);
    }
    words.set(name, word.id);
    return word.id;
  }

  /** Keeps the takes that wait. */
  #keep(coming: Coming, row: Row): void {
    const { kept, full, gone } = this.words.addTakes(coming.step, coming.takes);
    coming.takes = [];
    append(row.kept, kept);
    append(row.left, full.map((x) => ({ path: x.name, key: "left.full" as const, values: { most: MAX_TAKES, mb: megabytes(MOST_SAMPLES) } })));
    append(row.left, gone.map((x) => ({ path: x.name, key: "left.gone" as const })));
  }

  /** What a row has brought so far, as far as it was not taken back. */
  #report({ stop, kept, made, left }: Row): Report {
    const { words, takes } = this.words.state;
    const [takeIds, wordIds] = [new Set(takes.map((x) => x.id)), new Set(words.map((w) => w.id))];
    const here = kept.filter((x) => takeIds.has(x.id));
    const count = (part: Part): number => here.filter((x) => x.part === part).length;
    return { takes: here.length, words: made.filter((id) => wordIds.has(id)).length, stopped: stop.signal.aborted, left: [...left], test: count("test"), aside: count("aside") };
  }

  /**
   * Reads the files that have a place.
   *
   * @param only the one word that they go to, or nothing where each says its own
   */
  async #read(all: readonly FileSource[], targets: ReadonlyMap<FileSource, Placed>, only: Word | undefined, row: Row, before: readonly Left[]): Promise<void> {
    const step: Step = { what: { key: "did.import", values: { count: targets.size } }, merge: `import-${++this.#imports}` };
    const coming: Coming = { step, words: new Map(), takes: [] };
    const { left, stop } = row;
    append(left, before);
    append(left, all.filter((s) => !targets.has(s) && !isSound(s.path) && !isList(s.path)).map((s) => ({ path: s.path, key: "left.kind" as const })));
    let done = 0;
    this.set({ progress: { done, of: targets.size }, report: undefined });
    try {
      for (const [source, to] of targets) {
        if (stop.signal.aborted) {
          break;
        }
        const answer = this.#isGone(to, only, coming) ? undefined : await takesIn(this.engine, source, to);
        if (this.words.undone === step.what) {
          // An undo takes back what was added, and nothing more of it comes.
          stop.abort();
          coming.takes = [];
          break;
        }
        if (answer === undefined || this.#isGone(to, only, coming)) {
          left.push({ path: source.path, key: "left.gone" });
        } else if (!Array.isArray(answer)) {
          left.push(answer);
        } else if (answer.length > 0) {
          if (!only && coming.words.size === 0) {
            this.words.clearUnspoken(step);
          }
          const word = only?.id ?? this.#wordFor(to, coming, row);
          append(coming.takes, answer.map((x) => ({ ...x, word })));
        }
        done += 1;
        if (coming.takes.length >= AT_ONCE) {
          this.#keep(coming, row);
        }
        if (done % AT_ONCE === 0) {
          this.set({ progress: { done, of: targets.size } });
        }
      }
    } finally {
      this.#keep(coming, row);
      this.words.closeStep();
      this.set({ progress: undefined, report: this.#report(row) });
    }
  }
}
