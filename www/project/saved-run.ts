/** The last run as far as it is kept: enough to show it again with its timeline, and one that was cut off can be taken up. */
import type { EpochRecord, Recognition, RunHead, RunSpec } from "../engine/protocol.ts";
import type { Checkpoint } from "../train/checkpoints.ts";
import type { RunState } from "../train/run-desk.ts";

export interface SavedRun {
  spec: RunSpec;
  /** `own`, or a pack's file. */
  source: string;
  title: string;
  labels: string[];
  probe: Recognition | undefined;
  probeTitle: string;
  head: RunHead;
  records: EpochRecord[];
  stopped: boolean;
  /** The page was closed while it was under way: it stands as it was at its last checkpoint. */
  cut: boolean;
  elapsedMs: number;
  /** Of the model's weights, as its file states it. */
  weightsSha256: string;
  /** The model's file; of a run that was cut off, its last checkpoint. */
  model: Uint8Array;
  /** For the timeline of Inside; a project file has none. */
  checkpoints: readonly Checkpoint[];
}

/** A run that ended as it is kept, with its model; nothing where it has not ended well. */
export function keptRun(state: RunState, model: Uint8Array): SavedRun | undefined {
  const { phase, problem, records, checkpoints, stopped, elapsedMs } = state;
  return phase === "ended" && problem === undefined ? kept(state, { records, checkpoints, stopped, cut: false, elapsedMs, model }) : undefined;
}

/** A run under way as it was at its last checkpoint; nothing before its first epoch is over. */
export function cutRun(state: RunState, elapsedMs: number): SavedRun | undefined {
  const { checkpoints } = state;
  const last = checkpoints.at(-1);
  if (!last || state.phase === "none" || state.phase === "ended") {
    return undefined;
  }
  const records = state.records.filter((r) => r.epoch <= last.epoch);
  return kept(state, { records, checkpoints, stopped: true, cut: true, elapsedMs, model: last.bytes });
}

type End = Pick<SavedRun, "stopped" | "cut" | "elapsedMs" | "model" | "checkpoints"> & { records: readonly EpochRecord[] };

function kept({ head, spec, data, probe }: RunState, { records, ...end }: End): SavedRun | undefined {
  if (!head || !spec || !data || records.length === 0) {
    return undefined;
  }
  const { source = "own", title, labels, probeTitle } = data;
  return { spec, source, title, labels, probe, probeTitle, head, records: [...records], weightsSha256: weightsDigest(end.model), ...end };
}

/** What a model file's header says of its weights; empty where it says nothing. */
export function weightsDigest(model: Uint8Array): string {
  try {
    const length = Number(new DataView(model.buffer, model.byteOffset).getBigUint64(0, true));
    const header: unknown = JSON.parse(new TextDecoder().decode(model.subarray(8, 8 + length)));
    const meta = field(field(header, "__metadata__"), "nrr-snn");
    const digest = typeof meta === "string" ? field(JSON.parse(meta), "weights_sha256") : undefined;
    return typeof digest === "string" ? digest : "";
  } catch {
    return "";
  }
}

function field(of: unknown, key: string): unknown {
  return typeof of === "object" && of !== null ? (of as Record<string, unknown>)[key] : undefined;
}
