/** Whether what a test found is still of the network and the takes at hand. */
import { rowsOf } from "../data/rows.ts";
import type { Table } from "../data/words-state.ts";
import type { TakeData } from "../engine/protocol.ts";
import { written } from "../project/repeat-state.ts";
import type { RunState } from "../train/run-desk.ts";
import type { Tested } from "./test-answers.ts";
import { givenBy } from "./test-subject.ts";

/** `run`: the run is another one, or gone. `epoch`: it is the same one at another epoch. `model`: Try has another model. `takes`: the project has others. */
export type Stale = "run" | "epoch" | "model" | "takes";

/** The project's takes: those of a pack, or the visitor's own. */
export interface Takes {
  /** `own`, or a pack's file. */
  source: string;
  own: Pick<Table, "words" | "takes">;
}

/** What a test would be of now. */
export interface Present {
  run: Pick<RunState, "spec" | "head" | "records" | "weightsSha256"> | undefined;
  /** SHA-256 of the weights of the model in Try. */
  model: string | undefined;
  takes: Takes | undefined;
}

export function staleOf(tested: Pick<Tested, "network" | "info" | "data" | "epoch" | "spec" | "takes">, now: Present): Stale | undefined {
  if (tested.network === "run") {
    return staleRun(tested, now.run);
  }
  if (now.model !== tested.info.weightsSha256) {
    return "model";
  }
  return tested.takes === undefined || (now.takes && areSame(tested.takes, now.takes)) ? undefined : "takes";
}

/** Same data, settings and epoch have the same weights; those of a run that ended are known. */
function staleRun({ info, data, epoch, spec }: Pick<Tested, "info" | "data" | "epoch" | "spec">, run: Present["run"]): Stale | undefined {
  if (!run?.head || !run.spec || !spec || run.head.dataDigest !== data.digest || written(run.spec) !== written(spec)) {
    return "run";
  }
  const same = run.weightsSha256 === undefined ? givenBy(run.records)?.epoch === epoch : run.weightsSha256 === info.weightsSha256;
  return same ? undefined : "epoch";
}

/** Takes that a network would hear alike, and under the same names: a recording is never changed, so that it is known by where it is. */
function areSame(a: Takes, b: Takes): boolean {
  if (a.source !== b.source) {
    return false;
  }
  if (a.source !== "own" || (a.own.words === b.own.words && a.own.takes === b.own.takes)) {
    return true;
  }
  const [one, other] = [rowsOf(a.own), rowsOf(b.own)];
  return one.labels.join("\n") === other.labels.join("\n") && one.rows.length === other.rows.length && one.rows.every((row, i) => isSame(row, other.rows[i]));
}

function isSame(a: TakeData, b: TakeData | undefined): boolean {
  return (
    b !== undefined &&
    (["buffer", "byteOffset", "length"] as const).every((key) => a.samples[key] === b.samples[key]) &&
    (["rateHz", "label", "name", "speaker", "index", "heldOut"] as const).every((key) => a[key] === b[key])
  );
}
