/** Reproduce: figures 1 to 3, drawn in the page, against what the program found natively. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";
import { openPage, shot } from "./browser.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const LONG = { timeout: 240_000 };

/** Written by the program: `nrr-snn reproduce all …` (docs/reproduction/README.md). Figure 1 and the fields of figure 2 have nothing to do with the data. */
const PROGRAM = JSON.parse(readFileSync(new URL("../../docs/reproduction/results.json", import.meta.url), "utf8"));
const plotsOf = (id) => PROGRAM.sections.find((s) => s.id === id).plots;

async function axe(page, what) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  assert.deepEqual(violations.map((v) => `${what}: ${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`), []);
}

const there = (page, id) => page.waitForSelector(`[data-testid="drawn"][data-figure="${id}"][data-there="true"]`, LONG);

/** What is saved of the figure that is open. */
async function saved(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByTestId("drawn-save").click()]);
  return JSON.parse(readFileSync(await download.path(), "utf8"));
}

/** The program prints four decimals. */
function close(got, expected, what) {
  assert.ok(Math.abs(Number(got) - Number(expected)) <= 1e-4, `${what}: ${got} in the page, ${expected} by the program`);
}

test("figure 1 is drawn at once, with the program's potentials, spikes and rates", async (t) => {
  const { page, complaints } = await openPage(t, { width: 1440, height: 900, hash: "#/reproduce?figure=fig1" });
  await there(page, "fig1");
  assert.ok(await page.getByTestId("figure-fig1").isChecked());
  assert.equal(await page.getByTestId("sizes").count() + (await page.getByTestId("reproduce").count()), 0, "no size and no run");
  assert.match(await page.getByTestId("nothing-to-run").textContent(), /Nothing is trained/);
  const program = plotsOf("fig1");
  for (const [i, id] of ["b1", "b2", "b3"].entries()) {
    const spikes = program[i].data.rows.filter((row) => row[3] === "1").length;
    assert.equal(await page.getByTestId(`lif-${id}`).getAttribute("data-spikes"), String(spikes), id);
  }
  const file = await saved(page);
  const { plots } = file.sections[0];
  assert.deepEqual([file.format, file.runs, file.command, plots.length], [1, [0, 0], "nrr-snn reproduce fig1 --data bundled --out results", 4]);
  for (const [i, { data }] of plots.entries()) {
    assert.equal(data.rows.length, program[i].data.rows.length);
    data.rows.forEach((row, k) => row.forEach((x, c) => close(x, program[i].data.rows[k][c], `${plots[i].title} ${k} ${data.columns[c]}`)));
  }
  // The text twin has every step.
  const second = page.getByTestId("lif-b2");
  await second.locator(".plot-twin").click();
  assert.equal(await second.locator(".twin tbody tr").count(), 40);
  await axe(page, "figure 1");
  assert.deepEqual(complaints, []);
});

test("figure 2: fixed points where the paper has them, first the bundled network, then the run that figure 4 has too", async (t) => {
  const { page, complaints } = await openPage(t, { width: 1440, height: 900, hash: "#/reproduce?figure=fig2&size=short" });
  await there(page, "fig2");
  const marks = await page.$$eval('[data-testid^="plane-"]', (all) => all.map(({ dataset: d }) => [d.testid, Number(d.v), Number(d.a), d.kind, d.reached]));
  for (const [i, [id, v, kind, reached]] of [["plane-f", 1, "attracting", "true"], ["plane-fs", 1, "attracting", "false"], ["plane-g", -1, "saddle", "true"]].entries()) {
    assert.deepEqual([marks[i][0], marks[i][3], marks[i][4]], [id, kind, reached]);
    close(marks[i][1], v, id);
    close(marks[i][2], 0, id);
  }
  assert.equal(await page.getByTestId("traced").getAttribute("data-of"), "bundled");
  assert.match(await page.getByTestId("traced").textContent(), /not there yet.*RFC300-FC10.*“0”, heard as “0”/s);
  assert.match(await page.getByTestId("finds").textContent(), /1 · S.*0, 1 or 2 spikes.*rose below S/s);
  const { sections, runs } = await saved(page);
  assert.deepEqual(runs, [0, 1]);
  // The program writes the fields column by column, the page row by row.
  const program = plotsOf("fig2").filter((p) => /^[FG]/.test(p.title));
  const fields = sections[0].plots.filter((p) => p.data.columns.includes("dV"));
  assert.deepEqual([fields.length, program.length], [3, 3]);
  for (const [i, { title, data }] of fields.entries()) {
    assert.equal(data.rows.length, 225);
    data.rows.forEach((row, k) => {
      const expected = program[i].data.rows[(k % 15) * 15 + Math.floor(k / 15)];
      row.forEach((x, c) => close(x, expected[c], `${title} ${k} ${data.columns[c]}`));
    });
  }
  // The step is chosen in one plot and marked in all.
  const potentials = page.getByTestId("potential");
  await potentials.first().focus();
  await page.keyboard.press("ArrowRight");
  assert.deepEqual(await potentials.evaluateAll((all) => all.map((c) => c.getAttribute("aria-valuenow"))), ["2", "2"]);
  await axe(page, "figure 2 with the bundled network");

  await page.getByTestId("reproduce-start").click();
  await page.waitForSelector('[data-testid="reproduce"][data-phase="done"]', LONG);
  await page.waitForSelector('[data-testid="traced"][data-of="run"]');
  // nrr-snn reproduce fig2 --data bundled --quick --out results: neurons 22 and 47, counted from 0.
  assert.deepEqual(await page.$$eval("[data-neuron]", (all) => all.map((n) => n.dataset.neuron)), ["22", "47"]);
  const own = await saved(page);
  assert.deepEqual([own.runs, own.jobs.length, own.jobs[0].job.system, own.jobs[0].job.seed], [[1, 1], 1, "nrr-shallow", 1]);
  const v = own.sections[0].plots[0].data;
  v.rows.slice(0, 4).forEach((row, k) => close(row[v.columns.indexOf("V")], [0.5504, 0.6536, 0.7744, 0.7024][k], `potential at step ${k + 1}`));
  await page.getByTestId("figure-fig4").check();
  assert.equal(await page.getByTestId("reproduce").getAttribute("data-over"), "1", "figure 4 has it already");
  // Another size has another run.
  await page.getByTestId("figure-fig2").check();
  await page.getByTestId("size-middle").check();
  await page.waitForSelector('[data-testid="traced"][data-of="bundled"]');
  assert.deepEqual(complaints, []);
});

