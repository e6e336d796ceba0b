/** Exact repeat: the address of a run gives the same weights again, and the page says so; what is wrong in an address is told. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { go, openPage, shot } from "./browser.mjs";
import { takeFiles } from "./sounds.mjs";

const PATIENCE = { timeout: 180_000 };

async function trained(page) {
  await page.getByTestId("train").click();
  await page.waitForSelector('[data-testid="run"][data-phase="ended"]', PATIENCE);
}

test("the address of a run on the bundled digits, opened elsewhere, gives the same weights, and the page says so", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/train?source=digits&epochs=2&seed=5" });
  await trained(page);
  await page.getByTestId("share").locator("summary").click();
  const link = await page.getByTestId("share-link").inputValue();
  const weights = await page.getByTestId("weights-digest").textContent();
  assert.match(weights, /^[0-9a-f]{64}$/);
  for (const part of ["source=digits", "epochs=2", "seed=5", `weights=${weights.slice(0, 16)}`, "data="]) {
    assert.ok(link.includes(part), `${part} is not in ${link}`);
  }
  assert.deepEqual(complaints, []);

  const other = await openPage(t, { hash: link.slice(link.indexOf("#")) });
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="waiting"]');
  await trained(other.page);
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="same"]');
  await shot(other.page, "repeat-same-1280-light");
  await other.page.getByTestId("share").locator("summary").click();
  assert.equal(await other.page.getByTestId("weights-digest").textContent(), weights);

  // Reset and the same seed: once more the same.
  await other.page.getByTestId("reset").click();
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="waiting"]');
  await trained(other.page);
  await other.page.waitForSelector('[data-testid="repeat"][data-verdict="same"]');
  // Another seed is another run: nothing is expected of it.
  await other.page.getByTestId("set-seed").fill("6");
  await other.page.getByTestId("set-seed").press("Enter");
  await other.page.waitForSelector('[data-testid="repeat"]', { state: "detached" });
  assert.deepEqual(other.complaints, []);
});

test("an address of other recordings says so as soon as the run begins", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?data=0123456789abcdef&weights=0123456789abcdef&epochs=3" });
  await page.getByTestId("add-files").setInputFiles(takeFiles(["1", "7"], [0, 1, 2]));
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="take"]').length === 6 || document.querySelector('[data-count="3"]'));
  await go(page, "train");
  await trained(page);
  await page.waitForSelector('[data-testid="repeat"][data-verdict="other-data"]');
});

test("hostile values of an address are named, and the page goes on", async (t) => {
  const bad = `source=${encodeURIComponent("../../etc/passwd")}&data=${encodeURIComponent("<img src=x onerror=alert(1)>")}&weights=${"f".repeat(100)}&seed=-4&epochs=1e9`;
  const { page, complaints } = await openPage(t, { hash: `#/train?${bad}` });
  await page.locator('[data-notice="repeat"]').waitFor();
  await page.locator('[data-notice="address"]').waitFor();
  assert.equal(await page.locator("img").count(), 0);
  assert.equal(await page.getByTestId("set-seed").inputValue(), "1");
  assert.deepEqual(complaints, []);
});
