import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, openPage, shot, watchLongTasks } from "./browser.mjs";
import { takeFiles } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WORDS = ["1", "7", "3"];

async function axe(page, what) {
  // What stays in sight while the page scrolls covers whatever is under it just now, which is no matter of its size; the places have journeys of their own.
  const bars = (seen) =>
    page.evaluate((seen) => {
      for (const e of document.querySelectorAll("nrr-run-bar, .places")) {
        e.style.visibility = seen ? "" : "hidden";
      }
    }, seen);
  await page.evaluate(AXE);
  await bars(false);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  await bars(true);
  assert.deepEqual(violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
}

/** Trains on takes of jackson; takes 0 to 4 are then the test part, if there are later ones. */
async function train(page, takes, epochs = 40) {
  await go(page, "data");
  await page.getByTestId("add-files").setInputFiles(takeFiles(WORDS, takes));
  await page.waitForFunction((n) => document.querySelectorAll(".take").length === n, WORDS.length * takes.length);
  await go(page, "train");
  await page.getByTestId("set-epochs").fill(String(epochs));
  await page.keyboard.press("Tab");
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
}

async function openTest(page) {
  await go(page, "compare");
  await page.getByTestId("view-test").click();
  await page.getByTestId("test-start").waitFor();
}

const tested = (page) => page.waitForSelector('[data-testid="test"][data-phase="idle"][data-tested="yes"]');
const examined = (page) => page.waitForSelector('[data-testid="doctor"][data-done="yes"]');
const verdict = (page) => page.getByTestId("verdict").evaluate((e) => ({ right: Number(e.dataset.right), of: Number(e.dataset.of), standing: e.dataset.standing }));
const cells = (page) => page.$$eval('[role="gridcell"]', (all) => all.map((c) => ({ said: c.dataset.said, heard: c.dataset.heard, count: Number(c.dataset.count) })));

test("a run's test part: the matrix' sum, the run's own accuracy, playing by keyboard, too small to tell", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await train(page, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await openTest(page);
  const longTasks = await watchLongTasks(page);
  await page.getByTestId("test-start").click();
  await tested(page);
  await examined(page);
  assert.deepEqual(await longTasks(), [], "the page stays fluid");

  const found = await verdict(page);
  assert.deepEqual([found.of, found.standing], [15, "untouched"]);
  assert.equal(await page.getByTestId("stale").count(), 0, "it is of the run at hand");
  assert.equal(await page.getByTestId("verdict-title").textContent(), "Test accuracy");
  const counts = await cells(page);
  assert.equal(counts.length, 9);
  assert.equal(counts.reduce((sum, c) => sum + c.count, 0), 15, "the sum of the matrix is the test part");
  assert.equal(counts.filter((c) => c.said === c.heard).reduce((sum, c) => sum + c.count, 0), found.right, "its diagonal are the right answers");
  const own = Number(await page.getByTestId("run-accuracy").getAttribute("data-share"));
  assert.ok(Math.abs(own - found.right / found.of) < 1e-6, `the run measured ${own}, the test ${found.right} of ${found.of}`);
  t.diagnostic(`${found.right} of ${found.of} right, as the run itself measured`);

  assert.match(await page.locator(".test-facts").textContent(), /NRR-SNN, shallow; rule Reward propagation\./, "network and rule are called by their names");
  assert.match(await page.locator(".test-facts").textContent(), /Kept aside: the test part marked in Data;/);

  // 15 takes leave more than 20 points at any share.
  const small = page.getByTestId("too-small");
  assert.match(await small.textContent(), /Your test set is too small to tell/);
  assert.ok(Number(await small.getAttribute("data-more")) > 0);
  // One voice alone: nothing can be said of others, and it is said.
  assert.match(await page.getByTestId("no-fresh-voices").textContent(), /one voice \(jackson\)/);

  // By keyboard: to the matrix, to a cell with takes, and play them one after another.
  const first = page.locator('[role="gridcell"][tabindex="0"]');
  assert.equal(await first.count(), 1, "one cell is in the Tab order");
  await first.focus();
  for (const [key, said, heard] of [["ArrowDown", "1", "0"], ["ArrowRight", "1", "1"], ["End", "1", "2"], ["Control+Home", "0", "0"], ["ArrowUp", "0", "0"]]) {
    await page.keyboard.press(key);
    assert.deepEqual(await page.evaluate(() => [document.activeElement.dataset.said, document.activeElement.dataset.heard]), [said, heard], key);
  }
  const at = counts.find((c) => c.count > 1);
  for (let i = 0; i < Number(at.said); i++) {
    await page.keyboard.press("ArrowDown");
  }
  for (let i = 0; i < Number(at.heard); i++) {
    await page.keyboard.press("ArrowRight");
  }
  // What begins to play, however soon it is over.
  await page.evaluate(() => {
    globalThis.begun = [];
    new MutationObserver(() => {
      const take = document.querySelector('[data-testid="cell-take"][data-playing="yes"]')?.dataset.utterance;
      if (take !== undefined && take !== globalThis.begun.at(-1)) {
        globalThis.begun.push(take);
      }
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-playing"] });
  });
  await page.keyboard.press("Enter");
  assert.equal(await page.getByTestId("cell-take").count(), at.count, "the list has the cell's takes");
  await page.waitForFunction(() => globalThis.begun.length === 1);
  // Enter plays the next take.
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => globalThis.begun.length === 2);
  await shot(page, "evaluate-1280-light");

  // The rejection level: all answers are accepted, wrongly accepted or rejected, by keyboard, and Listen takes it over.
  const reject = async () => Object.fromEntries(await Promise.all(["right", "wrong", "rejected"].map(async (k) => [k, Number(await page.getByTestId(`reject-${k}`).textContent())])));
  const level = page.getByTestId("test-level");
  await level.focus();
  await page.keyboard.press("Home");
  assert.deepEqual(await reject(), { right: found.right, wrong: 15 - found.right, rejected: 0 });
  await page.keyboard.press("End");
  const strict = await reject();
  assert.equal(strict.right + strict.wrong + strict.rejected, 15);
  assert.ok(strict.rejected > 0);
  // By pointer: the line follows.
  const plot = page.locator("nrr-test-scores canvas");
  await plot.scrollIntoViewIfNeeded();
  const box = await plot.boundingBox();
  await page.mouse.move(box.x + box.width * 0.5, box.y + 80);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.7, box.y + 80, { steps: 4 });
  await page.mouse.up();
  const drawn = Number(await page.getByTestId("rejection").getAttribute("data-level"));
  assert.ok(drawn > 0.5 && drawn < 0.8, `the line is at ${drawn}`);
  await page.getByTestId("level-to-listen").click();
  await page.getByText("Listen now says").waitFor();

  // Files: the same counts.
  const files = {};
  for (const what of ["answers", "confusion", "neurons", "report"]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(`export-${what}`).click()]);
    files[what] = readFileSync(await download.path(), "utf8");
  }
  const report = JSON.parse(files.report);
  assert.deepEqual([report.isTest, report.accuracy.right, report.accuracy.of], [true, found.right, 15]);
  assert.match(report.data.sha256, /^[0-9a-f]{64}$/);
  assert.match(report.network.weightsSha256, /^[0-9a-f]{64}$/);
  assert.equal(report.rejection.level, drawn);
  assert.equal(files.answers.trim().split("\r\n").length, 16);
  assert.equal(files.neurons.trim().split("\r\n").length, 501);
  const mute = Number(await page.locator('[data-testid="doctor-layers"] [data-ailment="mute"]').getAttribute("data-count"));
  assert.equal(files.neurons.match(/,tells nothing,/g)?.length ?? 0, mute, "the file says what the page says");
  assert.deepEqual(files.confusion.trim().split("\r\n").slice(1).flatMap((row) => row.split(",").slice(1).map(Number)), counts.map((c) => c.count));

  // Inside shows the very take.
  const take = page.getByTestId("cell-take").nth(1);
  const utterance = Number(await take.getAttribute("data-utterance"));
  await take.getByTestId("cell-look").click();
  await page.waitForFunction(
    (u) => {
      const { list, chosen, busy } = document.querySelector("nrr-inside-choose")?.desk.state ?? {};
      return busy === false && list[chosen]?.at === u;
    },
    utterance,
  );
  await page.getByTestId("inside-answer").waitFor();

  await go(page, "listen");
  assert.equal(Number(await page.getByTestId("least-score").inputValue()), drawn, "Listen asks with the same level");
  assert.deepEqual(complaints, []);
});

