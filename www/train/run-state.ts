/** What is known of the page's run, and how its events change that. */
import type { DataSummary, EpochRecord, Recognition, RunEvent, RunHead, RunProgress, RunSpec, TakeData } from "../engine/protocol.ts";
import { messageOf } from "../core/settle.ts";
import { type Checkpoint, keepCheckpoint } from "./checkpoints.ts";

/** Whatever takes a data set in: the engine, or a laboratory. */
export interface DataTaker {
  newData(name: string, labels: string[]): Promise<void>;
  addTakes(takes: TakeData[]): Promise<string[]>;
  openPack(name: string, bytes: Uint8Array): Promise<DataSummary>;
}

/** What the run learns from, and how to bring it into a worker (a new one, too). */
export interface RunData {
  /** `own`, or a pack's file. */
  source?: string;
  title: string;
  labels: string[];
  /** Utterance that is shown after every epoch, and what it says. */
  probe: number;
  probeTitle: string;
  load(call: <T>(make: (api: DataTaker) => Promise<T>) => Promise<T>): Promise<void>;
}

export type RunPhase = "none" | "preparing" | "training" | "pausing" | "paused" | "ended";

export interface RunState {
  phase: RunPhase;
  spec: RunSpec | undefined;
  data: RunData | undefined;
  head: RunHead | undefined;
  progress: RunProgress | undefined;
  records: readonly EpochRecord[];
  /** The run at some of its epochs, for the timeline of Inside. */
  checkpoints: readonly Checkpoint[];
  probe: Recognition | undefined;
  /** SHA-256 of the weights that the run gave. */
  weightsSha256: string | undefined;
  /** Ended by the visitor before its last epoch. */
  stopped: boolean;
  /** To be stopped before it begins: the visitor's wish, while its recordings are prepared. */
  stopping: boolean;
  /** Why it ended before its time. */
  problem: string | undefined;
  /** Why a run that was to take its place did not begin. */
  refused: string | undefined;
  /** Time spent training, in milliseconds. */
  elapsedMs: number;
}

export const NONE: RunState = {
  phase: "none",
  spec: undefined,
  data: undefined,
  head: undefined,
  progress: undefined,
  records: [],
  checkpoints: [],
  weightsSha256: undefined,
  probe: undefined,
  stopped: false,
  stopping: false,
  problem: undefined,
  refused: undefined,
  elapsedMs: 0,
};

/** It has something that changed settings would lose. */
export function isActive({ phase }: Pick<RunState, "phase">): boolean {
  return phase !== "none" && phase !== "ended";
}

/** What an event of the run changes; nothing where it says nothing new. */
export function heard(state: RunState, event: RunEvent): Partial<RunState> {
  switch (event.kind) {
    case "progress":
      return { progress: event.progress };
    case "epoch":
      return {
        records: [...state.records, event.record],
        checkpoints: event.checkpoint ? keepCheckpoint(state.checkpoints, { epoch: event.record.epoch, bytes: event.checkpoint }) : state.checkpoints,
        probe: event.probe ?? state.probe,
      };
    case "paused":
      // A pause that was called off meanwhile is none.
      return state.phase === "pausing" ? { phase: "paused" } : {};
    case "ended":
      return { phase: "ended", stopped: event.stopped, weightsSha256: event.weightsSha256 };
    case "failed":
      return { phase: "ended", stopped: true, problem: `${messageOf(event.message)}.` };
    case "helper-lost":
      return {};
  }
}
