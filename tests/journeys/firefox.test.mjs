/** The page in Firefox: it answers, learns the same weights to the last bit, shows the inside, and hears. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openPage } from "./browser.mjs";
import { at, findFirefox, openFirefox, shot } from "./firefox.mjs";
import { takeFiles } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const CLIPS = JSON.parse(readFileSync(new URL("../../www/public/data/clips/clips.json", import.meta.url), "utf8"));
const skip = findFirefox() ? false : "no Firefox in PATH; install Debian's package firefox-esr, or set NRR_FIREFOX to its path";

const violations = async (page) => {
  await page.evaluate(AXE);
  return page.evaluate(async () => (await globalThis.axe.run(document)).violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 80)).join(" | ")}`));
};

test("Firefox: the page opens with an answer, and gives the answers that Chromium gives", { skip }, async (t) => {
  const { page, complaints } = await openFirefox(t);
  const chromium = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  await chromium.page.waitForSelector('[data-testid="answer"]');
  const scores = (in_) => in_.evaluate(() => document.querySelector('[data-testid="scores"]').textContent.replaceAll(/\s+/g, " "));
  for (const i of [0, 1, 2]) {
    for (const in_ of [page, chromium.page]) {
      await in_.evaluate((i) => document.querySelectorAll('[data-testid="clip"]')[i].click(), i);
      await in_.waitForFunction((title) => document.querySelector("nrr-try").app.tryDesk.state.study?.title === title, ...(in_ === page ? [{}, CLIPS[i].title] : [CLIPS[i].title]));
    }
    assert.equal(await scores(page), await scores(chromium.page), CLIPS[i].title);
  }
  await shot(page, "firefox-try-1280-light");
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(complaints, []);
});

test("Firefox: the address of a run that Chromium made gives the same weights, and the inside opens", { skip }, async (t) => {
  const chromium = await openPage(t, { hash: "#/train?source=digits&epochs=2&seed=5" });
  await chromium.page.getByTestId("train").click();
  await chromium.page.waitForSelector('[data-testid="run"][data-phase="ended"]', { timeout: 180_000 });
  await chromium.page.getByTestId("share").locator("summary").click();
  const link = await chromium.page.getByTestId("share-link").inputValue();

  const { page, complaints } = await openFirefox(t, link.slice(link.indexOf("#")));
  await page.waitForSelector('[data-testid="repeat"][data-verdict="waiting"]');
  await at(page, "train").click();
  await page.waitForSelector('[data-testid="run"][data-phase="ended"]', { timeout: 180_000 });
  await page.waitForSelector('[data-testid="repeat"][data-verdict="same"]');
  await shot(page, "firefox-train-1280-light");
  assert.deepEqual(await violations(page), []);

  await at(page, "place-inside").click();
  await page.waitForSelector('[data-testid="inside-answer"]');
  await page.waitForSelector("nrr-spike-map canvas");
  await page.waitForFunction(() => document.querySelector(".inside")?.getAttribute("aria-busy") === "false");
  await shot(page, "firefox-inside-1280-light");
  assert.deepEqual(complaints, []);
});

test("Firefox: takes from files stay after a reload, and listening hears what the microphone gives", { skip }, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "nrr-firefox-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const paths = takeFiles(["1", "7"], [0, 1, 2]).map(({ name, buffer }) => {
    writeFileSync(join(folder, name), buffer);
    return join(folder, name);
  });
  const { page, complaints } = await openFirefox(t, "#/data");
  const input = await page.waitForSelector('[data-testid="add-files"]');
  await input.uploadFile(...paths);
  const six = () => page.waitForFunction(() => document.querySelectorAll(".take").length === 6);
  await six();
  await page.waitForFunction(async () => (await navigator.storage.estimate()).usage > 0);
  await page.waitForSelector('[data-testid="storage"][data-phase="saved"]');
  await page.reload();
  await six();
  await shot(page, "firefox-data-1280-light");

  await at(page, "place-try").click();
  await at(page, "way-listen").click();
  await at(page, "listen-start").click();
  // Firefox's own sound for tests is a tone. It needs a loudspeaker to keep time by: on a machine without any the page says so, and does not wait for ever.
  const outcome = await page.waitForFunction(() => {
    const on = document.querySelector('[data-testid="listen-phase"]')?.dataset.phase === "on" && Number(document.querySelector('[data-testid="level"]').dataset.db) > -60;
    return on ? "heard" : document.querySelector('[data-notice="microphone"]') ? "told" : undefined;
  });
  const said = await outcome.jsonValue();
  t.diagnostic(said === "heard" ? "the tone was heard" : "no loudspeaker: the page said so");
  await shot(page, "firefox-listen-1280-light");
  if (said === "heard") {
    await at(page, "listen-stop").click();
  } else {
    assert.match(await page.$eval('[data-notice="microphone"]', (e) => e.textContent), /loudspeaker or headphones/);
  }
  await page.waitForSelector('[data-testid="listen-start"]');
  assert.deepEqual(complaints, []);
});