test("takes that were learnt from are never called a test", async (t) => {
  const { page } = await openPage(t, { hash: "#/data" });
  await train(page, [5, 6, 7, 8, 9]);
  await openTest(page);
  await page.getByTestId("test-start").click();
  await page.getByTestId("no-test-part").waitFor();
  assert.equal(await page.getByTestId("accuracy").count(), 0, "no accuracy without a test part");
  await axe(page, "no test part");
  await page.getByTestId("test-learnt").click();
  await tested(page);
  assert.match(await page.getByTestId("learnt-warning").textContent(), /This is no test/);
  assert.equal((await verdict(page)).standing, "learnt");
  assert.doesNotMatch(await page.getByTestId("verdict").textContent(), /Test accuracy/);
  assert.doesNotMatch(await page.getByTestId("export-report").evaluate((e) => e.closest("nrr-test").textContent), /Test accuracy/);
  await shot(page, "evaluate-learnt-1280-light");
  await page.getByTestId("test-start").click();
  await page.getByTestId("keep-some").click();
  await page.waitForFunction(() => /split=random/.test(location.hash));
});

test("the model in Try on the bundled digits: held-out voices, the noise curve stopped and gone on with, the doctor's advice", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/compare", width: 1440 });
  await page.getByTestId("view-test").click();
  const longTasks = await watchLongTasks(page);
  const began = performance.now();
  await page.getByTestId("test-start").click();
  await tested(page);
  t.diagnostic(`280 takes brought and answered in ${Math.round(performance.now() - began)} ms`);
  await examined(page);
  assert.deepEqual(await longTasks(), [], "the page stays fluid");
  const found = await verdict(page);
  assert.deepEqual([found.of, found.standing], [280, "untouched"]);
  assert.ok(found.right > 260, `${found.right} of 280`);
  assert.equal(await page.getByTestId("too-small").count(), 0, "280 takes tell");
  assert.equal(await page.getByTestId("voices").getAttribute("data-fresh"), "11");
  // The model's own facts name the test part as the test does.
  await page.getByTestId("model-menu").locator("summary").click();
  await page.getByTestId("model-menu").getByText(/% \(the data's own test part\)/).waitFor();
  await page.keyboard.press("Escape");
  assert.match(await page.getByTestId("fresh-voices").textContent(), /11 voices/);

  const points = () => page.getByTestId("noise-curve").getAttribute("data-points").then(Number);
  await page.getByTestId("curve-start").click();
  // From inside the page: no engine is too quick for that.
  await page.evaluate(
    () =>
      new Promise((resolve) => {
        const look = () => {
          const stop = document.querySelector('[data-testid="curve-stop"]');
          if (stop && Number(document.querySelector('[data-testid="noise-curve"]').dataset.points) >= 3) {
            observer.disconnect();
            stop.click();
            resolve();
          }
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        look();
      }),
  );
  await tested(page);
  const held = await points();
  assert.ok(held < 10, "it was stopped");
  await page.getByTestId("curve-start").click();
  await page.waitForFunction(() => document.querySelector('[data-testid="noise-curve"]').dataset.points === "10");
  await page.locator('[data-testid="noise-curve"] .plot-twin').click();
  const rights = await page.$$eval('[data-testid="noise-curve"] tr[data-noise]', (rows) => rows.map((r) => Number.parseFloat(r.cells[1].textContent)));
  assert.equal(rights.length, 10);
  assert.ok(rights[0] > 90 && rights[9] < 40, `from ${rights[0]} to ${rights[9]} %`);
  // The slider shows what was measured, at once.
  await page.getByTestId("test-noise").focus();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((share) => document.querySelector('[data-testid="accuracy"]').textContent.startsWith(share), String(rights[1].toFixed(1)));
  assert.equal((await cells(page)).reduce((sum, c) => sum + c.count, 0), 280);
  await page.getByTestId("test-noise").press("Home");
  assert.equal(await page.locator('[data-testid="doctor-layers"] tbody tr').count(), 1);
  await axe(page, "tested");
  assert.deepEqual(complaints, []);
});

test("a test is told to be old once the run, its takes or the model are others; with a validation part it is of the best epoch", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data?validation=0.3" });
  const stale = (why) => page.waitForSelector(`[data-testid="stale"][data-why="${why}"]`);
  const fresh = async () => {
    await page.getByTestId("test-start").click();
    await tested(page);
    assert.equal(await page.getByTestId("stale").count(), 0);
  };
  const more = async (take, count) => {
    await go(page, "data");
    await page.getByTestId("add-files").setInputFiles(takeFiles(["1"], [take]));
    await page.waitForFunction((n) => document.querySelectorAll(".take").length === n, count);
  };
  const runAgain = async () => {
    await go(page, "train");
    await page.getByTestId("reset").click();
    await page.waitForSelector('.run[data-phase="none"]');
    await page.getByTestId("train").click();
    await page.waitForSelector('.run[data-phase="ended"]');
  };
  await train(page, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 25);
  await openTest(page);
  await fresh();
  const found = await verdict(page);
  const own = Number(await page.getByTestId("run-accuracy").getAttribute("data-share"));
  assert.ok(Math.abs(own - found.right / found.of) < 1e-6, `the run measured ${own}, the test ${found.right} of ${found.of}`);
  t.diagnostic((await page.getByTestId("verdict").textContent()).match(/After epoch \d+/)?.[0] ?? "");

  // Another run, as long as the first.
  await go(page, "train");
  await page.getByTestId("set-seed").fill("2");
  await page.keyboard.press("Tab");
  await runAgain();
  await openTest(page);
  await stale("run");
  await shot(page, "evaluate-stale-1280-light", false);
  await fresh();

  // A run of other takes: what is listed is not what Inside would show under its number.
  await page.locator('[role="gridcell"]:not([data-count="0"])').first().click();
  assert.ok((await page.getByTestId("cell-look").count()) > 0);
  await more(10, 31);
  await runAgain();
  await openTest(page);
  await stale("run");
  assert.equal(await page.getByTestId("cell-look").count(), 0);

  // The model in Try, on the project's takes.
  await page.getByTestId("test-network-model").click();
  await page.getByTestId("test-source-project").click();
  await fresh();
  await more(11, 32);
  await openTest(page);
  await stale("takes");
  await go(page, "train");
  await page.getByTestId("adopt").click();
  await page.getByTestId("go-try").waitFor();
  await openTest(page);
  await stale("model");
  assert.deepEqual(complaints, []);
});

test("an ill network: the doctor names its silent neurons, and its advice goes into Train's settings", async (t) => {
  const { page } = await openPage(t, { hash: "#/data?v_threshold=3&epochs=2" });
  await train(page, [0, 1, 2, 3, 4, 5, 6, 7], 2);
  await openTest(page);
  await page.getByTestId("test-start").click();
  await tested(page);
  await examined(page);
  const silent = Number(await page.locator('[data-testid="doctor-layers"] [data-ailment="silent"]').getAttribute("data-count"));
  t.diagnostic(`${silent} silent neurons`);
  assert.ok(silent > 100);
  const kind = page.locator('[data-testid="doctor-kind"][data-ailment="silent"]');
  await kind.locator("summary").click();
  assert.equal(await kind.getByTestId("doctor-neuron").count(), 24);
  await kind.getByText(`Show all ${silent}`).click();
  assert.equal(await kind.getByTestId("doctor-neuron").count(), silent);
  const neuron = kind.getByTestId("doctor-neuron").nth(5);
  const number = (await neuron.textContent()).trim();
  await neuron.click();
  await page.waitForFunction((n) => document.querySelector('[data-testid="inside-neuron"]')?.value === n, number);
  await go(page, "compare");
  await page.getByTestId("view-test").click();
  const proposal = page.locator('[data-testid="proposal"][data-key="v_threshold"]');
  assert.equal(await proposal.getAttribute("data-to"), "2.1");
  await proposal.getByTestId("take-over").click();
  await page.getByTestId("doctor-train").click();
  assert.equal(await page.getByTestId("set-v_threshold").inputValue(), "2.1");
});

/** Trains with what is set, and tests what came out. */
async function trainAndTest(page) {
  await page.getByTestId("train").click();
  await page.waitForSelector('.run[data-phase="ended"]');
  await openTest(page);
  await page.getByTestId("test-start").click();
  await tested(page);
  await examined(page);
}

/** Trains on the bundled digits, the same for everybody, with these settings, and tests on their held-out voices. */
async function digits(t, settings) {
  const opened = await openPage(t, { hash: `#/data?epochs=2${settings}` });
  const { page } = opened;
  await page.getByTestId("source-bundled").click();
  await go(page, "train");
  await trainAndTest(page);
  return opened;
}

/** How many neurons have each finding, by the doctor's table. */
const ill = (page) => page.locator('[data-testid="doctor-layers"] [data-ailment]').evaluateAll((all) => Object.fromEntries(all.map((e) => [e.dataset.ailment, Number(e.dataset.count)])));
/** The neurons of one kind that are listed, all of them. */
async function listed(page, ailment) {
  const kind = page.locator(`[data-testid="doctor-kind"][data-ailment="${ailment}"]`);
  await kind.locator("summary").click();
  const rest = kind.getByText(/^Show all/);
  if ((await rest.count()) > 0) {
    await rest.click();
  }
  return kind.getByTestId("doctor-neuron").evaluateAll((all) => all.map((e) => e.textContent.replaceAll(/\s+/g, " ").trim()));
}
const proposals = (page) => page.getByTestId("proposal").evaluateAll((all) => all.map((e) => e.dataset.key));

/** The neurons' figures as the page exports them. */
async function figures(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("export-neurons").click()]);
  const [head, ...rows] = readFileSync(await download.path(), "utf8").trim().split("\r\n").map((row) => row.split(","));
  return rows.map((row) => Object.fromEntries(row.map((x, i) => [head[i], head[i] === "finding" || head[i] === "layer" ? x : Number(x)])));
}

