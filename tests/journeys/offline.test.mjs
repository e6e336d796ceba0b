/** Without a network: the page opens, answers, learns; what was not kept is told; everything can be kept at once. */
import assert from "node:assert/strict";
import { appendFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { go, openPage, shot } from "./browser.mjs";
import { ended, teachDigits } from "./lessons.mjs";

/** Waits until the service worker answers for the page, and has what this visit fetched. */
async function kept(page) {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.waitForFunction(async () => {
    const names = await caches.keys();
    const urls = (await Promise.all(names.map(async (n) => (await (await caches.open(n)).keys()).map((r) => r.url)))).flat();
    return urls.some((u) => u.includes("digits.safetensors")) && urls.some((u) => u.includes(".wasm")) && urls.some((u) => u.includes("index.html"));
  });
  // What came before the worker took over, it fetches and keeps afterwards.
  await page.waitForFunction(async () => {
    const mine = performance.getEntriesByType("resource").map((e) => e.name).filter((name) => /assets\/later-/.test(name));
    const urls = new Set();
    for (const name of await caches.keys()) {
      for (const { url } of await (await caches.open(name)).keys()) {
        urls.add(url);
      }
    }
    return mine.every((name) => urls.has(name));
  });
}

test("after one visit the page opens and answers without a network, also with settings in its address", async (t) => {
  const { page, complaints, server } = await openPage(t, { serviceWorkers: "allow", language: "de" });
  await page.waitForSelector('[data-testid="answer"]');
  await kept(page);
  await server.stop();
  await page.reload();
  await page.waitForSelector('[data-testid="answer"]');
  assert.equal(await page.locator("html").getAttribute("lang"), "de", "its language was not kept");
  await page.getByTestId("clip").nth(3).click();
  await page.waitForFunction(() => document.querySelector('[data-testid="clip"][aria-pressed="true"]')?.dataset.label === "2");
  // What no visit opened is not there: that is told, and the page goes on.
  await go(page, "data");
  await page.locator('[data-notice="place"]').waitFor();
  await shot(page, "offline-not-kept-1280-light", false);
  await go(page, "try");
  await page.waitForSelector('[data-testid="answer"]');
  assert.deepEqual(complaints.filter((c) => !/ERR_|Failed to fetch|404/.test(c)), []);
});

test("everything is kept when it is asked for: without a network the page learns and looks inside", async (t) => {
  const { page, server } = await openPage(t, { serviceWorkers: "allow", hash: "#/data?epochs=2" });
  await kept(page);
  await page.getByTestId("offline-keep").click();
  await page.waitForSelector('[data-testid="offline"][data-missing="0"]');
  await shot(page, "offline-kept-1280-light", false);
  await server.stop();
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  await teachDigits(page);
  await page.getByTestId("train").click();
  await ended(page);
  await go(page, "inside");
  await page.waitForSelector('[data-testid="inside-answer"]');
  await go(page, "compare");
  await page.getByTestId("race-start").waitFor();
  await go(page, "phonemes");
  await page.waitForSelector("nrr-phonemes h2");
});

test("a newer build waits until it is wanted, and then the page is that one", async (t) => {
  const dist = mkdtempSync(join(tmpdir(), "nrr-dist-"));
  t.after(() => rmSync(dist, { recursive: true, force: true }));
  cpSync(fileURLToPath(new URL("../../dist", import.meta.url)), dist, { recursive: true });
  const { page, complaints } = await openPage(t, { serviceWorkers: "allow", dist });
  await kept(page);
  assert.equal(await page.locator('[data-notice="renewed"]').count(), 0);
  appendFileSync(join(dist, "sw.js"), "\n// newer\n");
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await page.locator('[data-notice="renewed"]').waitFor();
  await page.evaluate(() => {
    globalThis.before = true;
  });
  await shot(page, "offline-renewed-1280-light", false);
  await page.locator('[data-notice="renewed"] button').first().click();
  await page.waitForFunction(() => globalThis.before === undefined && document.querySelector('[data-testid="answer"]') !== null);
  assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.ready).waiting), null);
  assert.deepEqual(complaints, []);
});

test("a tab that is still open of the build before opens its places without a network, also after another tab has taken the newer build", async (t) => {
  const dist = mkdtempSync(join(tmpdir(), "nrr-dist-"));
  t.after(() => rmSync(dist, { recursive: true, force: true }));
  cpSync(fileURLToPath(new URL("../../dist", import.meta.url)), dist, { recursive: true });
  const { page, server } = await openPage(t, { serviceWorkers: "allow", hash: "#/data", dist });
  await kept(page);
  await page.getByTestId("offline-keep").click();
  await page.waitForSelector('[data-testid="offline"][data-missing="0"]');

  // A tab that has opened nothing but Try: all else it has yet to fetch.
  const old = await page.context().newPage();
  await old.goto(server.url);
  await old.waitForSelector('[data-testid="answer"]');

  // The newer build has none of the former one's files under assets/ but those of a first visit.
  const path = join(dist, "sw.js");
  const { build } = JSON.parse(readFileSync(join(dist, "later-files.json"), "utf8"));
  const newer = (text) => text.replaceAll(build, "f".repeat(build.length)).replaceAll(/assets\/later-([^"\\]+)/g, "assets/later-newer-$1");
  writeFileSync(path, newer(readFileSync(path, "utf8")));
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await page.locator('[data-notice="renewed"]').waitFor();
  await page.evaluate(() => {
    globalThis.before = true;
  });
  await page.locator('[data-notice="renewed"] button').first().click();
  await page.waitForFunction(() => globalThis.before === undefined && document.querySelector('[data-engine="ready"]') !== null);

  await server.stop();
  await go(old, "data");
  await old.getByTestId("welcome").waitFor();
  await go(old, "speed");
  await old.waitForSelector("nrr-speed h2");
  assert.equal(await old.locator('[data-notice="place"]').count(), 0);
  const builds = await old.evaluate(async () => (await caches.keys()).filter((name) => /(first|later)-[0-9a-f]+$/.test(name)).map((name) => name.split("-").at(-1)));
  assert.deepEqual([...new Set(builds)].sort(), [build, "f".repeat(build.length)].sort(), "both builds are kept");
});
