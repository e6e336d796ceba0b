/** Which takes are chosen, which one is open, and which one the keyboard stands on in each word. */
import { Store } from "../core/store.ts";
import type { WordsDesk } from "./words-desk.ts";

export interface Selection {
  chosen: ReadonlySet<number>;
  /** Take that is open for a closer look. */
  open: number | undefined;
  /** The take that Tab reaches, by word. */
  at: Readonly<Record<number, number>>;
}

export class SelectDesk extends Store<Selection> {
  /** Where a stretch of chosen takes begins. */
  #anchor: number | undefined;

  constructor(private readonly words: WordsDesk) {
    super({ chosen: new Set(), open: undefined, at: {} });
    words.watch(() => this.#tidy());
  }

  /** Takes that are gone are no longer chosen or open. */
  #tidy(): void {
    const { chosen, open } = this.state;
    if (chosen.size === 0 && open === undefined) {
      return;
    }
    const there = new Set(this.words.state.takes.map((x) => x.id));
    const left = [...chosen].filter((id) => there.has(id));
    this.set({ chosen: left.length === chosen.size ? chosen : new Set(left), open: open !== undefined && there.has(open) ? open : undefined });
  }

  /** The chosen takes, in the order of the words. */
  get takes(): number[] {
    return this.words.state.takes.filter((x) => this.state.chosen.has(x.id)).map((x) => x.id);
  }

  choose(ids: readonly number[]): void {
    this.set({ chosen: new Set(ids) });
  }

  /** Chooses a take or lets it go; `stretch`: with all of its word since the last one chosen. */
  toggle(id: number, stretch = false): void {
    const chosen = new Set(this.state.chosen);
    const word = this.words.state.takes.find((x) => x.id === id)?.word;
    const mine = this.words.state.takes.filter((x) => x.word === word).map((x) => x.id);
    const from = this.#anchor === undefined ? -1 : mine.indexOf(this.#anchor);
    const to = mine.indexOf(id);
    const on = !chosen.has(id);
    for (const one of stretch && from >= 0 ? mine.slice(Math.min(from, to), Math.max(from, to) + 1) : [id]) {
      if (on) {
        chosen.add(one);
      } else {
        chosen.delete(one);
      }
    }
    this.#anchor = id;
    this.set({ chosen });
  }

  clear(): void {
    this.set({ chosen: new Set() });
  }

  open(id: number | undefined): void {
    this.set({ open: this.state.open === id ? undefined : id });
  }

  stand(word: number, take: number): void {
    if (this.state.at[word] !== take) {
      this.set({ at: { ...this.state.at, [word]: take } });
    }
  }
}
