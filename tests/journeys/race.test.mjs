import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { go, isLab, keptParts, labsAre, oneCore, openPage, shot, slowLabs, watchLongTasks, watchPhase } from "./browser.mjs";
import { digest } from "./lessons.mjs";
import { takeFiles } from "./sounds.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const WORDS = ["1", "7", "3"];

/** Opens Compare with takes of three words; enough of them that the data have a test part of their own. */
async function openRace(t, options = {}) {
  const opened = await openPage(t, { hash: "#/data", ...options });
  const { page } = opened;
  await page.getByTestId("add-files").setInputFiles(takeFiles(WORDS, [0, 1, 2, 3, 4, 5, 6, 7]));
  await page.waitForFunction(() => document.querySelectorAll(".take").length === 24);
  await go(page, "compare");
  await page.getByTestId("race-start").waitFor();
  await page.evaluate(() => {
    document.querySelector(".race-setup").open = true;
  });
  return opened;
}

async function fill(page, id, value) {
  await page.getByTestId(id).fill(value);
  await page.keyboard.press("Tab");
}

const ended = (page) => page.waitForSelector('.race[data-phase="ended"]');
const lanes = (page) => page.getByTestId("race-lane").evaluateAll((all) => all.map((e) => ({ phase: e.dataset.phase, epoch: Number(e.dataset.epoch) })));
const digests = (page) => page.getByTestId("race-final").evaluateAll((all) => all.map((e) => e.dataset.digest));
const someEpoch = (page, n) => page.waitForFunction((n) => [...document.querySelectorAll('[data-testid="race-lane"]')].some((e) => Number(e.dataset.epoch) >= n), n);

/** Waits until every lane at work has stopped after its step. */
const allHeld = (page) => page.waitForFunction(() => [...document.querySelectorAll('[data-testid="race-lane"]')].every((e) => ["paused", "waiting"].includes(e.dataset.phase)));

test("four rules on the same data from the same weights; the same race gives the same weights, and so does Train", async (t) => {
  const { page, complaints } = await openRace(t);
  await fill(page, "race-epochs", "8");
  const longTasks = await watchLongTasks(page);
  await page.getByTestId("race-start").click();
  await ended(page);
  assert.deepEqual(await longTasks(), [], "tasks over 50 ms while the race ran");
  const first = await digests(page);
  assert.equal(first.length, 4);
  assert.equal(new Set(first).size, 4, "four rules give four networks");
  assert.ok(first.every((d) => /^[0-9a-f]{64}$/.test(d)));
  const start = page.getByTestId("race-initial");
  assert.equal(await start.count(), 1);
  assert.match(await start.textContent(), /All 4 lanes of NRR-SNN, shallow with seed 1 /, "a network is called by its name");
  assert.deepEqual(await start.evaluate((e) => [e.dataset.same, e.dataset.lanes]), ["yes", "4"], "every lane told its initial weights, and they are the same");
  assert.equal(await page.getByTestId("race-data-digest").getAttribute("data-same"), "yes");
  assert.ok(!first.includes(await start.getAttribute("data-digest")));

  // A reload loses nothing of the race, and the next one is compared with it.
  await keptParts(page, "race", 5);
  await page.reload();
  await page.waitForSelector('[data-engine="ready"]');
  await ended(page);
  assert.deepEqual(await digests(page), first, "the race after a reload");

  const racing = await watchPhase(page, ".race", "racing");
  await page.getByTestId("race-start").click();
  await racing();
  await ended(page);
  assert.deepEqual(await digests(page), first, "the race again");
  assert.deepEqual(await page.getByTestId("race-same").evaluateAll((all) => all.map((e) => e.dataset.same)), ["same", "same", "same", "same"]);

  // A lane as the current run: the model of the race, then the same run made in Train.
  await page.getByTestId("race-look-1").click();
  await page.waitForSelector('[data-testid="run-bar"][data-phase="ended"]');
  await go(page, "train");
  assert.ok(await page.getByTestId("rule-bptt").isChecked());
  // Its address can be shared at once.
  assert.equal(await page.getByTestId("weights-digest").textContent(), first[1]);
  assert.equal(await digest(page), first[1], "the model that the lane gave to Train");
  const training = await watchPhase(page, ".run", "training");
  await page.getByTestId("train").click();
  await training();
  await page.waitForSelector('.run[data-phase="ended"]');
  assert.equal(await digest(page), first[1], "the same run made in Train");

  // Another lane's model in Try; the race is still there.
  await go(page, "compare");
  await page.getByTestId("race-adopt-0").click();
  await page.getByTestId("race-try-0").click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="scores"] li').length === 3);
  assert.equal(await page.getByTestId("model-digest").evaluate((e) => e.textContent), first[0]);
  assert.deepEqual(complaints, []);
});

