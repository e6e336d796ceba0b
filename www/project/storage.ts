/** The project in the browser's own database: recordings as records of their own, written once; everything else in a few small ones. */
import { deleteDB, type IDBPDatabase, type IDBPObjectStore } from "idb";
import { pack16, unpack16 } from "../audio/pcm.ts";
import type { Take } from "../data/words-state.ts";
import type { Sound } from "../engine/protocol.ts";
import type { Checkpoint } from "../train/checkpoints.ts";
import { openLayout, type Kept, type Layout, NAME, ONLY, type RunRecord, STORES, type TakeRecord } from "./layout.ts";
import type { SavedRun } from "./saved-run.ts";

/** Recordings that are written or read in one go, so that the page can draw in between. */
const AT_ONCE = 40;

export interface Loaded {
  kept: Kept | undefined;
  run: SavedRun | undefined;
  /** Takes whose recording is not there any more. */
  missing: number;
  /** Takes whose recording is there, and could not be read. */
  unread: number;
}

/** Another tab has taken the right to save. */
export class NotTheSaver extends Error {}

/** What goes wrong in a request ends its transaction, which tells it. */
function heard(request: Promise<unknown>): void {
  request.catch(() => undefined);
}

type Writing<Store extends "sounds" | "checkpoints" | "run"> = IDBPObjectStore<Layout, typeof STORES, Store, "readwrite">;

export class ProjectStorage {
  #db: Promise<IDBPDatabase<Layout>> | undefined;
  /** Recordings that are in the database, or on their way, and their bytes. */
  readonly #written = new Map<number, { sound: Sound; bytes: number }>();
  /** Recordings that no take names. */
  #orphans = new Set<number>();
  #run: SavedRun | undefined;
  /** Checkpoints that are there, by epoch; nothing while that is not known. */
  #checkpoints: Map<number, Uint8Array> | undefined = new Map();
  /** Names the last writing that this tab knows of. */
  #stamp: string | undefined;
  /** What the database has is another tab's, or not known: all of it is written anew. */
  #whole = false;