test("an excited network: the doctor names the saturated neurons that the exported figures have, and what it advises calms some", async (t) => {
  const { page, complaints } = await digits(t, "&v_threshold=0.01&adapt_strength=0");
  const before = await ill(page);
  t.diagnostic(JSON.stringify(before));
  assert.ok(before.saturated > 25, "a twentieth of the neurons, from which on something is advised");
  const neurons = await figures(page);
  const names = await listed(page, "saturated");
  assert.deepEqual(names.map((name) => Number(name.split(" ")[0])), neurons.filter((n) => n.spikesPerStep >= 0.9).map((n) => n.neuron));
  assert.equal(names.length, before.saturated);
  assert.ok(names.every((name) => /^\d+ \d\.\d\d per step$/.test(name)), names.slice(0, 3).join("; "));
  assert.match(await page.getByTestId("doctor-advice").textContent(), /Calms saturated neurons/);
  assert.deepEqual(await proposals(page), ["v_threshold", "adapt_strength", "leak", "init_rec", "rate_strength"]);
  await shot(page, "evaluate-saturated-1280-light");

  await page.locator('[data-testid="proposal"][data-key="adapt_strength"]').getByTestId("take-over").click();
  await page.getByTestId("doctor-train").click();
  assert.equal(await page.getByTestId("set-adapt_strength").inputValue(), "0.5");
  await page.getByTestId("reset").click();
  await page.waitForSelector('.run[data-phase="none"]');
  await trainAndTest(page);
  const after = await ill(page);
  t.diagnostic(`with adaptation ${JSON.stringify(after)}`);
  assert.ok(after.saturated < 0.8 * before.saturated, `${before.saturated} saturated neurons, then ${after.saturated}`);
  assert.deepEqual(complaints, []);
});

