import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, isLab, keptParts, labsAre, oneCore, openPage, shot, slowLabs, watchLongTasks } from "./browser.mjs";
import { digest } from "./lessons.mjs";
import { takeFiles } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WORDS = ["1", "7", "3"];
const VOICES = ["george", "jackson", "nicolas", "yweweler"];

/** Waits for so many takes, of which a word shows only the first. */
const takesThere = (page, n) => page.waitForFunction((n) => [...document.querySelectorAll('[data-testid="take-count"]')].reduce((sum, e) => sum + Number(e.dataset.count), 0) === n, n);

/** Opens Compare's third view with takes of three words by several voices; Train is set to so many epochs. */
async function openVoices(t, { voices = VOICES, takes = [3, 4, 5, 6, 7, 8], epochs = 4, ...options } = {}) {
  const opened = await openPage(t, { hash: `#/train?epochs=${epochs}`, ...options });
  const { page } = opened;
  await go(page, "data");
  const files = voices.flatMap((voice) => takeFiles(WORDS, takes, voice));
  await page.getByTestId("add-files").setInputFiles(files);
  await takesThere(page, files.length);
  await openView(page);
  return opened;
}

async function openView(page) {
  await go(page, "compare");
  await page.getByTestId("view-voices").click();
  await page.getByTestId("voices-turn").waitFor();
}

const phase = (page, phase) => page.waitForSelector(`.voices[data-phase="${phase}"]`);
const rows = (page) => page.getByTestId("voices-row").evaluateAll((all) => all.map((e) => ({ voice: e.dataset.voice, phase: e.dataset.phase, digest: e.querySelector("[data-digest]")?.dataset.digest })));
const someDone = (page, n) => page.waitForFunction((n) => document.querySelectorAll('[data-testid="voices-row"][data-phase="done"]').length >= n, n);

test("each voice is held out once; Train gives the same weights for each, to the last bit; the usual test stands beside the mean", async (t) => {
  const { page, complaints } = await openVoices(t);
  const longTasks = await watchLongTasks(page);
  await page.getByTestId("voices-start").click();
  await phase(page, "ended");
  assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), "BODY", "the focus is lost");
  assert.deepEqual(await longTasks(), [], "tasks over 50 ms while the voices were held out");
  const found = await rows(page);
  assert.deepEqual(found.map((r) => [r.voice, r.phase]), VOICES.map((v) => [v, "done"]));
  assert.equal(new Set(found.map((r) => r.digest)).size, VOICES.length, "each voice has a network of its own");
  assert.equal(await page.getByTestId("voices-mean").getAttribute("data-n"), String(VOICES.length));
  assert.match(await page.getByTestId("voices-small").textContent(), /voices? (has|have) too few takes/);
  assert.equal((await page.getByTestId("voices-says").textContent()).trim(), `Done: each of the ${VOICES.length} voices was held out once`);
  // Whether the mean says more is told by the intervals that stand there.
  const widths = await page.evaluate(() => {
    const width = (text) => {
      const [, low, high] = /([\d.]+) to ([\d.]+)\s%/.exec(text) ?? [];
      return high - low;
    };
    const rows = [...document.querySelectorAll('[data-testid="voices-row"]')].filter((r) => /too few/.test(r.textContent));
    return { mean: width(document.querySelector(".voices-figure").textContent), voices: Math.min(...rows.map((r) => width(r.textContent))) };
  });
  assert.ok(Math.abs(widths.mean - widths.voices) > 1, JSON.stringify(widths));
  const more = widths.mean < widths.voices;
  assert.equal(await page.getByTestId("voices-together").getAttribute("data-more"), more ? "yes" : "no");
  assert.match(await page.getByTestId("voices-together").textContent(), more ? /mean over all voices says more/ : /cannot be told either/);

  // The usual test, and what the two say together: its voices are all learnt from.
  await page.getByTestId("voices-with-usual").click();
  await page.getByTestId("voices-usual").waitFor();
  await phase(page, "ended");
  assert.equal(await page.getByTestId("voices-gap").getAttribute("data-known"), "all");
  t.diagnostic((await page.getByTestId("voices-found").innerText()).replace(/\s+/g, " "));
  await labsAre(page, 0);

  // A reload loses nothing.
  await keptParts(page, "voices", 2 + VOICES.length);
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  await openView(page);
  await phase(page, "ended");
  assert.deepEqual(await rows(page), found, "after a reload");
  assert.equal(await page.getByTestId("voices-stale").count(), 0, "nothing has changed");

  // Other settings are told, and gone back on they are no others.
  await go(page, "train");
  await page.getByTestId("set-epochs").fill("5");
  await page.keyboard.press("Tab");
  await openView(page);
  assert.equal(await page.getByTestId("voices-stale").getAttribute("data-why"), "settings");

  // The same runs made in Train, each with the split of its voice.
  for (const { voice, digest: weights } of found.slice(0, 2)) {
    await page.evaluate((voice) => {
      location.hash = `#/train?epochs=4&split=${encodeURIComponent(`speaker:${voice}`)}`;
    }, voice);
    await page.reload();
    await page.waitForSelector('[data-engine="ready"]');
    await page.getByTestId("train").click();
    await page.waitForSelector('.run[data-phase="training"], .run[data-phase="ended"] [data-testid="done"]');
    await page.waitForSelector('.run[data-phase="ended"]');
    await page.waitForTimeout(300);
    assert.equal(await digest(page), weights, `the run of Train without ${voice}`);
  }
  assert.deepEqual(complaints, []);
});

