import assert from "node:assert/strict";
import { test } from "node:test";
import { openPage, shot, slowDown } from "./browser.mjs";
import { digest, ended, teach, teachDigits } from "./lessons.mjs";

/** The run goes on as fast as it can. */
const atFullSpeed = (page) => slowDown(page.workers()[0], 0);
const workersAre = (page, n) => page.waitForSelector(`[data-testid="workers"][data-workers="${n}"]`);

/** Begins a run whose steps are so slow that whatever is done meanwhile comes in time. */
async function begin(page) {
  await slowDown(page.workers()[0], 50);
  await teachDigits(page);
  await page.getByTestId("train").click();
}

/** Has a helper end with an error that nobody caught, as one does that runs out of memory. */
async function kill(page) {
  const session = await page.context().browser().newBrowserCDPSession();
  const { targetInfos } = await session.send("Target.getTargets", { filter: [{}] });
  const helper = targetInfos.find((i) => i.type === "worker" && i.title === "engine-helper");
  assert.ok(helper, "there is no helper");
  const { sessionId } = await session.send("Target.attachToTarget", { targetId: helper.targetId, flatten: false });
  const expression = 'setTimeout(() => { throw new Error("out of memory"); }); 0';
  await session.send("Target.sendMessageToTarget", { sessionId, message: JSON.stringify({ id: 1, method: "Runtime.evaluate", params: { expression } }) });
}

/** The rule, a validation part that chooses the best epoch, batches that eight pieces do not divide evenly, and time enough to look at the helpers. */
const RUN = "rule=rp&topology=RFC120-FC10&batch=21&validation=0.1&epochs=30";

test("one, two and three workers train the same weights; a change while it runs restarts nothing", async (t) => {
  const digests = [];
  for (const workers of [1, 2, 3]) {
    const { page, complaints } = await openPage(t, { hash: `#/data?${RUN}&workers=${workers}` });
    await begin(page);
    await workersAre(page, workers);
    await atFullSpeed(page);
    await ended(page);
    assert.equal(await page.getByTestId("workers").getAttribute("data-workers"), String(workers));
    digests.push(await digest(page));
    assert.deepEqual(complaints, []);
    if (workers === 3) {
      await page.getByTestId("reset").click();
      await slowDown(page.workers()[0], 50);
      await page.getByTestId("train").click();
      await workersAre(page, 3);
      await page.getByText("All settings").click();
      await page.getByTestId("set-workers").selectOption("1");
      await workersAre(page, 1);
      assert.match(page.url(), /workers=1/);
      assert.equal(await page.getByTestId("restart-question").count(), 0);
      await page.getByTestId("set-workers").selectOption("auto");
      await atFullSpeed(page);
      await ended(page);
      digests.push(await digest(page));
      assert.doesNotMatch(page.url(), /workers/);
      assert.deepEqual(complaints, []);
    }
  }
  assert.equal(new Set(digests).size, 1, `weights differ: ${digests.join(" ")}`);
});

test("pause, resume and stop with two workers; the panel says how many work", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data?rule=rp&epochs=200&workers=2" });
  await begin(page);
  await workersAre(page, 2);
  await page.getByTestId("pause").click();
  await page.waitForSelector('.run[data-phase="paused"]');
  await page.getByTestId("resume").click();
  await page.waitForFunction(() => Number(document.querySelector('[data-testid="epoch"]')?.dataset.epoch) >= 1);
  assert.match(await page.getByTestId("workers").textContent(), /2 workers/);
  await shot(page, "train-workers-1280-light");
  await page.getByTestId("stop").click();
  await ended(page);
  await page.getByTestId("reset").click();
  await page.waitForSelector('.run[data-phase="none"]');
  assert.deepEqual(complaints, []);
});

test("a helper that dies is done without: a notice, and the same weights", async (t) => {
  const query = `#/data?${RUN}&workers=2`;
  const whole = await openPage(t, { hash: query });
  await begin(whole.page);
  await atFullSpeed(whole.page);
  await ended(whole.page);
  const expected = await digest(whole.page);

  const { page } = await openPage(t, { hash: query });
  await begin(page);
  await workersAre(page, 2);
  await kill(page);
  await page.locator('[data-notice="workers"]').waitFor();
  await workersAre(page, 1);
  await atFullSpeed(page);
  await ended(page);
  assert.equal(await digest(page), expected);
});

test("a few takes stay on one worker", async (t) => {
  const { page, complaints } = await openPage(t, { hash: "#/data" });
  await teach(page);
  await page.getByTestId("set-epochs").fill("10");
  await page.keyboard.press("Tab");
  await page.getByTestId("train").click();
  await ended(page);
  assert.match(await page.getByTestId("workers").textContent(), /1 worker\b/);
  assert.deepEqual(complaints, []);
});
