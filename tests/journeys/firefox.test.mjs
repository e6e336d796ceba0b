/** The page in Firefox: it answers, learns and races to the same weights to the last bit, shows the inside, knows phones, repeats figures, and hears. */
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

/** Files in a folder that is gone after the test. */
function written(t, files) {
  const folder = mkdtempSync(join(tmpdir(), "nrr-firefox-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return files.map(({ name, buffer }) => {
    writeFileSync(join(folder, name), buffer);
    return join(folder, name);
  });
}

/** Clicks, types and reads in the page itself, the same in both browsers. */
const press = (page, id) => page.evaluate((id) => document.querySelector(`[data-testid="${id}"]`).click(), id);
const enter = (page, id, value) =>
  page.evaluate(({ id, value }) => {
    const field = document.querySelector(`[data-testid="${id}"]`);
    field.value = value;
    for (const type of ["input", "change"]) {
      field.dispatchEvent(new Event(type, { bubbles: true }));
    }
  }, { id, value });
const read = (page, id, name) => page.$$eval(`[data-testid="${id}"]`, (all, name) => all.map((e) => e.dataset[name]), name);
const LONG = { timeout: 120_000 };

test("Firefox: a race of two rules gives the weights of Chromium's race", { skip }, async (t) => {
  const paths = written(t, takeFiles(["1", "7"], [0, 1, 2, 3, 4, 5, 6, 7]));
  const race = async (page, upload) => {
    await upload(await page.waitForSelector('[data-testid="add-files"]', { state: "attached" }));
    await page.waitForFunction(() => document.querySelectorAll(".take").length === 16);
    await press(page, "place-compare");
    await page.waitForSelector('[data-testid="race-start"]');
    await press(page, "race-remove-3");
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="race-row"]').length === 3);
    await press(page, "race-remove-2");
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="race-row"]').length === 2);
    await enter(page, "race-epochs", "2");
    await page.waitForFunction(() => !document.querySelector('[data-testid="race-start"]').disabled);
    await press(page, "race-start");
    await page.waitForSelector('.race[data-phase="ended"]', LONG);
    return { initial: await read(page, "race-initial", "digest"), final: await read(page, "race-final", "digest"), accuracy: await read(page, "race-accuracy", "kind") };
  };
  const { page, complaints } = await openFirefox(t, "#/data");
  const chromium = await openPage(t, { hash: "#/data" });
  const here = await race(page, (input) => input.uploadFile(...paths));
  const there = await race(chromium.page, (input) => input.setInputFiles(paths));
  assert.equal(new Set(here.final).size, 2, "two rules give two networks");
  assert.ok(here.final.every((digest) => /^[0-9a-f]{64}$/.test(digest)));
  assert.deepEqual(here, there);
  await shot(page, "firefox-race-1280-light");
  assert.deepEqual(complaints, []);
});

test("Firefox: Phonemes learns for two epochs, hears as many frames right as Chromium does, and shows the phones", { skip }, async (t) => {
  const learn = async (page) => {
    await page.waitForSelector('[data-testid="results"]', LONG);
    const before = await read(page, "accuracy", "share");
    await enter(page, "phones-epochs", "2");
    await press(page, "phones-train");
    await page.waitForSelector('[data-testid="phonemes"][data-ended="done"]', LONG);
    const phones = await page.evaluate(() => document.querySelector('[data-testid="tracks"]').getAttribute("aria-label"));
    return { before, after: await read(page, "accuracy", "share"), phones };
  };
  const { page, complaints } = await openFirefox(t, "#/phonemes");
  const chromium = await openPage(t, { hash: "#/phonemes" });
  const here = await learn(page);
  t.diagnostic(JSON.stringify(here));
  assert.notDeepEqual(here.after, here.before, "nothing was learnt");
  assert.deepEqual(here, await learn(chromium.page));
  const tracks = await page.waitForSelector('[data-testid="tracks"]');
  await tracks.focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => /^Spoken: /.test(document.querySelector('[data-testid="phones-picked"]').textContent));
  await shot(page, "firefox-phonemes-1280-light");
  assert.deepEqual(await violations(page), []);
  assert.deepEqual(complaints, []);
});

test("Firefox: Reproduce makes the first run of figure 5 to Chromium's weights, stops, and has it after a reload", { skip }, async (t) => {
  // Selectors are waited for by what changes in the page, without a frame of it being drawn.
  const over = async (page) => {
    try {
      await page.waitForSelector('[data-testid="reproduce"]:not([data-over="0"])', LONG);
    } catch (error) {
      const says = await page.evaluate(() => document.querySelector("main").innerText.replaceAll(/\s+/g, " "));
      throw new Error(`no run came to its end: ${says}`, { cause: error });
    }
  };
  const first = async (page) => {
    await page.waitForSelector('[data-testid="reproduce-start"]:not([disabled])');
    await press(page, "reproduce-start");
    await over(page);
    await press(page, "reproduce-stop");
    await page.waitForSelector('[data-testid="reproduce"][data-phase="stopped"]', LONG);
    return page.$$eval("[data-run]", (all) => all.map((row) => [row.dataset.run, row.querySelector("[data-sha]").textContent.trim()]));
  };
  const hash = "#/reproduce?figure=fig5&size=short";
  const { page, complaints } = await openFirefox(t, hash);
  const chromium = await openPage(t, { hash });
  const here = await first(page);
  const there = new Map(await first(chromium.page));
  t.diagnostic(JSON.stringify(here));
  const both = here.filter(([run]) => there.has(run));
  assert.ok(both.length > 0);
  assert.deepEqual(both, both.map(([run]) => [run, there.get(run)]));
  await shot(page, "firefox-reproduce-1280-light");
  await page.reload();
  await over(page);
  await page.waitForSelector('[data-testid="reproduce"][data-phase="stopped"]');
  assert.deepEqual(complaints, []);
});

test("Firefox: takes from files stay after a reload, and listening hears what the microphone gives", { skip }, async (t) => {
  const paths = written(t, takeFiles(["1", "7"], [0, 1, 2]));
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
