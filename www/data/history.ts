/** Steps back and forth through states that are never changed in place. */
import type { Say } from "./words-state.ts";

/** Steps that are kept. A state shares all that it did not change with its neighbours. */
const MOST_STEPS = 100;

interface Step<T> {
  state: T;
  what: Say;
}

export class History<T> {
  #past: Step<T>[] = [];
  #future: Step<T>[] = [];
  #merging: string | undefined;

  /** The change that an undo would take back. */
  get undoable(): Say | undefined {
    return this.#past.at(-1)?.what;
  }

  get redoable(): Say | undefined {
    return this.#future.at(-1)?.what;
  }

  /**
   * Keeps the state before a change.
   *
   * @param merge changes with the same name that follow each other are one step: typing a word, dragging a handle
   */
  keep(before: T, what: Say, merge?: string): void {
    this.#future = [];
    if (merge !== undefined && merge === this.#merging) {
      return;
    }
    this.#merging = merge;
    this.#past = [...this.#past, { state: before, what }].slice(-MOST_STEPS);
  }

  /** The next change is a step of its own, whatever came before. */
  close(): void {
    this.#merging = undefined;
  }

  /** The state before the last change, in exchange for the present one. */
  undo(present: T): Step<T> | undefined {
    return this.#swap(this.#past, this.#future, present);
  }

  redo(present: T): Step<T> | undefined {
    return this.#swap(this.#future, this.#past, present);
  }

  #swap(from: Step<T>[], to: Step<T>[], present: T): Step<T> | undefined {
    const step = from.pop();
    this.#merging = undefined;
    if (step) {
      to.push({ state: present, what: step.what });
    }
    return step;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
    this.#merging = undefined;
  }
}