test("a network that hardly hears: the doctor names neurons that tell nothing, and advises wider weights and fewer neurons", async (t) => {
  const { page, complaints } = await digits(t, "&v_threshold=0.01&init_ff=0.1");
  const found = await ill(page);
  t.diagnostic(JSON.stringify(found));
  assert.ok(found.mute > 125, "a quarter of the neurons, from which on something is advised");
  const names = await listed(page, "mute");
  assert.equal(names.length, found.mute);
  for (const name of names) {
    const [, bits, chance] = /^\d+ ([\d.]+) ≤ ([\d.]+) bit$/.exec(name) ?? [];
    assert.ok(Number(bits) <= Number(chance), name);
  }
  const told = (await figures(page)).filter((n) => n.finding === "" && n.informationBits > n.chanceBits);
  assert.ok(told.length > 0, "some neurons tell something");
  assert.match(await page.getByTestId("doctor-advice").textContent(), /Against neurons that tell nothing.*Wider first weights.*A smaller layer would do/s);
  const advised = await proposals(page);
  assert.deepEqual(advised.slice(0, 3), ["learning_rate", "init_ff", "topology"]);
  const smaller = page.locator('[data-testid="proposal"][data-key="topology"]');
  const to = await smaller.getAttribute("data-to");
  const kept = Number(/^RFC(\d+)-FC10$/.exec(to)?.[1]);
  assert.ok(kept >= 500 - found.mute && kept < 510 - found.mute, `${to} without ${found.mute} of 500`);
  await smaller.getByTestId("take-over").click();
  await page.getByTestId("doctor-train").click();
  assert.equal(await page.getByTestId("set-topology").inputValue(), to);
  assert.deepEqual(complaints, []);
});