test("no more lanes at work than the device has cores for; pause holds all; the race goes on while another place is open", async (t) => {
  const { page, complaints } = await openRace(t);
  const most = await page.getByTestId("race-at-once").locator("option").count();
  assert.equal((await page.getByTestId("race-all").textContent()).trim(), "First 8 of 9 rules of NRR-SNN, shallow");
  await page.getByTestId("race-all").click();
  assert.equal(await page.getByTestId("race-row").count(), 8);
  assert.ok(await page.getByTestId("race-add").isDisabled());
  await fill(page, "race-epochs", "1000");
  slowLabs(page, 20);
  await page.getByTestId("race-start").click();
  await someEpoch(page, 2);
  const queue = () => page.getByTestId("race-queue").evaluate((e) => ({ ...e.dataset }));
  const { atWork, waiting } = await queue();
  assert.deepEqual([Number(atWork), Number(waiting)], [most, 8 - most]);
  await labsAre(page, most);
  assert.match(await page.getByTestId("race-left").textContent(), /about \d+ (s|min) left/);
  await page.getByTestId("race-pause").click();
  await allHeld(page);
  const held = await lanes(page);
  await page.waitForTimeout(500);
  assert.deepEqual(await lanes(page), held, "a paused race went on");
  await page.getByTestId("race-resume").click();
  await go(page, "data");
  // It goes on while another place is open.
  await page.waitForFunction((held) => document.querySelector("nrr-data")?.app.desks.race.state.jobs.some((job, i) => (job.records.at(-1)?.epoch ?? 0) > held[i].epoch), held);
  await go(page, "compare");
  await page.getByTestId("race-stop").click();
  await ended(page);
  const phases = (await lanes(page)).map((l) => l.phase);
  assert.ok(phases.every((p) => ["done", "stopped", "dropped"].includes(p)), phases.join(" "));
  await labsAre(page, 0);
  assert.deepEqual(complaints, []);
});

test("when the worker of a lane dies it is told, the others lose nothing, and the lane runs again to its weights", async (t) => {
  const { page } = await openRace(t);
  await fill(page, "race-epochs", "60");
  const full = slowLabs(page, 20);
  await page.getByTestId("race-start").click();
  await someEpoch(page, 2);
  await page.workers().find(isLab).evaluate(() => {
    setTimeout(() => {
      throw new Error("made by the journey");
    }, 0);
  });
  await page.getByTestId("race-lane-problem").waitFor();
  assert.match(await page.getByTestId("race-lane-problem").textContent(), /made by the journey/);
  await shot(page, "race-lane-died-1280-light");
  await full(0);
  await ended(page);
  assert.equal((await lanes(page)).filter((l) => l.phase === "done").length, 3);
  const before = await digests(page);
  await page.getByTestId("race-again").click();
  await ended(page);
  assert.deepEqual((await lanes(page)).map((l) => l.phase), ["done", "done", "done", "done"]);
  const after = await digests(page);
  assert.ok(before.every((d) => after.includes(d)), "what the others had is gone");
  // The lane that died gives what it gives undisturbed.
  const racing = await watchPhase(page, ".race", "racing");
  await page.getByTestId("race-start").click();
  await racing();
  await ended(page);
  assert.deepEqual(await digests(page), after);
});

