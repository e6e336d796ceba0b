/** Exact repeat: the address and a project file say which data and weights belong to a run; this says whether it came out the same. */
import type { Notices } from "../app/notices.ts";
import { printRoute } from "../core/route.ts";
import { Store } from "../core/store.ts";
import type { DataDesk } from "../data/desk.ts";
import type { RunSpec } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import type { TrainDesk } from "../train/desk.ts";
import type { RunDesk, RunState } from "../train/run-desk.ts";
import { queryFromChoices, START, specOf } from "../train/settings.ts";
import { digestFrom, type Expected, judge, SHORT, spelledOut, type Verdict } from "./repeat-state.ts";

const t = await texts("train");

/** Keys of an address that are this desk's. */
export function isRepeatKey(key: string): boolean {
  return ["source", "data", "weights"].includes(key);
}

/** A specification as text, the same for the same run. */
function written({ settings, ...spec }: RunSpec): string {
  return JSON.stringify([spec, Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

export interface RepeatState {
  expected: Expected | undefined;
  /** From an address or from a project file. */
  from: "address" | "file";
}

export class RepeatDesk extends Store<RepeatState> {
  /** The settings that the expectation belongs to. */
  #settings = "";

  constructor(
    private readonly data: DataDesk,
    private readonly train: TrainDesk,
    private readonly run: RunDesk,
    private readonly notices: Notices,
  ) {
    super({ expected: undefined, from: "address" });
    train.watch(() => this.#forget());
    data.watch(() => this.#forget());
  }

  /** The part of an address that names data and weights; what is no digest is named and left out. */
  readQuery(query: Record<string, string>): void {
    const { source } = query;
    const problems: string[] = [];
    if (source !== undefined) {
      const file = this.data.fileOf(source);
      if (file === undefined) {
        problems.push(`source=${source.slice(0, 40)}`);
      } else {
        this.data.set({ source: file });
      }
    }
    const [data, weights] = [digestFrom(query["data"]), digestFrom(query["weights"])];
    for (const [key, digest] of [["data", data], ["weights", weights]] as const) {
      if (query[key] !== undefined && digest === undefined) {
        problems.push(`${key}=${query[key].slice(0, 40)}`);
      }
    }
    if (problems.length > 0) {
      this.notices.tell({ id: "repeat", tone: "warn", text: t("repeat.address", { what: problems.join(", ") }) });
    }
    if (data !== undefined || weights !== undefined) {
      this.expect({ data, weights }, "address");
    }
  }

  /** The next run with the present settings and data is to give this. */
  expect(expected: Expected, from: RepeatState["from"]): void {
    this.#settings = this.#chosen();
    this.set({ expected, from });
  }

  query(): Record<string, string> {
    const { expected, from } = this.state;
    const out: Record<string, string> = {};
    const source = this.data.idOf(this.data.state.source);
    if (source !== "own") {
      out["source"] = source;
    }
    if (expected && from === "address") {
      for (const key of ["data", "weights"] as const) {
        if (expected[key] !== undefined) {
          out[key] = expected[key].slice(0, SHORT);
        }
      }
    }
    return out;
  }

  verdict(): Verdict | undefined {
    const { expected } = this.state;
    const { head, weightsSha256, phase, spec } = this.run.state;
    if (!expected) {
      return undefined;
    }
    // A run of other settings says nothing, nor does one of an earlier visit: it was not made again.
    const mine = phase !== "none" && !this.run.shown && spec !== undefined && written(spec) === this.#present();
    return judge(expected, mine ? { data: head?.dataDigest, weights: weightsSha256 } : { data: undefined, weights: undefined });
  }

  /** The address that gives a run that ended again, everything spelled out. */
  link({ spec, head, weightsSha256, data }: RunState): string {
    const query: Record<string, string> = spec ? queryFromChoices(spelledOut(spec), START) : {};
    const source = this.data.idOf(data?.source ?? "own");
    const rest = { source, data: head?.dataDigest.slice(0, SHORT) ?? "", weights: weightsSha256?.slice(0, SHORT) ?? "" };
    for (const [key, value] of Object.entries(rest)) {
      if (value !== "") {
        query[key] = value;
      }
    }
    return `${location.href.split("#")[0] ?? ""}${printRoute({ place: "train", query })}`;
  }

  #present(): string {
    return written(specOf(this.train.state.choices, this.train.suggestion()));
  }

  /** What the visitor has chosen; takes that come later change what suits them, not this. */
  #chosen(): string {
    return JSON.stringify([{ ...this.train.state.choices, workers: undefined }, this.data.state.source]);
  }

  /** Other settings have other weights: nothing is expected of them. */
  #forget(): void {
    if (this.state.expected && this.#settings !== this.#chosen()) {
      this.set({ expected: undefined });
    }
  }
}
