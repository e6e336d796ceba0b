import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { go, openPage, shot } from "./browser.mjs";
import { spoken, throughMicrophone } from "./sounds.mjs";

const WORDS = ["1", "7", "3"];

/** A file that Chromium plays as its microphone, from its start each time the microphone is opened. */
function fakeMicrophone(t) {
  const folder = mkdtempSync(join(tmpdir(), "nrr-mic-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "microphone.wav");
  return { path, say: (sounds, leadS) => writeFileSync(path, throughMicrophone(sounds, leadS)) };
}

test("three words are recorded through the microphone, trained, and a new take is recognised in Try and Listen", async (t) => {
  const microphone = fakeMicrophone(t);
  microphone.say([spoken("1", 0)]);
  const { page, complaints } = await openPage(t, { hash: "#/data", microphone: microphone.path, permissions: ["microphone"] });
  for (const [i, word] of WORDS.entries()) {
    await page.getByTestId("word").nth(i).locator("input[type=text]").fill(word);
  }
  for (const word of WORDS) {
    microphone.say([0, 1, 2, 3, 4].map((take) => spoken(word, take)));
    const row = page.locator(`[data-testid="word"][data-word="${word}"]`);
    await row.getByTestId("record-series").click();
    await page.waitForSelector('[data-phase="speak"]');
    await shot(page, `recording-${word}-1280-light`, false);
    await page.waitForFunction((w) => Number(document.querySelector(`[data-testid="word"][data-word="${w}"] [data-testid="take-count"]`)?.dataset.count) >= 5, word);
    await page.getByTestId("stop-recording").click();
    await page.getByTestId("recording").waitFor({ state: "detached" });
  }
  await go(page, "train");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
  await page.getByTestId("adopt").click();
  await page.getByTestId("go-try").click();

  for (const word of WORDS) {
    // Long enough before the word for a machine that opens its microphone slowly.
    microphone.say([spoken(word, 12)], 3);
    await page.getByTestId("record").click();
    await page.getByTestId("recording").waitFor();
    await page.getByTestId("recording").waitFor({ state: "detached" });
    await page.waitForFunction((w) => document.querySelector('[data-testid="answer"]')?.dataset.label === w, word);
  }
  await shot(page, "recorded-1280-light");

  microphone.say(WORDS.map((word) => spoken(word, 13)), 3);
  await go(page, "listen");
  await page.getByTestId("listen-start").click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="heard"] li').length >= 3);
  const heard = await page.locator('[data-testid="heard"] li').evaluateAll((rows) => rows.map((r) => r.dataset.label));
  // The newest stands first; the file begins anew after its last.
  assert.deepEqual(heard.reverse().slice(0, 3), WORDS);
  await shot(page, "listen-1280-light");
  await page.getByTestId("least-score").fill("1");
  assert.match(await page.getByTestId("listen-answer").textContent(), /not sure/);
  await go(page, "try");
  await go(page, "listen");
  assert.equal(await page.getByTestId("listen-phase").getAttribute("data-phase"), "off", "the microphone was not released when its place was left");
  assert.deepEqual(complaints, []);
});

/** Presses record and gives the message. */
async function refused(page) {
  await page.getByTestId("record").click();
  const notice = page.locator('[data-notice="microphone"]');
  await notice.waitFor();
  assert.equal(await page.getByTestId("recording").count(), 0);
  assert.match(await notice.textContent(), /clips and WAV files work without a microphone/);
  return notice.textContent();
}

test("a microphone that is denied has its message and a way on", async (t) => {
  const microphone = fakeMicrophone(t);
  microphone.say([spoken("1", 0)]);
  const { page } = await openPage(t, { microphone: microphone.path });
  assert.match(await refused(page), /told not to let this page use the microphone/);
  await shot(page, "microphone-denied-1280-light", false);
});

test("no microphone has its message", async (t) => {
  const { page } = await openPage(t, {
    init: () => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("none", "NotFoundError"));
    },
  });
  assert.match(await refused(page), /No microphone was found/);
});

test("a busy microphone has its message", async (t) => {
  const { page } = await openPage(t, {
    init: () => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("in use", "NotReadableError"));
    },
  });
  assert.match(await refused(page), /in use by another program/);
});

test("a page that is not secure says so before anybody is asked", async (t) => {
  const { page } = await openPage(t, { host: "page.test", flags: ["--host-resolver-rules=MAP page.test 127.0.0.1"] });
  assert.match(await refused(page), /secure pages only/);
});

test("a browser without AudioWorklet says so", async (t) => {
  const { page } = await openPage(t, {
    init: () => {
      delete globalThis.AudioWorkletNode;
    },
  });
  assert.match(await refused(page), /cannot record in a page/);
});
