/** Exact repeat: the address of a run gives the same weights again, and the page says so; what is wrong in an address is told. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { go, openPage, shot } from "./browser.mjs";
import { teach } from "./lessons.mjs";
import { takeFiles } from "./sounds.mjs";

const PATIENCE = { timeout: 180_000 };

async function trained(page) {
  await page.getByTestId("train").click();
  await page.waitForSelector('[data-testid="run"][data-phase="ended"]', PATIENCE);
}

test("the address of a run on the bundled digits, opened elsewhere, gives the same weights, and the page says so", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/train?source=digits&epochs=2&seed=5" });
  await trained(page);
  await page.getByTestId("share").locator("summary").click();
  const link = await page.getByTestId("share-link").inputValue();
  const weights = await page.getByTestId("weights-digest").textContent();
  assert.match(weights, /^[0-9a-f]{64}$/);
  for (const part of ["source=digits", "epochs=2", "seed=5", `weights=${weights.slice(0, 16)}`, "data="]) {
    assert.ok(link.includes(part), `${part} is not in ${link}`);
  }
  assert.deepEqual(complaints, []);

  const other = await openPage(t, { hash: link.slice(link.indexOf("#")) });
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="waiting"]');
  await trained(other.page);
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="same"]');
  await shot(other.page, "repeat-same-1280-light");
  await other.page.getByTestId("share").locator("summary").click();
  assert.equal(await other.page.getByTestId("weights-digest").textContent(), weights);

  // Reset and the same seed: once more the same.
  await other.page.getByTestId("reset").click();
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="waiting"]');
  await trained(other.page);
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="same"]');
  // Another seed is another run: nothing is expected of it.
  await other.page.getByTestId("set-seed").fill("6");
  await other.page.getByTestId("set-seed").press("Enter");
  await other.page.waitForSelector('[data-testid="repeat"]', { state: "detached" });
  assert.deepEqual(other.complaints, []);
});

test("an address of other recordings says so as soon as the run begins", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?data=0123456789abcdef&weights=0123456789abcdef&epochs=3" });
  await page.getByTestId("add-files").setInputFiles(takeFiles(["1", "7"], [0, 1, 2]));
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="take"]').length === 6 || document.querySelector('[data-count="3"]'));
  await go(page, "train");
  await trained(page);
  await page.waitForSelector('[data-testid="repeat"][data-verdict="other-data"]');
});

test("hostile values of an address are named, and the page goes on", async (t) => {
  const bad = `source=${encodeURIComponent("../../etc/passwd")}&data=${encodeURIComponent("<img src=x onerror=alert(1)>")}&weights=${"f".repeat(100)}&seed=-4&epochs=1e9`;
  const { page, complaints } = await openPage(t, { hash: `#/train?${bad}` });
  await page.locator('[data-notice="repeat"]').waitFor();
  await page.locator('[data-notice="address"]').waitFor();
  assert.equal(await page.locator("img").count(), 0);
  assert.equal(await page.getByTestId("set-seed").inputValue(), "1");
  assert.deepEqual(complaints, []);
});

/** The project as the page saves it, to be given to another. */
async function saved(page) {
  await go(page, "data");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("save-project").click()]);
  return { name: "mine.zip", mimeType: "application/zip", buffer: readFileSync(await download.path()) };
}

/** Opens a project's file on a page that has nothing, and goes to Train, where its run is shown. */
async function openFile(t, zip, takes) {
  const opened = await openPage(t, { hash: "#/data" });
  await opened.page.getByTestId("add-files").setInputFiles(zip);
  await opened.page.locator('[data-notice="project"]').waitFor();
  assert.equal(await opened.page.locator(".take").count(), takes);
  await go(opened.page, "train");
  await opened.page.waitForSelector('[data-testid="run"][data-phase="ended"]');
  return opened;
}

/** Trains anew, in the place of the file's run. */
async function again(page) {
  await page.getByTestId("reset").click();
  await page.waitForSelector('[data-testid="run"][data-phase="none"]');
  await trained(page);
}

test("a project's file opened on another page gives the same weights, and the page says so; other takes or settings are no alarm", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?epochs=3" });
  await teach(page);
  await trained(page);
  const whole = await saved(page);
  // One take more: the run in the file is not of these.
  await page.getByTestId("add-files").setInputFiles(takeFiles(["1"], [5]));
  await page.waitForFunction(() => document.querySelectorAll(".take").length === 16);
  const more = await saved(page);

  const same = await openFile(t, whole, 15);
  await same.page.waitForSelector('[data-testid="repeat"][data-verdict="waiting"]');
  await again(same.page);
  await same.page.waitForSelector('[data-testid="repeat"][data-verdict="same"]');
  assert.match(await same.page.getByTestId("repeat").textContent(), /same weights/);
  await shot(same.page, "repeat-file-1280-light");
  assert.deepEqual(same.complaints, []);

  // A take that is added after the file was opened makes other data of it, as its visitor knows.
  await go(same.page, "data");
  await same.page.getByTestId("add-files").setInputFiles(takeFiles(["7"], [5]));
  await same.page.waitForFunction(() => document.querySelectorAll(".take").length === 16);
  await go(same.page, "train");
  assert.equal(await same.page.getByTestId("repeat").count(), 0);

  const other = await openFile(t, more, 16);
  assert.equal(await other.page.getByTestId("repeat").count(), 0, "nothing is expected of takes that the file's run did not have");
  await again(other.page);
  await other.page.getByTestId("share").waitFor();
  assert.equal(await other.page.getByTestId("repeat").count(), 0);
  assert.deepEqual(other.complaints, []);
});

