import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, keptParts, openPage, shot, watchLongTasks } from "./browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LONG = { timeout: 240_000 };

const phase = (page, name) => page.waitForSelector(`[data-testid="reproduce"][data-phase="${name}"]`, LONG);
const over = (page, n) => page.waitForFunction((n) => Number(document.querySelector('[data-testid="reproduce"]')?.dataset.over) >= n, n, LONG);

async function axe(page, what) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
}

/** Digest of every finished run, by its key. */
async function digests(page) {
  await page.evaluate(() => {
    document.querySelector('[data-testid="weights"]').open = true;
  });
  const rows = await page.$$eval("[data-run]", (all) => all.map((row) => [row.dataset.run, row.querySelector("[data-sha]").textContent.trim()]));
  return Object.fromEntries(rows);
}

/** Waits until an epoch of the run under way is over. */
const someEpoch = (page) => page.waitForFunction(() => /epoch \d/.test(document.querySelector(".reproduce-table")?.textContent ?? ""), undefined, LONG);

test("figure 5, smallest size: measured, started, stopped, gone on with, compared with the paper and saved", async (t) => {
  const { page, complaints } = await openPage(t, { width: 1440, height: 900, hash: "#/reproduce" });
  const sent = [];
  page.on("request", (request) => request.method() !== "GET" && sent.push(request.url()));
  await page.getByTestId("figure-fig5").check();
  await page.getByTestId("size-short").check();
  assert.equal(await page.getByTestId("estimate-short").textContent(), "");
  await shot(page, "reproduce-empty-1440-light");
  await page.getByTestId("measure").click();
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="estimate-short"]').dataset.ms) > 0, undefined, LONG);
  assert.match(await page.getByTestId("estimate-program").textContent(), /^about [\d.]+ (s|min|h)$/);
  await page.getByTestId("reproduce-start").click();
  await over(page, 1);
  await someEpoch(page);
  await page.getByTestId("left").waitFor();
  assert.doesNotMatch(await page.locator(".reproduce-left").textContent(), /nrr-shallow| rp\b|bptt/, "an internal name is shown");
  const tops = await page.locator("nrr-figure-curve canvas").evaluateAll((all) => all.map((e) => e.getBoundingClientRect().top));
  assert.ok(tops.length === 2 && Math.abs(tops[0] - tops[1]) < 0.5, `panels begin at other heights: ${tops}`);
  await page.getByTestId("reproduce-stop").click();
  await phase(page, "stopped");
  const held = await page.getByTestId("reproduce").getAttribute("data-over");
  await page.waitForTimeout(500);
  assert.equal(await page.getByTestId("reproduce").getAttribute("data-over"), held, "a stopped figure went on");
  // Another place, and back: everything is there.
  await go(page, "try");
  await go(page, "reproduce");
  await phase(page, "stopped");
  assert.match(page.url(), /#\/reproduce\?figure=fig5&size=short$/);
  const longTasks = await watchLongTasks(page);
  await page.getByTestId("reproduce-start").click();
  await phase(page, "done");
  assert.deepEqual(await longTasks(), [], "the page stays fluid");
  const rows = await page.$$eval(".reproduce-table tbody tr", (all) => all.map((row) => [...row.querySelectorAll("td")].map((td) => td.textContent.trim())));
  assert.deepEqual(rows.map(([paper]) => paper), ["63.03\u00a0%", "56.96\u00a0%", "59.57\u00a0%", "58.19\u00a0%"]);
  for (const [, here] of rows) {
    assert.match(here, /^\d+\.\d\s%$/);
    assert.ok(Number.parseFloat(here) > 20, `${here} is no better than chance`);
  }
  assert.deepEqual(await page.$$eval('[data-testid="verdicts"] li', (all) => all.map((li) => li.dataset.verdict)), ["few", "few", "few"]);
  await page.locator("nrr-figure-curve .plot-twin").first().click();
  assert.equal(await page.locator("nrr-figure-curve").first().locator(".twin tbody tr").count(), 4, "three epochs and the paper");
  const found = await digests(page);
  assert.equal(Object.keys(found).length, 4);
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("reproduce-save").click()]);
  const saved = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.deepEqual([saved.format, saved.runs, saved.sections[0].id, saved.data[0].in_place_of], [1, [4, 4], "fig5", "TIDigits"]);
  assert.deepEqual(saved.jobs.map((j) => j.weights_sha256).sort(), Object.values(found).sort());
  t.diagnostic(saved.jobs.map((j) => `${j.job.system} ${j.test_accuracy} ${j.weights_sha256}`).join("\n"));
  await axe(page, "done");
  // Figure 4 has these four runs too: they are not made again.
  await page.getByTestId("figure-fig4").check();
  assert.equal(await page.getByTestId("reproduce").getAttribute("data-over"), "4");
  assert.deepEqual(sent, [], "nothing is uploaded");
  // It stays over a reload, until it is to be forgotten.
  await page.reload();
  await page.waitForFunction(() => document.querySelector('[data-testid="reproduce"]')?.dataset.over === "4");
  await shot(page, "reproduce-remembered-1440-light", false);
  await page.getByTestId("reproduce-forget").click();
  await page.waitForFunction(() => document.querySelector('[data-testid="reproduce"]')?.dataset.over === "0");
  await keptParts(page, "reproduce", 1);
  await page.reload();
  await phase(page, "idle");
  assert.deepEqual(complaints, []);
});

