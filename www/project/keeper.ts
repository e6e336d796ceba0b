/** Keeps the project in this browser as it changes: when it is written, by which tab, and what is done where that is in doubt. */
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import { isSame, type Kept } from "./layout.ts";
import type { SavedRun } from "./saved-run.ts";
import { type Loaded, NotTheSaver, type ProjectStorage } from "./storage.ts";
import { type Locks, Tab, TAB_TIMES } from "./tab.ts";

/** `soonMs`: longest time that a change is unsaved, in milliseconds. */
const TIMES = { ...TAB_TIMES, soonMs: 400 };

/**
 * `elsewhere`: another tab saves. `differs`: it is gone, and left another project than this tab has. `unread`: what was kept cannot be read.
 * In these three nothing is written. `full`, `failed`: what is new is in this tab alone.
 */
export type Phase = "empty" | "saved" | "saving" | "elsewhere" | "differs" | "unread" | "full" | "failed";

export interface Contents {
  kept: Kept;
  run: SavedRun | undefined;
}

export interface KeeperHooks {
  now(): Contents;
  /** Nothing was done that could be kept. */
  untouched(): boolean;
  /** A run is under way, which would be lost. */
  busy(): boolean;
  /** Puts what was kept in the place of what is there. */
  show(loaded: Loaded): Promise<void>;
  /** It was written, or could not be. */
  wrote(problem?: string): void;
}

export class Keeper extends Store<{ phase: Phase; problem: string }> {
  readonly tab: Tab;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> | undefined;
  #taking: Promise<void> | undefined;
  /** What was written last, or was meant to be. */
  #wrote: Contents | undefined;
  /** It was not written after all. */
  #failed = false;
  #open = false;
  /** Why nothing is written until the visitor has chosen. */
  #held: "differs" | "unread" | undefined;

  constructor(
    private readonly storage: ProjectStorage,
    private readonly hooks: KeeperHooks,
    locks?: Locks,
    private readonly times = TIMES,
  ) {
    super({ phase: "empty", problem: "" });
    this.tab = new Tab({ gained: () => void this.#gained(), lost: () => this.#lost() }, locks, times);
  }

  /** Brings back what was kept, and keeps what changes from now on. */
  async begin(): Promise<void> {
    await this.#load();
    this.#open = true;
    if (await this.tab.ask()) {
      await this.#gained();
    } else {
      this.#lost();
    }
  }

  async #load(): Promise<void> {
    this.#held = undefined;
    try {
      const loaded = await this.storage.load();
      await this.hooks.show(loaded);
      this.#wrote = loaded.kept || loaded.run ? this.hooks.now() : undefined;
      this.#failed = false;
      if (loaded.unread > 0) {
        this.#held = "unread";
      }
      this.set({ problem: "" });
    } catch (error) {
      this.#held = "unread";
      this.set({ problem: messageOf(error) });
    }
    this.#rest();
  }

  /** The phase while nothing is being written. */
  #rest(): void {
    const phase = this.#held ?? (this.#wrote ? "saved" : "empty");
    this.set({ phase: this.tab.saves || !this.#open || this.#held ? phase : "elsewhere" });
  }

  /** This tab saves now. What the tab before left is shown, unless that would lose something. */
  async #gained(): Promise<void> {
    if (!this.#held) {
      try {
        if (!(await this.storage.isOurs())) {
          if (this.#dirty || this.#failed || this.hooks.busy()) {
            this.#held = "differs";
          } else {
            await this.#load();
          }
        }
      } catch (error) {
        this.#held = "unread";
        this.set({ problem: messageOf(error) });
      }
    }
    this.#rest();
    this.soon();
  }

  #lost(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#rest();
  }

  get #may(): boolean {
    return this.#open && this.tab.saves && !this.#held;
  }

  /** Something is in this tab alone, and stays so. */
  get unsafe(): boolean {
    return this.#open && (!this.#may || this.#failed);
  }

  get #dirty(): boolean {
    const [now, wrote] = [this.hooks.now(), this.#wrote];
    const nothing = !wrote && this.hooks.untouched();
    return (!(wrote && isSame(wrote.kept, now.kept)) && !nothing) || wrote?.run !== now.run;
  }

  /** Something may have changed. */
  soon(): void {
    if (this.#may && this.#timer === undefined && this.#dirty) {
      this.#timer = setTimeout(() => this.#flush(), this.times.soonMs);
    }
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#may && !this.#writing && this.#dirty) {
      this.#write();
    }
  }

  /** Writes at once what is not written: the page may be gone in a moment, so that nothing is waited for. */
  hurry(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#may && (this.#dirty || this.#failed)) {
      this.#write();
    }
  }

  #write(): void {
    const writing = Promise.all([this.#writing, this.#save()]).then(() => {
      if (this.#writing === writing) {
        this.#writing = undefined;
        // What changed while it was written.
        this.soon();
      }
    });
    this.#writing = writing;
  }

  async #save(): Promise<void> {
    const [now, before] = [this.hooks.now(), this.#wrote];
    // What fails is tried again with the next change.
    this.#wrote = now;
    this.set({ phase: "saving" });
    try {
      await this.storage.save(now.kept, now.run, () => this.#may);
      this.#failed = false;
      if (this.#may) {
        this.set({ phase: "saved", problem: "" });
        this.hooks.wrote();
      }
    } catch (error) {
      if (error instanceof NotTheSaver || !this.#may) {
        this.#wrote = this.#wrote === now ? before : this.#wrote;
        this.#rest();
        return;
      }
      this.#failed = true;
      const full = error instanceof DOMException && error.name === "QuotaExceededError";
      const problem = messageOf(error);
      this.set({ phase: full ? "full" : "failed", problem });
      this.hooks.wrote(problem);
    }
  }

  /** This tab saves from now on, and what it has takes the place of all that was kept. */
  takeOver(): Promise<void> {
    this.#taking ??= this.#takeOver().finally(() => {
      this.#taking = undefined;
    });
    return this.#taking;
  }

  async #takeOver(): Promise<void> {
    await this.tab.take();
    await this.#writing;
    this.#held = undefined;
    this.storage.rewrite();
    this.#write();
    await this.#writing;
  }

  /** Takes what the database has in the place of what is in this tab. */
  async readAgain(): Promise<void> {
    await this.#load();
    this.soon();
  }

  /** Has `clear` empty the page, and forgets what is kept. Another tab must not write it again: this one saves from now on. */
  async forget(clear: () => Promise<void>): Promise<void> {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    try {
      await this.tab.take();
      await this.#writing;
      await clear();
    } finally {
      try {
        await this.storage.forget();
      } finally {
        this.#wrote = undefined;
        this.#failed = false;
        this.#held = undefined;
        this.#open = true;
        this.set({ phase: "empty", problem: "" });
      }
    }
  }
}
