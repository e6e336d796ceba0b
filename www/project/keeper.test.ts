import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { FakeLocks, projectOf, takeOf, turns } from "./fakes.ts";
import { type Contents, Keeper } from "./keeper.ts";
import { ProjectStorage } from "./storage.ts";

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const NOTHING: Contents = { kept: projectOf([]), run: undefined };

/** A tab with its project, its database and its place among the tabs. */
function open(browser: FakeLocks) {
  const { locks, close } = browser.tab();
  const tab = { now: NOTHING, busy: false, problems: [] as (string | undefined)[] };
  const storage = new ProjectStorage();
  const keeper = new Keeper(
    storage,
    {
      now: () => tab.now,
      untouched: () => tab.now === NOTHING,
      busy: () => tab.busy,
      show: ({ kept, run }) => {
        tab.now = kept ? { kept, run } : NOTHING;
        return Promise.resolve();
      },
      wrote: (problem) => tab.problems.push(problem),
    },
    locks,
    { patienceMs: 10, restMs: 10, soonMs: 10 },
  );
  /** Changes the takes, and waits until that is written. */
  const change = async (...values: number[]): Promise<void> => {
    tab.now = { ...tab.now, kept: projectOf(values.map((value, i) => takeOf(i + 1, value))) };
    keeper.soon();
    await turns(80);
  };
  return { tab, keeper, storage, change, close, values: () => valuesOf(tab.now.kept.table.takes) };
}

function valuesOf(takes: readonly { sound: { samples: Float32Array } }[]): (number | undefined)[] {
  return takes.map((t) => t.sound.samples[0]);
}

/** What the database has. */
async function kept(): Promise<(number | undefined)[]> {
  return valuesOf((await new ProjectStorage().load()).kept?.table.takes ?? []);
}

/** Two tabs on the same project, the first of which saves. */
async function two() {
  const browser = new FakeLocks();
  const a = open(browser);
  await a.keeper.begin();
  await a.change(0.25);
  const b = open(browser);
  await b.keeper.begin();
  return { a, b };
}