test("a readout that leaps: the doctor names neurons that nobody reads beside silent ones, as the exported figures have them", async (t) => {
  // First weights are small and steps large: the readout comes to neurons that fire often, and leaves the others as they were.
  const { page, complaints } = await digits(t, "&init_ff=0.1&input_scale=10&v_threshold=1.5&readout_rate=1000");
  const found = await ill(page);
  t.diagnostic(JSON.stringify(found));
  assert.ok(found.unread > 0 && found.silent > 25, JSON.stringify(found));
  const neurons = await figures(page);
  const influence = neurons.map((n) => n.influence).sort((a, b) => a - b);
  const median = (influence[249] + influence[250]) / 2;
  const fires = (n) => n.spikesPerStep > 0;
  const unread = neurons.filter((n) => fires(n) && n.influence <= 0.02 * median).map((n) => n.neuron);
  assert.deepEqual((await listed(page, "unread")).map(Number), unread);
  assert.deepEqual((await listed(page, "silent")).map(Number), neurons.filter((n) => !fires(n)).map((n) => n.neuron));
  assert.match(await page.locator('[data-testid="doctor-kind"][data-ailment="unread"]').textContent(), /below 2\s% of their layer’s median/);
  assert.match(await page.getByTestId("doctor-advice").textContent(), /Wakes silent neurons/);
  // An unread neuron is looked at Inside.
  await page.locator('[data-testid="doctor-kind"][data-ailment="unread"]').getByTestId("doctor-neuron").first().click();
  await page.waitForFunction((n) => document.querySelector('[data-testid="inside-neuron"]')?.value === n, String(unread[0]));
  assert.deepEqual(complaints, []);
});

