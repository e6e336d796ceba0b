import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { projectOf, runOf, takeOf } from "./fakes.ts";
import { ProjectStorage } from "./storage.ts";

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
});

/** First sample of each take, by its id. */
async function heard(): Promise<Record<string, number | undefined>> {
  const { kept } = await new ProjectStorage().load();
  return Object.fromEntries(kept?.table.takes.map((t) => [t.id, t.sound.samples[0]]) ?? []);
}

async function keysOf(): Promise<IDBValidKey[]> {
  const db = await openDB("nrr-snn");
  const keys = await db.getAllKeys("sounds");
  db.close();
  return keys;
}

/** Requests for these records fail. */
function damage(ids: readonly number[]): void {
  const plain = Reflect.get(IDBObjectStore.prototype, "get");
  vi.spyOn(IDBObjectStore.prototype, "get").mockImplementation(function (this: IDBObjectStore, key) {
    if (this.name === "sounds" && ids.includes(key as number)) {
      throw new DOMException("damaged", "DataError");
    }
    return plain.call(this, key);
  });
}

describe("the project's database", () => {
  test("gives back takes, run and timeline", async () => {
    const run = runOf([7], [0, 1, 4]);
    await new ProjectStorage().save(projectOf([takeOf(2, 0.5)]), run);
    const loaded = await new ProjectStorage().load();
    expect(loaded).toMatchObject({ missing: 0, unread: 0 });
    expect(loaded.run).toEqual(run);
    expect(await heard()).toEqual({ 2: 0.5 });
  });

  test("writes a timeline's networks once, and drops those that it has no more", async () => {
    const storage = new ProjectStorage();
    const first = runOf([7], [0, 1, 2]);
    await storage.save(projectOf([]), first);
    const put = vi.spyOn(IDBObjectStore.prototype, "put");
    const later = { ...first, checkpoints: [...first.checkpoints.filter((c) => c.epoch !== 1), { epoch: 3, bytes: Uint8Array.of(3) }] };
    await storage.save(projectOf([]), later);
    expect(put.mock.contexts.filter((store) => (store as IDBObjectStore).name === "checkpoints")).toHaveLength(1);
    expect((await new ProjectStorage().load()).run?.checkpoints.map((c) => c.epoch)).toEqual([0, 2, 3]);
    await storage.save(projectOf([]), undefined);
    expect((await new ProjectStorage().load()).run).toBeUndefined();
  });

  test("is written whole in place of another tab's, whose takes have the same numbers", async () => {
    const [a, b] = [new ProjectStorage(), new ProjectStorage()];
    await a.save(projectOf([takeOf(1, 0.125), takeOf(2, 0.25)]), undefined);
    const shared = (await b.load()).kept?.table.takes ?? [];
    await a.save(projectOf([takeOf(3, 0.375), takeOf(4, 0.5)]), undefined);
    b.rewrite();
    await b.save(projectOf([...shared, takeOf(3, 0.875)]), undefined);
    expect(await heard()).toEqual({ 1: 0.125, 2: 0.25, 3: 0.875 });
    expect(await keysOf()).toEqual([1, 2, 3]);
  });

  test("keeps which model Try had, and a project of before has none", async () => {
    const storage = new ProjectStorage();
    await storage.save({ ...projectOf([takeOf(1, 0.5)]), given: "abc" }, undefined);
    expect((await new ProjectStorage().load()).kept?.given).toBe("abc");
    await storage.save(projectOf([takeOf(1, 0.5)]), undefined);
    expect((await new ProjectStorage().load()).kept?.given).toBeUndefined();
  });

  test("knows by its stamp that another has written", async () => {
    const [a, b] = [new ProjectStorage(), new ProjectStorage()];
    await a.save(projectOf([]), undefined);
    await b.load();
    expect(await b.isOurs()).toBe(true);
    await a.save(projectOf([takeOf(1, 0.5)]), undefined);
    expect([await a.isOurs(), await b.isOurs()]).toEqual([true, false]);
  });

  test("tells of recordings that are gone, and of those that cannot be read, and gives the others", async () => {
    await new ProjectStorage().save(projectOf([1, 2, 3, 4].map((id) => takeOf(id, 0.5))), undefined);
    const db = await openDB("nrr-snn");
    await db.delete("sounds", 2);
    db.close();
    damage([3]);
    const loaded = await new ProjectStorage().load();
    expect(loaded).toMatchObject({ missing: 1, unread: 1 });
    expect(loaded.kept?.table.takes.map((t) => t.id)).toEqual([1, 4]);
  });

  test("loses recordings that no take names with the next writing", async () => {
    await new ProjectStorage().save(projectOf([takeOf(1, 0.5)]), undefined);
    const db = await openDB("nrr-snn");
    await db.put("sounds", { id: 9, rateHz: 16000, samples: new Float32Array(1) });
    db.close();
    const storage = new ProjectStorage();
    const { kept } = await storage.load();
    await storage.save(projectOf([...(kept?.table.takes ?? [])]), undefined);
    expect(await keysOf()).toEqual([1]);
  });

  test("keeps what it had when a writing fails in the middle, and has all of it with the next", async () => {
    const storage = new ProjectStorage();
    await storage.save(projectOf([takeOf(1, 0.5)]), undefined);
    const many = Array.from({ length: 100 }, (_, i) => takeOf(10 + i, 0.25));
    const plain = Reflect.get(IDBObjectStore.prototype, "put");
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore, value: { id?: number }, key) {
      if (value.id === 77) {
        throw new DOMException("no room", "QuotaExceededError");
      }
      return key === undefined ? plain.call(this, value) : plain.call(this, value, key);
    });
    await expect(storage.save(projectOf(many), undefined)).rejects.toThrow("no room");
    expect(await heard()).toEqual({ 1: 0.5 });
    put.mockRestore();
    await storage.save(projectOf(many), undefined);
    expect(Object.keys(await heard())).toHaveLength(100);
    expect(await keysOf()).toHaveLength(100);
  });

  test("is left alone in the middle of a writing once another tab may write", async () => {
    const storage = new ProjectStorage();
    await storage.save(projectOf([takeOf(1, 0.5)]), undefined);
    let asked = 0;
    const many = Array.from({ length: 100 }, (_, i) => takeOf(10 + i, 0.25));
    await expect(storage.save(projectOf(many), undefined, () => ++asked < 2)).rejects.toThrow();
    expect(await heard()).toEqual({ 1: 0.5 });
  });

  test("brings a project of the first layout along", async () => {
    const old = await openDB("nrr-snn", 1, {
      upgrade: (db) => {
        db.createObjectStore("sounds", { keyPath: "id" });
        db.createObjectStore("state");
        db.createObjectStore("run");
      },
    });
    const take = { ...takeOf(4, 0.5), sound: undefined };
    await old.put("sounds", { id: 4, rateHz: 16000, samples: new Float32Array(8).fill(0.5) });
    await old.put("state", { words: [], takes: [take], partsBy: "page", partsSeed: 1, source: "own", train: {} }, "only");
    old.close();
    expect(await heard()).toEqual({ 4: 0.5 });
  });

  test("writes everything again after another tab has forgotten it", async () => {
    const [a, b] = [new ProjectStorage(), new ProjectStorage()];
    const takes = [takeOf(1, 0.5)];
    await a.save(projectOf(takes), undefined);
    await b.forget();
    await a.save(projectOf(takes), undefined);
    expect(await heard()).toEqual({ 1: 0.5 });
  });

  test("is gone when it is forgotten", async () => {
    const storage = new ProjectStorage();
    await storage.save(projectOf([takeOf(1, 0.5)]), runOf([7], [0, 1]));
    expect(storage.bytes).toBeGreaterThan(0);
    await storage.forget();
    expect(await indexedDB.databases()).toEqual([]);
    expect(storage.bytes).toBe(0);
  });
});
