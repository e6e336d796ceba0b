/**
 * The service worker: keeps the page's own files, so that it opens without a network.
 *
 * What a first visit shows is kept from then on; what the other places fetch is kept when they are first opened, or when everything is asked for.
 * What the build before kept stays for the pages that are still open of it. It answers for the page's own files alone, and sends nothing anywhere.
 */
import { clientsClaim } from "workbox-core";
import { PrecacheController, PrecacheRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";
import { hasSimd } from "../engine/compile.ts";
import { after, CacheNames, readBuilds } from "./builds.ts";
import { type Files, TAKE_OVER, wantedHere } from "./files.ts";

/** As much of a service worker's world as is used here; the page's own types have none. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
const world = self as unknown as { skipWaiting(): Promise<void> };

/** Every file of this build; put in when the page is built. */
const files = JSON.parse("__NRR_FILES__") as Files;
const folder = new URL("./", self.location.href).href;
const names = new CacheNames(folder);

/** A file as an earlier build kept it, whatever revision stands behind its name. */
async function former(request: Request): Promise<Response | undefined> {
  const mine = [names.first(files.build), names.later(files.build)];
  for (const name of await caches.keys()) {
    const found = mine.includes(name) ? undefined : await (await caches.open(name)).match(request, { ignoreSearch: true });
    if (found) {
      return found;
    }
  }
  return undefined;
}

const first = new PrecacheController({ cacheName: names.first(files.build) });
first.addToCacheList(wantedHere(files.first, hasSimd()).map(([url, revision]) => ({ url, revision })));
// The settings of a run stand behind the #, which is never sent; whatever stands behind a ? is nothing of the page's.
registerRoute(new PrecacheRoute(first, { ignoreURLParametersMatching: [/.*/] }));

const known = new Set(files.later.map(([url]) => new URL(url, folder).href));
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && known.has(url.origin + url.pathname),
  // Where it cannot be fetched, a page of the build before has it kept under the same name.
  new CacheFirst({ cacheName: names.later(files.build), plugins: [{ handlerDidError: ({ request }) => former(request) }] }),
);
// Files of the build before, which the site may no longer have.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.href.startsWith(`${folder}assets/`),
  async ({ request }) => (await former(request)) ?? fetch(request),
);

/** What is kept already of the same revision need not be fetched again. */
async function carryOver(): Promise<void> {
  const cache = await caches.open(names.first(files.build));
  for (const key of first.getURLsToCacheKeys().values()) {
    const kept = await caches.match(key);
    await (kept && cache.put(key, kept));
  }
}

/** Lets go of what was kept before the build before. */
async function tidy(): Promise<void> {
  const record = await caches.open(names.builds);
  const written = await record.match(folder);
  const builds = after(readBuilds(await written?.json()), files.build);
  await record.put(folder, Response.json(builds));
  await Promise.all(names.outdated(await caches.keys(), builds).map((name) => caches.delete(name)));
}

self.addEventListener("install", (event) => (event as Waiting).waitUntil(carryOver().then(() => first.install(event as Parameters<typeof first.install>[0]))));
self.addEventListener("activate", (event) => (event as Waiting).waitUntil(tidy()));
// The visitor wants the newer build now.
self.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) {
    (event as unknown as Waiting).waitUntil(world.skipWaiting());
  }
});
clientsClaim();