test("figure 3: words and sentences as the program gives them to the networks", async (t) => {
  const { page, complaints } = await openPage(t, { width: 1440, height: 900, hash: "#/reproduce?figure=fig3" });
  await there(page, "fig3");
  // nrr-snn reproduce fig3 --data bundled --phonemes bundled-sentences --out results: names, frames, and the greatest cell of each word.
  const heard = await page.$$eval('[data-testid^="heard-"]', (all) => all.map(({ dataset: d }) => [d.name, Number(d.frames), Number(d.frame), Number(d.band), Number(d.value)]));
  assert.deepEqual(heard.map(([name, frames]) => [name, frames]), [["TEST/DR1/FSLT0/SX018.WAV", 352], ["TEST/DR1/FSLT0/SX020.WAV", 239], ["2_alex_0.wav", 39], ["0_alex_0.wav", 39]]);
  assert.deepEqual(heard.slice(2).map(([, , frame, band]) => [frame, band]), [[18, 4], [24, 4]]);
  close(heard[2][4], 0.24, "two");
  close(heard[3][4], 0.2281, "zero");
  const { plots } = (await saved(page)).sections[0];
  assert.deepEqual(plots.map((p) => p.data.columns.length), [2, 40, 2, 40, 2, 40, 2, 40]);
  // Frame 101 of both sentences, as the program has it.
  [-71.4524, -0.1313, -0.2175, 0.3943].forEach((x, k) => close(plots[1].data.rows[100][k + 1], x, `A ${k + 1}`));
  [-69.7367, 2.3106, 1.7787, 1.7522].forEach((x, k) => close(plots[3].data.rows[100][k + 1], x, `B ${k + 1}`));
  const [sentence, word] = [page.getByTestId("heard-a"), page.getByTestId("heard-c")];
  await sentence.locator(".plot-twin").nth(1).click();
  assert.equal(await sentence.locator(".twin tbody tr").count(), 352);
  await word.locator(".plot-twin").nth(1).click();
  assert.equal(await word.locator(".twin tbody tr").count(), 39);
  await axe(page, "figure 3");
  assert.deepEqual(complaints, []);
});

test("what cannot be fetched is said, and drawn when it is there again", async (t) => {
  const missing = { file: /sentences[.]pack$/ };
  const { page } = await openPage(t, { hash: "#/reproduce?figure=fig3", missing });
  await page.getByTestId("drawn-problem").waitFor(LONG);
  assert.match(await page.getByTestId("drawn-problem").textContent(), /pack of sentences/i);
  assert.ok(await page.getByTestId("drawn-save").isDisabled());
  delete missing.file;
  await page.getByTestId("drawn-again").click();
  await there(page, "fig3");
  assert.equal(await page.getByTestId("drawn-problem").count(), 0);
});

test("figures 1 to 3 at every width, in both colour schemes and languages: nothing overflows, nothing is against the rules", async (t) => {
  const { page, complaints } = await openPage(t, { width: 390, height: 844, hash: "#/reproduce?figure=fig1" });
  for (const id of ["fig1", "fig2", "fig3"]) {
    await page.getByTestId(`figure-${id}`).check();
    await there(page, id);
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      for (const [width, height] of [[320, 640], [390, 844], [768, 1024], [1440, 900]]) {
        // Plots out of sight are not drawn.
        await page.setViewportSize({ width, height: 7000 });
        await page.waitForTimeout(400);
        await page.setViewportSize({ width, height });
        await page.waitForTimeout(100);
        await shot(page, `reproduce-${id}-${width}-${scheme}`);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, `${id}: ${width} px overflows`);
        await axe(page, `${id} ${width} ${scheme}`);
      }
    }
  }
  await page.locator("select").last().selectOption("de");
  await page.getByRole("heading", { name: "Abbildung 3: Wellenformen und Spektrogramme" }).waitFor();
  assert.match(await page.getByTestId("finds").textContent(), /am lautesten in Frame 19 von 39 \(bei 0,48\ss\)/);
  await page.setViewportSize({ width: 320, height: 640 });
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0, "German overflows at 320 px");
  assert.deepEqual(complaints, []);
});
