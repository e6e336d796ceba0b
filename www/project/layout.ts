/** The layout of the project's database. */
import { type DBSchema, type IDBPDatabase, openDB, type OpenDBCallbacks } from "idb";
import type { PartsBy, Table, Take, Word } from "../data/words-state.ts";
import type { Checkpoint } from "../train/checkpoints.ts";
import type { SavedRun } from "./saved-run.ts";

export const NAME = "nrr-snn";
/** A later page reads the layouts of those before it. */
const VERSION = 2;
/** Key of a record that is the only one of its store. */
export const ONLY = "only";
export const STORES = ["sounds", "state", "run", "checkpoints", "stamp"] as const;

export interface SoundRecord {
  id: number;
  rateHz: number;
  samples: Int16Array | Float32Array;
}

/** A take without its recording. */
export type TakeRecord = Omit<Take, "sound">;

/** A run without its checkpoints, which are records of their own. */
export type RunRecord = Omit<SavedRun, "checkpoints">;

export interface StateRecord {
  words: readonly Word[];
  takes: readonly TakeRecord[];
  partsBy: PartsBy;
  partsSeed: number;
  source: string;
  train: Record<string, string>;
  given?: string | undefined;
}

export interface Layout extends DBSchema {
  sounds: { key: number; value: SoundRecord };
  state: { key: string; value: StateRecord };
  run: { key: string; value: RunRecord };
  checkpoints: { key: number; value: Checkpoint };
  /** Another value after every writing: a tab sees by it that another has written. */
  stamp: { key: string; value: string };
}

/** What is kept beside the last run. */
export interface Kept {
  table: Table;
  source: string;
  /** The run's settings, as in an address. */
  train: Record<string, string>;
  /** Weights of a model that was taught here, where Try has one. */
  given?: string | undefined;
}

/** The same table, source, settings and model in Try: nothing to write. */
export function isSame(a: Kept, b: Kept): boolean {
  const parts = ["words", "takes", "partsBy", "partsSeed"] as const;
  return a.source === b.source && a.given === b.given && JSON.stringify(a.train) === JSON.stringify(b.train) && parts.every((key) => a.table[key] === b.table[key]);
}

export function openLayout(hooks: Pick<OpenDBCallbacks<Layout>, "blocking" | "terminated">): Promise<IDBPDatabase<Layout>> {
  return openDB<Layout>(NAME, VERSION, {
    ...hooks,
    upgrade: (db, before) => {
      if (before < 1) {
        db.createObjectStore("sounds", { keyPath: "id" });
        db.createObjectStore("state");
        db.createObjectStore("run");
      }
      db.createObjectStore("checkpoints", { keyPath: "epoch" });
      db.createObjectStore("stamp");
    },
  });
}

/** What the browser says of all that this site keeps, as far as it says anything. */
export async function browserUse(): Promise<{ usage: number | undefined; quota: number | undefined; persisted: boolean }> {
  const storage = navigator.storage as StorageManager | undefined;
  const estimate = await storage?.estimate().catch(() => undefined);
  const persisted = (await storage?.persisted().catch(() => false)) ?? false;
  return { usage: estimate?.usage, quota: estimate?.quota, persisted };
}
