/** A run that the page was closed over: what is told of it, and how it is taken up. */
import type { Notices } from "../app/notices.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import type { RunData, RunDesk } from "../train/run-desk.ts";
import type { SavedRun } from "./saved-run.ts";

const t = await texts("data");

/** Id of its notice. */
export const CUT = "cut";

/** Tells that the page was closed while a run was under way; `data` are its recordings as they are now. */
export function tellCut(notices: Notices, runs: RunDesk, run: SavedRun, data: () => RunData): void {
  const failed = (why: string): void => notices.tell({ id: CUT, tone: "bad", text: t("storage.not-taken-up", { why }), why });
  const text = t("storage.cut", { done: run.records.at(-1)?.epoch ?? 0, of: run.spec.epochs });
  notices.tell({ id: CUT, tone: "warn", text, action: { title: t("storage.take-up"), run: () => settle(takeUp(runs, run, data(), () => notices.dismiss(CUT)), failed) } });
}

/** Goes on with a run from its last checkpoint. On other recordings the engine refuses, and the run stays as it is shown. */
export async function takeUp(runs: RunDesk, run: SavedRun, data: RunData, done: () => void): Promise<void> {
  const { spec, records, elapsedMs, checkpoints } = run;
  const last = checkpoints.at(-1);
  // Another run has taken its place meanwhile.
  if (!last || runs.state.phase !== "ended" || runs.state.head !== run.head) {
    done();
    return;
  }
  await runs.take({ spec, records, elapsedMs, stopped: false, data }, last);
  runs.set({ checkpoints });
  done();
  await runs.resume();
}
