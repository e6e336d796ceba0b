/**
 * The service worker: keeps the page's own files, so that it opens without a network.
 *
 * What a first visit shows is kept from then on; what the other places fetch is kept when they are first opened, or when everything is asked for.
 * It answers for the page's own files alone, and sends nothing anywhere.
 */
import { clientsClaim } from "workbox-core";
import { cleanupOutdatedCaches, precacheAndRoute } from "workbox-precaching";
import { registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";
import { hasSimd } from "../engine/compile.ts";
import { type Files, LATER_CACHE, TAKE_OVER, wantedHere } from "./files.ts";

/** As much of a service worker's world as is used here; the page's own types have none. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
const world = self as unknown as { skipWaiting(): Promise<void> };

/** Every file of this build; put in when the page is built. */
const files = JSON.parse("__NRR_FILES__") as Files;
const later = `${LATER_CACHE}${files.build}`;

cleanupOutdatedCaches();
// The settings of a run stand behind the #, which is never sent; whatever stands behind a ? is nothing of the page's.
precacheAndRoute(
  wantedHere(files.first, hasSimd()).map(([url, revision]) => ({ url, revision })),
  { ignoreURLParametersMatching: [/.*/] },
);
const known = new Set(files.later.map(([url]) => new URL(url, self.location.href).href));
registerRoute(({ url, sameOrigin }) => sameOrigin && known.has(url.origin + url.pathname), new CacheFirst({ cacheName: later }));

/** What an earlier build kept. */
async function tidy(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((n) => n.startsWith(LATER_CACHE) && n !== later).map((n) => caches.delete(n)));
}
self.addEventListener("activate", (event) => (event as Waiting).waitUntil(tidy()));
// The visitor wants the newer build now.
self.addEventListener("message", (event) => {
  if (event.data === TAKE_OVER) {
    (event as unknown as Waiting).waitUntil(world.skipWaiting());
  }
});
clientsClaim();
