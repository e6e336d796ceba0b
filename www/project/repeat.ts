/** Exact repeat: the address and a project file say which data and weights belong to a run; this says whether it came out the same. */
import type { Notices } from "../app/notices.ts";
import { printRoute } from "../core/route.ts";
import { Store } from "../core/store.ts";
import type { DataDesk } from "../data/desk.ts";
import type { Table } from "../data/words-state.ts";
import type { RunSpec } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import type { TrainDesk } from "../train/desk.ts";
import type { RunDesk, RunState } from "../train/run-desk.ts";
import { queryFromChoices, START, specOf } from "../train/settings.ts";
import { digestFrom, type Expected, expectedOf, judge, SHORT, spelledOut, type Verdict, written } from "./repeat-state.ts";
import type { Kept } from "./layout.ts";
import type { SavedRun } from "./saved-run.ts";

const t = await texts("train");

/** Id of the notice of a file's settings. */
const ASIDE = "aside";

/** Keys of an address that are this desk's. */
export function isRepeatKey(key: string): boolean {
  return ["source", "data", "weights"].includes(key);
}

export interface RepeatState {
  expected: Expected | undefined;
  /** From an address or from a project file. */
  from: "address" | "file";
}

export class RepeatDesk extends Store<RepeatState> {
  /** The settings and takes that the expectation belongs to. */
  #settings = "";
  #table: Pick<Table, "words" | "takes"> | undefined;

  constructor(
    private readonly data: DataDesk,
    private readonly train: TrainDesk,
    private readonly run: RunDesk,
    private readonly notices: Notices,
  ) {
    super({ expected: undefined, from: "address" });
    train.watch(() => this.#forget());
    data.watch(() => this.#forget());
    data.words.watch(() => this.#forget());
  }

  /** What is expected may have been another run's: what was told of that is over. */
  override set(patch: Partial<RepeatState>): void {
    this.notices.dismiss(ASIDE);
    super.set(patch);
  }

  /** An address says what the next run gives: its settings go before those of a file, which brings the recordings. */
  get asked(): boolean {
    return this.state.expected !== undefined && this.state.from === "address";
  }

  /** Tells that a file's settings were left aside, where they are others; `take` takes them after all. */
  tellAside({ train, source }: Pick<Kept, "train" | "source">, take: () => void): void {
    const choices = this.train.choicesOf(train);
    if (source !== this.data.state.source || written(specOf(choices, this.train.suggestion(choices))) !== written(this.#spec())) {
      this.notices.tell({ id: ASIDE, tone: "info", text: t("repeat.aside"), action: { title: t("repeat.aside.take"), run: take } });
    }
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
    this.#table = this.data.words.state;
    this.set({ expected, from });
  }

  /** The next run is to give what a file's run gave, as far as takes and settings are still those of that run. */
  expectRun(run: SavedRun | undefined, ownDigest: string): void {
    const expected = expectedOf(run, { spec: this.#spec(), source: this.data.state.source, ownDigest });
    if (expected) {
      this.expect(expected, "file");
    } else {
      this.set({ expected: undefined });
    }
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
    const { head, weightsSha256, phase, spec, stopped } = this.run.state;
    if (!expected) {
      return undefined;
    }
    // A run of other settings says nothing, nor does one of an earlier visit: it was not made again.
    const mine = phase !== "none" && !this.run.shown && spec !== undefined && written(spec) === written(this.#spec());
    return judge(expected, mine ? { data: head?.dataDigest, weights: weightsSha256, stopped } : { data: undefined, weights: undefined });
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

  /** Of the next run. */
  #spec(): RunSpec {
    return specOf(this.train.state.choices, this.train.suggestion());
  }

  /** What the visitor has chosen; takes that come later change what suits them, not this. */
  #chosen(): string {
    return JSON.stringify([{ ...this.train.state.choices, workers: undefined }, this.data.state.source]);
  }

  /** Takes of a file that were changed since: it says nothing of the run that they give. An address waits for its takes. */
  #changed(): boolean {
    const { words, takes } = this.data.words.state;
    return this.state.from === "file" && this.data.state.source === "own" && (words !== this.#table?.words || takes !== this.#table.takes);
  }

  /** Other settings have other weights: nothing is expected of them. */
  #forget(): void {
    if (this.state.expected && (this.#settings !== this.#chosen() || this.#changed())) {
      this.set({ expected: undefined });
    }
  }
}
