import { describe, expect, test } from "vitest";
import { FakeLocks, turns } from "./fakes.ts";
import { Tab } from "./tab.ts";

const TIMES = { patienceMs: 10, restMs: 10 };

function open(browser: FakeLocks) {
  const heard: string[] = [];
  const { locks, close } = browser.tab();
  const tab = new Tab({ gained: () => heard.push("gained"), lost: () => heard.push("lost") }, locks, TIMES);
  return { tab, heard, close };
}

describe("the tab that saves", () => {
  test("is the first; the second is told so, and takes its place when it is closed", async () => {
    const browser = new FakeLocks();
    const [a, b] = [open(browser), open(browser)];
    expect(await a.tab.ask()).toBe(true);
    expect(await b.tab.ask()).toBe(false);
    expect([a.tab.saves, b.tab.saves]).toEqual([true, false]);
    a.close();
    await turns();
    expect(b.tab.saves).toBe(true);
    expect(b.heard).toEqual(["gained"]);
  });

  test("is one alone after it was taken, and the other gets it back in its turn", async () => {
    const browser = new FakeLocks();
    const [a, b] = [open(browser), open(browser)];
    await a.tab.ask();
    await b.tab.ask();
    await b.tab.take();
    await turns();
    expect([a.tab.saves, b.tab.saves]).toEqual([false, true]);
    expect(a.heard).toEqual(["lost"]);
    b.close();
    await turns();
    expect(a.tab.saves).toBe(true);
    expect(a.heard).toEqual(["lost", "gained"]);
  });

  test("does not lose it to itself when it is taken twice", async () => {
    const browser = new FakeLocks();
    const [a, b] = [open(browser), open(browser)];
    await a.tab.ask();
    await b.tab.ask();
    await Promise.all([b.tab.take(), b.tab.take()]);
    await b.tab.take();
    await turns();
    expect(b.tab.saves).toBe(true);
    expect(b.heard).toEqual([]);
  });

  test("does not lose it to itself when its turn comes in the moment of taking", async () => {
    const heard: string[] = [];
    const asked: { hold: (lock: unknown) => Promise<void>; resolve: (value: unknown) => void; reject: (error: unknown) => void }[] = [];
    const locks = { request: (_: string, __: LockOptions, hold: (lock: unknown) => Promise<void>) => new Promise((resolve, reject) => asked.push({ hold, resolve, reject })) };
    const tab = new Tab({ gained: () => heard.push("gained"), lost: () => heard.push("lost") }, locks, TIMES);
    const now = tab.ask();
    asked[0]?.reject(new Error("timed out"));
    expect(await now).toBe(false);
    // The place is free, and asked for.
    asked[1]?.resolve(undefined);
    await turns();
    const taken = tab.take();
    // It is this tab's by then, and taken from it by itself.
    void asked[2]?.hold({});
    asked[2]?.reject(new DOMException("", "AbortError"));
    await turns();
    void asked[3]?.hold({});
    await taken;
    expect(tab.saves).toBe(true);
    expect(heard).toEqual([]);
  });

  test("stays the same while it is loaded anew and another waits", async () => {
    const browser = new FakeLocks();
    const [a, b] = [open(browser), open(browser)];
    await a.tab.ask();
    await b.tab.ask();
    a.close();
    const again = open(browser);
    expect(await again.tab.ask()).toBe(true);
    await turns();
    expect(b.tab.saves).toBe(false);
    again.close();
    await turns();
    expect(b.tab.saves).toBe(true);
  });

  test("is none where the lock cannot be had", async () => {
    const tab = new Tab({ gained: () => undefined, lost: () => undefined }, { request: () => Promise.reject(new Error("refused")) }, TIMES);
    expect(await tab.ask()).toBe(false);
    expect(tab.saves).toBe(false);
  });
});