test("the paper's other task: figure 5 on phonemes, after and before digits, to the same weights; figure 4 is on digits alone", async (t) => {
  const { page, complaints } = await openPage(t, { width: 1440, height: 900, hash: "#/reproduce?figure=fig5&size=short&task=phonemes" });
  assert.ok(await page.getByTestId("task-phonemes").isChecked());
  await page.getByTestId("measure").click();
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="estimate-short"]').dataset.ms) > 0, undefined, LONG);
  // A run on digits is held, and the worker gets other recordings.
  await page.getByTestId("task-digits").check();
  await page.getByTestId("reproduce-start").click();
  await someEpoch(page);
  await page.getByTestId("reproduce-stop").click();
  await phase(page, "stopped");
  await page.getByTestId("task-phonemes").check();
  await page.getByTestId("reproduce-start").click();
  await phase(page, "done");
  const rows = await page.$$eval(".reproduce-table tbody tr", (all) => all.map((row) => [...row.querySelectorAll("td")].map((td) => td.textContent.trim())));
  assert.deepEqual(rows.map(([paper]) => paper), ["56.12\u00a0%", "–", "53.08\u00a0%", "–"]);
  for (const [, here] of rows) {
    assert.ok(Number.parseFloat(here) > 25, `${here} of frames: nothing was learnt`);
  }
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("reproduce-save").click()]);
  const saved = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.deepEqual([saved.runs, saved.data[0].task, saved.data[0].in_place_of], [[4, 4], "phonemes", "TIMIT"]);
  assert.equal(saved.command, "nrr-snn reproduce fig5 --phonemes bundled-sentences --quick --out results");
  const found = await digests(page);
  await shot(page, "reproduce-phonemes-1440-light");
  await axe(page, "phonemes");
  await page.getByTestId("figure-fig4").check();
  assert.ok(await page.getByTestId("task-digits").isChecked());
  assert.ok(await page.getByTestId("task-phonemes").isDisabled());
  await page.getByTestId("figure-fig5").check();
  assert.ok(await page.getByTestId("task-phonemes").isChecked(), "the choice is forgotten");
  // The digits go on from their last whole epoch, in the same worker.
  await page.getByTestId("task-digits").check();
  await page.getByTestId("reproduce-start").click();
  await phase(page, "done");
  assert.equal(await page.getByTestId("reproduce").getAttribute("data-over"), "4");
  const { page: other } = await openPage(t, { width: 390, height: 844, scheme: "dark", hash: "#/reproduce?figure=fig5&size=short&task=phonemes" });
  await other.getByTestId("reproduce-start").click();
  await phase(other, "done");
  assert.deepEqual(await digests(other), found);
  await shot(other, "reproduce-phonemes-390-dark");
  assert.deepEqual(complaints, []);
});

test("what is forgotten is begun anew, also the run that was held", async (t) => {
  const { page } = await openPage(t, { hash: "#/reproduce?figure=fig5&size=short&task=phonemes" });
  await page.getByTestId("size-middle").check();
  await page.getByTestId("reproduce-start").click();
  await someEpoch(page);
  await page.getByTestId("reproduce-stop").click();
  await phase(page, "stopped");
  await page.getByTestId("reproduce-forget").click();
  await phase(page, "idle");
  await page.getByTestId("reproduce-start").click();
  await over(page, 1);
  await page.getByTestId("reproduce-stop").click();
  await phase(page, "stopped");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("reproduce-save").click()]);
  const { jobs } = JSON.parse(readFileSync(await download.path(), "utf8"));
  assert.deepEqual(jobs[0].history.map((e) => e.epoch), [1, 2, 3, 4, 5, 6, 7, 8]);
});