test("the finish says what can be told, and gives the race as files", async (t) => {
  const { page, complaints } = await openRace(t);
  await fill(page, "race-epochs", "4");
  await fill(page, "race-seeds", "2");
  await page.getByTestId("race-remove-3").click();
  await page.getByTestId("race-start").click();
  await ended(page);
  assert.equal((await digests(page)).length, 6);
  assert.equal(await page.getByTestId("race-initial").count(), 2, "a digest for each seed");
  assert.deepEqual(await page.getByTestId("race-initial").evaluateAll((all) => all.map((e) => e.dataset.same)), ["yes", "yes"]);
  const contests = await page.getByTestId("race-contest").evaluateAll((all) => all.map((e) => e.dataset.contest));
  assert.deepEqual(contests, ["accuracy", "operations", "memory", "speed", "gradient", "local"]);
  assert.equal(await page.getByTestId("race-result").count(), 3);
  // With two seeds nobody can be told apart; that is said.
  assert.equal(await page.getByTestId("race-accuracy").getAttribute("data-kind"), "few");
  const gradient = page.locator('[data-contest="gradient"]');
  assert.ok(!(await gradient.getAttribute("data-winners")).split(" ").includes("1"), "bptt is the yardstick, no competitor");

  const save = async (id) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId(id).click()]);
    return readFileSync(await download.path(), "utf8");
  };
  const json = JSON.parse(await save("race-json"));
  assert.equal(json.runs.length, 6);
  for (const run of json.runs) {
    assert.equal(run.epochs.length, 4);
    assert.match(run.initialWeightsSha256, /^[0-9a-f]{64}$/);
    assert.ok(run.bytes.weights > 0 && run.bytes.gradients > 0);
    assert.equal(run.rightOfTestTakes.length, run.testTakes);
    assert.ok(Math.abs([...run.rightOfTestTakes].filter((x) => x === "1").length / run.testTakes - run.testAccuracy) < 1e-9);
    // Without a validation part the model is the last epoch's: asked take by take it answers as the run's own test did.
    assert.ok(Math.abs(run.testAccuracy - run.epochs.at(-1).testAccuracy) < 1e-6);
    assert.ok(run.epochs.every((e) => e.synapticOperations > 0));
  }
  const csv = (await save("race-csv")).trim().split("\n");
  assert.equal(csv.length, 1 + 6 * 4);
  const markdown = await save("race-md");
  assert.equal(markdown.split("\n").filter((l) => l.startsWith("|")).length, 2 + 3);
  assert.ok(markdown.includes(json.runs[0].weightsSha256));

  // The curves' text twin has every epoch of every lane; the small pictures share the scale.
  await page.locator("nrr-race-overlay .plot-twin").click();
  assert.equal(await page.locator("nrr-race-overlay tbody tr").count(), 4);
  assert.equal(await page.locator("nrr-race-plot").count(), 3);
  for (const metric of ["train", "loss", "rate", "spikes", "operations", "energy", "angle"]) {
    await page.getByTestId(`race-metric-${metric}`).click();
    assert.match(await page.locator("nrr-race-overlay tbody tr").first().textContent(), /\d/);
  }
  assert.deepEqual(complaints, []);
});

