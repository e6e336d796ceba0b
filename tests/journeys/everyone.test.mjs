import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, openPage, settled, shot } from "./browser.mjs";
import { takeFiles } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PLACES = ["try", "listen", "data", "train", "inside", "compare", "phonemes", "reproduce", "speed"];

/** Every place, and the states of it that look different, once there is a run. */
const STATES = [
  ["try"],
  ["listen"],
  ["data"],
  ["train"],
  ["inside"],
  ["compare", "view-race"],
  ["compare", "view-test"],
  ["compare", "view-voices"],
  ["phonemes"],
  ["reproduce"],
  ["speed"],
];

async function axe(page, what, rules = {}) {
  // By the debugger, which the page's policy does not bind.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (rules) => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], rules }),
    rules,
  );
  return violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
}

/** What can be pressed and is smaller than 44 px either way. A choice counts with the label around it; a link in running text is excepted by WCAG. */
function smallTargets(page) {
  return page.evaluate(() => {
    const targets = "a[href], button, summary, select, input:not([type=file], [type=hidden]), label.button, [role=button], [role=tab], [role=gridcell][tabindex]";
    return [...document.querySelectorAll(targets)]
      .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(".skip, p a"))
      .map((e) => {
        const around = e.matches("input[type=radio], input[type=checkbox]") ? (e.closest("label") ?? e) : e;
        const { width, height } = around.getBoundingClientRect();
        return { width, height, html: e.outerHTML.replace(/<!--.*?-->/g, "").replace(/\s+/g, " ").slice(0, 110) };
      })
      .filter(({ width, height }) => width > 0 && (height < 43.5 || width < 43.5))
      .map(({ width, height, html }) => `${Math.round(width)} × ${Math.round(height)}: ${html}`);
  });
}

const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

/** Opens everything that is folded, but no menu. */
const unfold = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("main details:not(.menu, .word-menu, nrr-menu details)")) {
      details.open = true;
    }
  });

/** A few takes and a short run, so that every place has something to show. */
async function fill(page, epochs = 3) {
  await go(page, "data");
  await page.getByTestId("add-files").setInputFiles(takeFiles(["1", "7"], [0, 1, 2, 3, 4, 5]));
  await page.waitForFunction(() => document.querySelectorAll(".take").length === 12);
  await go(page, "train");
  await page.waitForSelector('[data-testid="set-epochs"]', { state: "attached" });
  await unfold(page);
  await page.getByTestId("set-epochs").fill(String(epochs));
  await page.keyboard.press("Tab");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
}

/** Opens a place in one of its states, with everything in it unfolded. */
async function enter(page, [place, view]) {
  await go(page, place);
  if (view) {
    await page.getByTestId(view).click();
  }
  if (place === "phonemes") {
    await page.waitForSelector('[data-testid="results"]');
  }
  if (place === "inside") {
    await page.waitForSelector("nrr-inside canvas");
  }
  await page.waitForSelector(`nrr-${place} h2`);
  await unfold(page);
  await page.waitForTimeout(350);
  await settled(page);
}

for (const language of ["en", "de"]) {
  for (const scheme of ["light", "dark"]) {
    for (const [width, height] of [[390, 844], [768, 1024], [1440, 900]]) {
      test(`every place and state at ${width} px, ${scheme}, ${language}: no violation, no overflow, targets of 44 px`, async (t) => {
        const { page, complaints } = await openPage(t, { width, height, scheme, language });
        await page.waitForSelector('[data-testid="answer"]');
        await fill(page);
        const wrong = [];
        for (const state of STATES) {
          const name = state.join("-");
          await enter(page, state);
          await shot(page, `${name}-${width}-${scheme}-${language}`);
          const over = await overflow(page);
          wrong.push(...(over === 0 ? [] : [`${name} overflows by ${over} px`]), ...(await axe(page, name)), ...(await smallTargets(page)).map((s) => `${name}: ${s}`));
        }
        assert.deepEqual([...new Set(wrong)], []);
        assert.equal(await page.evaluate(() => document.documentElement.lang), language);
        assert.deepEqual(complaints, []);
      });
    }
  }
}

