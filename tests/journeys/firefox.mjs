/** Starts the system's Firefox with the built page: another engine for WebAssembly, for style and for sound. */
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";
import { PATIENCE } from "./browser.mjs";
import { serve } from "./server.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const SHOTS = join(ROOT, "artifacts", "screenshots");

/** The system's Firefox; nothing where there is none. */
export function findFirefox() {
  const wanted = process.env.NRR_FIREFOX ? [process.env.NRR_FIREFOX] : [];
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    wanted.push(join(folder, "firefox-esr"), join(folder, "firefox"));
  }
  return wanted.find((path) => existsSync(path));
}

/**
 * Opens the built page in Firefox, whose microphone is a tone and is given without a question; all is closed when the test ends.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} [hash]
 */
export async function openFirefox(t, hash = "") {
  const server = await serve(join(ROOT, "dist"), "/some/path/");
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: findFirefox(),
    headless: true,
    timeout: PATIENCE,
    extraPrefsFirefox: { "media.navigator.streams.fake": true, "media.navigator.permission.disabled": true, "intl.accept_languages": "en" },
  });
  t.after(async () => {
    await browser.close();
    await server.close();
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE);
  await page.setViewport({ width: 1280, height: 900 });
  /** What the page must not say. */
  const complaints = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error" && !message.location().url?.endsWith("packs.json")) {
      complaints.push(message.text());
    }
  });
  await page.goto(server.url + hash);
  await page.waitForSelector('[data-engine="ready"]');
  t.diagnostic(await browser.version());
  return { page, complaints };
}

/** The element with a name for tests, once it can be seen. */
export const at = (page, id) => page.locator(`[data-testid="${id}"]`);

/** Keeps a picture of the page. */
export async function shot(page, name) {
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: join(SHOTS, `${name}.png`) });
}
