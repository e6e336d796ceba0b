import assert from "node:assert/strict";
import { test } from "node:test";
import { go, openPage, shot, watchLongTasks } from "./browser.mjs";
import { takeFiles } from "./sounds.mjs";

const WORDS = ["1", "7", "3"];
const TAKES = [0, 1, 2, 3, 4];

async function addTakes(page) {
  await page.getByTestId("add-files").setInputFiles(takeFiles(WORDS, TAKES));
  await page.waitForFunction((n) => document.querySelectorAll(".take").length === n, WORDS.length * TAKES.length);
}

const ended = (page) => page.waitForSelector('.run[data-phase="ended"]', { timeout: 60_000 });
const epochIs = (page, n) => page.waitForFunction((n) => Number(document.querySelector('[data-testid="epoch"]')?.dataset.epoch) >= n, n);

async function digest(page) {
  await page.getByTestId("adopt").click();
  await page.getByTestId("go-try").waitFor();
  return page.getByTestId("model-digest").evaluate((e) => e.textContent);
}

test("three words of five takes: train, pause, resume, reset; the same seed gives the same weights; the page stays fluid", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await addTakes(page);
  const longTasks = await watchLongTasks(page);
  const began = performance.now();
  await go(page, "train");
  await page.getByTestId("train").click();
  await ended(page);
  t.diagnostic(`trained in ${Math.round(performance.now() - began)} ms`);
  assert.deepEqual(await longTasks(), []);
  await shot(page, "teach-done-1280-light");
  const first = await digest(page);

  await page.getByTestId("reset").click();
  await page.waitForSelector('.run[data-phase="none"]');
  await go(page, "train");
  await page.getByTestId("train").click();
  await epochIs(page, 5);
  await page.getByTestId("pause").click();
  await page.waitForSelector('.run[data-phase="paused"]');
  const held = await page.getByTestId("epoch").getAttribute("data-epoch");
  await page.waitForTimeout(300);
  assert.equal(await page.getByTestId("epoch").getAttribute("data-epoch"), held, "a paused run went on");
  await page.getByTestId("resume").click();
  await ended(page);
  assert.equal(await digest(page), first);
  assert.deepEqual(complaints, []);
});

test("a changed setting asks before it restarts the run", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await addTakes(page);
  await page.getByTestId("set-epochs").fill("5000");
  await page.keyboard.press("Tab");
  await go(page, "train");
  await page.getByTestId("train").click();
  await epochIs(page, 3);
  await page.getByTestId("set-leak").fill("0.5");
  await page.keyboard.press("Tab");
  await page.getByTestId("restart-question").waitFor();
  await shot(page, "teach-restart-1280-light");
  const before = Number(await page.getByTestId("epoch").getAttribute("data-epoch"));
  await page.getByTestId("restart-no").click();
  assert.notEqual(await page.getByTestId("set-leak").inputValue(), "0.5");
  await epochIs(page, before + 1);
  await page.getByTestId("rule-bptt").check();
  await page.getByTestId("restart-yes").click();
  await page.waitForFunction((n) => Number(document.querySelector('[data-testid="epoch"]')?.dataset.epoch ?? 0) < n, before);
  assert.match(page.url(), /rule=bptt/);
  await epochIs(page, 1);
  await page.getByTestId("stop").click();
  await ended(page);
});

test("settings out of range are refused beside the field; the address falls back with a notice", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?leak=7&rule=nothing&seed=3&odd=1" });
  const notice = page.locator('[data-notice="address"]');
  await notice.waitFor();
  assert.match(await notice.textContent(), /Kept potential.*0 to 0.99/s);
  assert.equal(await page.getByTestId("set-seed").inputValue(), "3");
  for (const [key, bad] of [["epochs", "0"], ["epochs", "1.5"], ["seed", "-1"], ["leak", "2"], ["density", "0"], ["learning_rate", "x"], ["topology", ""]]) {
    const field = page.getByTestId(`set-${key}`);
    await field.evaluate((e, v) => {
      e.type = "text";
      e.value = v;
      e.dispatchEvent(new Event("change"));
    }, bad);
    await page.waitForFunction((k) => document.querySelector(`#set-${k}`)?.getAttribute("aria-invalid") === "true", key);
  }
});

test("words empty or twice, takes that are silent, folders of odd files: each is named and the rest stays", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await addTakes(page);
  const words = page.getByTestId("word");
  await words.nth(0).locator("input[type=text]").fill("7");
  await page.getByText("stands twice").first().waitFor();
  assert.ok(await page.getByTestId("go-train").isDisabled());
  await words.nth(0).locator("input[type=text]").fill(" ");
  await page.getByText("Give this word a name").first().waitFor();
  await words.nth(0).locator("input[type=text]").fill("1");
  const silent = { name: "7_quiet_0.wav", mimeType: "audio/wav", buffer: Buffer.from((await import("./sounds.mjs")).writeWav({ rateHz: 8000, samples: new Float32Array(8000) })) };
  await page.getByTestId("add-files").setInputFiles([silent, { name: "odd.wav", mimeType: "audio/wav", buffer: Buffer.from("x") }, { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
  await page.locator('[data-testid="import-report"] summary').click();
  for (const [reason, name] of [["left.refused", "7_quiet_0.wav"], ["left.unnamed", "odd.wav"], ["left.kind", "notes.txt"]]) {
    await page.locator(`[data-testid="left"][data-reason="${reason}"]`).filter({ hasText: name }).waitFor();
  }
  assert.equal(await page.locator(".take").count(), 15);
  await page.locator(".take-remove").first().click();
  assert.equal(await page.locator(".take").count(), 14);
  await page.getByTestId("undo").click();
  assert.equal(await page.locator(".take").count(), 15);
});

test("when the worker dies a new one takes the run up from the last epoch, and ends with the same weights", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await addTakes(page);
  await go(page, "train");
  await page.getByTestId("train").click();
  await ended(page);
  const first = await digest(page);
  await page.getByTestId("reset").click();
  await go(page, "train");
  await page.getByTestId("train").click();
  await epochIs(page, 6);
  await page.workers()[0].evaluate(() => {
    setTimeout(() => {
      throw new Error("made by the journey");
    }, 0);
  });
  await page.locator('[data-notice="restored"]').waitFor();
  await page.waitForSelector('.run[data-phase="paused"]');
  await shot(page, "teach-restored-1280-light");
  assert.equal(await page.locator(".take").count(), 15);
  await page.getByTestId("resume").click();
  await ended(page);
  assert.equal(await digest(page), first);
});

test("the bundled digits are fetched when training starts, and held-out voices test it", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?epochs=2" });
  await page.waitForSelector('[data-testid="model-name"]');
  const fetched = [];
  page.on("request", (r) => fetched.push(r.url()));
  await page.getByTestId("source-bundled").click();
  await page.waitForTimeout(200);
  assert.ok(!fetched.some((url) => url.endsWith("digits.pack")), "the pack was fetched before it was needed");
  const longTasks = await watchLongTasks(page);
  await go(page, "train");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]', { timeout: 240_000 });
  assert.deepEqual(await longTasks(), []);
  assert.match(await page.getByTestId("done").textContent(), /of the \d+ test takes were right/);
  t.diagnostic((await page.getByTestId("done").textContent()).trim().replace(/\s+/g, " "));
  await shot(page, "teach-digits-1280-light");
});