test("a phone of 320 px, which is a zoom of 400 %, and one of 200 %: nothing is cut off, in both languages", async (t) => {
  const wrong = [];
  for (const language of ["en", "de"]) {
    for (const width of [320, 640]) {
      const { page } = await openPage(t, { width, height: 640, language });
      await page.waitForSelector('[data-testid="answer"]');
      for (const place of PLACES) {
        await enter(page, [place]);
        await shot(page, `${place}-${width}-light-${language}`);
        const over = await overflow(page);
        wrong.push(...(over === 0 ? [] : [`${place}, ${width} px, ${language}: ${over} px too wide`]));
      }
    }
  }
  assert.deepEqual(wrong, []);
});

test("more space between letters, words, lines and paragraphs cuts nothing off (WCAG 1.4.12)", async (t) => {
  const { page } = await openPage(t, { width: 390, height: 844, language: "de" });
  await page.waitForSelector('[data-testid="answer"]');
  await page.evaluate(() => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important } p { margin-block-end: 2em !important }");
    document.adoptedStyleSheets = [sheet];
  });
  const wrong = [];
  for (const place of PLACES) {
    await enter(page, [place]);
    const over = await overflow(page);
    wrong.push(...(over === 0 ? [] : [`${place} by ${over} px`]));
  }
  assert.deepEqual(wrong, []);
});

test("colours chosen by the system: what is chosen, how far something is and where the focus is can be seen", async (t) => {
  const { page } = await openPage(t, { forcedColors: "active", scheme: "dark" });
  await page.waitForSelector('[data-testid="answer"]');
  const border = (selector) => page.locator(selector).first().evaluate((e) => getComputedStyle(e).borderTopWidth);
  assert.equal(await border('.clip[aria-pressed="true"]'), "3px");
  assert.notEqual(await border('.clip[aria-pressed="false"]'), "3px");
  assert.equal(await border('.place-link[aria-current="page"]'), "3px");
  await page.getByTestId("record").focus();
  await page.keyboard.press("Tab");
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.activeElement.closest(".button") ?? document.activeElement).outlineStyle), "none");
  for (const place of PLACES) {
    await enter(page, [place]);
    await shot(page, `${place}-forced`);
    // Of forced colours axe reads what the page wanted, not what the system shows.
    assert.deepEqual(await axe(page, `${place} in forced colours`, { "color-contrast": { enabled: false } }), []);
  }
});

test("who wants less motion gets none that runs by itself", async (t) => {
  const { page } = await openPage(t, { reducedMotion: "reduce" });
  await page.waitForSelector('[data-testid="answer"]');
  for (const place of PLACES) {
    await enter(page, [place]);
    const moving = await page.evaluate(() => document.getAnimations().filter((a) => a.playState === "running" && a.effect?.getTiming().duration > 0).length);
    assert.equal(moving, 0, `${place} moves`);
  }
});

