/** The visitor's words and takes, and every change of them, each of which can be taken back. */
import { Store } from "../core/store.ts";
import { to16Bits } from "../audio/pcm.ts";
import type { Sound } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { History } from "./history.ts";
import { bySeed, bySpeaker, noneTested, settled } from "./parts.ts";
import { fitTrim, MAX_TAKES, MOST_SAMPLES, type Part, type Say, type Table, type Take, type Word } from "./words-state.ts";

const t = await texts("data");

export interface WordsState extends Table {
  /** The change that an undo would take back, and the one that a redo would make again. */
  undoable: Say | undefined;
  redoable: Say | undefined;
}

/** What is known of a new take. */
export interface NewTake {
  word: number;
  name: string;
  sound: Sound;
  speaker: string;
  index: number;
  part?: Part | undefined;
}

/** A change in words; those with the same `merge` that follow each other are one step. */
export interface Step {
  what: Say;
  merge?: string;
}

/** Moves the items for which `moved` holds in front of the one for which `before` holds, or to the end. */
function reordered<T>(items: readonly T[], moved: (item: T) => boolean, before: (item: T) => boolean): T[] {
  const rest = items.filter((item) => !moved(item));
  const at = rest.findIndex(before);
  return at < 0 ? [...rest, ...items.filter(moved)] : [...rest.slice(0, at), ...items.filter(moved), ...rest.slice(at)];
}

export class WordsDesk extends Store<WordsState> {
  readonly #history = new History<Table>();
  #next = 1;
  #undone: Say | undefined;

  constructor() {
    super({ words: [], takes: [], partsBy: "page", partsSeed: 1, undoable: undefined, redoable: undefined });
    this.begin();
  }

