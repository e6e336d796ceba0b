/** The last run that ended, as far as it is kept: enough to show it again, not to take it up. */
import type { EpochRecord, Recognition, RunHead, RunSpec } from "../engine/protocol.ts";
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
  elapsedMs: number;
  /** Of the model's weights, as its file states it. */
  weightsSha256: string;
  /** The model's file. */
  model: Uint8Array;
}

/** A run that ended as it is kept, with its model; nothing where it has not ended well. */
export function keptRun({ phase, problem, head, spec, data, records, probe, stopped, elapsedMs }: RunState, model: Uint8Array): SavedRun | undefined {
  if (phase !== "ended" || problem !== undefined || !head || !spec || !data || records.length === 0) {
    return undefined;
  }
  const { source = "own", title, labels, probeTitle } = data;
  return { spec, source, title, labels, probe, probeTitle, head, records: [...records], stopped, elapsedMs, weightsSha256: weightsDigest(model), model };
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
