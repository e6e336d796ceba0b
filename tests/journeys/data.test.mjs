import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { go, openPage, settled, shot, until, watchFor, watchLongTasks } from "./browser.mjs";
import { readWav, spoken, takeFiles, writeWav } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const wav = (samples, rateHz = 8000) => writeWav({ rateHz, samples });
const file = (name, buffer, mimeType = "audio/wav") => ({ name, mimeType, buffer: Buffer.from(buffer) });
const tone = (s, amplitude, hz = 500) => Float32Array.from({ length: Math.round(8000 * s) }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / 8000));

/** Waits until so many takes are shown. */
const takesAre = (page, n) => page.waitForFunction((n) => document.querySelectorAll(".take").length === n, n);
const add = (page, files) => page.getByTestId("add-files").setInputFiles(files);
const word = (page, text) => page.locator(`[data-testid="word"][data-word="${text}"]`);
const namesIn = (page, text) => word(page, text).getByTestId("take").evaluateAll((takes) => takes.map((t) => t.dataset.name));
const saved = (page) => page.waitForSelector('[data-testid="storage"][data-phase="saved"]');

/** Files beyond the first `most` are read only once the returned function is called: no machine is too quick to be stopped before. */
async function holdFiles(page, most) {
  await page.evaluate((most) => {
    const { arrayBuffer } = Blob.prototype;
    let left = most;
    const go = new Promise((resolve) => {
      globalThis.goOn = () => {
        Blob.prototype.arrayBuffer = arrayBuffer;
        resolve();
      };
    });
    Blob.prototype.arrayBuffer = async function () {
      if (left-- <= 0) {
        await go;
      }
      return arrayBuffer.call(this);
    };
  }, most);
  return () => page.evaluate(() => globalThis.goOn());
}

/** The project as the page saves it: bytes, files, and what project.json says. */
async function exported(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("save-project").click()]);
  const bytes = readFileSync(await download.path());
  const files = unzipSync(bytes);
  return { bytes, files, project: JSON.parse(strFromU8(files["project.json"])) };
}

