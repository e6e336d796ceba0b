/** Looks at takes in the worker, some at a time, and keeps what it found. */
import { Store } from "../core/store.ts";
import type { Facts } from "./facts.ts";
import type { DataWorker } from "./worker-client.ts";
import type { Take } from "./words-state.ts";

/** Takes that are sent at once. */
const AT_ONCE = 24;
/** Columns and bands of a small picture. */
export const SMALL = { columns: 72, rows: 24 };
export const LARGE = { columns: 320, rows: 64 };

const key = (take: Take): string => `${take.from}:${take.to}`;

/** `looked`: takes looked at so far; it changes when there is news. */
export class FactsDesk extends Store<{ looked: number }> {
  /** By recording, and by what is learnt of it. Undone trims find theirs again. */
  readonly #facts = new WeakMap<object, Map<string, Facts>>();
  readonly #pictures = new WeakMap<object, Map<number, Promise<Uint8Array>>>();
  #wanted: readonly Take[] = [];
  #busy = false;

  constructor(private readonly worker: DataWorker) {
    super({ looked: 0 });
  }

  readonly of = (take: Take): Facts | undefined => this.#facts.get(take.sound)?.get(key(take));

  /** Looks at those of `takes` that it has not seen, and forgets what was asked for before. */
  look(takes: readonly Take[]): void {
    this.#wanted = takes;
    if (!this.#busy) {
      this.#busy = true;
      this.#go().catch(() => undefined).finally(() => {
        this.#busy = false;
      });
    }
  }

  async #go(): Promise<void> {
    for (;;) {
      const next: Take[] = [];
      for (const take of this.#wanted) {
        if (this.of(take) === undefined && next.push(take) === AT_ONCE) {
          break;
        }
      }
      if (next.length === 0) {
        return;
      }
      const found = await this.worker.call((api) => api.facts(next.map(({ sound, from, to }) => ({ ...sound, from, to }))));
      next.forEach((take, i) => {
        const facts = found[i];
        if (facts) {
          const known = this.#facts.get(take.sound) ?? new Map<string, Facts>();
          this.#facts.set(take.sound, known.set(key(take), facts));
        }
      });
      this.set({ looked: this.state.looked + next.length });
    }
  }

  /** The picture of a whole recording; asked of the worker once. */
  picture(take: Take, { columns, rows }: { columns: number; rows: number }): Promise<Uint8Array> {
    const known = this.#pictures.get(take.sound) ?? new Map<number, Promise<Uint8Array>>();
    this.#pictures.set(take.sound, known);
    let picture = known.get(columns);
    if (!picture) {
      picture = this.worker.call((api) => api.picture(take.sound, columns, rows));
      known.set(columns, picture);
      // A failed picture is asked for again.
      picture.catch(() => known.delete(columns));
    }
    return picture;
  }
}