test("live regions tell of a whole run in a few words", async (t) => {
  const { page } = await openPage(t, { width: 1280 });
  await page.waitForSelector('[data-testid="answer"]');
  await fill(page, 1);
  await page.getByTestId("reset").click();
  await page.getByTestId("set-epochs").fill("40");
  await page.keyboard.press("Tab");
  await page.evaluate(() => {
    globalThis.spoken = [];
    const live = "[role=status], [role=alert], [aria-live]";
    let last = new Map();
    const listen = () => {
      const now = new Map([...document.querySelectorAll(live)].map((e) => [e, e.textContent.replace(/\s+/g, " ").trim()]));
      for (const [e, text] of now) {
        if (text !== "" && last.get(e) !== text) {
          globalThis.spoken.push(text);
        }
      }
      last = now;
    };
    listen();
    globalThis.spoken = [];
    new MutationObserver(listen).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
  const spoken = await page.evaluate(() => globalThis.spoken);
  t.diagnostic(`40 epochs were told in ${spoken.length} messages: ${spoken.join(" / ")}`);
  assert.ok(spoken.length >= 2, "a run is told of");
  assert.ok(spoken.length <= 12, `${spoken.length} messages: ${spoken.join(" / ")}`);
});

test("every canvas has its facts as text: beside it, or in a table of the same part", async (t) => {
  const { page } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  await fill(page);
  for (const state of STATES) {
    await enter(page, state);
    const without = await page.evaluate(() =>
      [...document.querySelectorAll("main canvas")]
        .filter((c) => c.checkVisibility() && !c.closest("button[aria-label]"))
        .filter((c) => !c.closest("figure")?.querySelector(".plot-twin") && !c.closest(".card, section")?.querySelector("table") && c.getAttribute("aria-hidden") !== "true" && !c.closest("[aria-hidden=true]"))
        .map((c) => `${c.closest("nrr-curve, [class]")?.outerHTML.slice(0, 100)}`),
    );
    assert.deepEqual(without, [], state.join(" "));
    const unnamed = await page.evaluate(() => [...document.querySelectorAll("main canvas")].filter((c) => c.checkVisibility() && c.getAttribute("aria-hidden") !== "true" && !c.closest("[aria-hidden=true], button[aria-label]") && !c.getAttribute("aria-label") && !c.getAttribute("aria-labelledby")).length);
    assert.equal(unnamed, 0, `${state.join(" ")}: canvases without a name`);
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
  await page.waitForSelector('.run[data-phase="ended"]');
  await shot(page, "train-done-390-light");
  await page.getByTestId("adopt").click();
  await page.getByTestId("go-try").click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="scores"] li').length === 3);
});

test("everything is reached by keyboard, and the focus is seen", async (t) => {
  const { page } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  const seen = new Set();
  for (let i = 0; i < 70; i++) {
    await page.keyboard.press("Tab");
    const { id, outline } = await page.evaluate(() => {
      const e = document.activeElement;
      const shown = e?.matches("input[type=file]") ? e.closest(".button") : e?.matches(".explain-sign") ? e.firstElementChild : e;
      return { id: e?.getAttribute("data-testid") ?? e?.tagName, outline: shown ? getComputedStyle(shown).outlineStyle : "" };
    });
    seen.add(id);
    assert.ok(id === "BODY" || outline !== "none", `${id} shows no focus`);
  }
  for (const id of ["place-try", "place-data", "place-train", "place-inside", "place-compare", "more", "clip", "record", "try-file", "play", "noise", "raster", "neuron", "glossary", "keys", "language"]) {
    assert.ok(seen.has(id), `${id} is not reached`);
  }
  // The ring of a "?" lies round its sign, not over the symbol beside it; its target is as large as every other.
  const sign = page.locator("nrr-neuron .explain-sign");
  await sign.focus();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Tab");
  const ring = await sign.evaluate((e) => {
    const [target, sign, symbol] = [e, e.firstElementChild, e.closest(".plot-title").querySelector(".sym")].map((x) => x.getBoundingClientRect());
    const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(e.firstElementChild);
    return { outlineStyle, whole: getComputedStyle(e).outlineStyle, target: target.width, from: sign.left - Number.parseFloat(outlineWidth) - Number.parseFloat(outlineOffset), symbol: symbol.right };
  });
  assert.equal(ring.outlineStyle, "solid");
  assert.equal(ring.whole, "none");
  assert.ok(ring.target >= 44 && ring.from >= ring.symbol, JSON.stringify(ring));
});

test("the head by keyboard: arrow keys along the places, a menu that opens, closes and gives the focus back", async (t) => {
  const { page } = await openPage(t);
  await page.waitForSelector('[data-testid="answer"]');
  const focus = () => page.evaluate(() => document.activeElement?.getAttribute("data-testid"));
  await page.getByTestId("place-try").focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await focus(), "place-data");
  await page.keyboard.press("End");
  assert.equal(await focus(), "more");
  await page.keyboard.press("ArrowDown");
  assert.equal(await focus(), "place-phonemes");
  await page.keyboard.press("ArrowUp");
  assert.equal(await focus(), "menu-language");
  await page.keyboard.press("Escape");
  assert.equal(await focus(), "more");
  assert.equal(await page.locator(".more-menu details").getAttribute("open"), null);
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await page.waitForSelector("nrr-data");
  assert.match(page.url(), /#\/data/);
  await page.getByTestId("model-menu").locator("summary").focus();
  await page.keyboard.press("ArrowDown");
  assert.equal(await focus(), "save-model");
  await page.keyboard.press("Escape");
  assert.equal(await page.getByTestId("model-menu").getAttribute("open"), null);
});
