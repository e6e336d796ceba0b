/** How many workers share a run. */
import { HELPER, type FromHelper, type ToHelper } from "./helper-protocol.ts";
import type { HelperLike } from "./pool.ts";
import { WORKER_COUNTS, type WorkersWanted } from "./protocol.ts";

/** Batches that are timed before helpers are called. */
const TIMED = 3;
/** Below this a batch is over before sharing it would pay. */
const WORTH_BATCH_MS = 10;
/** Below this the whole rest of the run is. */
const WORTH_RUN_MS = 1000;

/** Workers for a device of so many cores: both of two; of more, one is left for the page. */
export function workersFor(cores: number): number {
  const free = cores > 2 ? cores - 1 : cores;
  return WORKER_COUNTS.findLast((n) => n <= free) ?? 1;
}

/** Decides when a run is worth sharing, by the time that its first batches take. */
export class Judge {
  #times: number[] = [];

  constructor(private readonly wanted: WorkersWanted) {}

  /** A batch took so long on one worker, and so many are left. */
  see(batchMs: number, left: number): void {
    if (this.#times.length < TIMED) {
      this.#times.push(batchMs);
      this.#left = left;
    }
  }

  #left = 0;

  /** Workers that the run should have now, on a device of so many cores. */
  workers(cores: number): number {
    if (this.wanted !== "auto") {
      return this.wanted;
    }
    const batch = Math.min(...this.#times);
    const worth = this.#times.length === TIMED && batch >= WORTH_BATCH_MS && batch * this.#left >= WORTH_RUN_MS;
    return worth ? workersFor(cores) : 1;
  }
}

/** Starts a helper: the engine worker's own file under another name, which the browser has already. */
export function startHelper(): HelperLike {
  const worker = new Worker(globalThis.location.href, { type: "module", name: HELPER });
  return {
    post: (message: ToHelper, transfer) => worker.postMessage(message, transfer),
    listen: (hear, dies) => {
      worker.onmessage = (event: MessageEvent<FromHelper>) => hear(event.data);
      worker.onerror = (event) => {
        event.preventDefault();
        dies(event.message || "its file could not be loaded");
      };
      worker.onmessageerror = () => dies("a message could not be read");
    },
    end: () => worker.terminate(),
  };
}