test("three seeds: a lane's figure is the table's mean, between two seeds it says so, and the buttons name the first seed, whatever its score", async (t) => {
  // One run at a time: while one lane learns, the other waits.
  const { page, complaints } = await openRace(t, { init: oneCore });
  slowLabs(page, 5);
  for (const at of [3, 2]) {
    await page.getByTestId(`race-remove-${at}`).click();
  }
  await fill(page, "race-epochs", "3");
  await fill(page, "race-seed", "4");
  await fill(page, "race-seeds", "3");
  // What the first lane says between two of its seeds, and beside it.
  await page.evaluate(() => {
    globalThis.between = new Set();
    new MutationObserver(() => {
      const lane = document.querySelector('[data-testid="race-lane"]');
      if (lane?.dataset.phase === "waiting" && lane.querySelector('[data-testid="race-final"]')) {
        globalThis.between.add(lane.querySelector(".race-lane-says").textContent.trim().replace(/\s+/g, " "));
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  await page.getByTestId("race-start").click();
  await ended(page);
  const between = await page.evaluate(() => [...globalThis.between]);
  assert.ok(between.length > 0 && between.every((says) => /^Seed [12] of 3 done, waiting [\d.]+ % (right, one seed|mean of 2 seeds)$/.test(says)), between.join(" | "));

  const [lane] = await page.getByTestId("race-lane").all();
  const share = (text) => Number.parseFloat(text);
  const seeds = (await lane.getByTestId("race-seed-right").allTextContents()).map(share);
  const card = await lane.getByTestId("race-lane-right").textContent();
  assert.equal(seeds.length, 3);
  assert.match(card, /^[\d.]+\s% mean of 3 seeds$/);
  assert.ok(Math.abs(share(card) - seeds.reduce((a, b) => a + b) / 3) < 0.2, `${card} of ${seeds.join(", ")}`);
  const table = await page.getByTestId("race-result").first().locator("td").first().textContent();
  assert.equal(share(table), share(card), "the card has the table's figure");
  t.diagnostic(`${card}: ${seeds.join(", ")}`);

  // The large picture has the band of the lane that is pointed at or chosen, and of no other.
  const plot = page.locator("nrr-race-overlay canvas");
  const painted = () =>
    plot.evaluate(
      (canvas) =>
        new Promise((done) => {
          // The picture is drawn in the next frame.
          requestAnimationFrame(() =>
            requestAnimationFrame(() => {
              const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
              const most = new Map();
              for (let i = 0; i < data.length; i += 4) {
                const colour = `${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`;
                most.set(colour, (most.get(colour) ?? 0) + 1);
              }
              // Grounds: colours that fill a good part of the picture.
              done([...most.values()].filter((n) => n > data.length / 4 / 20).length);
            }),
          );
        }),
    );
  await plot.scrollIntoViewIfNeeded();
  await page.mouse.move(1, 1);
  const bare = await painted();
  await page.getByTestId("race-legend-1").focus();
  assert.equal(await painted(), bare + 1, "the band of the lane that has the focus");
  await page.keyboard.press("Enter");
  await page.getByTestId("race-legend-1").evaluate((e) => e.blur());
  assert.equal(await page.getByTestId("race-legend-1").getAttribute("aria-pressed"), "true");
  assert.equal(await painted(), bare + 1, "the band of the lane that was chosen");
  await page.getByTestId("race-legend-1").click();
  await page.mouse.move(1, 1);
  await page.getByTestId("race-legend-1").evaluate((e) => e.blur());
  assert.equal(await painted(), bare);
  assert.match(await page.locator("nrr-race-curves").textContent(), /the other lanes/);

  assert.match(await page.getByTestId("race-first-seed").textContent(), /seed 4.*no seed is picked/);
  assert.match(await lane.getByTestId("race-look-0").textContent(), /^Look inside seed 4/);
  const adopt = lane.getByTestId("race-adopt-0");
  assert.match(await adopt.textContent(), /Use seed 4 in Try/);
  // The words for screen readers alone take no room on the button.
  const sides = await lane.locator("button:has(> .visually-hidden)").evaluateAll((all) =>
    all.map((button) => {
      const words = document.createRange();
      words.selectNodeContents(button);
      words.setEndBefore(button.querySelector(".visually-hidden"));
      const [outer, inner] = [button.getBoundingClientRect(), words.getBoundingClientRect()];
      return Math.round(inner.left - outer.left - (outer.right - inner.right));
    }),
  );
  assert.deepEqual(sides, [0, 0]);
  await shot(page, "race-seeds-1280-light");
  const [first] = await digests(page);
  await adopt.click();
  await page.getByTestId("race-try-0").click();
  await page.waitForFunction(() => document.querySelectorAll('[data-testid="scores"] li').length === 3);
  assert.equal(await page.getByTestId("model-digest").evaluate((e) => e.textContent), first);
  assert.deepEqual(complaints, []);
});

test("bad choices are refused beside their fields; a lane that is there twice is named; no takes, no race", async (t) => {
  const { page } = await openPage(t, { hash: "#/compare" });
  await page.getByTestId("race-start").waitFor();
  assert.ok(await page.getByTestId("race-start").isDisabled());
  await page.getByTestId("race-problem").waitFor();
  for (const [id, bad] of [["race-epochs", "0"], ["race-epochs", "1.5"], ["race-seeds", "6"], ["race-seed", "-1"]]) {
    await fill(page, id, bad);
    await page.waitForFunction((id) => document.getElementById(id)?.getAttribute("aria-invalid") === "true", id);
  }
  await page.getByTestId("race-rule-1").selectOption("rp");
  await page.getByText("there twice").first().waitFor();
  await page.getByTestId("race-remove-1").click();
  assert.equal(await page.getByText("there twice").count(), 0);
});

test("the bundled digits: rp, eprop and the readout alone, tested on held-out voices", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await page.getByTestId("source-bundled").click();
  await go(page, "compare");
  await page.getByTestId("race-remove-1").click();
  await fill(page, "race-epochs", "2");
  const longTasks = await watchLongTasks(page);
  await page.getByTestId("race-start").click();
  await page.waitForSelector('.race[data-phase="ended"]', { timeout: 300_000 });
  assert.deepEqual(await longTasks(), []);
  assert.match(await page.getByTestId("race-accuracy").textContent(), /280\s+test takes/);
  t.diagnostic((await page.getByTestId("race-accuracy").textContent()).trim().replace(/\s+/g, " "));
  await shot(page, "race-digits-1280-light");
  assert.deepEqual(complaints, []);
});

async function check(page, what) {
  // All of it in sight: what lies half under the bar of places at the fold would count as a small target.
  const size = page.viewportSize();
  await page.setViewportSize({ ...size, height: 6000 });
  await page.evaluate(() => scrollTo(0, 0));
  // By the debugger, which the page's policy does not bind.
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${what} overflows`);
  const small = await page.evaluate(() =>
    [...document.querySelectorAll("nrr-race button, nrr-race select, nrr-race summary, nrr-race input:not([type=checkbox])")]
      .filter((e) => e.checkVisibility())
      .map((e) => ({ box: e.getBoundingClientRect(), html: e.outerHTML.slice(0, 80) }))
      .filter(({ box }) => box.height < 43.5)
      .map(({ box, html }) => `${box.height}: ${html}`),
  );
  assert.deepEqual(small, [], `${what}: targets lower than 44 px`);
  await page.setViewportSize(size);
}

for (const [width, scheme, german] of [[320, "light", true], [390, "dark", false], [768, "light", true], [1440, "dark", false]]) {
  test(`every state at ${width} px, ${scheme}${german ? ", in German" : ""}: no violation, no overflow, large targets`, async (t) => {
    const { page, complaints } = await openRace(t, { width, scheme });
    if (german) {
      await page.getByTestId("language").selectOption("de");
      await page.getByText("Regeln im Wettlauf").waitFor();
    }
    await fill(page, "race-epochs", "30");
    await check(page, "setup");
    await shot(page, `race-setup-${width}-${scheme}`);
    const full = slowLabs(page, 20);
    await page.getByTestId("race-start").focus();
    await page.keyboard.press("Enter");
    await someEpoch(page, 2);
    // The focus went on to the button in the other's place.
    assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), "race-pause");
    await page.keyboard.press("Enter");
    await allHeld(page);
    await check(page, "paused");
    await shot(page, `race-paused-${width}-${scheme}`);
    await full(0);
    await page.getByTestId("race-resume").click();
    await ended(page);
    await page.evaluate(() => {
      for (const details of document.querySelectorAll("nrr-race details")) {
        details.open = true;
      }
    });
    await page.locator("nrr-race-overlay .plot-twin").click();
    await page.waitForTimeout(250);
    await check(page, "ended");
    await shot(page, `race-ended-${width}-${scheme}`);
    assert.deepEqual(complaints, []);
  });
}

test("the address says which view is open and which race is chosen; opened elsewhere it gives the same weights; what is wrong in it is told", async (t) => {
  const { page, complaints } = await openRace(t);
  const hash = (page) => page.evaluate(() => location.hash);
  assert.match(await hash(page), /race=nrr-shallow\.rp\+/);
  for (const at of [3, 2]) {
    await page.getByTestId(`race-remove-${at}`).click();
  }
  await fill(page, "race-epochs", "3");
  await fill(page, "race-seed", "5");
  const link = await hash(page);
  await page.getByTestId("race-start").click();
  await ended(page);
  const first = await digests(page);
  assert.equal(first.length, 2);
  await page.getByTestId("view-test").click();
  await page.waitForFunction(() => location.hash.includes("view=test"));

  // The same takes on another page; then the address is opened there.
  const other = await openRace(t);
  await other.page.evaluate((link) => {
    location.hash = link;
  }, link);
  await other.page.waitForFunction(() => document.querySelector('[data-testid="race-seed"]')?.value === "5");
  assert.equal(await other.page.locator(".notice").count(), 0);
  await other.page.getByTestId("race-start").click();
  await ended(other.page);
  assert.deepEqual(await digests(other.page), first);

  await other.page.evaluate(() => {
    location.hash = "#/compare?view=odd&race=nrr-shallow.magic+nrr-shallow.bptt&race_seeds=99";
  });
  await other.page.locator('[data-notice="address-view"]').waitFor();
  assert.match(await other.page.locator('[data-notice="address-view"]').textContent(), /“odd”/);
  assert.match(await other.page.locator('[data-notice="address-race"]').textContent(), /nrr-shallow\.magic.*race_seeds/);
  assert.equal(await hash(other.page), "#/compare?race=nrr-shallow.bptt&view=race");
  await shot(other.page, "race-address-1280-light", false);
  // A good address clears the messages; a fresh page opens the view it names.
  await other.page.evaluate(() => {
    location.hash = "#/compare?view=voices";
  });
  await other.page.getByTestId("voices-turn").waitFor();
  assert.equal(await other.page.locator(".notice").count(), 0);
  await other.page.reload();
  await other.page.getByTestId("voices-turn").waitFor();
  assert.deepEqual([...complaints, ...other.complaints], []);
});
