/** A small store: one object of state, changed by patches, watched by panels. */
export class Store<T extends object> {
  #state: T;
  readonly #watchers = new Set<() => void>();

  constructor(initial: T) {
    this.#state = initial;
  }

  get state(): Readonly<T> {
    return this.#state;
  }

  /** Replaces the fields in `patch`; watchers hear of it when a field really changed. */
  set(patch: Partial<T>): void {
    const keys = Object.keys(patch) as (keyof T)[];
    if (keys.some((key) => !Object.is(this.#state[key], patch[key]))) {
      this.#state = { ...this.#state, ...patch };
      for (const watcher of [...this.#watchers]) {
        watcher();
      }
    }
  }

  /** Calls `watcher` after every change; gives the function that ends it. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }
}

/** Resolves as soon as `is` holds, looked at after every change of the store. */
export function until<T extends object>(store: Store<T>, is: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (is()) {
        end();
        resolve();
      }
    };
    const end = store.watch(look);
    look();
  });
}
