/** Has the page's own files kept by its service worker: it then opens without a network. */
import { hasSimd } from "../engine/compile.ts";
import { CacheNames } from "./builds.ts";
import { type File, type Files, FILES_LIST, TAKE_OVER, wantedHere } from "./files.ts";
import swUrl from "./sw.ts?worker&url";

/** Nothing on a page that is not secure, and in private windows of some browsers. */
function worker(): ServiceWorkerContainer | undefined {
  const { serviceWorker }: { serviceWorker?: ServiceWorkerContainer } = navigator;
  return serviceWorker;
}

/** Resolves once a service worker answers for this page. */
async function controlled(container: ServiceWorkerContainer): Promise<void> {
  if (!container.controller) {
    await new Promise<void>((resolve) => container.addEventListener("controllerchange", () => resolve(), { once: true }));
  }
}

/** Tells when a newer build of the page has been fetched; it waits until the page is closed everywhere, or until it is taken. */
function watchRenewal(container: ServiceWorkerContainer, registration: ServiceWorkerRegistration, renewed: (take: () => void) => void): void {
  const offer = () => {
    const next = registration.waiting;
    if (next && container.controller) {
      renewed(() => {
        if (next.state === "activated" || next.state === "redundant") {
          // Another tab has taken it, or there is one newer still.
          location.reload();
          return;
        }
        container.addEventListener("controllerchange", () => location.reload(), { once: true });
        next.postMessage(TAKE_OVER);
      });
    }
  };
  offer();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
}

/**
 * Starts the service worker; what this visit has fetched before it was there is kept too. A browser that refuses loses nothing else.
 *
 * @param renewed is given the way to a newer build, which reloads the page
 */
export async function beginKeeping(renewed: (take: () => void) => void): Promise<void> {
  const container = worker();
  try {
    if (container) {
      watchRenewal(container, await container.register(swUrl, { scope: "./" }), renewed);
      await controlled(container);
      const mine = performance.getEntriesByType("resource").map((e) => e.name).filter((name) => name.startsWith(new URL("./", document.baseURI).href));
      // Through the service worker, out of the browser's own cache.
      await Promise.allSettled(mine.map((name) => fetch(name, { cache: "force-cache" })));
    }
  } catch {
    // The page is as it was, and needs its network.
  }
}

/** Calls `changed` when a service worker begins to answer for this page; gives the function that ends it. */
export function onKept(changed: () => void): () => void {
  const container = worker();
  container?.addEventListener("controllerchange", changed);
  return () => container?.removeEventListener("controllerchange", changed);
}

export interface Offline {
  /** Files of this build that are not kept yet, and their bytes; nothing where nothing can be kept. */
  missing: readonly File[];
  bytes: number;
}

/** What would be missing without a network. */
export async function lookOffline(): Promise<Offline | undefined> {
  const container = worker();
  if (!container?.controller) {
    return undefined;
  }
  const response = await fetch(new URL(FILES_LIST, document.baseURI));
  const files = (await response.json()) as Files;
  const later = await caches.open(new CacheNames(new URL("./", document.baseURI).href).later(files.build));
  const kept = new Set((await later.keys()).map((r) => r.url));
  const missing = wantedHere(files.later, hasSimd()).filter(([url]) => !kept.has(new URL(url, document.baseURI).href));
  return { missing, bytes: missing.reduce((sum, [, , bytes]) => sum + bytes, 0) };
}

/** Fetches what is missing, one file after another. */
export async function keepAll({ missing }: Offline, told: (done: number) => void): Promise<void> {
  for (const [i, [url]] of missing.entries()) {
    told(i);
    const response = await fetch(new URL(url, document.baseURI));
    if (!response.ok) {
      throw new Error(`${url}: ${response.status}`);
    }
    await response.arrayBuffer();
  }
}
