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

/** How long a journey waits for anything, in milliseconds. */
export const PATIENCE = 120_000;

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
  // A machine that is slow or busy is waited for.
  context.setDefaultTimeout(PATIENCE);
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

/** Watches from now on for a phase, which may be over before anybody looks; the returned function waits until it has been there. */
export const watchPhase = (page, selector, phase) => watchFor(page, `${selector}[data-phase="${phase}"]`, ["data-phase"]);

/**
 * The same for whatever a selector finds, told by these attributes. A page is watched for one thing at a time.
 *
 * @returns {Promise<() => Promise<void>>}
 */
export async function watchFor(page, selector, attributes) {
  await page.evaluate(([wanted, attributeFilter]) => {
    globalThis.phaseSeen = new Promise((resolve) => {
      const look = () => {
        if (document.querySelector(wanted)) {
          observer.disconnect();
          resolve();
        }
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, attributeFilter });
      look();
    });
  }, [selector, attributes]);
  return () =>
    page.evaluate(
      ([wanted, ms]) => Promise.race([globalThis.phaseSeen, new Promise((_, reject) => setTimeout(() => reject(new Error(`${wanted} was not seen`)), ms))]),
      [selector, PATIENCE],
    );
}

/** Waits until no colour or size is on its way to another. */
export const settled = (page) =>
  page.evaluate(() => Promise.all(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => undefined))));

/** Waits until something holds that has to be looked at from here. */
export async function until(holds, what) {
  for (const began = performance.now(); !(await holds()); ) {
    if (performance.now() - began > PATIENCE) {
      throw new Error(what);
    }
    await new Promise((next) => setTimeout(next, 50));
  }
}

/**
 * From now on at least so many milliseconds go by between two steps of a worker's run (0: none), so that no machine is too quick for what is done
 * meanwhile; what it computes is the same.
 */
export async function slowDown(worker, ms) {
  await worker.evaluate((ms) => {
    if (globalThis.stepMs === undefined) {
      // A run lets messages in between two steps by one of its own, which is null.
      const post = MessagePort.prototype.postMessage;
      MessagePort.prototype.postMessage = function (message, ...rest) {
        if (message === null && globalThis.stepMs > 0) {
          setTimeout(() => post.call(this, null), globalThis.stepMs);
        } else {
          post.call(this, message, ...rest);
        }
      };
    }
    globalThis.stepMs = ms;
  }, ms);
}

/** Workers of Compare's runs and of Reproduce. */
export const isLab = (worker) => /lab-worker/.test(worker.url());

/** Slows each laboratory down that begins from now on; the returned function sets other milliseconds for all. */
export function slowLabs(page, ms) {
  const slow = (worker) => (isLab(worker) ? slowDown(worker, ms).catch(() => undefined) : undefined);
  page.on("worker", slow);
  return (other) => {
    ms = other;
    return Promise.all(page.workers().map(slow));
  };
}

/** Waits until there are so many laboratories: a browser tells of a worker's end when it pleases. */
export const labsAre = (page, n) => until(() => page.workers().filter(isLab).length === n, `${page.workers().filter(isLab).length} laboratories, not ${n}`);

/** For `init` of a page: one core, so that one run is made at a time. */
export const oneCore = () => Object.defineProperty(Navigator.prototype, "hardwareConcurrency", { get: () => 1 });

/** Waits until the browser's database has so many parts of a work: what it has in common, and one for each run that is over. */
export const keptParts = (page, name, n) =>
  page.waitForFunction(
    async ([name, n]) => {
      const answer = (request) =>
        new Promise((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const db = await answer(indexedDB.open("nrr-snn-results"));
      try {
        return (await answer(db.transaction("results").objectStore("results").getAllKeys(IDBKeyRange.bound(`${name}/`, `${name}/\uffff`)))).length === n;
      } finally {
        db.close();
      }
    },
    [name, n],
  );

/** Keeps a worker busy for so long from now on: what it is asked meanwhile waits. */
export async function holdUp(worker, ms) {
  await worker.evaluate((ms) => {
    setTimeout(() => {
      const until = performance.now() + ms;
      while (performance.now() < until);
    }, 0);
  }, ms);
}

/** What the work of `slowness` takes on the machine that limits in milliseconds are meant for: two cores of a server, 2.5 GHz. */
const REFERENCE_MS = 6.5;

/** How many times slower than that machine the page's main thread is, at its best of some tries; 1 where it is not. */
export async function slowness(page) {
  const ms = await page.evaluate(() => {
    const once = () => {
      const began = performance.now();
      const xs = new Array(4096).fill(0);
      let x = 1;
      for (let i = 0; i < 4e6; i++) {
        x = (Math.imul(x, 1664525) + 1013904223) | 0;
        xs[(x >>> 8) & 4095] += i % 7;
      }
      globalThis.sink = xs;
      return performance.now() - began;
    };
    return Math.min(...Array.from({ length: 9 }, once));
  });
  return Math.max(1, ms / REFERENCE_MS);
}

/**
 * Watches the page's main thread from now on; the returned function ends that and gives the tasks.
 *
 * What counts is the processor time that a task took, not the clock: a machine that is busy with other work stops any task for a while. On a
 * slower processor it is the time that the machine of `REFERENCE_MS` would have taken.
 *
 * @returns {Promise<() => Promise<number[]>>} lengths in milliseconds
 */
export async function watchTasks(page) {
  const browser = page.context().browser();
  const slowBefore = await slowness(page);
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
    const slow = Math.max(slowBefore, await slowness(page));
    const main = new Set(traceEvents.filter((e) => e.name === "thread_name" && e.args?.name === "CrRendererMain").map((e) => `${e.pid}:${e.tid}`));
    const tasks = traceEvents.filter((e) => e.name === "RunTask" && e.ph === "X" && main.has(`${e.pid}:${e.tid}`));
    if (tasks.length === 0) {
      throw new Error("the trace holds no task of the main thread");
    }
    return tasks.map((e) => (e.tdur ?? e.dur) / 1000 / slow);
  };
}

/** The same for the tasks over 50 ms alone. */
export async function watchLongTasks(page) {
  const tasks = await watchTasks(page);
  return async () => (await tasks()).filter((ms) => ms > 50);
}
