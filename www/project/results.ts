/** What long work found (a race, the runs of a figure), kept in a database of its own: it belongs to no project. */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";

const NAME = "nrr-snn-results";
const VERSION = 2;

interface Layout extends DBSchema {
  results: { key: string; value: unknown };
}

let db: Promise<IDBPDatabase<Layout>> | undefined;

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
}

/** One piece of long work in parts: only a part that has changed is written, since copying all of them would hold up the page. */
export class Kept {
  #written = new Map<string, object>();
  #last: Promise<void> = Promise.resolve();

  constructor(private readonly name: string) {}

  #key(part: string): string {
    return `${this.name}/${part}`;
  }

  /**
   * Writes parts in place of those before, one after another, in their order; a part that is the same object as before stands.
   * A browser that keeps nothing loses them with the page: no harm is done to the work.
   */
  keep(parts: ReadonlyMap<string, object>): Promise<void> {
    this.#last = this.#last.then(async () => {
      try {
        const there = await open();
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
      } catch {
        close();
      }
    });
    return this.#last;
  }

  /** The parts as they were given; none where the browser keeps nothing. */
  async read(): Promise<Map<string, unknown>> {
    try {
      const there = await open();
      const range = IDBKeyRange.bound(this.#key(""), this.#key("\uffff"));
      const [keys, values] = await Promise.all([there.getAllKeys("results", range), there.getAll("results", range)]);
      const parts = new Map(keys.map((key, i) => [key.slice(this.#key("").length), values[i]]));
      this.#written = new Map([...parts].filter((p): p is [string, object] => typeof p[1] === "object" && p[1] !== null));
      return parts;
    } catch {
      close();
      return new Map();
    }
  }
}

export async function forgetResults(): Promise<void> {
  try {
    await (await open()).clear("results");
  } finally {
    close();
    await Promise.race([deleteDB(NAME), new Promise((resolve) => setTimeout(resolve, 2000))]);
  }
}
