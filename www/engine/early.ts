/** The first thing that the page runs: the engine's worker fetches and compiles while the page's modules still wait for their texts. */
import { startWorker, type WorkerLike } from "./client.ts";

let early: WorkerLike | undefined = startWorker();

/** The worker that was started with the page; every later call starts another. */
export function earlyWorker(): WorkerLike {
  const worker = early ?? startWorker();
  early = undefined;
  return worker;
}
