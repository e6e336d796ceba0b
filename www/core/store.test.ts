import { describe, expect, it, vi } from "vitest";
import { Store } from "./store.ts";

describe("Store", () => {
  it("tells watchers of real changes alone", () => {
    const store = new Store({ a: 1, b: "x" });
    const watcher = vi.fn();
    const end = store.watch(watcher);
    store.set({ a: 1 });
    expect(watcher).not.toHaveBeenCalled();
    store.set({ a: 2 });
    expect(watcher).toHaveBeenCalledTimes(1);
    expect(store.state).toEqual({ a: 2, b: "x" });
    end();
    store.set({ b: "y" });
    expect(watcher).toHaveBeenCalledTimes(1);
  });

  it("keeps the old state as it was", () => {
    const store = new Store({ a: 1 });
    const before = store.state;
    store.set({ a: 2 });
    expect(before).toEqual({ a: 1 });
  });
});
