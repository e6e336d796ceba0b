import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { go, openPage, shot, watchPhase } from "./browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LEARNT = 180_000;

async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
}

const share = (page) => page.getByTestId("accuracy").getAttribute("data-share").then(Number);

/** Keeps in the page how long each played piece is. */
function countPlays() {
  globalThis.played = [];
  const start = AudioBufferSourceNode.prototype.start;
  AudioBufferSourceNode.prototype.start = function (...inputs) {
    globalThis.played.push(this.buffer.duration);
    return start.apply(this, inputs);
  };
}

for (const [width, height, scheme] of [[390, 844, "light"], [390, 844, "dark"], [1440, 900, "light"], [1440, 900, "dark"]]) {
  test(`Phonemes at ${width} px, ${scheme}: a network learns the bundled sentences and what it hears is seen`, async (t) => {
    const { page, complaints } = await openPage(t, { width, height, scheme, hash: "#/phonemes" });
    const sent = [];
    page.on("request", (request) => request.method() !== "GET" && sent.push(request.url()));
    await page.waitForSelector('[data-testid="results"]', { timeout: LEARNT });
    const before = await share(page);
    await page.getByTestId("phones-epochs").fill("12");
    const training = await watchPhase(page, '[data-testid="phonemes"]', "training");
    await page.getByTestId("phones-train").click();
    await training();
    await page.waitForSelector('[data-testid="phonemes"][data-ended="done"]', { timeout: LEARNT });
    const after = await share(page);
    t.diagnostic(`frames right: ${before} before, ${after} after 12 epochs`);
    // The most frequent class has a seventh of the frames.
    assert.ok(before < 0.2 && after > 0.35, `${before}, ${after}`);
    // The words of the sentence stand above its phones, and before the phones in the text twin.
    const words = async () => {
      await page.locator("nrr-phonemes nrr-tracks .plot-twin").click();
      const rows = await page.locator("nrr-phonemes nrr-tracks .twin tbody tr").evaluateAll((rows) => rows.map((row) => row.cells[0].textContent.trim()));
      await page.locator("nrr-phonemes nrr-tracks .plot-twin").click();
      return rows.filter((word, n) => word !== "" && word !== rows[n - 1]);
    };
    const said = (await page.getByTestId("phones-sentence").locator("option:checked").textContent()).toLowerCase().replace(/[.,?!]/g, "");
    assert.ok((await words()).length >= 4 && said.includes((await words()).join(" ")), `${await words()} of ${said}`);
    for (const plot of ["nrr-spectrogram", "nrr-tracks", "nrr-raster"]) {
      assert.equal(await page.locator(`nrr-phonemes ${plot} canvas`).count(), 1, plot);
      await page.locator(`nrr-phonemes ${plot} .plot-twin`).click();
      assert.ok((await page.locator(`nrr-phonemes ${plot} .twin tr`).count()) > 5, `${plot} has no text twin`);
      await page.locator(`nrr-phonemes ${plot} .plot-twin`).click();
    }
    assert.equal(await page.locator('[data-testid="by-phone"] li').count(), await page.locator('[data-testid="results"] tbody tr').count());
    await page.waitForTimeout(200);
    await shot(page, `phonemes-done-${width}-${scheme}`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    await page.evaluate(() => document.querySelectorAll("nrr-phonemes details").forEach((d) => (d.open = true)));
    await axe(page);
    assert.deepEqual(sent, [], "nothing is uploaded");
    assert.deepEqual(complaints, []);
  });
}

test("phones are chosen and heard by keyboard and by click", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/phonemes", init: countPlays });
  const tracks = page.getByTestId("tracks");
  await tracks.waitFor({ timeout: LEARNT });
  const at = () => tracks.getAttribute("aria-valuenow").then(Number);
  const says = () => page.getByTestId("phones-picked").textContent();
  await tracks.focus();
  assert.match(await says(), /^Spoken: sil \(silence\), 0\.0\d\ss to/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(await at(), 3);
  const [, from, to] = /, (\d\.\d+)\ss to (\d\.\d+)\ss/.exec(await says());
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => globalThis.played.length === 1);
  const [piece] = await page.evaluate(() => globalThis.played);
  assert.ok(Math.abs(piece - (to - from)) < 0.011, `${piece} s played of ${from} to ${to}`);
  await page.keyboard.press("ArrowDown");
  assert.match(await says(), /^Heard: /);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("End");
  assert.equal(await at(), Number(await tracks.getAttribute("aria-valuemax")));
  const box = await tracks.boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + 20);
  await page.waitForFunction(() => globalThis.played.length === 2);
  assert.match(await says(), /^Spoken: /);
  assert.ok((await at()) > 3);
  await page.getByTestId("phones-play").click();
  await page.waitForFunction(() => globalThis.played.length === 3 && globalThis.played[2] > 1);
  assert.deepEqual(complaints, []);
});

