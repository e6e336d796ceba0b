/** What several journeys do on their way to a run. */
import { go } from "./browser.mjs";
import { takeFiles } from "./sounds.mjs";

/** Takes with the numbers of FSDD's training part, so that none is kept aside for a test. */
const TAKES = [0, 1, 2, 3, 4];

/** Adds five takes of each digit on Data, where the page is or is brought, and goes on to Train. */
export async function teach(page, digits = ["1", "7", "3"]) {
  await go(page, "data");
  await page.getByTestId("add-files").setInputFiles(takeFiles(digits, TAKES));
  await page.waitForFunction((n) => document.querySelectorAll(".take").length === n, digits.length * TAKES.length);
  await go(page, "train");
}

/** Chooses the bundled digits on Data and goes on to Train. */
export async function teachDigits(page) {
  await go(page, "data");
  await page.getByTestId("source-bundled").click();
  await go(page, "train");
}

/** Waits until the run has ended. */
export function ended(page, timeout = 240_000) {
  return page.waitForSelector('.run[data-phase="ended"]', { timeout });
}

/** Takes the run's model to Try and gives the digest of its weights. */
export async function digest(page) {
  const adopt = page.getByTestId("adopt");
  const adopted = page.getByTestId("go-try");
  await adopt.or(adopted).waitFor();
  // A run that gave the weights of the model in Try has nothing to give to it.
  if ((await adopt.count()) > 0) {
    await adopt.click();
  }
  await adopted.waitFor();
  return page.getByTestId("model-digest").evaluate((e) => e.textContent);
}
