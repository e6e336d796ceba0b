import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, openPage, shot } from "./browser.mjs";
import { takeFiles } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function axe(page, what) {
  // By the debugger, which the page's policy does not bind.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
}

for (const scheme of ["light", "dark"]) {
  for (const [width, height] of [[390, 844], [1440, 900]]) {
    test(`every place at ${width} px, ${scheme}: no violation, no overflow, large targets`, async (t) => {
      const { page, complaints } = await openPage(t, { width, height, scheme });
      await page.waitForSelector('[data-testid="answer"]');
      for (const place of ["try", "teach", "listen", "phonemes", "reproduce", "speed"]) {
        await go(page, place);
        if (place === "teach") {
          await page.getByTestId("add-files").setInputFiles(takeFiles(["1", "7"], [0, 1]));
          await page.waitForFunction(() => document.querySelectorAll(".take").length === 4);
          await page.evaluate(() => {
            for (const details of document.querySelectorAll("nrr-teach details")) {
              details.open = true;
            }
          });
        }
        if (place === "phonemes") {
          await page.waitForSelector('[data-testid="results"]');
        }
        await page.waitForTimeout(250);
        await shot(page, `${place}-${width}-${scheme}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${place} overflows`);
        await axe(page, place);
        const small = await page.evaluate(() =>
          [...document.querySelectorAll("button, select, summary, .button, input:not([type=radio]):not([type=checkbox]):not([type=file])")]
            .filter((e) => e.checkVisibility())
            .map((e) => ({ box: e.getBoundingClientRect(), html: e.outerHTML.slice(0, 80) }))
            .filter(({ box }) => box.height < 43.5)
            .map(({ box, html }) => `${box.height}: ${html}`),
        );
        assert.deepEqual(small, [], `${place}: targets lower than 44 px`);
      }
      assert.deepEqual(complaints, []);
    });
  }
}

test("a phone of 320 px and a zoom of 200 %: nothing is cut off", async (t) => {
  const { page } = await openPage(t, { width: 320, height: 640 });
  await page.waitForSelector('[data-testid="answer"]');
  for (const place of ["try", "teach", "listen", "phonemes", "reproduce", "speed"]) {
    await go(page, place);
    if (place === "phonemes") {
      await page.waitForSelector('[data-testid="results"]');
    }
    await page.waitForTimeout(200);
    await shot(page, `${place}-320-light`);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, place);
  }
});

test("a phone's journey: choose a clip, teach from files, train, use the model", async (t) => {
  const { page } = await openPage(t, { width: 390, height: 844 });
  await page.waitForSelector('[data-testid="answer"]');
  await page.getByTestId("clip").nth(2).click();
  await go(page, "data");
  await page.getByTestId("add-files").setInputFiles(takeFiles(["1", "7", "3"], [0, 1, 2, 3, 4]));
  await page.waitForFunction(() => document.querySelectorAll(".take").length === 15);
  await go(page, "train");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]', { timeout: 60_000 });
  await shot(page, "teach-done-390-light");
  await page.getByTestId("adopt").click();
  await page.getByTestId("go-try").click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="scores"] li').length === 3);
});

test("everything is reached by keyboard, and the focus is seen", async (t) => {
  const { page } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  const seen = new Set();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press("Tab");
    const { id, outline } = await page.evaluate(() => {
      const e = document.activeElement;
      const shown = e?.matches("input[type=file]") ? e.closest(".button") : e;
      return { id: e?.getAttribute("data-testid") ?? e?.tagName, outline: shown ? getComputedStyle(shown).outlineStyle : "" };
    });
    seen.add(id);
    assert.ok(id === "BODY" || outline !== "none", `${id} shows no focus`);
  }
  for (const id of ["place-try", "place-teach", "place-listen", "place-phonemes", "clip", "record", "try-file", "play", "noise", "raster", "neuron"]) {
    assert.ok(seen.has(id), `${id} is not reached`);
  }
});