/** What the words' table must say of the matrix that stands beside it, and what it says. */
const wordTables = (page) =>
  page.evaluate(() => {
    const rows = [...document.querySelectorAll('[data-testid="matrix"] tbody tr')];
    const counts = rows.map((row) => [...row.querySelectorAll('[role="gridcell"]')].map((cell) => Number(cell.textContent)));
    const words = rows.map((row) => row.querySelector("th").textContent.trim());
    const numbers = (cell) => cell.textContent.match(/[\d.]+/g)?.map(Number) ?? [];
    const says = [...document.querySelectorAll('[data-testid="words"] tbody tr')].map((row) => {
      const [takes, recall, precision] = row.querySelectorAll("td");
      return { word: row.querySelector("th").textContent.trim(), takes: Number(takes.textContent), recall: numbers(recall), precision: numbers(precision) };
    });
    return { words, counts, says };
  });

/** A share and its interval by Wilson, in percent; nothing of nothing. */
function wilson(right, of) {
  if (of === 0) {
    return [];
  }
  const [p, z] = [right / of, 1.959964];
  const middle = (p + (z * z) / (2 * of)) / (1 + (z * z) / of);
  const half = (z / (1 + (z * z) / of)) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of));
  return [p, middle - half, middle + half].map((x) => 100 * x);
}