describe("a project that is kept", () => {
  test("is written after a change, and not before", async () => {
    const a = open(new FakeLocks());
    await a.keeper.begin();
    expect(a.keeper.state.phase).toBe("empty");
    await a.change(0.25, 0.5);
    expect(a.keeper.state.phase).toBe("saved");
    expect(await kept()).toEqual([0.25, 0.5]);
  });

  test("is written by one tab; the other takes its place when it is closed", async () => {
    const { a, b } = await two();
    expect(b.values()).toEqual([0.25]);
    expect([a.keeper.state.phase, b.keeper.state.phase]).toEqual(["saved", "elsewhere"]);
    await b.change(0.25, 0.5);
    expect(await kept()).toEqual([0.25]);
    expect(b.keeper.unsafe).toBe(true);
    a.close();
    await turns(80);
    expect(b.keeper.state.phase).toBe("saved");
    expect(await kept()).toEqual([0.25, 0.5]);
  });

  test("is shown as the other tab left it where nothing was changed here", async () => {
    const { a, b } = await two();
    await a.change(0.75, 0.5);
    a.close();
    await turns();
    expect(b.values()).toEqual([0.75, 0.5]);
    expect(b.keeper.state.phase).toBe("saved");
  });

  test.each([["takeOver", [0.125, 0.125]], ["readAgain", [0.75]]] as const)("is left alone where both tabs have changed it, until one is chosen: %s", async (choice, wanted) => {
    const { a, b } = await two();
    await a.change(0.75);
    await b.change(0.125);
    a.close();
    await turns(80);
    expect(b.keeper.state.phase).toBe("differs");
    expect(await kept()).toEqual([0.75]);
    await b.change(0.125, 0.125);
    expect(await kept()).toEqual([0.75]);
    await b.keeper[choice]();
    expect(await kept()).toEqual(wanted);
    expect(b.values()).toEqual(wanted);
    expect(b.keeper.state.phase).toBe("saved");
  });

  test("does not take a run from under the visitor when another tab's turn is over", async () => {
    const { a, b } = await two();
    await a.change(0.75);
    b.tab.busy = true;
    a.close();
    await turns();
    expect(b.keeper.state.phase).toBe("differs");
    expect(b.values()).toEqual([0.25]);
  });

  test("is whole after another tab took over, whatever the first deleted or numbered alike", async () => {
    const { a, b } = await two();
    await a.change();
    await a.change(0.75, 0.5);
    await Promise.all([b.keeper.takeOver(), b.keeper.takeOver()]);
    await turns();
    expect([a.keeper.state.phase, b.keeper.state.phase]).toEqual(["elsewhere", "saved"]);
    expect(await kept()).toEqual([0.25]);
    // What the first changes now is its own.
    await a.change(0.5);
    expect(a.keeper.state.phase).toBe("elsewhere");
    expect(await kept()).toEqual([0.25]);
  });

  test("is not said to be saved by a tab that lost it while it wrote", async () => {
    const { a, b } = await two();
    a.tab.now = { ...a.tab.now, kept: projectOf(Array.from({ length: 200 }, (_, i) => takeOf(i + 1, 0.5))) };
    a.keeper.hurry();
    await b.keeper.takeOver();
    await turns(200);
    expect([a.keeper.state.phase, b.keeper.state.phase]).toEqual(["elsewhere", "saved"]);
    expect(await kept()).toEqual([0.25]);
    // It is still a change of its own.
    b.close();
    await turns();
    expect(a.keeper.state.phase).toBe("differs");
  });

  test("is not written over when it could not be read, until the visitor wants it", async () => {
    const a = open(new FakeLocks());
    await a.keeper.begin();
    await a.change(0.25);
    a.close();
    const load = vi.spyOn(ProjectStorage.prototype, "load").mockRejectedValueOnce(new Error("a moment's fault"));
    const b = open(new FakeLocks());
    await b.keeper.begin();
    expect(b.keeper.state).toEqual({ phase: "unread", problem: "A moment's fault" });
    await b.change(0.5);
    b.keeper.hurry();
    await turns();
    load.mockRestore();
    expect(await kept()).toEqual([0.25]);
    await b.keeper.readAgain();
    expect(b.values()).toEqual([0.25]);
    await b.change(0.75);
    expect(await kept()).toEqual([0.75]);
  });

  test("is written over after all when the visitor wants it", async () => {
    const a = open(new FakeLocks());
    await a.keeper.begin();
    await a.change(0.25, 0.25);
    a.close();
    vi.spyOn(ProjectStorage.prototype, "load").mockRejectedValueOnce(new Error("a moment's fault"));
    const b = open(new FakeLocks());
    await b.keeper.begin();
    await b.change(0.5);
    await b.keeper.takeOver();
    expect(b.keeper.state.phase).toBe("saved");
    expect(await kept()).toEqual([0.5]);
  });

  test("is written at once when the page is left, also while it is being written", async () => {
    const a = open(new FakeLocks());
    await a.keeper.begin();
    a.tab.now = { ...NOTHING, kept: projectOf(Array.from({ length: 100 }, (_, i) => takeOf(i + 1, 0.25))) };
    const save = vi.spyOn(a.storage, "save");
    a.keeper.hurry();
    a.tab.now = { ...NOTHING, kept: projectOf([takeOf(1, 0.5)]) };
    a.keeper.hurry();
    expect(save).toHaveBeenCalledTimes(2);
    await turns(200);
    expect(await kept()).toEqual([0.5]);
    expect(a.keeper.state.phase).toBe("saved");
  });

  test("tells when there is no room, and is written with the next change", async () => {
    const a = open(new FakeLocks());
    await a.keeper.begin();
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    await a.change(0.25);
    expect(a.keeper.state.phase).toBe("full");
    expect(a.keeper.unsafe).toBe(true);
    put.mockRestore();
    await a.change(0.25, 0.5);
    expect(a.keeper.state.phase).toBe("saved");
    expect(await kept()).toEqual([0.25, 0.5]);
  });
});

describe("a project that is forgotten", () => {
  test("is gone for every tab, and what comes after is kept", async () => {
    const { a, b } = await two();
    await b.keeper.forget(() => {
      b.tab.now = NOTHING;
      return Promise.resolve();
    });
    expect(b.keeper.state.phase).toBe("empty");
    expect(await indexedDB.databases()).toEqual([]);
    await turns();
    // The other tab writes none of it again.
    await a.change(0.5);
    expect(a.keeper.state.phase).toBe("elsewhere");
    await b.change(0.75);
    expect(await kept()).toEqual([0.75]);
  });

  test("is gone although a desk could not be emptied, and saving goes on", async () => {
    const a = open(new FakeLocks());
    await a.keeper.begin();
    await a.change(0.25);
    await expect(
      a.keeper.forget(() => {
        a.tab.now = NOTHING;
        return Promise.reject(new Error("the engine is dead"));
      }),
    ).rejects.toThrow("the engine is dead");
    expect(await indexedDB.databases()).toEqual([]);
    await a.change(0.5);
    expect(await kept()).toEqual([0.5]);
  });
});