test("an address goes before the settings of the project's file that is opened then, and the page says so", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?epochs=2&seed=5" });
  await teach(page);
  await trained(page);
  await page.getByTestId("share").locator("summary").click();
  const link = await page.getByTestId("share-link").inputValue();
  await page.getByTestId("set-seed").fill("6");
  await page.keyboard.press("Tab");
  await again(page);
  const zip = await saved(page);

  const other = await openPage(t, { hash: link.slice(link.indexOf("#")) });
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="waiting"]');
  await go(other.page, "data");
  await other.page.getByTestId("add-files").setInputFiles(zip);
  const aside = other.page.locator('[data-notice="aside"]');
  await aside.waitFor();
  await go(other.page, "train");
  assert.equal(await other.page.getByTestId("set-seed").inputValue(), "5");
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="waiting"]');
  await shot(other.page, "repeat-aside-1280-light");
  await again(other.page);
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="same"]');
  // The file's settings after all: its own run is expected then.
  await aside.getByRole("button").first().click();
  assert.equal(await other.page.getByTestId("set-seed").inputValue(), "6");
  assert.equal(await aside.count(), 0);
  await again(other.page);
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="same"]');
  assert.deepEqual(other.complaints, []);
});

test("a run that is ended early is not held against the address of the whole one", async (t) => {
  const { page } = await openPage(t, { hash: "#/train?source=digits&epochs=5000&weights=0123456789abcdef" });
  await page.getByTestId("train").click();
  await page.waitForSelector('[data-testid="repeat"][data-verdict="same-data"]', PATIENCE);
  await page.getByTestId("stop").click();
  await page.waitForSelector('[data-testid="repeat"][data-verdict="stopped"]', PATIENCE);
});

test("an address that is pasted into the open page is taken over as a whole, and what is wrong in it is told", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await page.getByTestId("welcome").waitFor();
  await page.evaluate(() => {
    location.hash = "#/train?source=digits&seed=5&epochs=2&leak=0.5&data=0123456789abcdef&weights=0123456789abcdef";
  });
  await page.waitForSelector('[data-testid="repeat"][data-verdict="waiting"]');
  assert.equal(await page.getByTestId("set-seed").inputValue(), "5");
  assert.equal(await page.getByTestId("set-epochs").inputValue(), "2");
  assert.equal(await page.locator(".notice").count(), 0, "nothing is wrong in it");
  const hash = () => page.evaluate(() => location.hash);
  for (const part of ["#/train?", "source=digits", "seed=5", "epochs=2", "leak=0.5", "data=0123456789abcdef", "weights=0123456789abcdef"]) {
    assert.ok((await hash()).includes(part), `${part} is not in ${await hash()}`);
  }
  await go(page, "data");
  assert.equal(await page.getByTestId("source-bundled").getAttribute("aria-pressed"), "true");

  // Back opens the place that was there before, and changes no setting.
  await page.goBack();
  await page.getByTestId("set-seed").waitFor();
  assert.equal(await page.getByTestId("set-seed").inputValue(), "5");

  // What is left out is as on a fresh page; what is wrong is named, and the rest is taken.
  await page.evaluate(() => {
    location.hash = `#/nowhere?source=nobody&seed=-4&epochs=3&rule=${"x".repeat(300)}&weights=none`;
  });
  await page.locator('[data-notice="route"]').waitFor();
  assert.match(await page.locator('[data-notice="route"]').textContent(), /“nowhere”.*“rule” is too long/);
  assert.match(await page.locator('[data-notice="address"]').textContent(), /seed/i);
  assert.match(await page.locator('[data-notice="repeat"]').textContent(), /source=nobody.*weights=none/);
  await shot(page, "address-wrong-1280-light", false);
  assert.equal(await hash(), "#/try?epochs=3&source=digits");
  await go(page, "train");
  assert.equal(await page.getByTestId("set-seed").inputValue(), "1");
  assert.equal(await page.getByTestId("set-epochs").inputValue(), "3");

  // A good address clears the messages of a bad one.
  await page.evaluate(() => {
    location.hash = "#/train?seed=9";
  });
  await page.waitForFunction(() => document.querySelector('[data-testid="set-seed"]')?.value === "9");
  assert.equal(await page.locator(".notice").count(), 0);
  assert.deepEqual(complaints, []);
});
