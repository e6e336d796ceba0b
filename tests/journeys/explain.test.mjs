import assert from "node:assert/strict";
import { test } from "node:test";
import { go, openPage, shot } from "./browser.mjs";

const PLACES = ["try", "listen", "data", "train", "inside", "compare", "phonemes", "reproduce", "speed"];
const open = (page) => page.locator(".explanation:popover-open");

test("one key explains what has the focus; Escape closes and gives the focus back", async (t) => {
  const { page, complaints } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  await page.getByTestId("noise").focus();
  await page.keyboard.press("?");
  await open(page).getByText("figure 6").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.matches(".explanation")), true);
  await page.keyboard.press("Escape");
  assert.equal(await open(page).count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement?.getAttribute("data-testid")), "noise");
  await page.keyboard.press("F1");
  await open(page).waitFor();
  await page.keyboard.press("Escape");
  assert.deepEqual(complaints, []);
});

test("the same key explains what lies under the pointer, with the paper's symbol and equation, and leads to the glossary", async (t) => {
  const { page } = await openPage(t, { height: 1200 });
  await page.getByTestId("neuron-plot").scrollIntoViewIfNeeded();
  await page.getByTestId("neuron-plot").locator("canvas").hover();
  await page.keyboard.press("?");
  await open(page).locator(".equation .sym").first().waitFor();
  assert.match(await open(page).textContent(), /V\s*th.*a\[t\]/s);
  await shot(page, "explanation-1280-light", false);
  await open(page).getByRole("button", { name: "Plasticity" }).click();
  await page.locator("nrr-glossary dialog[open]").waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), "term-plasticity");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("dialog[open]").count(), 0);
});

test("where there is nothing to explain, the key lists the keys; it can be switched off, and F1 stays", async (t) => {
  const { page } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  const dialog = page.locator("nrr-keys dialog[open]");
  await page.keyboard.press("?");
  await dialog.waitFor();
  await page.getByTestId("single-keys").uncheck();
  await page.keyboard.press("Escape");
  await page.keyboard.press("?");
  await page.waitForTimeout(200);
  assert.equal(await dialog.count(), 0);
  await page.keyboard.press("F1");
  await dialog.waitFor();
  await page.reload();
  await page.waitForSelector('[data-testid="answer"]');
  await page.keyboard.press("?");
  await page.waitForTimeout(200);
  assert.equal(await dialog.count(), 0, "the choice is kept");
});

test("in a field for text the key is a letter", async (t) => {
  const { page } = await openPage(t, { hash: "#/train" });
  await page.getByTestId("set-topology").waitFor();
  await page.getByTestId("set-topology").focus();
  await page.keyboard.press("End");
  await page.keyboard.type("?");
  assert.match(await page.getByTestId("set-topology").inputValue(), /\?$/);
  assert.equal(await open(page).count(), 0);
  await page.keyboard.press("F1");
  await open(page).getByText("convolution").first().waitFor();
});

test("the glossary is searched by word and by explanation, in both languages", async (t) => {
  for (const [language, word, other, no] of [["en", "spike", "adaptation", "xyzzy"], ["de", "spike", "anpassung", "xyzzy"]]) {
    const { page } = await openPage(t, { language });
    await page.waitForSelector('[data-testid="answer"]');
    await page.getByTestId("glossary").click();
    const entries = page.locator("nrr-glossary dl > div");
    await entries.first().waitFor();
    assert.ok((await entries.count()) >= 50);
    await page.getByTestId("glossary-search").fill(word);
    assert.match(await entries.first().textContent(), /spike/i);
    assert.ok((await entries.count()) > 3, "words that explain it are found as well");
    await page.getByTestId("glossary-search").fill(other);
    assert.match(await entries.first().textContent(), new RegExp(other, "i"));
    await page.getByTestId("glossary-search").fill(no);
    assert.equal(await entries.count(), 0);
  }
});

test("every place has something to explain, each with words", async (t) => {
  for (const language of ["en", "de"]) {
    const { page } = await openPage(t, { language });
    await page.waitForSelector('[data-testid="answer"]');
    for (const place of PLACES) {
      await go(page, place);
      if (place === "phonemes") {
        await page.waitForSelector('[data-testid="results"]');
      }
      await page.locator(`nrr-${place} nrr-explain`).first().waitFor();
      const told = await page.evaluate(async () => {
        const out = [];
        for (const e of document.querySelectorAll("main nrr-explain")) {
          const { title, text } = e.about;
          out.push([title, typeof text === "string" ? text : await text()]);
        }
        return out;
      });
      t.diagnostic(`${place}, ${language}: ${told.length} explanations`);
      for (const [title, text] of told) {
        assert.ok(title.length > 0 && text.length > 20, `${place}: “${title}” says “${text}”`);
      }
    }
  }
});

test("another language: texts, numbers and the engine's English are each in their own", async (t) => {
  const { page } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  const before = await page.getByTestId("answer").textContent();
  await page.getByTestId("language").selectOption("de");
  await page.getByText("Welches Wort ist es?").waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), "de");
  assert.match(await page.title(), /^Probieren/);
  assert.equal(await page.getByTestId("answer").textContent(), before);
  assert.match(await page.getByTestId("scores").textContent(), /\d,\d\u00a0%/);
  await page.getByTestId("try-file").setInputFiles({ name: "text.wav", mimeType: "audio/wav", buffer: Buffer.from("this is no sound") });
  const problem = page.getByTestId("try-problem");
  await problem.waitFor();
  assert.equal(await problem.locator("[lang=en]").count(), 1, await problem.textContent());
  await page.reload();
  await page.getByText("Welches Wort ist es?").waitFor();
  await page.getByTestId("more").click();
  await page.getByTestId("menu-language").selectOption("en");
  await page.getByText("Which word is it?").waitFor();
});