/** A sentence of three made-up phones as TIMIT has it: SPHERE, phones and words; odd ones are at the end. */
function madeSentence(k) {
  const pieces = [];
  const next = ((seed) => () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 31 - 1)(k + 1);
  const sounds = { h: () => 0.0005 * next(), iy: (i) => 0.3 * Math.sin((2 * Math.PI * 300 * i) / 16000) + 0.2 * Math.sin((2 * Math.PI * 2300 * i) / 16000), s: () => 0.2 * next(), aa: (i) => 0.4 * Math.sin((2 * Math.PI * 700 * i) / 16000) + 0.2 * Math.sin((2 * Math.PI * 1100 * i) / 16000) };
  const order = [["h#", "h"], ...[["iy", "iy"], ["s", "s"], ["aa", "aa"], ["s", "s"], ["iy", "iy"], ["aa", "aa"]].slice(k % 3, 3 + (k % 3)), ["h#", "h"]];
  let at = 0;
  const labels = order.map(([label, sound], i) => {
    const n = 2400 + 320 * ((k + i) % 4);
    pieces.push(...Array.from({ length: n }, (_, j) => sounds[sound](j)));
    at += n;
    return `${at - n} ${at} ${label}`;
  });
  const samples = Int16Array.from(pieces, (x) => Math.round(x * 32767));
  const head = `NIST_1A\n   1024\nsample_count -i ${samples.length}\nsample_rate -i 16000\nchannel_count -i 1\nsample_n_bytes -i 2\nsample_byte_format -s2 01\nend_head\n`;
  const words = `2400 ${at - 2400} word${k}\n`;
  return { wav: Buffer.concat([Buffer.from(head.padEnd(1024)), Buffer.from(samples.buffer)]), phn: `${labels.join("\n")}\n`, wrd: words };
}

