/** What a browser keeps of a project: over reloads, among tabs, when something is damaged, and until it is forgotten. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { strFromU8, unzipSync } from "fflate";
import { go, openPage, shot } from "./browser.mjs";
import { digest, ended, teach, teachDigits } from "./lessons.mjs";
import { takeFiles } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const takesAre = (page, n) => page.waitForFunction((n) => document.querySelectorAll(".take").length === n, n);
const add = (page, digits, takes) => page.getByTestId("add-files").setInputFiles(takeFiles(digits, takes));
const phaseIs = (page, phase) => page.waitForSelector(`[data-testid="storage"][data-phase="${phase}"]`);
/** Waits until what was just changed is written; "saved" alone may be that of the time before. */
async function written(page) {
  await phaseIs(page, "saved");
  await page.evaluate(() => dispatchEvent(new Event("pagehide")));
  await phaseIs(page, "saved");
}
const notice = (page, id) => page.locator(`[data-notice="${id}"]`);
const epochIs = (page, n) => page.waitForFunction((n) => Number(document.querySelector('[data-testid="epoch"]')?.dataset.epoch) >= n, n);
/** Opens the page anew without the address, which would set the run by itself. */
async function again(page, place = "data") {
  await page.evaluate((place) => history.replaceState(null, "", `#/${place}`), place);
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
}

async function epochs(page, n) {
  await page.getByTestId("set-epochs").fill(String(n));
  await page.keyboard.press("Tab");
}

/** Epochs on the timeline of Inside. */
async function moments(page) {
  await go(page, "inside");
  await page.getByTestId("timeline").waitFor();
  return page.evaluate(() => document.querySelector("nrr-inside").inside.desk.state.moments.map((m) => [m.kind, m.epoch]));
}

test("the second tab says in every place that it does not save, and saves what it has once the first is closed", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await add(page, ["1", "7"], [0, 1]);
  await takesAre(page, 4);
  await phaseIs(page, "saved");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await takesAre(other, 4);
  await notice(other, "tab").waitFor();
  await go(other, "try");
  assert.match(await notice(other, "tab").textContent(), /another tab/);
  await other.evaluate(AXE);
  const { violations } = await other.evaluate(() => globalThis.axe.run(".notices", { runOnly: ["wcag2a", "wcag2aa", "best-practice"], rules: { region: { enabled: false } } }));
  assert.deepEqual(violations.map((v) => v.id), []);
  await go(other, "data");
  await add(other, ["3"], [0, 1]);
  await takesAre(other, 6);
  await page.close();
  await phaseIs(other, "saved");
  assert.equal(await notice(other, "tab").count(), 0);
  await other.reload();
  await takesAre(other, 6);
  assert.deepEqual(complaints, []);
});

test("where two tabs have changed it, nothing is written over until one is chosen", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await add(page, ["1", "7"], [0, 1]);
  await takesAre(page, 4);
  await phaseIs(page, "saved");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await takesAre(other, 4);
  await phaseIs(other, "elsewhere");
  await other.locator(".take-remove").first().click();
  await add(page, ["3"], [0, 1]);
  await takesAre(page, 6);
  await written(page);
  await page.close();
  await phaseIs(other, "differs");
  await takesAre(other, 3);
  await shot(other, "data-differs-1280-light");
  await other.getByTestId("read-again").click();
  await takesAre(other, 6);
  await phaseIs(other, "saved");
  await other.reload();
  await takesAre(other, 6);
});

