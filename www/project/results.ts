/** What long work found (a race, the runs of a figure), kept in a database of its own: it belongs to no project. */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";

const NAME = "nrr-snn-results";
const VERSION = 2;

interface Layout extends DBSchema {
  results: { key: string; value: unknown };
}

let db: Promise<IDBPDatabase<Layout>> | undefined;
/** Counts the times that the database was let go of: what it has may be another's work since. */
let turns = 0;
/** All work on it is done one after another, so that nothing is written behind a forgetting. */
let last: Promise<unknown> = Promise.resolve();

function open(): Promise<IDBPDatabase<Layout>> {
  db ??= openDB<Layout>(NAME, VERSION, {
    upgrade: (db, before) => {
      // Version 1 kept each piece of work whole.
      if (before > 0) {
        db.deleteObjectStore("results");
      }
      db.createObjectStore("results");
    },
    // Another tab wants to forget everything.
    blocking: close,
    terminated: () => {
      db = undefined;
      turns += 1;
    },
  });
  db.catch(() => {
    db = undefined;
  });
  return db;
}

function close(): void {
  db?.then((open) => open.close()).catch(() => undefined);
  db = undefined;
  turns += 1;
}

function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => undefined);
  return mine;
}

/** One piece of long work in parts: only a part that has changed is written, since copying all of them would hold up the page. */
export class Kept {
  /** What is known to be there, and since which turn. */
  #written = new Map<string, object>();
  #turn = -1;

  constructor(private readonly name: string) {}

  #key(part: string): string {
    return `${this.name}/${part}`;
  }

  #range(): IDBKeyRange {
    return IDBKeyRange.bound(this.#key(""), this.#key("\uffff"));
  }

  /** What the database has is not known: all that is given is written, and nothing else stays. */
  async #learn(there: IDBPDatabase<Layout>): Promise<void> {
    if (this.#turn !== turns) {
      const keys = await there.getAllKeys("results", this.#range());
      this.#written = new Map(keys.map((key) => [key.slice(this.#key("").length), {}]));
      this.#turn = turns;
    }
  }

  /**
   * Writes parts in place of those before, one after another, in their order; a part that is the same object as before stands.
   * A browser that keeps nothing loses them with the page: no harm is done to the work, and its answer is no.
   */
  keep(parts: ReadonlyMap<string, object>): Promise<boolean> {
    return inTurn(async () => {
      try {
        const there = await open();
        await this.#learn(there);
        for (const [part, value] of parts) {
          if (this.#written.get(part) !== value) {
            await there.put("results", value, this.#key(part));
            this.#written.set(part, value);
          }
        }
        for (const part of [...this.#written.keys()]) {
          if (!parts.has(part)) {
            await there.delete("results", this.#key(part));
            this.#written.delete(part);
          }
        }
        // Another tab may have deleted all of it meanwhile.
        return this.#turn === turns;
      } catch {
        close();
        return false;
      }
    });
  }

  /** The parts as they were given; none where the browser keeps nothing. */
  read(): Promise<Map<string, unknown>> {
    return inTurn(async () => {
      try {
        const there = await open();
        const [keys, values] = await Promise.all([there.getAllKeys("results", this.#range()), there.getAll("results", this.#range())]);
        const parts = new Map(keys.map((key, i) => [key.slice(this.#key("").length), values[i]]));
        this.#written = new Map([...parts].filter((p): p is [string, object] => typeof p[1] === "object" && p[1] !== null));
        this.#turn = turns;
        return parts;
      } catch {
        close();
        return new Map<string, unknown>();
      }
    });
  }
}

export function forgetResults(): Promise<void> {
  return inTurn(async () => {
    try {
      await (await open()).clear("results");
    } finally {
      close();
      await Promise.race([deleteDB(NAME), new Promise((resolve) => setTimeout(resolve, 2000))]);
    }
  });
}
