import assert from "node:assert/strict";
import { test } from "node:test";
import { go, holdUp, openPage, shot, slowDown, watchLongTasks } from "./browser.mjs";
import { digest, ended, teach, teachDigits } from "./lessons.mjs";

const epochIs = (page, n) => page.waitForFunction((n) => Number(document.querySelector('[data-testid="epoch"]')?.dataset.epoch) >= n, n);

test("three words of five takes: train, pause, resume, reset; the same seed gives the same weights; the page stays fluid", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await teach(page);
  const longTasks = await watchLongTasks(page);
  const began = performance.now();
  await page.getByTestId("train").click();
  await ended(page);
  t.diagnostic(`trained in ${Math.round(performance.now() - began)} ms`);
  assert.deepEqual(await longTasks(), []);
  await shot(page, "train-done-1280-light");
  const first = await digest(page);

  await page.getByTestId("reset").click();
  await page.waitForSelector('.run[data-phase="none"]');
  const [engine] = page.workers();
  await slowDown(engine, 20);
  await page.getByTestId("train").click();
  await epochIs(page, 5);
  await page.getByTestId("pause").click();
  await page.waitForSelector('.run[data-phase="paused"]');
  const held = await page.getByTestId("epoch").getAttribute("data-epoch");
  await page.waitForTimeout(300);
  assert.equal(await page.getByTestId("epoch").getAttribute("data-epoch"), held, "a paused run went on");
  await slowDown(engine, 0);
  await page.getByTestId("resume").click();
  await ended(page);
  assert.equal(await digest(page), first);
  assert.deepEqual(complaints, []);
});

test("a changed setting asks before it restarts the run", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await teach(page);
  await page.getByTestId("set-epochs").fill("5000");
  await page.keyboard.press("Tab");
  await page.getByTestId("train").click();
  await epochIs(page, 3);
  await page.getByTestId("set-leak").fill("0.5");
  await page.keyboard.press("Tab");
  await page.getByTestId("restart-question").waitFor();
  await shot(page, "train-restart-1280-light");
  const before = Number(await page.getByTestId("epoch").getAttribute("data-epoch"));
  await page.getByTestId("restart-no").click();
  assert.notEqual(await page.getByTestId("set-leak").inputValue(), "0.5");
  await epochIs(page, before + 1);
  await page.getByTestId("rule-bptt").check();
  await page.getByTestId("restart-yes").click();
  await page.waitForFunction((n) => Number(document.querySelector('[data-testid="epoch"]')?.dataset.epoch ?? 0) < n, before);
  assert.match(page.url(), /rule=bptt/);
  await epochIs(page, 1);
  await page.getByTestId("stop").click();
  await ended(page);
});

test("the bar shows the run in every place, and stops it there; a start that is refused leaves the run as it was", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await teach(page);
  await page.getByTestId("set-epochs").fill("5000");
  await page.keyboard.press("Tab");
  await page.getByTestId("train").click();
  await epochIs(page, 3);
  const bar = page.getByTestId("run-bar");
  for (const place of ["try", "listen", "data", "inside", "compare", "reproduce", "speed", "phonemes", "train"]) {
    await go(page, place);
    await page.waitForSelector('[data-testid="run-bar"][data-phase="training"]');
    assert.ok(await page.getByTestId("run-bar-stop").isVisible(), `no Stop in ${place}`);
  }
  await go(page, "try");
  await page.getByTestId("run-bar-stop").click();
  await page.waitForSelector('[data-testid="run-bar"][data-phase="ended"]');
  assert.equal(await page.getByTestId("run-bar-stop").count(), 0);
  await go(page, "train");
  const epoch = await page.getByTestId("epoch").getAttribute("data-epoch");

  // No voice has this name: the engine refuses.
  await page.evaluate(() => {
    const { train } = document.querySelector("nrr-train").app.project;
    train.set({ choices: { ...train.state.choices, split: "speaker:nobody" } });
  });
  await page.getByTestId("train").click();
  await page.getByTestId("run-refused").waitFor();
  await shot(page, "train-refused-1280-light");
  assert.equal(await bar.getAttribute("data-phase"), "ended");
  assert.equal(await page.getByTestId("epoch").getAttribute("data-epoch"), epoch);
  // With the next edit it is over.
  await page.getByTestId("set-seed").fill("2");
  await page.keyboard.press("Tab");
  assert.equal(await page.getByTestId("run-refused").count(), 0);
  // Its model is still in the engine.
  assert.ok((await digest(page)).length > 0);
  assert.deepEqual(complaints, []);
});