test("a tab that takes over keeps its own recordings, although the other deleted them and has new ones of the same numbers", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await add(page, ["1", "7"], [0, 1]);
  await takesAre(page, 4);
  await phaseIs(page, "saved");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await takesAre(other, 4);
  await page.locator(".take-remove").first().click();
  await page.locator(".take-remove").first().click();
  await add(page, ["3"], [0, 1, 2]);
  await takesAre(page, 5);
  await written(page);
  await add(other, ["8"], [0, 1]);
  await takesAre(other, 6);
  const heard = () => other.evaluate(() => document.querySelector("nrr-data").app.project.data.words.state.takes.map((x) => [x.name, x.sound.samples.length, x.sound.samples.reduce((sum, s) => sum + s * s, 0)]));
  const before = await heard();
  await other.getByTestId("take-over").dblclick();
  await phaseIs(other, "saved");
  await notice(page, "tab").waitFor();
  await other.reload();
  await takesAre(other, 6);
  assert.deepEqual(await heard(), before);
  assert.equal(await notice(other, "missing").count(), 0);
});

test("what cannot be read is not written over, until the visitor wants it", async (t) => {
  const { page } = await openPage(t, {
    hash: "#/data",
    init: () => {
      const get = IDBObjectStore.prototype.get;
      IDBObjectStore.prototype.get = function (key) {
        if (this.name === "sounds" && sessionStorage.getItem("damaged") !== null) {
          throw new DOMException("damaged", "DataError");
        }
        return get.call(this, key);
      };
    },
  });
  await add(page, ["1", "7"], [0, 1]);
  await takesAre(page, 4);
  await phaseIs(page, "saved");
  await page.evaluate(() => sessionStorage.setItem("damaged", "1"));
  await page.reload();
  await phaseIs(page, "unread");
  await notice(page, "tab").waitFor();
  await shot(page, "data-unread-1280-light");
  await add(page, ["3"], [0, 1]);
  await takesAre(page, 2);
  await page.waitForTimeout(1000);
  await phaseIs(page, "unread");
  await page.evaluate(() => sessionStorage.removeItem("damaged"));
  await page.getByTestId("read-again").click();
  await takesAre(page, 4);
  await phaseIs(page, "saved");
  await page.reload();
  await takesAre(page, 4);
});

test("a run's timeline is whole after a reload", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await teach(page);
  await epochs(page, 400);
  await page.getByTestId("train").click();
  await ended(page);
  await go(page, "data");
  await phaseIs(page, "saved");
  const before = await moments(page);
  assert.ok(before.length > 2, `${before.length} moments`);
  await again(page, "inside");
  assert.deepEqual(await moments(page), before);
  await page.getByTestId("timeline").fill("0");
  await page.waitForFunction(() => document.querySelector('[data-testid="moment"]').dataset.epoch === "0" && document.querySelector(".inside").getAttribute("aria-busy") === "false");
  assert.equal(await page.getByTestId("inside-problem").count(), 0);
  assert.deepEqual(complaints, []);
});

test("Try has the run's model again after a reload, until another is chosen; where it is not kept, that is told", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  const model = page.getByTestId("model-name");
  const modelIs = (name) => page.waitForFunction((name) => document.querySelector('[data-testid="model-name"]')?.textContent.trim() === name, name);
  const trained = async (n) => {
    await epochs(page, n);
    await page.getByTestId("train").click();
    await page.waitForFunction((n) => document.querySelector('[data-testid="epoch"]')?.dataset.epoch === String(n), n);
    await ended(page);
  };
  await teach(page);
  await trained(2);
  const weights = await digest(page);
  await go(page, "data");
  await written(page);
  await again(page, "try");
  await modelIs("1, 7, 3");
  assert.equal(await page.getByTestId("model-digest").evaluate((e) => e.textContent), weights);
  await page.waitForSelector('[data-testid="answer"]');
  await go(page, "train");
  await page.getByTestId("go-try").waitFor();

  // Another run, whose model Try does not get.
  await trained(3);
  await go(page, "data");
  await written(page);
  await again(page, "try");
  await notice(page, "given").waitFor();
  await modelIs("Digits");
  await shot(page, "try-given-1280-light");
  await notice(page, "given").getByRole("button").first().click();
  await modelIs("1, 7, 3");
  assert.equal(await notice(page, "given").count(), 0);

  await model.click();
  await page.getByTestId("shipped-model").click();
  await modelIs("Digits");
  await go(page, "data");
  await written(page);
  await again(page, "train");
  await page.getByTestId("adopt").waitFor();
  assert.equal((await model.textContent()).trim(), "Digits");
  assert.equal(await notice(page, "given").count(), 0);
  assert.deepEqual(complaints, []);
});

