import "fake-indexeddb/auto";
import { afterEach, describe, expect, test, vi } from "vitest";
import { forgetResults, Kept } from "./results.ts";

afterEach(async () => {
  vi.restoreAllMocks();
  await forgetResults();
});

describe("what long work found", () => {
  test("comes back in parts, each written once", async () => {
    const [store, part]: [Kept, object] = [new Kept("work"), { a: 1 }];
    const put = vi.spyOn(IDBObjectStore.prototype, "put");
    expect(await store.keep(new Map([["one", part]]))).toBe(true);
    expect(await store.keep(new Map([["one", part], ["two", { b: 2 }]]))).toBe(true);
    expect(put).toHaveBeenCalledTimes(2);
    expect([...(await new Kept("work").read())]).toEqual([["one", { a: 1 }], ["two", { b: 2 }]]);
  });

  test("says so when the browser does not keep it, and keeps it when there is room again", async () => {
    const [store, part]: [Kept, object] = [new Kept("work"), { a: 1 }];
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    expect(await store.keep(new Map([["one", part]]))).toBe(false);
    put.mockRestore();
    expect(await store.keep(new Map([["one", part]]))).toBe(true);
    expect((await new Kept("work").read()).size).toBe(1);
  });

  test("is written again after the database was deleted under it", async () => {
    const [store, part]: [Kept, object] = [new Kept("work"), { a: 1 }];
    await store.keep(new Map([["one", part]]));
    await forgetResults();
    expect(await store.keep(new Map([["one", part]]))).toBe(true);
    expect((await new Kept("work").read()).size).toBe(1);
  });

  test("is not written behind a forgetting", async () => {
    const store = new Kept("work");
    const kept = store.keep(new Map([["one", { a: 1 }]]));
    await forgetResults();
    await kept;
    expect(await indexedDB.databases()).toEqual([]);
  });
});
