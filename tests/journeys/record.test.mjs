import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { openPage, shot, watchPhase } from "./browser.mjs";
import { spoken, throughMicrophone } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** A file that Chromium plays as its microphone, from its start each time the microphone is opened. */
function fakeMicrophone(t) {
  const folder = mkdtempSync(join(tmpdir(), "nrr-mic-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "microphone.wav");
  return { path, say: (sounds, leadS) => writeFileSync(path, throughMicrophone(sounds, leadS)) };
}

const word = (page, text) => page.locator(`[data-testid="word"][data-word="${text}"]`);
const count = (page, text, n) => word(page, text).locator(`[data-testid="take-count"][data-count="${n}"]`).waitFor();
const atLeast = (page, text, n) =>
  page.waitForFunction(([text, n]) => Number(document.querySelector(`[data-testid="word"][data-word="${text}"] [data-testid="take-count"]`)?.dataset.count) >= n, [text, n]);
/** Numbers and units keep together on the page. */
const plain = (text) => text.trim().replaceAll("\u00a0", " ");
/** Whether the page holds the microphone. */
const watchMicrophone = () => {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  globalThis.tracks = [];
  navigator.mediaDevices.getUserMedia = async (given) => {
    const stream = await ask(given);
    globalThis.tracks.push(...stream.getTracks());
    return stream;
  };
};
const live = (page) => page.evaluate(() => globalThis.tracks.filter((track) => track.readyState === "live").length);

test("hands free: one take after another until it is stopped, the next word in one step, and the microphone is let go", async (t) => {
  const microphone = fakeMicrophone(t);
  microphone.say([0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5].map((take) => spoken("1", take)));
  const { page, complaints } = await openPage(t, { hash: "#/data", microphone: microphone.path, permissions: ["microphone"], init: watchMicrophone });
  await page.getByTestId("voice").fill("anna");
  await page.getByTestId("welcome-record").click();
  await page.waitForSelector('[data-testid="recording"][data-phase="countdown"]');
  await page.waitForSelector('[data-testid="recording"][data-phase="speak"]');
  await shot(page, "data-recording-1280-light", false);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document));
  assert.deepEqual(violations.map((v) => v.id), []);
  await atLeast(page, "yes", 5);
  assert.equal(await page.getByTestId("recording").count(), 1, "it ended by itself");
  assert.ok((await page.locator(".rec-dots .full").count()) >= 5);
  await page.getByTestId("record-next").click();
  await word(page, "no").getByTestId("recording").waitFor();
  assert.equal(await word(page, "yes").getByTestId("recording").count(), 0);
  await atLeast(page, "no", 1);
  await page.getByTestId("stop-recording").click();
  await page.getByTestId("recording").waitFor({ state: "detached" });
  assert.equal(await live(page), 0, "the microphone is still held");
  const takes = await word(page, "yes").locator(".take").count();
  assert.ok(takes >= 5 && takes <= 12, `${takes} takes`);
  await word(page, "yes").getByTestId("take-edit").first().click();
  assert.equal(await page.getByTestId("editor-voice").inputValue(), "anna");
  // Each take is a step of its own.
  const last = await word(page, "no").locator(".take").count();
  await page.getByTestId("undo").click();
  await count(page, "no", last - 1);
  assert.deepEqual(complaints, []);
});

test("with a countdown: five stretches of 1.5 s; noise: ten seconds cut into takes of one second", async (t) => {
  const microphone = fakeMicrophone(t);
  microphone.say([0, 1, 2].map((take) => spoken("7", take)), 0.5);
  const { page } = await openPage(t, { hash: "#/data", microphone: microphone.path, permissions: ["microphone"], init: watchMicrophone });
  await page.getByTestId("way-countdown").click();
  await word(page, "yes").getByTestId("record-series").click();
  await page.waitForSelector('[data-testid="recording"][data-phase="window"]');
  await atLeast(page, "yes", 2);
  const lengths = await page.locator(".take-length").allTextContents();
  assert.deepEqual([...new Set(lengths.map(plain))], ["1.50 s"]);
  await page.getByTestId("stop-recording").click();

  await page.getByTestId("add-noise").click();
  const window = await watchPhase(page, '[data-testid="recording"]', "window");
  await word(page, "background").getByTestId("record-series").click();
  await window();
  await count(page, "background", 10);
  await page.getByTestId("recording").waitFor({ state: "detached" });
  assert.equal(await word(page, "background").locator(".take").count(), 10);
  assert.deepEqual([...new Set(await word(page, "background").locator(".take-length").allTextContents())].map(plain), ["1.00 s"]);
  assert.equal(await live(page), 0);
  await page.getByTestId("undo").click();
  await count(page, "background", 0);
});

test("a silent microphone is let go, and the page says why", async (t) => {
  const microphone = fakeMicrophone(t);
  microphone.say([{ rateHz: 8000, samples: new Float32Array(8000) }]);
  const { page } = await openPage(t, { hash: "#/data", microphone: microphone.path, permissions: ["microphone"], init: watchMicrophone });
  await page.getByTestId("welcome-record").click();
  await word(page, "yes").getByTestId("word-problem").filter({ hasText: "Nothing was heard" }).waitFor();
  assert.equal(await live(page), 0);
});

test("the microphone is let go when the word that is recorded is removed, taken back, or out of sight", async (t) => {
  const microphone = fakeMicrophone(t);
  microphone.say([{ rateHz: 8000, samples: new Float32Array(8000) }]);
  const { page, complaints } = await openPage(t, { hash: "#/data", microphone: microphone.path, permissions: ["microphone"], init: watchMicrophone });
  const record = async (text) => {
    await word(page, text).getByTestId("record-series").click();
    await page.waitForSelector('[data-testid="recording"][data-phase="countdown"]');
    assert.equal(await live(page), 1);
  };
  const letGo = async () => {
    await page.getByTestId("recording").waitFor({ state: "detached" });
    assert.equal(await live(page), 0, "the microphone is still held");
  };
  await record("no");
  await word(page, "no").getByTestId("word-menu").click();
  await word(page, "no").getByTestId("remove-word").click();
  await letGo();

  await page.getByTestId("add-noise").click();
  await record("background");
  await page.getByTestId("undo").click();
  await letGo();

  await record("yes");
  await page.getByTestId("source-bundled").click();
  await letGo();
  await page.getByTestId("source-own").click();

  await record("yes");
  await page.getByTestId("forget").click();
  await page.getByTestId("forget-yes").click();
  await letGo();
  assert.deepEqual(complaints, []);
});