async function axe(page, what) {
  await page.evaluate(AXE);
  // At its beginning: what has been scrolled half under the run's bar is not too small for that.
  await page.evaluate(() => scrollTo(0, 0));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}`), []);
}

/** Share of a canvas's pixels that differ from its first one. */
const drawn = (canvas) =>
  canvas.evaluate((c) => {
    const { data } = c.getContext("2d").getImageData(0, 0, c.width, c.height);
    let other = 0;
    for (let i = 0; i < data.length; i += 4) {
      other += data[i] !== data[0] || data[i + 1] !== data[1] ? 1 : 0;
    }
    return other / (data.length / 4);
  });

test("takes are seen, heard, trimmed by pointer and keyboard, and every step can be taken back", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await page.getByTestId("welcome").waitFor();
  await shot(page, "data-empty-1280-light");
  await add(page, takeFiles(["1", "7", "3"], [0, 1, 5, 6, 7]));
  await takesAre(page, 15);
  assert.equal(await page.getByTestId("welcome").count(), 0);
  await until(async () => (await drawn(page.locator(".take canvas").first())) > 0.2, "the thumbnail is empty");

  const playing = await watchFor(page, '.take-play[aria-pressed="true"]', ["aria-pressed"]);
  await page.getByTestId("take-play").first().click();
  await playing();
  await page.waitForFunction(() => !document.querySelector('.take-play[aria-pressed="true"]'));

  await page.getByTestId("take-edit").first().click();
  await page.getByTestId("take-editor").waitFor();
  const value = async (which) => Number(await page.getByTestId(`trim-${which}`).getAttribute("aria-valuenow"));
  const whole = await value("to");
  // By keyboard: a tenth of a second in two ways.
  await page.getByTestId("trim-from").press("Shift+ArrowRight");
  for (let i = 0; i < 5; i++) {
    await page.getByTestId("trim-from").press("ArrowRight");
  }
  assert.equal(await value("from"), 0.15);
  // By pointer: the end to about the middle.
  const box = await page.getByTestId("trim-to").boundingBox();
  const canvas = await page.locator("nrr-take-plot canvas").boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(canvas.x + canvas.width * 0.7, box.y + 30, { steps: 5 });
  await page.mouse.up();
  const end = await value("to");
  assert.ok(end < whole && end > 0.25, `the end is at ${end} s of ${whole} s`);
  await shot(page, "data-editor-1280-light");
  // Both keys of the start are one step, the drag is another.
  await page.keyboard.press("Control+z");
  assert.equal(await value("to"), whole);
  assert.equal(await value("from"), 0.15);
  await page.keyboard.press("Control+Shift+z");
  assert.equal(await value("to"), end);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  assert.deepEqual([await value("from"), await value("to")], [0, whole]);
  await page.keyboard.press("Control+y");
  await page.keyboard.press("Control+y");
  assert.deepEqual([await value("from"), await value("to")], [0.15, end]);
  await page.getByTestId("trim-whole").click();
  assert.deepEqual([await value("from"), await value("to")], [0, whole]);
  await page.keyboard.press("Escape");
  await page.getByTestId("take-editor").waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
});

test("words and takes are moved, relabelled and deleted, by pointer and by keyboard", async (t) => {
  const { page } = await openPage(t, { hash: "#/data", height: 1600 });
  await add(page, takeFiles(["1", "7"], [0, 1, 2]));
  await takesAre(page, 6);
  const words = () => page.getByTestId("word").evaluateAll((w) => w.map((x) => x.dataset.word));
  const before = await words();
  await word(page, before[0]).getByTestId("word-grip").press("ArrowDown");
  assert.deepEqual(await words(), [before[1], before[0]]);
  await word(page, before[0]).getByTestId("word-grip").dragTo(word(page, before[1]), { targetPosition: { x: 200, y: 6 } });
  assert.deepEqual(await words(), before);

  const takes = await namesIn(page, "1");
  const tile = (name) => page.locator(`.take[data-name="${name}"]`);
  await tile(takes[0]).getByTestId("take-play").focus();
  await page.keyboard.press("Alt+ArrowRight");
  assert.deepEqual(await namesIn(page, "1"), [takes[1], takes[0], takes[2]]);
  await tile(takes[2]).dragTo(tile(takes[1]), { targetPosition: { x: 8, y: 60 } });
  assert.deepEqual(await namesIn(page, "1"), [takes[2], takes[1], takes[0]]);
  // Dropped on another word it belongs to that.
  await tile(takes[2]).dragTo(word(page, "7").locator(".word-head .word-count"));
  assert.deepEqual((await namesIn(page, "7")).at(-1), takes[2]);

  // Several at once.
  await tile(takes[0]).getByTestId("take-choose").check();
  await tile(takes[1]).getByTestId("take-choose").check();
  await page.getByTestId("chosen-move").selectOption({ label: "7" });
  assert.deepEqual(await namesIn(page, "1"), []);
  assert.equal((await namesIn(page, "7")).length, 6);
  await page.getByTestId("take-choose").nth(0).check();
  await page.getByTestId("take-choose").nth(3).check();
  await page.getByTestId("chosen-part").selectOption("aside");
  assert.equal(await page.locator('.take[data-part="aside"]').count(), 2);
  await page.getByTestId("undo").click();
  for (let i = 0; i < 6; i++) {
    await page.getByTestId("undo").click();
  }
  assert.deepEqual([await words(), await namesIn(page, "1")], [before, takes]);
  for (let i = 0; i < 6; i++) {
    await page.getByTestId("redo").click();
  }
  assert.equal((await namesIn(page, "7")).length, 6);

  await word(page, "7").getByTestId("take-play").first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Delete");
  await takesAre(page, 5);
  // The focus goes to the take behind it.
  await page.waitForFunction(() => document.activeElement?.classList.contains("take-play"));
  await word(page, "7").getByTestId("word-menu").click();
  await word(page, "7").getByTestId("remove-word").click();
  await takesAre(page, 0);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await takesAre(page, 6);
});

test("checks say what is wrong and what to do, and do it", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  const files = takeFiles(["1", "7"], [0, 1, 2, 3, 4]);
  const again = { ...files[0], name: "1_copy_0.wav" };
  await add(page, [
    ...files,
    again,
    file("3_a_0.wav", wav(tone(0.5, 0.3))),
    file("3_loud_0.wav", wav(tone(0.5, 1.5).map((x) => Math.max(-1, Math.min(1, x))))),
    file("3_soft_0.wav", wav(tone(0.5, 0.002))),
    file("3_long_0.wav", wav(tone(1.6, 0.3))),
  ]);
  await takesAre(page, 15);
  const check = (key) => page.locator(`[data-testid="check"][data-check="${key}"]`);
  for (const key of ["few-takes", "clipped", "quiet", "long", "twice"]) {
    await check(key).waitFor();
  }
  await axe(page, "checks");
  await shot(page, "data-checks-1280-light");
  await check("clipped").getByTestId("check-show").click();
  assert.equal(await page.locator('.take.chosen[data-name="3_loud_0.wav"]').count(), 1);
  await check("twice").getByTestId("fix-remove").click();
  await takesAre(page, 14);
  assert.equal(await check("twice").count(), 0);
  // Silent where it is trimmed: the run would stop at it.
  await page.getByTestId("undo").click();
  await check("long").getByTestId("fix-aside").click();
  await check("long").waitFor({ state: "detached" });
  assert.equal(await page.getByTestId("count-aside").getAttribute("data-count"), "1");
});

/** Takes that no two are alike of, under the names of FSDD; numbers from 5 on are learnt from. */
const said = (word, voice, numbers) => numbers.map((i) => file(`${word}_${voice}_${i}.wav`, wav(tone(0.4, 0.3, 300 + 100 * Number(word) + 9 * i + (voice === "ben" ? 4 : 0)))));

/** Waits for a check that says this, and gives it. */
async function checked(page, key, text) {
  const found = page.locator(`[data-testid="check"][data-check="${key}"]`).filter({ hasText: text });
  await found.waitFor();
  return found;
}

/** Waits until every take was looked at, and no such check is there. */
const mended = (page, key) =>
  page.waitForFunction((key) => document.querySelector(".take") && !document.querySelector(`[data-testid="checks"] [role="status"], [data-testid="check"][data-check="${key}"]`), key);

test("too few takes, unequal counts, a single voice and no noise are told with what to do, until more are there", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await add(page, [...said("1", "anna", [5, 6, 7]), ...said("7", "anna", [5, 6, 7, 8])]);
  await takesAre(page, 7);
  const few = await checked(page, "few-takes", /“1” has 3 takes\. Five or more work well/);
  assert.equal(await few.getByTestId("fix-record").textContent(), "Record “1”");
  await checked(page, "few-takes", /“7” has 4 takes\. Five or more work well/);
  await add(page, said("1", "anna", [8, 9]));
  await few.waitFor({ state: "detached" });
  await checked(page, "few-takes", /“7”/);
  await add(page, said("7", "anna", [9]));
  await mended(page, "few-takes");

  await checked(page, "one-speaker", /All takes are of one voice, anna\. .*Let others speak too, each under a name of their own/);
  await mended(page, "unbalanced");
  // Twice as many and one.
  await add(page, said("7", "anna", [10, 11, 12, 13, 14, 15]));
  const unbalanced = await checked(page, "unbalanced", /“7” has 11 takes, “1” only 5\. .*Record more of “1”/);
  assert.equal(await unbalanced.getByTestId("fix-record").textContent(), "Record “1”");
  await shot(page, "data-checks-amounts-1280-light");
  await add(page, said("1", "anna", [10]));
  await mended(page, "unbalanced");
  // What is set aside does not count.
  await word(page, "1").getByTestId("take-choose").first().check();
  await page.getByTestId("chosen-part").selectOption("aside");
  await checked(page, "unbalanced", /“7” has 11 takes, “1” only 5/);
  await add(page, said("1", "ben", [20]));
  await mended(page, "unbalanced");
  await mended(page, "one-speaker");

  await checked(page, "no-noise", /Ten seconds are enough/);
  await page.getByTestId("add-noise").click();
  await mended(page, "no-noise");
  await checked(page, "few-takes", /“.*” has no take\. Five or more work well/);
  assert.deepEqual(complaints, []);
});

test("silent, quiet, clipped and long takes are told with what to do, and are mended by trimming, deleting and setting aside", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  // Silence from its beginning to its end does not come in.
  await add(page, [...said("1", "anna", [5, 6, 7, 8, 9]), file("1_anna_10.wav", wav(new Float32Array(4000)))]);
  await takesAre(page, 5);
  await page.getByTestId("import-report").locator("summary").click();
  assert.match(await page.locator('[data-testid="left"][data-reason="left.refused"]').textContent(), /1_anna_10\.wav.*Nothing to hear.*record it again/);
  for (const key of ["silent", "quiet", "clipped", "long"]) {
    await mended(page, key);
  }
  const one = async (name, samples) => {
    await add(page, [file(name, wav(samples))]);
    await takesAre(page, 6);
  };

  await one("1_anna_11.wav", tone(0.5, 1.5).map((x) => Math.max(-1, Math.min(1, x))));
  const clipped = await checked(page, "clipped", /One take is clipped\. .*Speak more softly, and record again/);
  await clipped.getByTestId("fix-remove").click();
  await takesAre(page, 5);
  await mended(page, "clipped");

  await one("1_anna_12.wav", tone(0.5, 0.002));
  const quiet = await checked(page, "quiet", /One take is very quiet\. .*Come closer to the microphone/);
  await quiet.getByTestId("fix-remove").click();
  await takesAre(page, 5);
  await mended(page, "quiet");

  await one("1_anna_13.wav", tone(1.6, 0.3));
  const long = await checked(page, "long", /One take is longer than a second\. .*Trim to the word/);
  // It leads to the take, whose end is drawn in by 0.7 s.
  await long.getByTestId("check-show").click();
  for (let i = 0; i < 7; i++) {
    await page.getByTestId("trim-to").press("Shift+ArrowLeft");
  }
  await mended(page, "long");
  await page.keyboard.press("Escape");
  await takesAre(page, 6);
  await page.locator('.take[data-name="1_anna_13.wav"] .take-remove').click();
  await takesAre(page, 5);

  // Silent where it is trimmed: 0.4 s of nothing, then the word.
  await one("1_anna_14.wav", Float32Array.from([...new Float32Array(3200), ...tone(0.4, 0.3, 450)]));
  await page.locator('.take[data-name="1_anna_14.wav"]').getByTestId("take-edit").click();
  const cut = async () => {
    for (let i = 0; i < 5; i++) {
      await page.getByTestId("trim-to").press("Shift+ArrowLeft");
    }
    return checked(page, "silent", /One take is silent\. .*Widen the trim, or set it aside/);
  };
  assert.equal(await (await cut()).getAttribute("data-tone"), "bad", "a run would stop at it");
  await page.getByTestId("trim-whole").click();
  await mended(page, "silent");
  const silent = await cut();
  await page.keyboard.press("Escape");
  await silent.getByTestId("fix-aside").click();
  await mended(page, "silent");
  await takesAre(page, 6);
  assert.equal(await page.getByTestId("count-aside").getAttribute("data-count"), "1");
  assert.deepEqual(complaints, []);
});

test("a recording that is there twice is told: in one word, under two words, and learnt from and tested", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  const files = [...said("1", "anna", [5, 6, 7, 8, 9]), ...said("7", "anna", [5, 6, 7, 8, 9])];
  await add(page, files);
  await takesAre(page, 10);
  const kinds = ["twice", "twice-words", "twice-parts"];
  const none = () => Promise.all(kinds.map((key) => mended(page, key)));
  await none();

  await add(page, [{ ...files[0], name: "1_anna_20.wav" }]);
  const twice = await checked(page, "twice", /One take of “1” is there twice\. .*Delete the copies/);
  await twice.getByTestId("fix-remove").click();
  await takesAre(page, 10);
  await none();
  assert.deepEqual(await namesIn(page, "1"), files.slice(0, 5).map((f) => f.name), "the copy goes, not what it was copied from");

  await add(page, [{ ...files[0], name: "7_anna_20.wav" }]);
  const words = await checked(page, "twice-words", /stands under two words: “1”.*“7”.*Listen, and delete the wrong ones/);
  await words.getByTestId("check-show").click();
  assert.deepEqual(await page.locator(".take.chosen").evaluateAll((takes) => takes.map((x) => x.dataset.name).sort()), ["1_anna_5.wav", "7_anna_20.wav"]);
  await page.keyboard.press("Escape");
  await page.locator('.take[data-name="7_anna_20.wav"] .take-remove').click();
  await takesAre(page, 10);
  await none();

  await add(page, [{ ...files[0], name: "1_anna_21.wav" }]);
  await checked(page, "twice", /“1”/);
  await page.locator('.take[data-name="1_anna_21.wav"]').getByTestId("take-part").click();
  const parts = await checked(page, "twice-parts", /recording of “1” is learnt from and tested\. .*Such a test says nothing\. Delete the copies/);
  await mended(page, "twice");
  await parts.getByTestId("fix-remove").click();
  await takesAre(page, 10);
  await none();
  assert.deepEqual(complaints, []);
});

test("a test part that tells little is told with what to do, and each press of its button mends it", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await add(page, ["1", "7"].flatMap((w) => [...said(w, "anna", [5, 6, 7, 8, 9]), ...said(w, "ben", [10, 11])]));
  await takesAre(page, 14);
  await (await checked(page, "no-test", /No take is kept for testing\. .*Keep one in five/)).getByTestId("fix-parts-seed").click();
  await mended(page, "no-test");
  assert.equal(await page.locator('.take[data-part="test"]').count(), 2, "one of seven of each word");
  await checked(page, "few-tests", /Only 2 takes test\. .*5 or more of each word tell more/);
  await (await checked(page, "speaker-both", /The voices that test are also learnt from\. .*such as ben/)).getByTestId("fix-parts-speaker").click();
  await mended(page, "speaker-both");
  const tests = () => page.locator('.take[data-part="test"]').evaluateAll((takes) => takes.map((x) => x.dataset.name));
  assert.deepEqual(await tests(), ["1_ben_10.wav", "1_ben_11.wav", "7_ben_10.wav", "7_ben_11.wav"]);

  for (const name of ["7_ben_10.wav", "7_ben_11.wav"]) {
    await page.locator(`.take[data-name="${name}"]`).getByTestId("take-part").click();
  }
  await (await checked(page, "untested", /No take of “7” tests\. .*Draw the test takes from every word/)).getByTestId("fix-parts-seed").click();
  await mended(page, "untested");

  // Ten takes are enough to test with, and leave too few to learn from.
  await page.getByTestId("parts-voice").selectOption("anna");
  const much = await checked(page, "much-test", /More takes test \(10\) than are learnt from \(4\)\. .*let one in five test/);
  await mended(page, "few-tests");
  await much.getByTestId("fix-parts-seed").click();
  await mended(page, "much-test");
  assert.deepEqual(complaints, []);
});

test("the storage that is used grows with takes, is told as the browser has it, and is nothing when all is forgotten", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  // 0.4 s at two bytes a sample.
  const TAKE = 2 * 3200;
  const used = page.getByTestId("storage-used");
  const usedBy = (takes) => page.waitForFunction((bytes) => document.querySelector('[data-testid="storage-used"]')?.dataset.bytes === bytes, String(takes * TAKE));
  /** Bytes of the recordings in the browser's database itself. */
  const kept = () =>
    page.evaluate(async () => {
      const done = (request) => new Promise((resolve, reject) => Object.assign(request, { onsuccess: () => resolve(request.result), onerror: () => reject(request.error) }));
      const [{ name }] = await indexedDB.databases();
      const db = await done(indexedDB.open(name));
      const sounds = await done(db.transaction("sounds").objectStore("sounds").getAll());
      db.close();
      return sounds.reduce((sum, s) => sum + s.samples.byteLength, 0);
    });
  await usedBy(0);
  assert.match(await used.textContent(), /Recordings and run: 0\skB\./);
  await add(page, said("1", "anna", [5, 6, 7, 8, 9]));
  await usedBy(5);
  assert.match(await used.textContent(), /Recordings and run: 32\skB\./);
  await add(page, said("7", "anna", [5, 6, 7, 8, 9]));
  await usedBy(10);
  assert.match(await used.textContent(), /Recordings and run: 64\skB\. .*All of this site: [\d.]+\s[kM]B of [\d.]+\s[MG]B/);
  assert.equal(await kept(), 10 * TAKE);

  // A take fewer is less to keep, also after a reload.
  await page.locator(".take-remove").first().click();
  await usedBy(9);
  assert.equal(await kept(), 9 * TAKE);
  await page.reload();
  await takesAre(page, 9);
  await usedBy(9);

  await page.getByTestId("forget").click();
  await page.getByTestId("forget-yes").click();
  await page.getByTestId("welcome").waitFor();
  await usedBy(0);
  assert.match(await used.textContent(), /Recordings and run: 0\skB\./);
  assert.deepEqual(complaints, []);
});

test("parts are shown, drawn by the seed, given by voice, and are what the engine does", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?epochs=1" });
  await add(page, ["1", "7"].flatMap((w) => Array.from({ length: 10 }, (_, i) => file(`${w}_v${i}_${i}.wav`, wav(tone(0.4, 0.3, 300 + 100 * Number(w) + 7 * i))))));
  await takesAre(page, 20);
  const tests = () => page.locator('.take[data-part="test"]').evaluateAll((takes) => takes.map((x) => x.dataset.name));
  await page.getByTestId("parts-page").click();
  assert.equal((await tests()).length, 4, "the page keeps one in five for testing");
  await page.getByTestId("parts-seed").fill("2");
  await page.keyboard.press("Tab");
  const second = await tests();
  await page.getByTestId("parts-seed").fill("3");
  await page.keyboard.press("Tab");
  assert.notDeepEqual(await tests(), second);
  await page.getByTestId("parts-seed").fill("2");
  await page.keyboard.press("Tab");
  assert.deepEqual(await tests(), second);
  await page.getByTestId("parts-voice").selectOption({ index: 1 });
  assert.equal((await tests()).length, 2, "a voice that says each word once");
  await page.getByTestId("parts-none").click();
  assert.equal((await tests()).length, 0);
  await page.getByTestId("take-part").nth(0).click();
  await page.getByTestId("take-part").nth(1).click();
  await page.getByTestId("take-part").nth(12).click();
  assert.equal((await tests()).length, 3);
  await go(page, "train");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
  assert.match(await page.locator(".run-status").textContent(), /17 takes to learn from, 3 to test/);
});

test("a reload loses nothing, a file brings everything back bit for bit, and all can be forgotten", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data?epochs=3&seed=9" });
  await add(page, takeFiles(["1", "7", "3"], [0, 1, 5, 6, 7]));
  await takesAre(page, 15);
  await page.getByTestId("take-edit").nth(3).click();
  await page.getByTestId("trim-from").press("Shift+ArrowRight");
  await page.getByTestId("editor-voice").fill("anna");
  await page.getByTestId("editor-close").click();
  await page.getByTestId("take-part").nth(7).click();
  await word(page, "3").getByTestId("word-grip").press("ArrowUp");
  await go(page, "train");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
  const accuracy = await page.getByTestId("done").textContent();
  await go(page, "data");
  await page.waitForFunction(() => document.querySelector("nrr-data").app.project.saved.state.run);
  await saved(page);
  const first = await exported(page);
  assert.equal(first.project.run.head.dataDigest, first.project.dataDigest, "page and engine disagree on what the data are");
  assert.match(first.project.run.weightsSha256, /^[0-9a-f]{64}$/);
  assert.equal(first.project.train.seed, "9");
  assert.match(strFromU8(first.files["README.txt"]), new RegExp(first.project.dataDigest));
  assert.ok(first.project.words.flatMap((w) => w.takes).some((x) => x.speaker === "anna" && x.from > 0));

  // Without the address, which would set the run by itself.
  await page.evaluate(() => history.replaceState(null, "", "#/try"));
  await page.reload();
  await page.waitForSelector('[data-testid="run-bar"][data-phase="ended"]');
  await go(page, "data");
  await takesAre(page, 15);
  await saved(page);
  const second = await exported(page);
  assert.ok(first.bytes.equals(second.bytes), "a reload changed the project");
  await go(page, "train");
  assert.equal((await page.getByTestId("done").textContent()).trim(), accuracy.trim());
  await page.getByTestId("adopt").click();
  await page.getByTestId("go-try").waitFor();
  assert.ok((await page.getByTestId("model-digest").evaluate((e) => e.textContent)).length > 0);

  await go(page, "data");
  await page.getByTestId("forget").click();
  await axe(page, "forget");
  await page.getByTestId("forget-no").click();
  await takesAre(page, 15);
  await page.getByTestId("forget").click();
  await page.getByTestId("forget-yes").click();
  await page.getByTestId("welcome").waitFor();
  await page.waitForSelector('[data-testid="storage"][data-phase="empty"]');
  const left = await page.evaluate(async () => ({ databases: (await indexedDB.databases()).map((d) => d.name), keys: Object.keys(localStorage) }));
  assert.deepEqual(left, { databases: [], keys: [] });
  await page.reload();
  await page.getByTestId("welcome").waitFor();
  assert.equal(await page.getByTestId("run-bar").getAttribute("data-phase"), "none");

  await add(page, [file("mine.zip", first.bytes, "application/zip")]);
  await takesAre(page, 15);
  assert.match(await page.locator('[data-notice="project"]').textContent(), /bit for bit/);
  await page.waitForSelector('[data-testid="run-bar"][data-phase="ended"]');
  const third = await exported(page);
  assert.ok(first.bytes.equals(third.bytes), "the project is not the one that was saved");
  assert.deepEqual(complaints, []);
});

test("broken and hostile files have their message and lose nothing", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await add(page, takeFiles(["1", "7"], [0, 1]));
  await takesAre(page, 4);
  const { bytes, files } = await exported(page);
  const changed = (change) => {
    const project = JSON.parse(strFromU8(files["project.json"]));
    change(project);
    return zipSync({ ...files, "project.json": strToU8(JSON.stringify(project)) });
  };
  const damaged = Buffer.from(bytes);
  damaged[damaged.indexOf("words/1/1.wav") + 200] ^= 0xff;
  const bomb = Buffer.from(zipSync({ "yes/bomb.wav": new Uint8Array(2_000_000) }));
  // The directory's size of the file: 200 MB.
  bomb.writeUInt32LE(200e6, bomb.indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 24);
  const cases = [
    ["no zip", Buffer.from("this is not a zip file"), /no zip file/],
    ["cut", bytes.subarray(0, bytes.length - 40), /damaged/],
    ["bomb", bomb, /larger than 100 MB/],
    ["damaged", damaged, /damaged/, true],
    ["json", zipSync({ ...files, "project.json": strToU8("{") }), /cannot be read/, true],
    ["other program", changed((p) => (p.format = "other")), /another program/, true],
    ["newer", changed((p) => (p.version = 99)), /newer page/, true],
    ["wrong field", changed((p) => (p.words[0].takes[0].from = -1)), /words\[0\]\.takes\[0\]\.from/, true],
    ["one take twice", changed((p) => (p.words[0].takes[1].file = p.words[0].takes[0].file)), /named twice/, true],
    ["missing take", changed((p) => (p.words[0].takes[0].file = "../../x.wav")), /missing/, true],
  ];
  for (const [what, buffer, says, asks] of cases) {
    await add(page, [file("bad.zip", buffer, "application/zip")]);
    if (asks) {
      await page.getByTestId("open-yes").click();
    }
    const notice = page.locator('[data-notice="words"]');
    await notice.waitFor();
    assert.match(await notice.textContent(), says, what);
    await notice.getByRole("button").last().click();
    assert.equal(await page.locator(".take").count(), 4, what);
  }
  // Changed after it was saved, but whole: opened, and said.
  await add(page, [file("changed.zip", changed((p) => (p.words[0].takes[0].part = "aside")), "application/zip")]);
  await page.getByTestId("open-yes").click();
  await page.locator('[data-notice="project"].warn').waitFor();
  await page.keyboard.press("Control+z");
  assert.equal(await page.locator('.take[data-part="aside"]').count(), 0);
  const last = await exported(page);
  assert.equal(last.project.dataDigest, JSON.parse(strFromU8(files["project.json"])).dataDigest);
});

test("zip files, Speech Commands with its lists and noise, and sound that the browser decodes", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  const zip = zipSync({
    "sc/yes/a_nohash_0.wav": wav(tone(0.5, 0.3, 400)),
    "sc/yes/b_nohash_0.wav": wav(tone(0.5, 0.3, 410)),
    "sc/yes/c_nohash_0.wav": wav(tone(0.5, 0.3, 420)),
    "sc/no/a_nohash_0.wav": wav(tone(0.5, 0.3, 900)),
    "sc/no/b_nohash_1.wav": wav(tone(0.5, 0.3, 910)),
    "sc/_background_noise_/tap.wav": wav(tone(3.4, 0.05, 50)),
    "sc/testing_list.txt": strToU8("yes/b_nohash_0.wav\nno/b_nohash_1.wav\n"),
    "sc/validation_list.txt": strToU8("yes/c_nohash_0.wav\n"),
    "sc/README.md": strToU8("x"),
    "sc/yes/broken.wav": strToU8("RIFF"),
    "__MACOSX/sc/yes/._a_nohash_0.wav": strToU8("x"),
  });
  await add(page, [file("sc.zip", zip, "application/zip")]);
  await takesAre(page, 8);
  const report = page.getByTestId("import-report");
  await report.waitFor();
  assert.match(await report.textContent(), /8 takes were added, and 3 new words\..*2 test.*1 of the validation list.*2 files were left out/s);
  await report.locator("summary").click();
  assert.deepEqual(await page.getByTestId("left").evaluateAll((l) => l.map((x) => x.dataset.reason)), ["left.kind", "left.refused"]);
  await axe(page, "report");
  const parts = await page.locator(".take").evaluateAll((takes) => Object.fromEntries(takes.map((x) => [x.dataset.name, x.dataset.part])));
  assert.equal(parts["sc/yes/b_nohash_0.wav"], "test");
  assert.equal(parts["sc/yes/c_nohash_0.wav"], "aside");
  assert.equal(parts["sc/no/a_nohash_0.wav"], "learn");
  assert.equal((await namesIn(page, "background")).length, 3);

  // What this browser records, it decodes.
  const webm = await page.evaluate(async () => {
    const context = new AudioContext();
    const to = context.createMediaStreamDestination();
    const from = new OscillatorNode(context, { frequency: 600 });
    from.connect(to);
    const recorder = new MediaRecorder(to.stream);
    const parts = [];
    recorder.ondataavailable = (e) => parts.push(e.data);
    await context.resume();
    from.start();
    recorder.start();
    const began = context.currentTime;
    while (context.currentTime - began < 0.9) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const ended = new Promise((resolve) => (recorder.onstop = resolve));
    recorder.stop();
    await ended;
    return [...new Uint8Array(await new Blob(parts).arrayBuffer())];
  });
  await word(page, "yes").getByTestId("word-menu").click();
  await word(page, "yes").getByTestId("word-files").setInputFiles([file("said.webm", webm, "audio/webm"), file("said.ogg", "x", "audio/ogg")]);
  await takesAre(page, 9);
  assert.match(await page.getByTestId("import-report").textContent(), /1 take was added.*1 file was left out/s);
});

test("folders come by their button and by a drop, with every kind of sound that the browser decodes", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  const folder = mkdtempSync(join(tmpdir(), "nrr-folder-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const kinds = ["flac", "m4a", "mp3", "ogg", "opus"];
  for (const word of ["up", "down"]) {
    mkdirSync(join(folder, "words", word), { recursive: true });
    for (const kind of kinds) {
      copyFileSync(new URL(`sounds/tone.${kind}`, import.meta.url), join(folder, "words", word, `a.${kind}`));
    }
    writeFileSync(join(folder, "words", word, "b.wav"), wav(tone(0.5, 0.3, 440)));
  }
  await page.getByTestId("add-folder").setInputFiles(join(folder, "words"));
  await takesAre(page, 12);
  await page.waitForSelector('[data-testid="import-report"][data-left="0"]');
  assert.equal((await namesIn(page, "up")).length, 6);
  // What was decoded is the tone: as long as it was made, but for what a coder adds at its ends.
  const { project, files } = await exported(page);
  for (const take of project.words.flatMap((w) => w.takes)) {
    const bytes = Buffer.from(files[take.file]);
    // Read as 16 bits; the page keeps what it decodes in as many as it takes.
    const { samples, rateHz } = readWav(bytes);
    const seconds = (16 * samples.length) / bytes.readUInt16LE(34) / rateHz;
    assert.ok(seconds > 0.45 && seconds < 0.75, `${take.name}: ${seconds} s`);
  }

  // The same folder under another name, dropped from outside.
  mkdirSync(join(folder, "more", "left"), { recursive: true });
  copyFileSync(new URL("sounds/tone.mp3", import.meta.url), join(folder, "more", "left", "a.mp3"));
  const client = await page.context().newCDPSession(page);
  await page.evaluate(() => scrollTo(0, 0));
  // Beside the words' cards, which would take it into their word.
  const { x, y, width } = await page.locator(".toolbar").boundingBox();
  const data = { items: [], files: [join(folder, "more")], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await client.send("Input.dispatchDragEvent", { type, x: x + width / 2, y: y + 4, data });
  }
  await takesAre(page, 13);
  assert.equal((await namesIn(page, "left")).length, 1);
  assert.deepEqual(complaints, []);
});

test("compressed sound that plays for hours is refused by what its head tells, and by what comes of it where the head lies", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  // MPEG 2.5, layer III, 8 kbit/s, 8 kHz, one channel: 72 bytes are 72 ms, and of zeros they are silence.
  const frame = Buffer.alloc(72);
  Buffer.from([0xff, 0xe3, 0x18, 0xc4]).copy(frame);
  const silence = (s) => Buffer.concat(Array.from({ length: Math.round(s / 0.072) }, () => frame));
  // A head that says seven frames, half a second, whatever follows it.
  const head = Buffer.from(frame);
  head.write("Xing", 13, "latin1");
  head.writeUInt32BE(1, 17);
  head.writeUInt32BE(7, 21);
  const lying = Buffer.concat([head, silence(600)]);
  const mp3 = (name, buffer) => ({ name, mimeType: "audio/mpeg", buffer });
  await page.getByTestId("add-word").click();
  const heard = await page.evaluate(() => {
    const decode = OfflineAudioContext.prototype.decodeAudioData;
    globalThis.decoded = [];
    OfflineAudioContext.prototype.decodeAudioData = function (buffer) {
      globalThis.decoded.push(buffer.byteLength);
      return decode.call(this, buffer);
    };
    return globalThis.decoded;
  });
  assert.deepEqual(heard, []);
  await page.getByTestId("word-files").first().setInputFiles([mp3("hours.mp3", silence(7200)), mp3("lying.mp3", lying), mp3("tone.mp3", readFileSync(new URL("sounds/tone.mp3", import.meta.url)))]);
  await page.waitForSelector('[data-testid="import-report"]');
  const report = page.getByTestId("import-report");
  assert.equal(await report.getAttribute("data-takes"), "1");
  await report.locator("summary").click();
  const left = (await page.getByTestId("left").innerText()).replace(/\s+/g, " ");
  t.diagnostic(left);
  assert.match(left, /hours\.mp3\s*: 7\d\d\d s, at most 30 s/);
  assert.match(left, /lying\.mp3\s*: (59|60)\d s, at most 30 s/);
  // Two hours were never decoded.
  const sizes = await page.evaluate(() => globalThis.decoded);
  assert.equal(sizes.length, 2);
  assert.ok(Math.max(...sizes) < 700_000, `${sizes}`);
  assert.deepEqual(complaints, []);
});

test("files that are let go over a word's card come into that word, a project opens wherever it is let go", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  const folder = mkdtempSync(join(tmpdir(), "nrr-drop-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  // Its name says another word.
  writeFileSync(join(folder, "7_george_3.wav"), wav(tone(0.5, 0.3, 440)));
  const client = await page.context().newCDPSession(page);
  const drop = async (path) => {
    const { x, y, width, height } = await word(page, "no").boundingBox();
    const data = { items: [], files: [path], dragOperationsMask: 1 };
    for (const type of ["dragEnter", "dragOver"]) {
      await client.send("Input.dispatchDragEvent", { type, x: x + width / 2, y: y + height / 2, data });
    }
    await page.locator(".drop-here").filter({ hasText: "add them to “no”" }).waitFor();
    await client.send("Input.dispatchDragEvent", { type: "drop", x: x + width / 2, y: y + height / 2, data });
  };
  await drop(join(folder, "7_george_3.wav"));
  await takesAre(page, 1);
  assert.deepEqual(await namesIn(page, "no"), ["7_george_3.wav"]);
  assert.equal(await page.getByTestId("word").count(), 3);
  await page.getByTestId("import-report").waitFor();

  const { bytes } = await exported(page);
  writeFileSync(join(folder, "p.zip"), bytes);
  await drop(join(folder, "p.zip"));
  await page.getByTestId("open-yes").click();
  await page.locator('[data-notice="project"]').waitFor();
  assert.deepEqual(await namesIn(page, "no"), ["7_george_3.wav"]);
  assert.deepEqual(complaints, []);
});

test("an undo while files are read ends that, a removed word gets none of them, and files that come after a stop are read", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  const sounds = [0, 1, 2, 3].map((i) => spoken("1", i));
  const folder = mkdtempSync(join(tmpdir(), "nrr-undo-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = Array.from({ length: 60 }, (_, i) => {
    const path = join(folder, `${1 + (i % 2)}_v_${i}.wav`);
    writeFileSync(path, wav(sounds[i % 4].samples.map((x) => x * (1 - i / 200))));
    return path;
  });
  let goOn = await holdFiles(page, 40);
  await add(page, files);
  await page.waitForSelector(".take");
  await page.getByTestId("undo").click();
  await goOn();
  await page.waitForSelector('[data-testid="import-report"][data-takes="0"]');
  assert.equal(await page.locator(".take").count(), 0);
  assert.match(await page.getByTestId("import-report").textContent(), /Stopped/);

  goOn = await holdFiles(page, 40);
  await add(page, files);
  await word(page, "2").waitFor();
  await word(page, "2").getByTestId("word-menu").click();
  await word(page, "2").getByTestId("remove-word").click();
  await goOn();
  await page.waitForSelector('[data-testid="import-report"][data-takes="30"]');
  assert.equal(await word(page, "2").count(), 0);
  await page.getByTestId("import-report").locator("summary").click();
  assert.equal(await page.locator('[data-testid="left"][data-reason="left.gone"]').count(), 1);

  goOn = await holdFiles(page, 40);
  await add(page, files);
  await page.getByTestId("import-stop").click();
  await add(page, takeFiles(["3"], [0, 1]));
  await goOn();
  await page.waitForSelector('[data-testid="import-report"][data-takes="2"]');
  assert.equal((await namesIn(page, "3")).length, 2);
  assert.deepEqual(complaints, []);
});

test("what the engine says is marked as English on a page in another language, and a take's picture is explained", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data", language: "de-DE" });
  await add(page, [...takeFiles(["1"], [0]), file("2_v_0.wav", "RIFF")]);
  await takesAre(page, 1);
  await page.getByTestId("import-report").locator("summary").click();
  const reason = page.locator('[data-testid="left"][data-reason="left.refused"]');
  assert.ok(await reason.locator('span[lang="en"]').first().textContent());
  await page.getByTestId("take-edit").first().click();
  await page.locator("nrr-take-plot .explain-sign").click();
  await page.locator("nrr-take-plot .explanation").filter({ hasText: "zwischen den beiden Griffen" }).waitFor();
  assert.deepEqual(complaints, []);
});

test("TIDigits' folders with its SPHERE files are read, and its test part tests", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  const folder = mkdtempSync(join(tmpdir(), "nrr-tidigits-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const sphere = (samples) => {
    const head = `NIST_1A\n   1024\nsample_count -i ${samples.length}\nsample_rate -i 8000\nchannel_count -i 1\nsample_n_bytes -i 2\nsample_byte_format -s2 10\nend_head\n`;
    const body = Buffer.alloc(2 * samples.length);
    samples.forEach((x, i) => body.writeInt16BE(Math.round(x * 32767), 2 * i));
    return Buffer.concat([Buffer.from(head.padEnd(1024)), body]);
  };
  for (const [k, name] of ["train/man/ae/1a", "train/man/ae/1b", "train/woman/fd/za", "test/man/bh/1a", "test/girl/pk/za", "train/man/ae/1z9a"].entries()) {
    mkdirSync(join(folder, "tidigits", name.slice(0, name.lastIndexOf("/"))), { recursive: true });
    writeFileSync(join(folder, "tidigits", `${name}.wav`), sphere(tone(0.5, 0.3, 300 + 40 * k)));
  }
  await page.getByTestId("add-folder").setInputFiles(join(folder, "tidigits"));
  await takesAre(page, 5);
  assert.deepEqual([(await namesIn(page, "1")).length, (await namesIn(page, "0")).length], [3, 2]);
  const parts = await page.locator(".take").evaluateAll((takes) => takes.filter((x) => x.dataset.part === "test").map((x) => x.dataset.name.slice(9)));
  assert.deepEqual(parts.sort(), ["test/girl/pk/za.wav", "test/man/bh/1a.wav"]);
  assert.match(await page.getByTestId("import-report").textContent(), /1 file was left out/);
  assert.deepEqual(complaints, []);
});

test("a second import takes nothing from the first; both are told together", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  const noises = Array.from({ length: 6 }, (_, i) => file(`noise ${i}.wav`, wav(tone(0.5 + 0.05 * i, 0.2, 120 + 10 * i))));
  const zip = file("more.zip", zipSync(Object.fromEntries(takeFiles(["3"], [0, 1, 2, 3]).map((f) => [f.name, f.buffer]))), "application/zip");
  await add(page, takeFiles(["1", "7"], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  // Words without takes go with the first take that is read.
  await word(page, "1").waitFor();
  await page.getByTestId("add-noise").click();
  await word(page, "background").getByTestId("word-menu").click();
  await word(page, "background").getByTestId("word-files").setInputFiles(noises);
  await add(page, [zip]);
  await takesAre(page, 20 + 6 + 4);
  await page.waitForSelector('[data-testid="import-report"][data-left="0"]');
  assert.equal(await namesIn(page, "background").then((names) => names.length), 6);
  assert.equal(await namesIn(page, "3").then((names) => names.length), 4);
  assert.deepEqual(complaints, []);
  // They are told of the visitor's own words, and stand nowhere else.
  await page.getByTestId("source-bundled").click();
  await page.getByText("ready to learn from").waitFor();
  assert.equal(await page.getByTestId("import-report").count(), 0);
  await page.getByTestId("source-own").click();
  await page.getByTestId("import-report").waitFor();
});

test("a large import shows its progress, can be stopped, and holds up nothing", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  const sounds = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => spoken("1", i));
  // Files on the disk: those that a test makes in the page would be its own long task.
  const folder = mkdtempSync(join(tmpdir(), "nrr-takes-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const files = Array.from({ length: 300 }, (_, i) => {
    const path = join(folder, `${i % 3}_v_${i}.wav`);
    writeFileSync(path, wav(sounds[i % 8].samples.map((x) => x * (1 - i / 2000))));
    return path;
  });
  const longTasks = await watchLongTasks(page);
  await add(page, files);
  await page.waitForSelector('[data-testid="import-report"][data-takes="300"]');
  await page.waitForFunction(() => document.querySelector('[data-testid="storage"]')?.dataset.phase === "saved");
  const tasks = await longTasks();
  t.diagnostic(`tasks over 50 ms: ${tasks.map((x) => Math.round(x)).join(", ") || "none"}`);
  assert.deepEqual(tasks, []);
  const goOn = await holdFiles(page, 40);
  await add(page, files);
  await page.getByTestId("import-stop").click();
  await goOn();
  await page.getByTestId("import-report").waitFor();
  assert.match(await page.getByTestId("import-report").textContent(), /Stopped/);
  await page.reload();
  const reloaded = await watchLongTasks(page);
  await page.waitForFunction(() => document.querySelectorAll(".take").length >= 36);
  t.diagnostic(`tasks over 50 ms at the reload: ${(await reloaded()).map((x) => Math.round(x)).join(", ") || "none"}`);
});

test("a full browser is told, and nothing is lost while the page is open", async (t) => {
  const { page } = await openPage(t, {
    hash: "#/data",
    init: () => {
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (...given) {
        if (globalThis.full) {
          throw new DOMException("no room", "QuotaExceededError");
        }
        return put.apply(this, given);
      };
    },
  });
  await page.evaluate(() => (globalThis.full = true));
  await add(page, takeFiles(["1", "7"], [0, 1]));
  await page.waitForSelector('[data-testid="storage"][data-phase="full"]');
  assert.match(await page.locator('[data-notice="storage"]').textContent(), /no room left/);
  assert.equal(await page.locator(".take").count(), 4);
  await page.evaluate(() => (globalThis.full = false));
  await page.locator(".take-remove").first().click();
  await saved(page);
  await page.reload();
  await takesAre(page, 3);
});

test("one tab saves; another says so, and can take over", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await add(page, takeFiles(["1", "7"], [0, 1]));
  await saved(page);
  const other = await page.context().newPage();
  await other.goto(page.url());
  await takesAre(other, 4);
  await other.waitForSelector('[data-testid="storage"][data-phase="elsewhere"]');
  await other.locator(".take-remove").first().click();
  await other.getByTestId("take-over").click();
  await saved(other);
  await page.waitForSelector('[data-testid="storage"][data-phase="elsewhere"]');
  // However long the other takes to load anew, this tab leaves it its place.
  await page.evaluate(() => {
    const real = setTimeout;
    globalThis.setTimeout = (f, ms, ...x) => real(f, ms === 3000 ? 600_000 : ms, ...x);
  });
  await other.reload();
  await takesAre(other, 3);
  // A change in the last moment before a reload.
  await saved(other);
  await other.locator(".take-remove").first().click();
  await other.reload();
  await takesAre(other, 2);
});

for (const [width, height, scheme, locale] of [[390, 844, "dark", "de"], [768, 1024, "light", "en"], [1440, 900, "light", "de"], [320, 640, "light", "de"]]) {
  test(`at ${width} px, ${scheme}, ${locale}: no violation, no overflow, large targets`, async (t) => {
    const { page } = await openPage(t, { width, height, scheme, hash: "#/data" });
    await page.getByTestId("language").selectOption(locale);
    const look = async (what) => {
      await page.waitForTimeout(400);
      await settled(page);
      await shot(page, `data-${what}-${width}-${scheme}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${what} overflows`);
      await axe(page, what);
      const small = await page.evaluate(() =>
        [...document.querySelectorAll("button, select, summary, .button, .take-choose, [role=slider], input:not([type=radio]):not([type=checkbox]):not([type=file])")]
          .filter((e) => e.checkVisibility())
          .map((e) => ({ box: e.getBoundingClientRect(), html: e.outerHTML.slice(0, 90) }))
          .filter(({ box }) => box.height < 43.5 || box.width < 43.5)
          .map(({ box, html }) => `${Math.round(box.width)}×${Math.round(box.height)}: ${html}`),
      );
      assert.deepEqual(small, [], `${what}: small targets`);
    };
    await look("empty");
    await add(page, takeFiles(["1", "7"], [0, 1, 5]));
    await takesAre(page, 6);
    await page.getByTestId("take-choose").nth(1).click();
    await page.getByTestId("take-edit").nth(2).click();
    await look("full");
  });
}
