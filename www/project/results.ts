/** What long work found (a race, the runs of a figure), kept in a database of its own: it belongs to no project. */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";

const NAME = "nrr-snn-results";
const VERSION = 1;

interface Layout extends DBSchema {
  results: { key: string; value: unknown };
}

let db: Promise<IDBPDatabase<Layout>> | undefined;

function open(): Promise<IDBPDatabase<Layout>> {
  db ??= openDB<Layout>(NAME, VERSION, {
    upgrade: (fresh) => {
      fresh.createObjectStore("results");
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

/** Keeps a result under a name, in place of the one before. A browser that keeps nothing loses it with the page: no harm is done to the work. */
export async function keepResult(name: string, value: object | undefined): Promise<void> {
  try {
    const there = await open();
    await (value ? there.put("results", value, name) : there.delete("results", name));
  } catch {
    close();
  }
}

/** The result that is kept under a name, as it was given; nothing where the browser keeps nothing. */
export async function keptResult(name: string): Promise<unknown> {
  try {
    return await (await open()).get("results", name);
  } catch {
    close();
    return undefined;
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
