/** Starts the system's Chromium, serves the built page, and keeps screenshots. */
import { existsSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./server.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SHOTS = join(ROOT, "artifacts", "screenshots");

/** The path proves that the page works from any place on a host. */
const BASE = "/some/path/";

/** Flags of every Chromium that is started here. */
export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The system's Chromium. */
export function findChromium() {
  const wanted = process.env.NRR_CHROMIUM ? [process.env.NRR_CHROMIUM] : [];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
      wanted.push(join(folder, name));
    }
  }
  const found = wanted.find((path) => existsSync(path));
  if (!found) {
    throw new Error("no Chromium found in PATH; install Debian's package chromium, or set NRR_CHROMIUM to its path");
  }
  return found;
}

/**
 * Opens the built page for one journey; everything is closed when the test ends.
 *
 * @param {import("node:test").TestContext} t
 * @param {{ width?: number, height?: number, scheme?: "light" | "dark", hash?: string, microphone?: string, permissions?: string[],
 *           flags?: string[], host?: string, init?: () => void, missing?: { file?: RegExp }, ready?: boolean, language?: string, forcedColors?: "active" | "none",
 *           reducedMotion?: "reduce" | "no-preference", serviceWorkers?: "allow" | "block", dist?: string }} [options]
 */
export async function openPage(t, options = {}) {
  const { width = 1280, height = 900, scheme = "light", hash = "", microphone, permissions = [], flags = [], host, init, missing, ready = true } = options;
  const { language = "en", forcedColors = "none", reducedMotion = "no-preference", serviceWorkers = "block", dist = join(ROOT, "dist") } = options;
  if (!existsSync(join(dist, "index.html"))) {
    throw new Error("dist/ is not built; run cargo xtask build");
  }
  const server = await serve(dist, BASE, missing);
  const capture = microphone ? ["--use-fake-device-for-media-stream", `--use-file-for-fake-audio-capture=${microphone}`] : [];
  const browser = await chromium.launch({ executablePath: findChromium(), args: [...FLAGS, ...capture, ...flags] });
  t.after(async () => {
    await browser.close();
    await server.close();
  });
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme, locale: language, forcedColors, reducedMotion, serviceWorkers });
  await context.grantPermissions(permissions);
  const page = await context.newPage();
  /** What the page must not say: uncaught errors, refused resources. */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.location().url.endsWith("packs.json")) {
      complaints.push(message.text());
    }
  });
  if (init) {
    await page.addInitScript(init);
  }
  const url = host ? server.url.replace("127.0.0.1", host) : server.url;
  const began = performance.now();
  await page.goto(url + hash);
  if (ready) {
    await page.waitForSelector('[data-engine="ready"]');
  }
  return { page, complaints, began, server };
}

/** Opens a place as a visitor does: from the row, from the menu of the rest, or as the other way to try. */
export async function go(page, place) {
  if (place === "listen") {
    await page.getByTestId("place-try").click();
    await page.getByTestId("way-listen").click();
    return;
  }
  const entry = page.getByTestId(`place-${place}`);
  if (!(await entry.isVisible())) {
    await page.getByTestId("more").click();
  }
  await entry.click();
}

/** Keeps a picture of the page in artifacts/screenshots. */
export async function shot(page, name, fullPage = true) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`), fullPage });
}

/**
 * Watches from now on for a phase, which may be over before anybody looks; the returned function waits until it has been there.
 *
 * @returns {Promise<() => Promise<void>>}
 */
export async function watchPhase(page, selector, phase) {
  await page.evaluate((wanted) => {
    globalThis.phaseSeen = new Promise((resolve) => {
      const look = () => {
        if (document.querySelector(wanted)) {
          observer.disconnect();
          resolve();
        }
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-phase"] });
      look();
    });
  }, `${selector}[data-phase="${phase}"]`);
  return () =>
    page.evaluate(
      (wanted) => Promise.race([globalThis.phaseSeen, new Promise((_, reject) => setTimeout(() => reject(new Error(`${wanted} was not seen`)), 30_000))]),
      `${selector} in ${phase}`,
    );
}

/** Keeps a worker busy for so long from now on: what it is asked meanwhile waits. */
export async function holdUp(worker, ms) {
  await worker.evaluate((ms) => {
    setTimeout(() => {
      const until = performance.now() + ms;
      while (performance.now() < until);
    }, 0);
  }, ms);
}

/**
 * Watches the page's main thread from now on; the returned function ends that and gives the tasks.
 *
 * What counts is the processor time that a task took, not the clock: a machine that is busy with other work stops any task for a while.
 *
 * @returns {Promise<() => Promise<number[]>>} lengths in milliseconds
 */
export async function watchTasks(page) {
  const browser = page.context().browser();
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
    const main = new Set(traceEvents.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain").map((e) => `${e.pid}:${e.tid}`));
    const tasks = traceEvents.filter((e) => e.name === "RunTask" && e.ph === "X" && main.has(`${e.pid}:${e.tid}`));
    if (tasks.length === 0) {
      throw new Error("the trace holds no task of the main thread");
    }
    return tasks.map((e) => (e.tdur ?? e.dur) / 1000);
  };
}

/** The same for the tasks over 50 ms alone. */
export async function watchLongTasks(page) {
  const tasks = await watchTasks(page);
  return async () => (await tasks()).filter((ms) => ms > 50);
}
