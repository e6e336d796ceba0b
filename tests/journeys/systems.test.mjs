import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, shot } from "./browser.mjs";
import { ended, teach, teachDigits } from "./lessons.mjs";

async function setEpochs(page, epochs) {
  await page.getByTestId("set-epochs").fill(String(epochs));
  await page.keyboard.press("Tab");
}

/** Takes the run's model to Try and opens the menu that says what it is. */
async function inspect(page) {
  await page.getByTestId("adopt").click();
  await page.getByTestId("go-try").click();
  await page.getByTestId("model-menu").locator("summary").click();
  return page.getByTestId("model-menu").locator(".facts").textContent();
}

test("LSNN by e-prop on the bundled digits: what happens inside is shown, and the model says what it is", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await teachDigits(page);
  await page.getByTestId("set-system").selectOption("lsnn-eprop");
  assert.ok(await page.getByTestId("rule-eprop").isChecked(), "the system's own rule is not chosen");
  assert.match(await page.getByTestId("system-text").textContent(), /400 neurons with a loop.*65\.40\s% on phonemes.*Bellec/s);
  assert.match(await page.getByTestId("rule-text").textContent(), /eligibility trace.*Bellec/s);
  await setEpochs(page, 2);
  await page.getByTestId("train").click();
  await ended(page, 300_000);
  const row = await page.getByTestId("inside-layer").locator("td").allTextContents();
  assert.equal(row.length, 5);
  assert.match(row[0], /^RFC400$/);
  assert.ok(Number(row[1]) > 0 && Number(row[1]) < 1, `firing rate ${row[1]}`);
  assert.match(row[4], /^\d{1,3}°$/);
  assert.match(await page.getByTestId("operations").textContent(), /[\d.]+\s[kM] synaptic operations and about [\d.]+\s[nµm]J/);
  assert.equal(await page.locator("nrr-curve").count(), 4);
  await page.getByText("Every epoch as text").click();
  await page.locator(".epochs tbody tr").nth(1).waitFor();
  assert.equal(await page.locator(".epochs tbody tr").count(), 2);
  await shot(page, "train-eprop-1280-light");
  assert.match(await inspect(page), /LSNN.*lsnn-eprop.*e-prop.*tuned/s);
  await shot(page, "model-menu-eprop-1280-light", false);
  assert.match(page.url(), /system=lsnn-eprop/);
  assert.deepEqual(complaints, []);
});

test("the paper's preset: its values, its address, its model", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await teach(page);
  // Few takes learn faster than the paper says.
  assert.equal(await page.getByTestId("set-learning_rate").inputValue(), "0.001");
  await page.getByTestId("preset-paper").check();
  assert.equal(await page.getByTestId("set-learning_rate").inputValue(), "0.0001");
  assert.match(page.url(), /preset=paper/);
  assert.match(await page.getByTestId("preset-text").textContent(), /source states/);
  await page.getByTestId("preset-tuned").check();
  assert.doesNotMatch(page.url(), /preset/);
  await page.getByTestId("preset-paper").check();
  await setEpochs(page, 2);
  await page.getByTestId("train").click();
  await ended(page);
  assert.match(await inspect(page), /nrr-shallow.*the paper's settings.*paper/s);
});

test("only what matters for the choice is asked", async (t) => {
  const { page } = await openPage(t, { hash: "#/train" });
  const shown = (key) => page.locator(`#set-${key}`).count();
  await page.getByText("All settings").click();
  assert.deepEqual(await Promise.all(["som_nodes", "eprop_feedback", "rate_target", "eligibility"].map(shown)), [0, 0, 0, 1]);
  await page.getByTestId("set-rate_strength").fill("1");
  await page.keyboard.press("Tab");
  await page.locator("#set-rate_target").waitFor();
  await page.getByTestId("rule-bptt").check();
  assert.deepEqual(await Promise.all(["eligibility", "through_time", "feedback"].map(shown)), [0, 0, 0]);
  await page.getByTestId("set-system").selectOption("som-snn");
  await page.locator("#set-som_nodes").waitFor();
  await page.getByTestId("set-system").selectOption("dnn");
  await page.waitForFunction(() => !document.querySelector("#set-leak"));
  assert.equal(await page.getByTestId("variations").locator(".setting").count(), 5);
});

