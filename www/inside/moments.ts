/** The networks that can be looked into: the run at its checkpoints and as it ended, or else the one in use in Try. */
import type { ActiveModel } from "../app/session.ts";
import type { EpochRecord } from "../engine/protocol.ts";
import type { Checkpoint } from "../train/checkpoints.ts";
import type { RunState } from "../train/run-desk.ts";
import type { Network } from "./bench.ts";

export interface Moment {
  /** `epoch`: the run after an epoch; `end`: as it ended; `try`: the model in use in Try. */
  kind: "epoch" | "end" | "try";
  epoch: number | undefined;
  record: EpochRecord | undefined;
  title: string;
  /** The network; the run's end is asked of the engine when it is wanted. */
  network: Network | undefined;
}

function ofCheckpoint({ epoch, bytes }: Checkpoint, records: readonly EpochRecord[], title: string): Moment {
  return { kind: "epoch", epoch, record: records.find((r) => r.epoch === epoch), title, network: { name: title, bytes } };
}

/** What the timeline offers, the earliest first. */
export function momentsOf(run: Pick<RunState, "phase" | "checkpoints" | "records" | "data">, model: ActiveModel | undefined): Moment[] {
  const title = run.data?.title ?? "";
  // A run of an earlier visit has left its end alone.
  const hasEnded = run.phase === "ended" && run.records.length > 0;
  if (run.phase !== "none" && (run.checkpoints.length > 0 || hasEnded)) {
    const moments = run.checkpoints.map((c) => ofCheckpoint(c, run.records, title));
    const last = run.records.at(-1);
    return hasEnded ? [...moments, { kind: "end", epoch: last?.epoch, record: last, title, network: undefined }] : moments;
  }
  return model ? [{ kind: "try", epoch: model.info.epochs, record: model.info.history.at(-1), title: model.title, network: { name: model.title, bytes: model.bytes } }] : [];
}

/**
 * Where the visitor stands after the moments changed: at the newest where they follow the run, else at the same epoch, or the nearest one that
 * was kept.
 */
export function standAt(moments: readonly Moment[], before: Moment | undefined, follow: boolean): number {
  const last = moments.length - 1;
  if (follow || !before || before.kind !== moments[0]?.kind) {
    return last;
  }
  if (before.kind === "end") {
    return last;
  }
  let [best, least] = [last, Infinity];
  for (const [i, m] of moments.entries()) {
    const gap = Math.abs((m.epoch ?? 0) - (before.epoch ?? 0));
    if (gap < least) {
      [best, least] = [i, gap];
    }
  }
  return best;
}

/** The earliest that has learnt and the latest, as in the paper's figure 4; nothing where there is one network alone. */
export function endsOf(moments: readonly Moment[]): [Moment, Moment] | undefined {
  const [first, last] = [moments.find((m) => m.epoch !== 0), moments.at(-1)];
  return first && last && first !== last && first.kind === "epoch" ? [first, last] : undefined;
}