  /** Three words to begin with, without takes and without a past. */
  begin(): void {
    const words = (["word.first", "word.second", "word.third"] as const).map((key) => this.#word(t(key)));
    this.replace({ words, takes: [], partsBy: "page", partsSeed: 1 });
  }

  /** Puts another table in the place of this one, without a past. */
  replace(table: Table): void {
    this.#history.clear();
    this.#next = Math.max(this.#next, 1 + Math.max(0, ...table.words.map((w) => w.id), ...table.takes.map((x) => x.id)));
    this.set({ ...table, undoable: undefined, redoable: undefined });
  }

  /** A number that no word and no take has had. */
  id(): number {
    return this.#next++;
  }

  get table(): Table {
    const { words, takes, partsBy, partsSeed } = this.state;
    return { words, takes, partsBy, partsSeed };
  }

  /** Nothing was said or written yet that could be lost. */
  get untouched(): boolean {
    return this.state.takes.length === 0 && this.state.undoable === undefined;
  }

  /** Makes a change that can be taken back. */
  edit(what: Say, patch: Partial<Table>, merge?: string): void {
    this.#history.keep(this.table, what, merge);
    this.#show(settled({ ...this.table, ...patch }));
  }

  /** What follows is a step of its own. */
  closeStep(): void {
    this.#history.close();
  }

  #show(table: Table): void {
    this.set({ ...table, undoable: this.#history.undoable, redoable: this.#history.redoable });
  }

  /** What the last undo took back, as the object that its change was made with. */
  get undone(): Say | undefined {
    return this.#undone;
  }

  /** Gives what was undone. */
  undo(): Say | undefined {
    const step = this.#history.undo(this.table);
    if (step) {
      this.#undone = step.what;
      this.#show(step.state);
    }
    return step?.what;
  }

  redo(): Say | undefined {
    const step = this.#history.redo(this.table);
    if (step) {
      this.#show(step.state);
    }
    return step?.what;
  }

  #word(text: string, noise = false): Word {
    return { id: this.id(), text, noise };
  }

  addWord(text: string, noise = false, step: Step = { what: { key: "did.add-word" } }): Word {
    const word = this.#word(text, noise);
    this.edit(step.what, { words: [...this.state.words, word] }, step.merge);
    return word;
  }

  /** The class of background noise, which is made where there is none. */
  noiseWord(step?: Step): Word {
    return this.state.words.find((w) => w.noise) ?? this.addWord(t("word.noise"), true, step);
  }

  /** Takes away words that have no take: they were suggestions, and make room for words that come. */
  clearUnspoken({ what, merge }: Step): void {
    const words = this.state.words.filter((w) => this.state.takes.some((x) => x.word === w.id));
    if (words.length < this.state.words.length) {
      this.edit(what, { words }, merge);
    }
  }

  rename(id: number, text: string): void {
    this.edit({ key: "did.rename", values: { word: text } }, { words: this.state.words.map((w) => (w.id === id ? { ...w, text } : w)) }, `rename-${id}`);
  }

  removeWord(id: number): void {
    const { words, takes } = this.state;
    const text = words.find((w) => w.id === id)?.text.trim() ?? "";
    this.edit(
      { key: "did.remove-word", values: { word: text, count: takes.filter((x) => x.word === id).length } },
      { words: words.filter((w) => w.id !== id), takes: takes.filter((x) => x.word !== id) },
    );
  }

  /** Puts a word before another, or at the end. */
  moveWord(id: number, before: number | undefined): void {
    if (id !== before) {
      this.edit({ key: "did.move-word" }, { words: reordered(this.state.words, (w) => w.id === id, (w) => w.id === before) });
    }
  }

  /** Moves a word by one place. */
  stepWord(id: number, by: -1 | 1): boolean {
    const { words } = this.state;
    const at = words.findIndex((w) => w.id === id);
    if (at < 0 || at + by < 0 || at + by >= words.length) {
      return false;
    }
    this.moveWord(id, words[by < 0 ? at - 1 : at + 2]?.id);
    return true;
  }

  /** Keeps new takes, but for those beyond what a page holds, and those whose word is gone. */
  addTakes(step: Step, takes: readonly NewTake[]): { kept: Take[]; full: NewTake[]; gone: NewTake[] } {
    const names = new Set(this.state.takes.map((x) => x.name));
    const words = new Set(this.state.words.map((w) => w.id));
    let samples = this.state.takes.reduce((sum, x) => sum + x.sound.samples.length, 0);
    const [kept, full, gone]: [Take[], NewTake[], NewTake[]] = [[], [], []];
    for (const take of takes) {
      const { sound, part, ...rest } = take;
      if (!words.has(take.word)) {
        gone.push(take);
      } else if (this.state.takes.length + kept.length >= MAX_TAKES || samples + sound.samples.length > MOST_SAMPLES) {
        full.push(take);
      } else {
        const name = freeName(names, rest.name);
        names.add(name);
        samples += sound.samples.length;
        // A negative zero is made a plain one: files do not tell them apart.
        kept.push({ ...rest, id: this.id(), name, part: part ?? "learn", sound: { rateHz: Math.round(sound.rateHz), samples: sound.samples.map((x) => x + 0) }, from: 0, to: sound.samples.length });
      }
    }
    if (kept.length > 0) {
      // Parts that come with the data are as if the visitor had chosen them.
      const partsBy = takes.some((x) => x.part !== undefined) ? "visitor" : this.state.partsBy;
      this.edit(step.what, { takes: [...this.state.takes, ...kept], partsBy }, step.merge);
    }
    return { kept, full, gone };
  }

  /** Keeps what a microphone heard, and gives how many takes of it. */
  addRecorded(word: Word, sounds: readonly Sound[], speaker: string): number {
    const first = this.state.takes.filter((x) => x.word === word.id).length;
    const takes = sounds.map((sound, i) => ({
      word: word.id,
      name: `${word.text.trim()} ${first + i + 1}`,
      sound: { rateHz: sound.rateHz, samples: to16Bits(sound.samples) },
      speaker,
      index: first + i,
    }));
    return this.addTakes({ what: { key: "did.record", values: { word: word.text.trim(), count: sounds.length } } }, takes).kept.length;
  }

  removeTakes(ids: readonly number[]): void {
    const gone = new Set(ids);
    this.edit({ key: "did.remove-takes", values: { count: gone.size } }, { takes: this.state.takes.filter((x) => !gone.has(x.id)) });
  }

  /** Gives takes to another word, behind or before one of its takes. */
  moveTakes(ids: readonly number[], word: number, before?: number): void {
    const moved = new Set(ids.filter((id) => id !== before));
    if (moved.size === 0) {
      return;
    }
    const others = this.state.takes.some((x) => moved.has(x.id) && x.word !== word);
    const takes = this.state.takes.map((x) => (moved.has(x.id) && x.word !== word ? { ...x, word } : x));
    const name = this.state.words.find((w) => w.id === word)?.text.trim() ?? "";
    this.edit(others ? { key: "did.relabel", values: { count: moved.size, word: name } } : { key: "did.move-takes", values: { count: moved.size } }, {
      takes: reordered(takes, (x) => moved.has(x.id), (x) => x.id === before),
    });
  }

  /** Moves a take by one place among those of its word. */
  stepTake(id: number, by: -1 | 1): boolean {
    const word = this.state.takes.find((x) => x.id === id)?.word;
    const mine = this.state.takes.filter((x) => x.word === word);
    const at = mine.findIndex((x) => x.id === id);
    if (word === undefined || at + by < 0 || at + by >= mine.length) {
      return false;
    }
    this.moveTakes([id], word, mine[by < 0 ? at - 1 : at + 2]?.id);
    return true;
  }

  /** Changes some takes; `merge` as in [`edit`]. */
  #change(what: Say, ids: readonly number[], change: (take: Take) => Take, merge?: string, more: Partial<Table> = {}): void {
    const which = new Set(ids);
    this.edit(what, { ...more, takes: this.state.takes.map((x) => (which.has(x.id) ? change(x) : x)) }, merge);
  }

  trim(id: number, from: number, to: number): void {
    this.#change({ key: "did.trim" }, [id], (x) => ({ ...x, ...fitTrim(x.sound, from, to) }), `trim-${id}`);
  }

  speaker(ids: readonly number[], speaker: string): void {
    this.#change({ key: "did.speaker", values: { speaker } }, ids, (x) => ({ ...x, speaker }), `speaker-${ids.join()}`);
  }

  part(ids: readonly number[], part: Part): void {
    this.#change({ key: `did.part-${part}`, values: { count: ids.length } }, ids, (x) => ({ ...x, part }), undefined, { partsBy: "visitor" });
  }

  /** Draws the test takes anew. */
  drawParts(seed: number): void {
    this.edit({ key: "did.draw-parts" }, { partsBy: "visitor", partsSeed: seed, takes: bySeed(this.state, seed) }, "draw-parts");
  }

  partsBySpeaker(speaker: string): void {
    this.edit({ key: "did.speaker-parts", values: { speaker } }, { partsBy: "visitor", takes: bySpeaker(this.state.takes, speaker) });
  }

  /** Every take is learnt from, or the page chooses again. */
  partsFor(choice: "none" | "page"): void {
    this.edit({ key: "did.no-parts" }, choice === "none" ? { partsBy: "visitor", takes: noneTested(this.state.takes) } : { partsBy: "page" });
  }
}

function freeName(names: ReadonlySet<string>, wanted: string): string {
  let name = wanted;
  for (let n = 2; names.has(name); n++) {
    name = `${wanted} (${n})`;
  }
  return name;
}