test("a hostile address is read as text, each bad part named, and the page goes on", async (t) => {
  const bad = "system=__proto__&rule=constructor&preset=%3Cimg%20src=x%20onerror=alert(1)%3E&leak=1e999&encoding=%22%3E%3Cscript%3E&toString=1&epochs=0x7fffffff";
  const { page, complaints } = await openPage(t, { hash: `#/train?${bad}` });
  page.on("dialog", () => assert.fail("a script of the address ran"));
  const notice = page.locator('[data-notice="address"]');
  await notice.waitFor();
  for (const part of ["no system “__proto__”", "no rule “constructor”", "no preset", "Kept potential", "Input is one of", "no setting “toString”", "epochs is a whole number"]) {
    assert.ok((await notice.textContent()).includes(part), part);
  }
  assert.equal(await page.locator("img").count(), 0);
  assert.ok(await page.getByTestId("rule-rp").isChecked());
  assert.ok(await page.getByTestId("preset-tuned").isChecked());
  await teach(page);
  await setEpochs(page, 2);
  await page.getByTestId("train").click();
  await ended(page);
  assert.deepEqual(complaints, []);
});

test("a run whose neurons fall silent ends with the engine's message, and another can be begun", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data?v_threshold=10" });
  await teach(page);
  await page.getByTestId("train").click();
  const problem = page.getByTestId("run-problem");
  await problem.waitFor();
  assert.match(await problem.textContent(), /fired in epoch \d.*v_threshold/s);
  assert.equal(await page.getByTestId("done").count(), 0, "a run that failed offers its model");
  assert.match(await page.getByTestId("inside-layer").textContent(), /(9\d|100)\s%/, "the share of silent neurons is not shown");
  await shot(page, "train-silent-1280-light");
  await page.getByTestId("set-v_threshold").fill("0.5");
  await page.keyboard.press("Tab");
  await setEpochs(page, 5);
  await page.getByTestId("train").click();
  await page.getByTestId("done").waitFor();
  assert.equal(await problem.count(), 0);
  assert.deepEqual(complaints, []);
});

for (const [system, layers, width, scheme] of [["nrr-deep", 3, 1440, "light"], ["dnn", 1, 1440, "dark"], ["nrr-deep", 3, 390, "dark"]]) {
  test(`${system} at ${width} px: every layer can be looked at while it learns and in Try`, async (t) => {
    const { page, complaints } = await openPage(t, { width, height: 900, scheme, hash: `#/data?system=${system}` });
    await teach(page);
    if (width < 1000) {
      await page.locator(".settings-card > summary").click();
    }
    await setEpochs(page, 8);
      await page.getByTestId("train").click();
    await ended(page);
    assert.equal(await page.getByTestId("inside-layer").count(), layers);
    await shot(page, `train-${system}-${width}-${scheme}`);
    await page.getByTestId("adopt").click();
    await page.getByTestId("go-try").click();
    await page.waitForFunction(() => document.querySelectorAll('[data-testid="scores"] li').length === 3);
    // Plots out of sight are not drawn.
    await page.setViewportSize({ width, height: 2800 });
    const picker = page.locator("nrr-try-stack").getByTestId("layer");
    assert.equal(await picker.count(), layers > 1 ? layers : 0);
    for (let i = 0; i < (await picker.count()); i++) {
      await picker.nth(i).click();
      const name = (await picker.nth(i).textContent()).trim().split(/\s+/).at(-1);
      await page.locator("nrr-try-stack nrr-raster h3", { hasText: name }).waitFor();
      await page.waitForTimeout(150);
      await shot(page, `try-${system}-layer${i}-${width}-${scheme}`);
    }
    if (layers === 1) {
      await page.locator("nrr-raster h3", { hasText: "Values of layer" }).waitFor();
      await page.locator("nrr-neuron h3", { hasText: "Value of neuron" }).waitFor();
      await shot(page, `try-${system}-${width}-${scheme}`);
    }
    for (const plot of ["nrr-raster", "nrr-neuron"]) {
      await page.locator(`nrr-try-stack ${plot} .plot-twin`).click();
      assert.ok((await page.locator(`nrr-try-stack ${plot} .twin tr`).count()) > 5, `${plot} has no text twin`);
    }
    assert.deepEqual(complaints, []);
  });
}