test("settings out of range are refused beside the field; the address falls back with a notice", async (t) => {
  const { page } = await openPage(t, { hash: "#/train?leak=7&rule=nothing&seed=3&odd=1" });
  const notice = page.locator('[data-notice="address"]');
  await notice.waitFor();
  assert.match(await notice.textContent(), /Kept potential.*0 to 0.99/s);
  assert.equal(await page.getByTestId("set-seed").inputValue(), "3");
  for (const [key, bad] of [["epochs", "0"], ["epochs", "1.5"], ["seed", "-1"], ["leak", "2"], ["density", "0"], ["learning_rate", "x"], ["topology", ""]]) {
    const field = page.getByTestId(`set-${key}`);
    await field.evaluate((e, v) => {
      e.type = "text";
      e.value = v;
      e.dispatchEvent(new Event("change"));
    }, bad);
    await page.waitForFunction((k) => document.querySelector(`#set-${k}`)?.getAttribute("aria-invalid") === "true", key);
  }
});

test("while a field is wrong no run begins: the page names the fields, and the first of them has the focus", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/train" });
  // Without recordings there is a way to them.
  await page.getByTestId("train-data").click();
  await page.getByTestId("welcome").waitFor();
  await teach(page);
  assert.match(await page.getByTestId("readout").textContent(), /FC3 here/);
  const type = async (key, text) => {
    await page.getByTestId(`set-${key}`).fill(text);
    await page.keyboard.press("Tab");
  };
  const wrong = page.getByTestId("train-wrong");
  await type("epochs", "0");
  await page.getByTestId("all-settings").click();
  await type("batch", "0");
  await page.getByTestId("all-settings").click();
  await type("topology", "hello");
  assert.equal(await page.getByTestId("set-topology").getAttribute("aria-invalid"), "true", "it is told on leaving the field");
  assert.match(await wrong.textContent(), /Epochs, Batch and Layers/);
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await page.getByTestId("train").click();
  assert.equal(await focused(), "set-epochs");
  assert.equal(await page.getByTestId("run").getAttribute("data-phase"), "none");
  await shot(page, "train-wrong-1280-light");

  // A wrong field in a part that is closed is opened; what was typed is still there after another place.
  await type("epochs", "3");
  await type("topology", "RFC50-FC10");
  await go(page, "data");
  await go(page, "train");
  assert.equal(await page.getByTestId("set-batch").inputValue(), "0");
  await page.getByTestId("train").click();
  assert.equal(await focused(), "set-batch");
  assert.equal(await page.getByTestId("set-batch").isVisible(), true);
  await type("batch", "5");
  assert.equal(await wrong.count(), 0);
  await page.getByTestId("train").click();
  await ended(page);
  assert.equal(await page.getByTestId("epoch").getAttribute("data-epoch"), "3");

  // The run says what it is of, whatever the settings are by then.
  await page.getByTestId("rule-bptt").check();
  await type("seed", "2");
  assert.equal(await page.getByTestId("run-what").textContent(), "Reward propagation, seed 1");
  assert.match(await page.getByTestId("run-bar-open").textContent(), /1, 7, 3 · NRR-SNN, shallow · Reward propagation · seed 1/);
  await shot(page, "train-other-settings-1280-light");
  await go(page, "inside");
  assert.match(await page.getByTestId("timeline-kept").textContent(), /kept after epochs? 0.* 3\./);
  await page.getByTestId("model-name").click();
  assert.match(await page.locator(".menu-body .facts").first().textContent(), /the data's own test part/);
  assert.deepEqual(complaints, []);
});

test("when the worker dies a new one takes the run up from the last epoch, and ends with the same weights", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await teach(page);
  await page.getByTestId("train").click();
  await ended(page);
  const first = await digest(page);
  await page.getByTestId("reset").click();
  await slowDown(page.workers()[0], 20);
  await page.getByTestId("train").click();
  await epochIs(page, 6);
  await page.workers()[0].evaluate(() => {
    setTimeout(() => {
      throw new Error("made by the journey");
    }, 0);
  });
  await page.locator('[data-notice="restored"]').waitFor();
  await page.waitForSelector('.run[data-phase="paused"]');
  await shot(page, "train-restored-1280-light");
  await go(page, "data");
  assert.equal(await page.locator(".take").count(), 15);
  await go(page, "train");
  await page.getByTestId("resume").click();
  await ended(page);
  assert.equal(await digest(page), first);
});

