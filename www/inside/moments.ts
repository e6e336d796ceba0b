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
  // As a rule there is a record of each epoch; a long run has thousands.
  const likely = records[epoch - 1];
  const record = likely?.epoch === epoch ? likely : records.find((r) => r.epoch === epoch);
  return { kind: "epoch", epoch, record, title, network: { name: title, bytes } };
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
  return nearest(moments, before.epoch);
}

function nearest(moments: readonly Moment[], epoch: number | undefined): number {
  let [best, least] = [moments.length - 1, Infinity];
  for (const [i, m] of moments.entries()) {
    const gap = Math.abs((m.epoch ?? 0) - (epoch ?? 0));
    if (gap < least) {
      [best, least] = [i, gap];
    }
  }
  return best;
}

/** The same network of the same run. Its record is an object of that run: another run of equal length has others. */
function isSame(a: Moment, b: Moment): boolean {
  return a.kind === b.kind && a.epoch === b.epoch && a.record === b.record && a.title === b.title && a.network?.bytes === b.network?.bytes;
}

/** `next` with what was there before as the objects that it was; `before` itself where nothing is new. */
export function reused(before: readonly Moment[], next: readonly Moment[]): readonly Moment[] {
  const out = next.map((m) => before.find((b) => isSame(b, m)) ?? m);
  return out.length === before.length && out.every((m, i) => m === before[i]) ? before : out;
}

/** Names a moment of the present run. */
export type MomentName = Pick<Moment, "kind" | "epoch">;

/** What is compared; nothing: as the page suggests. */
export interface Compared {
  early: MomentName | undefined;
  late: MomentName | undefined;
}

/** Where a moment is; where it is gone, the nearest that was kept. */
function placeOf(moments: readonly Moment[], { kind, epoch }: MomentName): number {
  const at = moments.findIndex((m) => m.kind === kind && m.epoch === epoch);
  return at >= 0 ? at : nearest(moments, epoch);
}

/**
 * The two networks that are compared: those chosen, else the earliest that has learnt and the latest, as in the paper's figure 4. Nothing where
 * there is one network alone.
 */
export function comparedOf(moments: readonly Moment[], { early, late }: Compared): [Moment, Moment] | undefined {
  const last = late ? Math.max(1, placeOf(moments, late)) : moments.length - 1;
  const learnt = Math.max(0, moments.findIndex((m) => m.epoch !== 0));
  const first = Math.min(early ? placeOf(moments, early) : learnt, last - 1);
  const [a, b] = [moments[first], moments[last]];
  return a && b ? [a, b] : undefined;
}
