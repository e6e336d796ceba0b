/**
 * Training speed of the built page on one worker and on several, in headless Chromium: `cargo xtask build`, then
 *
 *     node bench/workers.mjs [--workers 1,2] [--repeats 3] [--epochs 6] [--query system=nrr-shallow&rule=rp]
 *
 * The runs take turns, so that a machine that is busy slows all of them; of each the fastest epoch counts. `learning` is batches alone,
 * `whole run` has the tests, pictures and checkpoints after every epoch in it.
 */
import { parseArgs } from "node:util";
import { openPage } from "../tests/journeys/browser.mjs";

const { values } = parseArgs({
  options: {
    workers: { type: "string", default: "1,2" },
    repeats: { type: "string", default: "3" },
    epochs: { type: "string", default: "6" },
    query: { type: "string", default: "system=nrr-shallow&rule=rp&batch=50" },
  },
});
const counts = values.workers.split(",").map(Number);

/** Takes a second in the epochs of one run, after those in which its helpers came in. */
async function run(workers) {
  const ends = [];
  const { page } = await openPage({ after: (end) => ends.push(end) }, { hash: `#/teach?${values.query}&epochs=${values.epochs}&workers=${workers}` });
  try {
    await page.getByTestId("source-bundled").click();
    await page.evaluate(() => {
      window.epochs = [];
      const look = () => {
        const seen = document.querySelector('[data-testid="workers"]')?.dataset;
        const done = Number(document.querySelector('[data-testid="epoch"]')?.dataset.epoch ?? 0);
        if (seen && done > window.epochs.length) {
          window.epochs.push({ done, at: performance.now(), workers: Number(seen.workers), takesPerS: Number(seen.takesPerS) });
        }
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true });
    });
    await page.getByTestId("train").click();
    await page.waitForSelector('.run[data-phase="ended"]', { timeout: 600_000 });
    const epochs = (await page.evaluate(() => window.epochs)).filter((e, i, all) => e.workers === workers && (i === 0 || all[i - 1].workers === workers));
    const takes = Number((await page.locator(".run-status .quiet", { hasText: "to learn from" }).textContent()).match(/\d+/)[0]);
    const between = epochs.slice(1).map((e, i) => (1000 * takes * (e.done - epochs[i].done)) / (e.at - epochs[i].at));
    return { learning: epochs.slice(1).map((e) => e.takesPerS), whole: between };
  } finally {
    for (const end of ends) {
      await end();
    }
  }
}

const best = new Map(counts.map((n) => [n, { learning: [], whole: [] }]));
for (let i = 0; i < Number(values.repeats); i++) {
  for (const n of counts) {
    const { learning, whole } = await run(n);
    best.get(n).learning.push(...learning);
    best.get(n).whole.push(...whole);
  }
}
const line = (name, pick) => {
  const speed = counts.map((n) => Math.max(...pick(best.get(n))));
  const median = (all) => all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
  const middle = counts.map((n) => median(pick(best.get(n))));
  const cells = counts.map((n, i) => `${n}: ${speed[i].toFixed(0)} takes/s (×${(speed[i] / speed[0]).toFixed(2)}, median ×${(middle[i] / middle[0]).toFixed(2)})`);
  console.log(`${name.padEnd(10)} ${cells.join("   ")}`);
};
console.log(`${values.query}: fastest epoch of ${values.repeats} runs by workers, ratio to ${counts[0]}`);
line("learning", (b) => b.learning);
line("whole run", (b) => b.whole);