test("the bundled digits are fetched when training starts, and held-out voices test it", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?epochs=2" });
  await page.waitForSelector('[data-testid="model-name"]');
  const fetched = [];
  page.on("request", (r) => fetched.push(r.url()));
  await teachDigits(page);
  await page.waitForTimeout(200);
  assert.ok(!fetched.some((url) => url.endsWith("digits.pack")), "the pack was fetched before it was needed");
  const longTasks = await watchLongTasks(page);
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]', { timeout: 240_000 });
  assert.deepEqual(await longTasks(), []);
  assert.match(await page.getByTestId("done").textContent(), /of the \d+ test takes were right/);
  t.diagnostic((await page.getByTestId("done").textContent()).trim().replace(/\s+/g, " "));
  await shot(page, "train-digits-1280-light");
  // Accuracy has two lines and a legend, loss beside it one.
  assert.equal(await page.locator(".curves .legend").count(), 1);
  const tops = await page.evaluate(() => ["h3", "canvas"].map((part) => [...document.querySelectorAll(`.curves nrr-curve ${part}`)].map((e) => Math.round(e.getBoundingClientRect().top))));
  for (const [first, second] of tops) {
    assert.equal(first, second, `accuracy and loss begin at other heights: ${JSON.stringify(tops)}`);
  }
});

test("Stop works while the recordings are prepared: the run does not begin, and the one before it is there with its weights", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/train?epochs=5" });
  await teach(page);
  await page.getByTestId("train").click();
  await ended(page);
  const before = await digest(page);
  await teachDigits(page);
  // A quick machine would prepare its 600 recordings before anybody stops it: the worker is held up.
  await holdUp(page.workers()[0], 8000);
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="preparing"]');
  await page.getByTestId("stop").click();
  // Taken at once, whatever the engine does.
  assert.equal(await page.getByTestId("stop").isDisabled(), true);
  await page.getByText("Stopping as soon as the recordings are prepared").waitFor();
  await shot(page, "train-stopping-1280-light");
  await ended(page);
  assert.equal(await digest(page), before);
  assert.equal(await page.getByTestId("run-refused").count(), 0);
  // The next start begins.
  await page.getByTestId("set-epochs").fill("5000");
  await page.keyboard.press("Tab");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="training"]');
  await page.getByTestId("run-bar-stop").click();
  await ended(page);
  assert.deepEqual(complaints, []);
});

test("the open table of a long run gets a row with each epoch, and no row is made anew", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/train?epochs=5" });
  await teach(page);
  await page.getByTestId("train").click();
  await ended(page);
  const made = await page.evaluate(async (many) => {
    const { run } = document.querySelector("nrr-run").app.project;
    const [first] = run.state.records;
    // Only rows of the table ask for the energy of epochs that are over.
    let asked = 0;
    const record = (epoch) => ({
      ...first,
      epoch,
      get energyNj() {
        asked += 1;
        return epoch;
      },
    });
    const drawn = async () => {
      const began = performance.now();
      await document.querySelector("nrr-run").updateComplete;
      return performance.now() - began;
    };
    run.set({ records: Array.from({ length: many }, (_, i) => record(i + 1)) });
    await drawn();
    document.querySelector('[data-testid="epochs-text"]').click();
    await new Promise((next) => setTimeout(next, 1000));
    const [all, ms] = [asked, []];
    asked = 0;
    const rows = [...document.querySelectorAll("table.epochs tbody tr")];
    for (let n = 1; n <= 20; n++) {
      run.set({ records: [...run.state.records, record(many + n)] });
      ms.push(await drawn());
    }
    const now = [...document.querySelectorAll("table.epochs tbody tr")];
    return { all, later: asked, rows: rows.length, kept: rows.every((row, i) => row === now[i]), now: now.length, ms: ms.sort((a, b) => a - b)[10] };
  }, 3000);
  t.diagnostic(`an epoch more of 3000: ${made.ms.toFixed(1)} ms`);
  assert.deepEqual([made.rows, made.now, made.kept], [3000, 3020, true]);
  assert.ok(made.all >= 3000, `${made.all} rows were made at first`);
  // The last epoch is read by what stands beside the table, too.
  assert.ok(made.later >= 20 && made.later <= 60, `20 epochs more made ${made.later} rows`);
  assert.deepEqual(complaints, []);
});
