import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, openPage, shot, watchPhase } from "./browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ROWS = ["training", "recognise", "front-end", "forward", "gradient", "optimiser", "memory", "binary", "cores"];

test("a visitor runs the benchmark, reads the table and copies it as text", async (t) => {
  const { page, complaints } = await openPage(t, { width: 320, height: 640, scheme: "dark", permissions: ["clipboard-read", "clipboard-write"], hash: "#/speed" });
  const sent = [];
  page.on("request", (request) => request.method() !== "GET" && sent.push(request.url()));
  const running = await watchPhase(page, '[data-testid="speed"]', "running");
  await page.getByTestId("speed-run").click();
  await running();
  await page.waitForSelector('[data-testid="speed"][data-phase="done"]', { timeout: 180_000 });
  const found = await page.$$eval("[data-row]", (rows) => rows.map((row) => [row.dataset.row, row.querySelector("td").textContent.trim()]));
  assert.deepEqual(found.map(([id]) => id), ROWS);
  for (const [id, value] of found) {
    assert.match(value, id === "binary" ? /SIMD/ : /^[0-9.]+(\s(ms|kB|MB))?$/, `${id}: ${value}`);
    assert.ok(id === "binary" || Number.parseFloat(value) > 0, `${id}: ${value}`);
  }
  await page.getByTestId("speed-copy").click();
  await page.waitForFunction(() => document.querySelector('[data-testid="speed-copied"]').textContent === "Copied.");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  for (const [, value] of found) {
    assert.ok(text.includes(value), `${value} is not in the text:\n${text}`);
  }
  await page.evaluate(() => document.querySelector("nrr-speed details").open = true);
  await shot(page, "speed-done-320-dark");
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
  assert.deepEqual(sent, [], "nothing is uploaded");
  assert.deepEqual(complaints, []);
});

test("a run is stopped by hand and by leaving, by keyboard alone", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/speed" });
  // Its worker never gets its work: no machine is through with it before it is stopped.
  await page.evaluate(() => {
    Worker.prototype.postMessage = () => undefined;
  });
  await page.getByTestId("speed-run").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-phase="running"]');
  await page.getByTestId("speed-stop").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector('[data-testid="speed"][data-phase="stopped"]');
  await page.getByTestId("speed-run").click();
  await page.waitForSelector('[data-phase="running"]');
  await go(page, "try");
  await go(page, "speed");
  await page.waitForSelector('[data-testid="speed"][data-phase="stopped"]');
  assert.deepEqual(complaints, []);
});
