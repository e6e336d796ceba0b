/** The project in the browser's own database: recordings as records of their own, written once; everything else in a few small ones. */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import { pack16, unpack16 } from "../audio/pcm.ts";
import type { PartsBy, Table, Take, Word } from "../data/words-state.ts";
import type { Sound } from "../engine/protocol.ts";
import type { SavedRun } from "./saved-run.ts";

const NAME = "nrr-snn";
/** Of the database's layout; a later page reads it first. */
const VERSION = 1;
/** Recordings that are written or read in one go, so that the page can draw in between. */
const AT_ONCE = 40;

interface SoundRecord {
  id: number;
  rateHz: number;
  samples: Int16Array | Float32Array;
}

/** A take without its recording. */
type TakeRecord = Omit<Take, "sound">;

interface StateRecord {
  words: readonly Word[];
  takes: readonly TakeRecord[];
  partsBy: PartsBy;
  partsSeed: number;
  source: string;
  train: Record<string, string>;
}

interface Layout extends DBSchema {
  sounds: { key: number; value: SoundRecord };
  state: { key: string; value: StateRecord };
  run: { key: string; value: SavedRun };
}

/** What is kept beside the last run. */
export interface Kept {
  table: Table;
  source: string;
  /** The run's settings, as in an address. */
  train: Record<string, string>;
}

/** The same table, source and settings: nothing to write. */
export function isSame(a: Kept, b: Kept): boolean {
  const parts = ["words", "takes", "partsBy", "partsSeed"] as const;
  return a.source === b.source && JSON.stringify(a.train) === JSON.stringify(b.train) && parts.every((key) => a.table[key] === b.table[key]);
}

/** What the browser says of all that this site keeps, as far as it says anything. */
export async function browserUse(): Promise<{ usage: number | undefined; quota: number | undefined; persisted: boolean }> {
  const storage = navigator.storage as StorageManager | undefined;
  const estimate = await storage?.estimate().catch(() => undefined);
  const persisted = (await storage?.persisted().catch(() => false)) ?? false;
  return { usage: estimate?.usage, quota: estimate?.quota, persisted };
}

const ONLY = "only";

/** What goes wrong in a request ends its transaction, which tells it. */
function heard(request: Promise<unknown>): void {
  request.catch(() => undefined);
}

export class ProjectStorage {
  #db: Promise<IDBPDatabase<Layout>> | undefined;
  /** Recordings that are in the database, and their bytes. */
  readonly #written = new Map<number, { sound: Sound; bytes: number }>();
  #runBytes = 0;

  /** Bytes of recordings and model that are kept. */
  get bytes(): number {
    let sum = this.#runBytes;
    for (const { bytes } of this.#written.values()) {
      sum += bytes;
    }
    return sum;
  }

  #open(): Promise<IDBPDatabase<Layout>> {
    this.#db ??= openDB<Layout>(NAME, VERSION, {
      upgrade: (db) => {
        db.createObjectStore("sounds", { keyPath: "id" });
        db.createObjectStore("state");
        db.createObjectStore("run");
      },
      // Another tab wants to forget everything.
      blocking: () => this.#close(),
      terminated: () => {
        this.#db = undefined;
      },
    });
    this.#db.catch(() => {
      this.#db = undefined;
    });
    return this.#db;
  }

  #close(): void {
    this.#db?.then((db) => db.close()).catch(() => undefined);
    this.#db = undefined;
  }

  async load(): Promise<{ kept: Kept | undefined; run: SavedRun | undefined }> {
    const db = await this.#open();
    const state = await db.get("state", ONLY);
    const run = await db.get("run", ONLY);
    this.#runBytes = run?.model.length ?? 0;
    if (!state) {
      return { kept: undefined, run };
    }
    const sounds = new Map<number, Sound>();
    const wanted = state.takes.map((t) => t.id);
    for (let i = 0; i < wanted.length; i += AT_ONCE) {
      const some = wanted.slice(i, i + AT_ONCE);
      const store = db.transaction("sounds").store;
      for (const record of await Promise.all(some.map((id) => store.get(id)))) {
        if (record) {
          const { id, rateHz, samples } = record;
          const sound = { rateHz, samples: samples instanceof Int16Array ? unpack16(samples) : samples };
          sounds.set(id, sound);
          this.#written.set(id, { sound, bytes: samples.byteLength });
        }
      }
    }
    // A take whose recording is missing was cut off while it was written: it is left out.
    const takes = state.takes.flatMap((t): Take[] => {
      const sound = sounds.get(t.id);
      return sound ? [{ ...t, sound }] : [];
    });
    const { words, partsBy, partsSeed, source, train } = state;
    return { kept: { table: { words, takes, partsBy, partsSeed }, source, train }, run };
  }

  /**
   * Writes what is not yet there, and with the last of it the state: whatever is cut off, the last state stays whole. A small change is one
   * transaction that is sent off at once, so that it outlives a page that is being closed.
   */
  async save({ table, source, train }: Kept): Promise<void> {
    const db = await this.#open();
    const fresh = table.takes.filter((t) => this.#written.get(t.id)?.sound !== t.sound);
    while (fresh.length > AT_ONCE) {
      const some = fresh.splice(0, AT_ONCE);
      const tx = db.transaction("sounds", "readwrite");
      const written = some.map((take) => this.#put(tx.store, take));
      tx.commit();
      await tx.done;
      written.forEach((tell) => tell());
    }
    const takes = table.takes.map(({ id, word, name, speaker, index, part, from, to }): TakeRecord => ({ id, word, name, speaker, index, part, from, to }));
    const named = new Set(takes.map((t) => t.id));
    const gone = [...this.#written.keys()].filter((id) => !named.has(id));
    const tx = db.transaction(["sounds", "state"], "readwrite");
    const sounds = tx.objectStore("sounds");
    const written = fresh.map((take) => this.#put(sounds, take));
    gone.forEach((id) => heard(sounds.delete(id)));
    heard(tx.objectStore("state").put({ words: table.words, takes, partsBy: table.partsBy, partsSeed: table.partsSeed, source, train }, ONLY));
    tx.commit();
    await tx.done;
    written.forEach((tell) => tell());
    gone.forEach((id) => this.#written.delete(id));
  }

  /** Writes a recording; gives what notes that it is there, to be called when it is. */
  #put(store: { put(record: SoundRecord): Promise<unknown> }, { id, sound }: Take): () => void {
    const samples = pack16(sound.samples) ?? sound.samples;
    heard(store.put({ id, rateHz: sound.rateHz, samples }));
    return () => this.#written.set(id, { sound, bytes: samples.byteLength });
  }

  async saveRun(run: SavedRun | undefined): Promise<void> {
    const db = await this.#open();
    if (run) {
      await db.put("run", run, ONLY);
    } else {
      await db.delete("run", ONLY);
    }
    this.#runBytes = run?.model.length ?? 0;
  }

  /** Forgets everything: the records first, then the database itself, which another tab may hold open for a while. */
  async forget(): Promise<void> {
    const db = await this.#open();
    await Promise.all((["sounds", "state", "run"] as const).map((store) => db.clear(store)));
    this.#written.clear();
    this.#runBytes = 0;
    db.close();
    this.#db = undefined;
    await Promise.race([deleteDB(NAME), new Promise((resolve) => setTimeout(resolve, 2000))]);
  }
}