test("paused, gone on with, ended early, reloaded and gone on with: what was done stays as it was", async (t) => {
  const { page, complaints } = await openVoices(t, { epochs: 30, init: oneCore });
  const full = slowLabs(page, 10);
  await page.getByTestId("voices-start").focus();
  await page.keyboard.press("Enter");
  await someDone(page, 1);
  assert.match(await page.getByTestId("voices-left").textContent(), /about \d+ (s|min) left/);
  await page.getByTestId("voices-pause").click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="voices-row"][data-phase="training"]').length === 0);
  // The focus went on to the button in the other's place.
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "voices-resume");
  await page.getByTestId("voices-resume").click();
  await go(page, "data");
  await openView(page);
  await page.getByTestId("voices-stop").click();
  await phase(page, "ended");
  const before = await rows(page);
  const done = before.filter((r) => r.phase === "done");
  assert.ok(done.length > 0 && done.length < VOICES.length, JSON.stringify(before));
  await keptParts(page, "voices", 1 + VOICES.length);
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  await openView(page);
  await phase(page, "ended");
  assert.deepEqual((await rows(page)).filter((r) => r.phase === "done"), done);
  await full(0);
  await page.getByTestId("voices-go-on").click();
  await someDone(page, VOICES.length);
  await phase(page, "ended");
  const after = await rows(page);
  assert.ok(done.every((r) => after.some((a) => a.voice === r.voice && a.digest === r.digest)));

  // A run that dies touches no other, and is made again alone.
  await full(10);
  await page.getByTestId("voices-start").click();
  await phase(page, "racing");
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="voices-row"][data-phase="training"]').length > 0);
  // The one that looked at the recordings is gone.
  await labsAre(page, 1);
  await page.workers().find(isLab).evaluate(() => {
    setTimeout(() => {
      throw new Error("made by the journey");
    }, 0);
  });
  await page.getByTestId("voices-failed").waitFor();
  await full(0);
  await phase(page, "ended");
  await page.getByTestId("voices-once-more").click();
  await someDone(page, VOICES.length);
  assert.deepEqual(await rows(page), after, "the same weights again");
  assert.deepEqual(complaints.filter((c) => !c.includes("made by the journey")), []);
});

test("one voice, or none with a name: said with what to do; other takes make what was found stale", async (t) => {
  const { page, complaints } = await openVoices(t, { voices: ["jackson"] });
  assert.ok(await page.getByTestId("voices-start").isDisabled());
  assert.match(await page.getByTestId("voices-few").textContent(), /one voice/);
  await shot(page, "voices-one-1280-light");
  await page.getByTestId("voices-data").click();
  await page.getByTestId("add-files").setInputFiles(takeFiles(WORDS, [0, 1, 2], "yweweler"));
  await takesThere(page, 27);
  await openView(page);
  await page.getByTestId("voices-start").click();
  await phase(page, "ended");
  assert.equal(await page.getByTestId("voices-stale").count(), 0);
  await go(page, "data");
  await page.getByTestId("add-files").setInputFiles(takeFiles(WORDS, [4], "george"));
  await takesThere(page, 30);
  await openView(page);
  assert.equal(await page.getByTestId("voices-stale").getAttribute("data-why"), "takes");
  assert.deepEqual(complaints, []);
});

test("the test of a run leads here", async (t) => {
  const { page } = await openVoices(t);
  await go(page, "train");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
  await go(page, "compare");
  await page.getByTestId("view-test").click();
  await page.getByTestId("test-start").click();
  await page.getByTestId("hold-out-each").click();
  await page.getByTestId("voices-start").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "view-voices");
});

async function check(page, what) {
  // All of it in sight: what lies half under the bar of places at the fold would count as a small target.
  const size = page.viewportSize();
  await page.setViewportSize({ ...size, height: 6000 });
  await page.evaluate(() => scrollTo(0, 0));
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${what} overflows`);
  const below = await page.evaluate(() => document.documentElement.scrollHeight - Math.max(innerHeight, document.body.getBoundingClientRect().bottom + scrollY));
  assert.ok(below < 2, `${what}: ${below} px below the page`);
  const small = await page.evaluate(() => [...document.querySelectorAll("nrr-voices button:not(.explain)")].filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5).map((e) => e.outerHTML.slice(0, 80)));
  assert.deepEqual(small, [], `${what}: targets lower than 44 px`);
  await page.setViewportSize(size);
}

for (const [width, scheme, german] of [[320, "light", true], [390, "light", false], [390, "dark", false], [1440, "light", false], [1440, "dark", true]]) {
  test(`every state of the voices at ${width} px, ${scheme}${german ? ", in German" : ""}: no violation, no overflow, large targets`, async (t) => {
    const { page, complaints } = await openVoices(t, { width, scheme, epochs: 12, init: oneCore });
    const full = slowLabs(page, 5);
    if (german) {
      await page.getByTestId("language").selectOption("de");
      await page.getByText("Jede Stimme zurückhalten").waitFor();
    }
    await check(page, "setup");
    await shot(page, `voices-setup-${width}-${scheme}`);
    await page.getByTestId("voices-start").click();
    await someDone(page, 1);
    await page.getByTestId("voices-pause").click();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="voices-row"][data-phase="training"]').length === 0);
    await check(page, "paused");
    await shot(page, `voices-paused-${width}-${scheme}`);
    await page.getByTestId("voices-stop").click();
    await phase(page, "ended");
    await check(page, "ended early");
    await shot(page, `voices-early-${width}-${scheme}`);
    await full(0);
    await page.getByTestId("voices-go-on").click();
    await someDone(page, VOICES.length);
    await page.getByTestId("voices-with-usual").click();
    await page.getByTestId("voices-usual").waitFor();
    await phase(page, "ended");
    await check(page, "ended");
    await shot(page, `voices-ended-${width}-${scheme}`);
    assert.deepEqual(complaints, []);
  });
}