  /** Bytes of recordings and run that are kept. */
  get bytes(): number {
    const sizes = [...this.#written.values()].map(({ bytes }) => bytes);
    const networks = [...(this.#checkpoints?.values() ?? [])].map((bytes) => bytes.length);
    return [...sizes, ...networks].reduce((sum, n) => sum + n, this.#run?.model.length ?? 0);
  }

  #open(): Promise<IDBPDatabase<Layout>> {
    const lost = (): void => {
      this.#db = undefined;
      this.#whole = true;
    };
    this.#db ??= openLayout({
      // Another tab wants to forget everything.
      blocking: () => {
        this.#db?.then((db) => db.close()).catch(() => undefined);
        lost();
      },
      terminated: lost,
    });
    this.#db.catch(() => {
      this.#db = undefined;
    });
    return this.#db;
  }

  /** Nobody else has written since this tab did, or since it read. */
  async isOurs(): Promise<boolean> {
    return (await (await this.#open()).get("stamp", ONLY)) === this.#stamp;
  }

  /** The next writing puts all there is in the place of whatever the database has. */
  rewrite(): void {
    this.#whole = true;
  }

  async load(): Promise<Loaded> {
    const db = await this.#open();
    const tx = db.transaction(STORES);
    heard(tx.done);
    const [stamp, state, run, checkpoints, keys] = await Promise.all([
      tx.objectStore("stamp").get(ONLY),
      tx.objectStore("state").get(ONLY),
      tx.objectStore("run").get(ONLY),
      tx.objectStore("checkpoints").getAll(),
      tx.objectStore("sounds").getAllKeys(),
    ]);
    this.#stamp = stamp;
    this.#whole = false;
    this.#written.clear();
    this.#run = run && withCheckpoints(run, checkpoints);
    this.#checkpoints = new Map(checkpoints.map((c) => [c.epoch, c.bytes]));
    const wanted = state?.takes.map((t) => t.id) ?? [];
    const named = new Set(wanted);
    this.#orphans = new Set(keys.filter((id) => !named.has(id)));
    const unread = await this.#readSounds(db, wanted);
    if (!state) {
      return { kept: undefined, run: this.#run, missing: 0, unread: 0 };
    }
    const takes = state.takes.flatMap((t): Take[] => {
      const sound = this.#written.get(t.id)?.sound;
      return sound ? [{ ...t, sound }] : [];
    });
    const { words, partsBy, partsSeed, source, train, given } = state;
    const missing = wanted.length - takes.length - unread;
    return { kept: { table: { words, takes, partsBy, partsSeed }, source, train, given }, run: this.#run, missing, unread };
  }

  /** Reads recordings; gives how many of them could not be. */
  async #readSounds(db: IDBPDatabase<Layout>, ids: readonly number[]): Promise<number> {
    let unread = 0;
    const read = async (some: readonly number[]): Promise<void> => {
      const { store, done } = db.transaction("sounds");
      heard(done);
      for (const record of await Promise.all(some.map((id) => store.get(id)))) {
        if (record) {
          const { id, rateHz, samples } = record;
          const sound = { rateHz, samples: samples instanceof Int16Array ? unpack16(samples) : samples };
          this.#written.set(id, { sound, bytes: samples.byteLength });
        }
      }
    };
    for (let i = 0; i < ids.length; i += AT_ONCE) {
      const some = ids.slice(i, i + AT_ONCE);
      try {
        await read(some);
      } catch {
        // One that is damaged hides none of the others.
        for (const id of some) {
          await read([id]).catch(() => {
            unread += 1;
          });
        }
      }
    }
    return unread;
  }

  /**
   * Writes what is not yet there, and the state with it, in one transaction: whatever is cut off, what the database had stays whole. A small
   * change is sent off at once, so that it outlives a page that is being closed.
   *
   * @param may holds as long as this tab has the right to save
   */
  async save({ table, source, train, given }: Kept, run: SavedRun | undefined, may: () => boolean = () => true): Promise<void> {
    const db = await this.#open();
    if (!may()) {
      throw new NotTheSaver();
    }
    const whole = this.#whole;
    if (whole) {
      this.#written.clear();
      this.#checkpoints = undefined;
    }
    const takes = table.takes.map(({ id, word, name, speaker, index, part, from, to }): TakeRecord => ({ id, word, name, speaker, index, part, from, to }));
    const named = new Set(takes.map((t) => t.id));
    const gone = [...this.#written.keys(), ...this.#orphans].filter((id) => !named.has(id));
    const fresh = table.takes.filter((t) => this.#written.get(t.id)?.sound !== t.sound);
    const stamp = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
    const tx = db.transaction(STORES, "readwrite");
    heard(tx.done);
    const sounds = tx.objectStore("sounds");
    try {
      if (whole) {
        heard(sounds.clear());
      }
      for (let i = 0; i < fresh.length; i += AT_ONCE) {
        const requests = fresh.slice(i, i + AT_ONCE).map((take) => this.#put(sounds, take));
        if (i + AT_ONCE < fresh.length) {
          await Promise.all(requests);
          if (!may()) {
            throw new NotTheSaver();
          }
        }
      }
      gone.forEach((id) => heard(sounds.delete(id)));
      heard(tx.objectStore("state").put({ words: table.words, takes, partsBy: table.partsBy, partsSeed: table.partsSeed, source, train, given }, ONLY));
      this.#putRun(tx.objectStore("run"), tx.objectStore("checkpoints"), run);
      heard(tx.objectStore("stamp").put(stamp, ONLY));
      tx.commit();
      await tx.done;
    } catch (error) {
      abort(tx);
      // None of it is there: the next writing brings it again.
      fresh.forEach((take) => this.#written.delete(take.id));
      this.#checkpoints = undefined;
      throw error;
    }
    this.#stamp = stamp;
    this.#whole &&= !whole;
    gone.forEach((id) => {
      this.#written.delete(id);
      this.#orphans.delete(id);
    });
  }

  #put(store: Writing<"sounds">, { id, sound }: Take): Promise<unknown> {
    const samples = pack16(sound.samples) ?? sound.samples;
    const request = store.put({ id, rateHz: sound.rateHz, samples });
    heard(request);
    this.#written.set(id, { sound, bytes: samples.byteLength });
    return request;
  }

  #putRun(runs: Writing<"run">, checkpoints: Writing<"checkpoints">, run: SavedRun | undefined): void {
    const there = this.#checkpoints;
    if (there && run === this.#run) {
      return;
    }
    if (!there) {
      heard(checkpoints.clear());
    }
    const { checkpoints: networks, ...record } = run ?? {};
    const epochs = new Map(networks?.map((c) => [c.epoch, c.bytes]));
    for (const [epoch, bytes] of epochs) {
      if (there?.get(epoch) !== bytes) {
        heard(checkpoints.put({ epoch, bytes }));
      }
    }
    for (const epoch of there?.keys() ?? []) {
      if (!epochs.has(epoch)) {
        heard(checkpoints.delete(epoch));
      }
    }
    if (run) {
      heard(runs.put(record as RunRecord, ONLY));
    } else {
      heard(runs.delete(ONLY));
    }
    this.#run = run;
    this.#checkpoints = epochs;
  }

  /** Forgets everything: the records first, then the database itself, which another tab may hold open for a while. */
  async forget(): Promise<void> {
    // Should it fail, the next writing leaves nothing of it.
    this.#whole = true;
    try {
      const db = await this.#open();
      const tx = db.transaction(STORES, "readwrite");
      await Promise.all([...STORES.map((store) => tx.objectStore(store).clear()), tx.done]);
      db.close();
    } finally {
      this.#db = undefined;
      await Promise.race([deleteDB(NAME), new Promise((resolve) => setTimeout(resolve, 2000))]);
    }
    this.#written.clear();
    this.#orphans.clear();
    this.#run = undefined;
    this.#checkpoints = new Map();
    this.#stamp = undefined;
    this.#whole = false;
  }
}

function withCheckpoints(run: RunRecord, checkpoints: Checkpoint[]): SavedRun {
  return { ...run, checkpoints };
}

/** Undoes a transaction that may be over already. */
function abort(tx: { abort(): void }): void {
  try {
    tx.abort();
  } catch {
    // It was.
  }
}
