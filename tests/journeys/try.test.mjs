import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { go, openPage, shot } from "./browser.mjs";
import { spoken, takeFiles, writeWav } from "./sounds.mjs";

const CLIPS = JSON.parse(readFileSync(new URL("../../www/public/data/clips/clips.json", import.meta.url), "utf8"));

test("the page opens with an answer, without a click and without a complaint", async (t) => {
  const { page, complaints, began } = await openPage(t, { ready: false });
  await page.waitForSelector('[data-testid="answer"]');
  t.diagnostic(`first answer ${Math.round(performance.now() - began)} ms after the address was opened`);
  assert.equal(await page.getByTestId("answer").getAttribute("data-label"), CLIPS[0].label);
  assert.equal(await page.getByTestId("clip").count(), CLIPS.length);
  for (const plot of ["nrr-waveform", "nrr-spectrogram", "nrr-raster", "nrr-neuron", "nrr-output"]) {
    assert.equal(await page.locator(`${plot} canvas`).count(), 1, plot);
    await page.locator(`${plot} .plot-twin`).click();
    assert.ok((await page.locator(`${plot} .twin tr`).count()) > 5, `${plot} has no text twin`);
    await page.locator(`${plot} .plot-twin`).click();
  }
  await shot(page, "try-1280-light");
  assert.deepEqual(complaints, []);
});

/** For `init` of a page: sums up how much of what was in sight moved by itself. */
const watchShifts = () => {
  globalThis.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      globalThis.shifts.push({ value: entry.value, of: entry.sources.map(({ node }) => node?.parentElement?.className + " " + (node?.className ?? node?.nodeName)) });
    }
  }).observe({ type: "layout-shift", buffered: true });
};

for (const [width, height] of [[1280, 900], [390, 844]]) {
  test(`at ${width} nothing that stands is pushed away while the page loads`, async (t) => {
    const { page } = await openPage(t, { width, height, init: watchShifts });
    await page.waitForSelector('[data-testid="answer"]');
    await page.waitForSelector("nrr-try nrr-output canvas");
    await page.evaluate(() => document.fonts.ready.then(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))));
    const shifts = await page.evaluate(() => globalThis.shifts);
    const sum = shifts.reduce((s, { value }) => s + value, 0);
    t.diagnostic(`layout shift ${sum.toFixed(3)}`);
    assert.ok(sum < 0.1, JSON.stringify(shifts));
  });
}

for (const [language, says] of [
  ["en", { clip: "low voice", title: "“seven”, low voice (RMS)", length: /[0-9.]+\u00a0s of speech/, rule: /pseudo-BP/ }],
  ["de", { clip: "tiefe Stimme", title: "„seven“, tiefe Stimme (RMS)", length: /[0-9,]+\u00a0s Sprache/, rule: /Pseudo-BP/ }],
]) {
  test(`clips are called by how they are spoken, in ${language}, and headline and bars have the same score`, async (t) => {
    const { page } = await openPage(t, { language });
    await page.waitForSelector('[data-testid="answer"]');
    assert.equal((await page.locator(".clip-voice").first().textContent()).trim(), says.clip);
    const names = await page.getByTestId("clip").evaluateAll((clips) => clips.map((c) => c.textContent.trim()));
    assert.equal(new Set(names).size, CLIPS.length, names.join("; "));
    const answer = await page.locator(".answer").textContent();
    assert.ok(answer.includes(says.title), answer);
    assert.match(answer, says.length);
    assert.match(await page.getByTestId("shipped-rule").textContent(), says.rule);
    for (let i = 0; i < CLIPS.length; i++) {
      await page.getByTestId("clip").nth(i).click();
      await page.waitForFunction((title) => document.querySelector("nrr-try").app.tryDesk.state.study?.title === title, CLIPS[i].title);
      assert.equal(await page.getByTestId("score").textContent(), await page.locator(".scores .first .figures").textContent());
    }
    await shot(page, `try-${language}-1280-light`);
  });
}

test("the spectrogram's key says what is louder in the present colours", async (t) => {
  const { page } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  const key = () => page.locator("nrr-try nrr-spectrogram figcaption").textContent();
  assert.match(await key(), /; darker means louder/);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(() => /; brighter means louder/.test(document.querySelector("nrr-try nrr-spectrogram figcaption").textContent));
});

test("of a word that the network does not know the page says so, and among which it chooses", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?epochs=2" });
  await page.getByTestId("add-files").setInputFiles(takeFiles(["1", "7"], [3, 4, 5, 6, 7, 8]));
  await page.waitForFunction(() => document.querySelectorAll(".take").length === 12);
  await go(page, "train");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
  await page.getByTestId("adopt").click();
  await go(page, "try");
  await page.locator('[data-testid="clip"][data-label="0"]').click();
  const note = page.getByTestId("not-its-word");
  await note.waitFor();
  assert.equal(await note.textContent(), "“0” is not one of its words; it has to choose among 1, 7");
  assert.equal(await page.locator(".answer .verdict").count(), 0);
  assert.equal(await page.getByTestId("shipped-rule").count(), 0);
  await page.locator('[data-testid="clip"][data-label="7"]').click();
  await note.waitFor({ state: "detached" });
  assert.equal(await page.locator(".answer .verdict").count(), 1);
});