test("by keyboard alone; a run that was left for another figure goes on from its last epoch, to the same weights", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/reproduce?figure=fig5&size=short" });
  await page.getByTestId("figure-fig5").focus();
  await page.keyboard.press("ArrowUp");
  assert.ok(await page.getByTestId("figure-fig4").isChecked());
  await page.keyboard.press("ArrowDown");
  assert.ok(await page.getByTestId("figure-fig5").isChecked());
  await page.getByTestId("reproduce-start").focus();
  await page.keyboard.press("Enter");
  await someEpoch(page);
  await page.getByTestId("reproduce-stop").focus();
  await page.keyboard.press("Enter");
  await phase(page, "stopped");
  await page.getByTestId("figure-fig6").focus();
  await page.keyboard.press("Space");
  await page.getByTestId("reproduce-start").focus();
  await page.keyboard.press("Enter");
  await someEpoch(page);
  await page.getByTestId("reproduce-stop").focus();
  await page.keyboard.press("Enter");
  await phase(page, "stopped");
  await page.getByTestId("figure-fig5").focus();
  await page.keyboard.press("Space");
  // A reload in between loses no whole epoch.
  const table = () => page.locator(".reproduce-table").first().textContent();
  const before = await table();
  await page.waitForTimeout(300);
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  await phase(page, "stopped");
  assert.equal(await table(), before);
  await page.getByTestId("reproduce-start").focus();
  await page.keyboard.press("Enter");
  await phase(page, "done");
  const broken = await digests(page);
  const { page: other } = await openPage(t, { hash: "#/reproduce?figure=fig5&size=short" });
  await other.getByTestId("reproduce-start").click();
  await phase(other, "done");
  assert.deepEqual(await digests(other), broken);
  assert.deepEqual(complaints, []);
});

test("a run that fails is shown with its reason, the others go on, and it can be tried again", async (t) => {
  const { page } = await openPage(t, { hash: "#/reproduce?figure=fig5&size=short" });
  const before = page.workers().length;
  await page.getByTestId("reproduce-start").click();
  await someEpoch(page);
  await page.workers()[before].evaluate(() => {
    setTimeout(() => {
      throw new Error("made by the journey");
    }, 0);
  });
  await page.getByTestId("reproduce-failed").waitFor(LONG);
  assert.match(await page.getByTestId("reproduce-failed").textContent(), /1 run failed.*seed 1: The engine.*stopped.*made by the journey/s);
  await phase(page, "done");
  assert.equal(await page.getByTestId("reproduce").getAttribute("data-over"), "4");
  await shot(page, "reproduce-failed-1280-light");
  await page.getByTestId("reproduce-again").click();
  await page.getByTestId("reproduce-failed").waitFor({ state: "detached" });
  await phase(page, "done");
  assert.equal(Object.keys(await digests(page)).length, 4);
});

test("an address that names no figure falls back with a notice", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/reproduce?figure=%3Cimg%20src=x%20onerror=alert(1)%3E&size=__proto__&task=constructor" });
  page.on("dialog", () => assert.fail("a script of the address ran"));
  const notice = page.locator('[data-notice="address-figure"]');
  await notice.waitFor();
  assert.match(await notice.textContent(), /no figure “<img.*no size “__proto__”.*no sounds “constructor”/s);
  assert.ok(await page.getByTestId("figure-fig5").isChecked());
  await page.waitForFunction(() => location.hash === "#/reproduce?figure=fig5&size=short");
  await page.evaluate(() => {
    location.hash = "#/reproduce?figure=fig7&size=program";
  });
  await page.waitForFunction(() => document.querySelector('[data-testid="figure-fig7"]').checked && document.querySelector('[data-testid="size-program"]').checked);
  assert.deepEqual(complaints, []);
});

test("figure 4 at every width and in both colour schemes: nothing overflows, nothing is against the rules", async (t) => {
  const { page } = await openPage(t, { width: 390, height: 844, hash: "#/reproduce?figure=fig4&size=short" });
  await page.getByTestId("reproduce-start").click();
  // Each of its runs in its time.
  for (let n = 1; n <= 10; n++) {
    await over(page, n);
  }
  await phase(page, "done");
  assert.equal(await page.getByTestId("look").count(), 2, "spikes early and late");
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme });
    for (const [width, height] of [[320, 640], [390, 844], [768, 1024], [1440, 900]]) {
      // Plots out of sight are not drawn.
      await page.setViewportSize({ width, height: 6000 });
      await page.waitForTimeout(400);
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(100);
      await shot(page, `reproduce-fig4-${width}-${scheme}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${width} px overflows`);
      await axe(page, `${width} ${scheme}`);
    }
  }
});
