/** One tab at a time saves the project: two would write over each other. */
const LOCK = "nrr-project";
/**
 * How long the tab before may take to let go, in milliseconds, and how long a tab that waits leaves the place of one that let go to it: it may
 * only be loading anew.
 */
export const TAB_TIMES = { patienceMs: 800, restMs: 3000 };

/** As much of the browser's locks as a tab needs. */
export interface Locks {
  request(name: string, options: LockOptions, hold: (lock: unknown) => Promise<void>): Promise<unknown>;
}

export interface TabHooks {
  /** The tab that saved is gone, and this one takes its place. */
  gained(): void;
  /** Another tab took the right to save. */
  lost(): void;
}

/** Whether this tab is the one that saves. One that is not waits for its turn. */
export class Tab {
  #holds: object | undefined;
  #waiting: AbortController | undefined;
  #taking: Promise<void> | undefined;

  constructor(
    private readonly hooks: TabHooks,
    // Pages that are not secure have no locks.
    private readonly locks: Locks | undefined = navigator.locks,
    private readonly times = TAB_TIMES,
  ) {}

  get saves(): boolean {
    return !this.locks || this.#holds !== undefined;
  }

  /** Asks to be the tab that saves, and waits for its turn where another is; gives whether it is now. */
  async ask(): Promise<boolean> {
    const now = this.saves || (await this.#request({ signal: AbortSignal.timeout(this.times.patienceMs) }));
    if (!now) {
      this.#wait();
    }
    return this.saves;
  }

  /** Takes the right to save from whichever tab has it; asked twice, it is taken once. */
  take(): Promise<void> {
    if (this.saves) {
      return Promise.resolve();
    }
    this.#taking ??= this.#steal().finally(() => {
      this.#taking = undefined;
    });
    return this.#taking;
  }

  async #steal(): Promise<void> {
    this.#waiting?.abort();
    await this.#request({ steal: true });
  }

  #wait(): void {
    this.#waiting?.abort();
    const waiting = (this.#waiting = new AbortController());
    void this.#succeed(waiting.signal).then((gained) => {
      if (gained && !this.#taking) {
        this.hooks.gained();
      }
    });
  }

  /** Waits until the place is free, and stays free; gives whether this tab has it then. */
  async #succeed(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      try {
        await this.locks?.request(LOCK, { signal }, () => Promise.resolve());
      } catch {
        return false;
      }
      await new Promise((resolve) => setTimeout(resolve, this.times.restMs));
      if (signal.aborted) {
        return false;
      }
      if (await this.#request({ ifAvailable: true })) {
        return true;
      }
    }
  }

  #request(options: LockOptions): Promise<boolean> {
    const mine = {};
    return new Promise((resolve) => {
      let held = false;
      const hold = (lock: unknown): Promise<void> => {
        if (lock === null) {
          resolve(false);
          return Promise.resolve();
        }
        held = true;
        this.#holds = mine;
        resolve(true);
        // Held until the page is gone.
        return new Promise(() => undefined);
      };
      this.locks?.request(LOCK, options, hold).catch(() => {
        if (!held) {
          resolve(false);
        } else if (this.#holds === mine) {
          this.#holds = undefined;
          // A tab that takes what its own turn gave it meanwhile has lost nothing.
          if (!this.#taking) {
            this.#wait();
            this.hooks.lost();
          }
        }
      });
    });
  }
}