test("a run under way is there after a reload, is taken up, and gives the same weights", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await teach(page);
  await epochs(page, 900);
  await page.getByTestId("train").click();
  await ended(page);
  const whole = await digest(page);
  await go(page, "train");
  await page.getByTestId("reset").click();
  await page.getByTestId("train").click();
  await page.waitForFunction(() => document.querySelector("nrr-train").app.project.run.state.checkpoints.some((c) => c.epoch > 0));
  await again(page, "train");
  await ended(page);
  await notice(page, "cut").waitFor();
  const at = Number(await page.getByTestId("epoch").getAttribute("data-epoch"));
  assert.ok(at > 0 && at < 900, `it stands at epoch ${at}`);
  assert.match(await notice(page, "cut").textContent(), new RegExp(`after epoch ${at} of 900`));
  await shot(page, "train-cut-1280-light");
  // Its network is a model like any other.
  assert.notEqual(await digest(page), whole);
  await go(page, "train");
  await notice(page, "cut").getByRole("button").first().click();
  await epochIs(page, at + 1);
  await ended(page);
  assert.equal(await notice(page, "cut").count(), 0);
  assert.equal(await page.getByTestId("epoch").getAttribute("data-epoch"), "900");
  assert.equal(await digest(page), whole, "it was not the same run");
  assert.deepEqual(complaints, []);
});

test("a project on the bundled digits is saved as a file, forgotten, and opened again with its run", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await teachDigits(page);
  await epochs(page, 1);
  await page.getByTestId("train").click();
  await ended(page);
  const weights = await digest(page);
  await go(page, "data");
  await phaseIs(page, "saved");
  await page.getByTestId("storage-used").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("save-project").click()]);
  const bytes = readFileSync(await download.path());
  const { source, run } = JSON.parse(strFromU8(unzipSync(bytes)["project.json"]));
  assert.equal(source, "data/digits.pack");
  assert.equal(run.source, "data/digits.pack");

  await page.getByTestId("forget").click();
  await page.getByTestId("forget-yes").click();
  await page.getByTestId("welcome").waitFor();
  await phaseIs(page, "empty");
  assert.equal(await page.getByTestId("run-bar").getAttribute("data-phase"), "none");
  await page.getByTestId("add-files").setInputFiles([{ name: "digits.zip", mimeType: "application/zip", buffer: bytes }]);
  await page.waitForSelector('[data-testid="run-bar"][data-phase="ended"]');
  assert.equal(await page.getByTestId("source-bundled").getAttribute("aria-pressed"), "true");
  await go(page, "train");
  assert.equal(await digest(page), weights);
  assert.deepEqual(complaints, []);
});

test("forgetting leaves nothing of the visitor's in any place", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await teach(page);
  await page.getByTestId("train").click();
  await ended(page);
  await digest(page);
  await go(page, "compare");
  await page.getByTestId("view-test").click();
  await page.getByTestId("test-start").waitFor();
  await go(page, "inside");
  await page.getByTestId("moment").waitFor();
  await go(page, "data");
  await page.getByTestId("forget").click();
  await page.getByTestId("forget-yes").click();
  await page.getByTestId("welcome").waitFor();
  await phaseIs(page, "empty");
  await go(page, "try");
  await page.waitForSelector('[data-testid="answer"]');
  const { origin, desks } = await page.evaluate(() => {
    const { app } = document.querySelector("nrr-try");
    return { origin: app.session.state.model?.origin, desks: { inside: app.desks.inside !== undefined, tested: app.desks.test?.state.tested } };
  });
  assert.equal(origin, "shipped");
  assert.deepEqual(desks, { inside: false, tested: undefined });
  await go(page, "inside");
  await page.waitForFunction(() => document.querySelector('[data-testid="moment"]')?.dataset.kind === "try");
});