test("a folder in TIMIT's layout is opened, learnt and listened to, and what was left out is told", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "nrr-corpus-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const put = (path, bytes) => {
    mkdirSync(dirname(join(folder, "mine", path)), { recursive: true });
    writeFileSync(join(folder, "mine", path), bytes);
  };
  for (let k = 0; k < 16; k++) {
    const stem = `${k < 12 ? "TRAIN" : "TEST"}/DR1/${k % 2 ? "FAAA0" : "MBBB0"}/SX${k}`;
    const { wav, phn, wrd } = madeSentence(k);
    put(`${stem}.WAV`, wav);
    put(`${stem}.PHN`, k === 3 ? "0 100 nothing\n" : phn);
    put(`${stem}.WRD`, wrd);
  }
  put("TRAIN/DR1/FAAA0/SA1.WAV", madeSentence(0).wav);
  put("README.DOC", "made");
  const { page, complaints } = await openPage(t, { hash: "#/phonemes" });
  await page.waitForSelector('[data-testid="phonemes"][data-phase="ready"]', { timeout: LEARNT });
  await page.getByTestId("phones-folder").setInputFiles(join(folder, "mine"));
  await page.waitForSelector('[data-testid="phones-corpus"][data-sentences="15"]', { timeout: LEARNT });
  await page.getByTestId("phones-left").locator("summary").click();
  assert.match(await page.getByTestId("phones-left").textContent(), /SX3\.PHN: line 1, "0 100 nothing": no label of TIMIT/);
  await page.waitForSelector('[data-testid="results"]');
  assert.match(await page.getByTestId("results").textContent(), /4 sentences/);
  await page.getByTestId("phones-rule").selectOption("bptt");
  await page.getByTestId("phones-epochs").fill("20");
  await page.getByTestId("phones-train").click();
  await page.waitForSelector('[data-testid="phonemes"][data-ended="done"]', { timeout: LEARNT });
  const right = await share(page);
  t.diagnostic(`three made phones and silence: ${right} of the test frames are right`);
  assert.ok(right > 0.6, String(right));
  await page.locator("nrr-phonemes nrr-tracks .plot-twin").click();
  assert.match(await page.locator("nrr-phonemes nrr-tracks .twin").textContent(), /word1[2-5]/);
  await axe(page);
  await shot(page, "phonemes-own-1280-light");
  // A folder without a sentence is refused, and nothing is lost by it.
  mkdirSync(join(folder, "none"));
  writeFileSync(join(folder, "none", "a.txt"), "x");
  await page.getByTestId("phones-folder").setInputFiles(join(folder, "none"));
  await page.getByTestId("phonemes-problem").waitFor();
  assert.match(await page.getByTestId("phonemes-problem").textContent(), /no sentence in it can be used/);
  assert.equal(await share(page), right);
  await page.getByTestId("phones-bundled").click();
  await page.waitForSelector('[data-testid="phones-source"][data-corpus=""]');
  await page.waitForSelector('[data-testid="phonemes"][data-phase="ready"]', { timeout: LEARNT });
  assert.deepEqual(complaints, []);
});

test("noise is turned up, another sentence shown, a run stopped, and what was learnt stays when one comes back", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/phonemes" });
  await page.waitForSelector('[data-testid="results"]', { timeout: LEARNT });
  await page.getByTestId("phones-rule").selectOption("bptt");
  await page.getByTestId("phones-epochs").fill("200");
  await page.getByTestId("phones-train").click();
  await page.waitForFunction(() => /epoch [3-9]/.test(document.querySelector('[data-testid="phones-epoch"]')?.textContent ?? ""), undefined, { timeout: LEARNT });
  await go(page, "try");
  await go(page, "phonemes");
  await page.waitForSelector('[data-testid="phonemes"][data-ended="stopped"]', { timeout: LEARNT });
  const clean = await share(page);
  assert.ok(clean > 0.2, String(clean));
  const heard = () => page.getByTestId("tracks").getAttribute("aria-label");
  const before = await heard();
  await page.getByTestId("phones-disturb").fill("0.8");
  await page.waitForFunction(() => /in 80\s% noise/.test(document.querySelector('[data-testid="results"]').textContent));
  assert.ok((await share(page)) < clean);
  assert.notEqual(await heard(), before);
  await page.getByTestId("phones-disturb").fill("0");
  await page.waitForFunction((share) => Number(document.querySelector('[data-testid="accuracy"]').dataset.share) === share, clean);
  assert.equal(await heard(), before);
  await page.getByTestId("phones-sentence").selectOption({ index: 6 });
  await page.waitForFunction((label) => document.querySelector('[data-testid="tracks"]').getAttribute("aria-label") !== label, before);
  assert.deepEqual(complaints, []);
});

test("front ends and labels by frame that words cannot have are offered here alone", async (t) => {
  const { page } = await openPage(t, { hash: "#/phonemes" });
  await page.waitForSelector('[data-testid="phones-front_end"]', { timeout: LEARNT });
  const ids = (testid) => page.locator(`[data-testid="${testid}"] option`).evaluateAll((options) => options.map((o) => o.value));
  assert.deepEqual((await ids("phones-front_end")).filter((id) => id.startsWith("mfcc")), ["mfcc39", "mfcc39-plain"]);
  await go(page, "train");
  await page.waitForSelector('[data-testid="set-front_end"]', { state: "attached" });
  assert.ok((await ids("set-front_end")).length > 0);
  assert.deepEqual((await ids("set-front_end")).filter((id) => id.startsWith("mfcc")), []);
});