test("recall and precision of every word, and their intervals, are what its row and column of the matrix give, without noise and with it", async (t) => {
  const { page, complaints } = await digits(t, "");
  const compare = async (what) => {
    const { words, counts, says } = await wordTables(page);
    assert.equal(counts.flat().reduce((a, b) => a + b, 0), 280);
    const row = (w) => counts[w].reduce((a, b) => a + b, 0);
    const column = (w) => counts.reduce((sum, r) => sum + r[w], 0);
    assert.deepEqual(says.map((s) => s.word), words);
    for (const [w, { word, takes, recall, precision }] of says.entries()) {
      assert.equal(takes, row(w), word);
      for (const [name, shown, wanted] of [["recall", recall, wilson(counts[w][w], row(w))], ["precision", precision, wilson(counts[w][w], column(w))]]) {
        // Shown without digits behind the point.
        assert.ok(shown.length === wanted.length && shown.every((x, i) => Math.abs(x - wanted[i]) < 0.5001), `${what}, ${name} of ${word}: ${shown} for ${wanted.map((x) => x.toFixed(2))}`);
      }
    }
    const right = counts.reduce((sum, r, w) => sum + r[w], 0);
    t.diagnostic(`${what}: ${right} of 280 right, ${words.filter((_, w) => column(w) === 0).length} words never heard`);
    return right;
  };
  const clear = await compare("without noise");
  assert.equal(clear, (await verdict(page)).right);
  assert.ok(clear < 280, "a matrix with errors tells recall from precision");
  // Some errors, then one word that is heard in everything.
  let before = clear;
  for (const noise of [20, 90]) {
    await page.getByTestId("test-noise").fill(String(noise / 100));
    await page.waitForFunction((noise) => new RegExp(`Noise: ${noise}\\s%`).test(document.querySelector('[data-testid="verdict"]')?.textContent ?? ""), noise);
    const right = await compare(`with ${noise} % of noise`);
    assert.equal(right, (await verdict(page)).right);
    assert.ok(right < before, `${right} of 280`);
    before = right;
  }
  await page.locator('[data-testid="words"]').scrollIntoViewIfNeeded();
  await shot(page, "evaluate-words-1280-light", false);
  assert.deepEqual(complaints, []);
});

for (const [width, scheme] of [[390, "dark"], [320, "light"], [768, "light"]]) {
  test(`the test at ${width} px, ${scheme}: no violation, no overflow, large targets`, async (t) => {
    const { page } = await openPage(t, { width, height: 844, scheme, hash: "#/compare", init: width === 390 ? () => localStorage.setItem("nrr-language", "de") : undefined });
    await page.getByTestId("view-test").click();
    await page.getByTestId("test-start").waitFor();
    await axe(page, "before the test");
    await page.getByTestId("test-start").click();
    await tested(page);
    await examined(page);
    await page.locator('.test-cell.right:not([data-count="0"])').first().click();
    for (const kind of await page.locator('[data-testid="doctor-kind"] summary').all()) {
      await kind.click();
    }
    await page.waitForTimeout(300);
    await shot(page, `evaluate-${width}-${scheme}`);
    // A table that does not fit has a shade where it is cut.
    const tables = await page.evaluate(() =>
      [...document.querySelectorAll("nrr-test .test-scroll, nrr-test .test-matrix-frame")].map((e) => ({
        is: e.querySelector("[data-testid]")?.dataset.testid,
        over: e.scrollWidth - e.clientWidth,
        shades: getComputedStyle(e).backgroundAttachment,
      })),
    );
    assert.ok(width > 390 || tables.find(({ is }) => is === "doctor-layers").over > 0);
    assert.ok(tables.every(({ shades }) => shades === "local, local, scroll, scroll"));
    if (width === 320) {
      // Recall and precision fit beside each other on most phones.
      await page.setViewportSize({ width: 390, height: 844 });
      assert.equal(await page.getByTestId("words").evaluate((e) => e.parentElement.scrollWidth - e.parentElement.clientWidth), 0);
      await page.setViewportSize({ width, height: 844 });
    }
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
    await axe(page, "tested");
    const low = await page.evaluate(() =>
      [...document.querySelectorAll("nrr-test button, nrr-test summary, nrr-test input, nrr-test [role=gridcell]")]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.5)
        .map((e) => e.outerHTML.slice(0, 80)),
    );
    assert.deepEqual(low, [], "targets lower than 44 px");
  });
}