test("most bundled clips are heard right", async (t) => {
  const { page } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  let right = 0;
  const times = [];
  for (const [i, clip] of CLIPS.entries()) {
    await page.getByTestId("clip").nth(i).click();
    await page.waitForFunction((title) => document.querySelector("nrr-try").app.tryDesk.state.study?.title === title, clip.title);
    await page.waitForFunction(() => document.querySelector(".answer")?.ariaBusy === "false");
    right += (await page.getByTestId("answer").getAttribute("data-label")) === clip.label ? 1 : 0;
    times.push(Number(await page.getByTestId("engine-ms").getAttribute("data-ms")));
  }
  t.diagnostic(`${right} of ${CLIPS.length} clips; engine time per second of sound: ${times.map((ms) => ms.toFixed(1)).join(", ")} ms`);
  assert.ok(times.every((ms) => ms > 0));
  assert.ok(right >= CLIPS.length * 0.75, `${right} of ${CLIPS.length}`);
});

test("noise in what the network hears changes scores and spectrogram, and goes again", async (t) => {
  const { page, complaints } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  const state = () => page.evaluate(() => [document.querySelector('[data-testid="scores"]').textContent, document.querySelector("nrr-try nrr-spectrogram").values.join()]);
  const [scores, picture] = await state();
  await page.getByTestId("noise").fill("0.9");
  await page.waitForFunction((was) => document.querySelector('[data-testid="scores"]').textContent !== was, scores);
  assert.notEqual((await state())[1], picture);
  await page.getByTestId("noise").focus();
  await page.keyboard.press("Home");
  await page.waitForFunction((was) => document.querySelector('[data-testid="scores"]').textContent === was, scores);
  assert.deepEqual(await state(), [scores, picture]);
  assert.deepEqual(complaints, []);
});

test("a neuron is chosen by click, by key and by number", async (t) => {
  const { page } = await openPage(t);
  const raster = page.getByTestId("raster");
  await raster.waitFor();
  const now = () => raster.getAttribute("aria-valuenow").then(Number);
  const start = await now();
  await raster.focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await now(), Math.min(500, start + 1));
  await page.keyboard.press("Home");
  assert.equal(await now(), 1);
  await raster.click();
  assert.ok((await now()) > 150 && (await now()) < 350, String(await now()));
  await page.getByTestId("neuron").fill("123");
  await page.keyboard.press("Tab");
  assert.equal(await now(), 123);
  assert.match(await page.getByTestId("neuron-plot").textContent(), /neuron 123/);
  await page.getByTestId("neuron").fill("99999");
  await page.keyboard.press("Tab");
  assert.equal(await page.getByTestId("neuron").inputValue(), String(await raster.getAttribute("aria-valuemax")));
});

test("bad files are named, and the answer before them stays", async (t) => {
  const { page, complaints } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  const good = writeWav(spoken("7", 3));
  const silent = writeWav({ rateHz: 8000, samples: new Float32Array(8000) });
  const cases = [
    ["empty.wav", Buffer.alloc(0)],
    ["text.wav", Buffer.from("this is no sound")],
    ["cut.wav", good.subarray(0, 30)],
    ["nothing.wav", writeWav({ rateHz: 8000, samples: new Float32Array(0) })],
    ["silent.wav", silent],
  ];
  for (const [name, buffer] of cases) {
    await page.getByTestId("try-file").setInputFiles({ name, mimeType: "audio/wav", buffer });
    const problem = page.getByTestId("try-problem").filter({ hasText: name.replace(".wav", "") });
    await problem.waitFor();
    assert.ok((await problem.textContent()).length > 30, `${name}: ${await problem.textContent()}`);
    assert.equal(await page.getByTestId("answer").count(), 1);
  }
  await page.getByTestId("try-file").setInputFiles({ name: "seven.wav", mimeType: "audio/wav", buffer: good });
  await page.waitForFunction(() => document.querySelector(".answer")?.textContent?.includes("seven.wav"));
  assert.equal(await page.getByTestId("try-problem").count(), 0);
  assert.deepEqual(complaints, []);
});

test("a model file is saved and loaded, byte for byte the same; a bad one leaves the model alone", async (t) => {
  const { page } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  await page.getByTestId("model-menu").locator("summary").click();
  const digest = await page.getByTestId("model-digest").textContent();
  await page.getByText("Log power in 39 mel bands, 39 frames of 39 bands").waitFor();
  const [saved] = await Promise.all([page.waitForEvent("download"), page.getByTestId("save-model").click()]);
  const bytes = readFileSync(await saved.path());
  assert.ok(bytes.equals(readFileSync(new URL("../../dist/models/digits.safetensors", import.meta.url))), "saved bytes differ from the shipped file");
  for (const [name, buffer] of [
    ["cut.safetensors", bytes.subarray(0, bytes.length / 2)],
    ["odd.safetensors", Buffer.from("no model at all")],
  ]) {
    await page.getByTestId("load-model").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    await page.getByTestId("model-problem").filter({ hasText: /cut|odd/i }).waitFor();
    assert.equal(await page.getByTestId("model-digest").textContent(), digest);
  }
  await page.getByTestId("load-model").setInputFiles({ name: "mine.safetensors", mimeType: "application/octet-stream", buffer: bytes });
  await page.waitForFunction(() => document.querySelector('[data-testid="model-name"]')?.textContent?.trim() === "mine");
  assert.equal(await page.getByTestId("model-digest").textContent(), digest);
  await shot(page, "model-menu-1280-light", false);
});

for (const [what, file] of [["the engine's file", /[.]wasm$/], ["its worker", /worker-[^/]*[.]js$/]]) {
  test(`where ${what} does not come the page says so, and trying again brings everything`, async (t) => {
    const missing = { file };
    const { page } = await openPage(t, { ready: false, missing });
    await page.getByTestId("engine-failed").waitFor();
    await shot(page, "try-engine-failed-1280-light", false);
    missing.file = undefined;
    await page.getByTestId("engine-again").click();
    await page.waitForSelector('[data-testid="answer"]');
    assert.equal(await page.getByTestId("engine-failed").count(), 0);
  });
}
