import type { ModelDesk } from "../app/model-desk.ts";
import { fileName } from "../app/model-desk.ts";
import type { Notices } from "../app/notices.ts";
import type { Session } from "../app/session.ts";
import type { Player } from "../audio/player.ts";
import { download, fetchBytes, fetchJson } from "../core/files.ts";
import { list } from "../core/format.ts";
import { messageOf } from "../core/settle.ts";
import { withKey } from "../core/record.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import type { TakeData } from "../engine/protocol.ts";
import { RunDesk, type RunData } from "./run-desk.ts";
import { choicesFromQuery, queryFromChoices, type RunChoices, specOf, START, type Suggestion, suggestionFor, systemOf, workersOf } from "./settings.ts";
import { WordsDesk } from "./words-desk.ts";
import { leastPerWord, trainProblem } from "./words-state.ts";

/** A pack of recordings that the site offers. */
export interface Pack {
  file: string;
  title: string;
}

/** The digits that come with the page, and how many recordings to count with before they are fetched. */
const BUNDLED: Pack = { file: "data/digits.pack", title: "Bundled digits" };
const PACK_TAKES = 600;

/** Takes sent to the worker in one message. */
const CHUNK = 32;

export interface TeachState {
  /** `own`, or a pack's file. */
  source: string;
  packs: readonly Pack[];
  choices: RunChoices;
  /** A change that waits for the visitor's word, because it restarts the run. */
  pending: { choices: RunChoices; what: string; key: string } | undefined;
  /** The run's model is the one in Try and Listen. */
  adopted: boolean;
}

function isPack(value: unknown): value is Pack {
  return typeof value === "object" && value !== null && "file" in value && "title" in value && typeof value.file === "string" && typeof value.title === "string";
}

/** Teach: words and takes, the settings of the run, and the run itself. */
export class TeachDesk extends Store<TeachState> {
  readonly words: WordsDesk;
  readonly run: RunDesk;

  constructor(
    engine: EngineClient,
    private readonly session: Session,
    private readonly models: ModelDesk,
    private readonly notices: Notices,
    player: Player,
  ) {
    super({ source: "own", packs: [BUNDLED], choices: START, pending: undefined, adopted: false });
    this.words = new WordsDesk(engine, player, notices);
    this.run = new RunDesk(engine, notices);
  }

  /** Packs that the site's owner offers beside the bundled digits. */
  async findPacks(): Promise<void> {
    let value: unknown;
    try {
      value = await fetchJson("data/packs.json", "The list of packs");
    } catch {
      // Most sites offer none.
      return;
    }
    if (Array.isArray(value)) {
      const more = value.filter(isPack).map(({ file, title }) => ({ file: file.includes("/") ? file : `data/${file}`, title }));
      this.set({ packs: [BUNDLED, ...more] });
    }
  }

  /** Settings of an address; what cannot be used is named. */
  readQuery(query: Record<string, string>): void {
    const d = this.session.state.description;
    if (!d || Object.keys(query).length === 0) {
      return;
    }
    const { choices, problems } = choicesFromQuery(d, query, START);
    this.set({ choices });
    if (problems.length > 0) {
      this.notices.tell({
        id: "address",
        tone: "warn",
        text: `Part of the address could not be used and was left at its default: ${list(problems)}.`,
      });
    }
  }

  query(): Record<string, string> {
    return queryFromChoices(this.state.choices, START);
  }

  suggestion(): Suggestion {
    const d = this.session.state.description;
    const choices = this.state.pending?.choices ?? this.state.choices;
    const system = d && systemOf(d, choices.system);
    if (this.state.source !== "own") {
      return suggestionFor(system, choices, PACK_TAKES, PACK_TAKES, true);
    }
    const { words, takes } = this.words.state;
    const numbered = takes.length > 0 && takes.every((t) => t.numbered) && words.every((w) => takes.some((t) => t.word === w.id && t.index > 4));
    return suggestionFor(system, choices, takes.length, leastPerWord(words, takes), numbered);
  }

  /** Changes settings, or asks first when that restarts a run; `what` names the change, `key` the control it was made with. */
  change(patch: Partial<RunChoices>, what: string, key: string): void {
    const choices = { ...(this.state.pending?.choices ?? this.state.choices), ...patch };
    if (this.run.active) {
      this.set({ pending: { choices, what, key } });
    } else {
      this.set({ choices });
    }
  }

  changeSetting(key: string, value: string | undefined, what: string): void {
    const before = (this.state.pending?.choices ?? this.state.choices).changes;
    this.change({ changes: withKey(before, key, value) }, what, key);
  }

  /** Other workers for the run, at once: its result is the same, so nothing is asked and nothing restarts. */
  async setWorkers(workers: string): Promise<void> {
    const { choices, pending } = this.state;
    this.set({ choices: { ...choices, workers }, pending: pending && { ...pending, choices: { ...pending.choices, workers } } });
    await this.run.useWorkers(workersOf(this.state.choices));
  }

  async acceptPending(): Promise<void> {
    const { pending } = this.state;
    if (pending) {
      this.set({ choices: pending.choices, pending: undefined });
      await this.train();
    }
  }

  refusePending(): void {
    this.set({ pending: undefined });
  }

  /** Why Train cannot be pressed, or nothing. */
  trainProblem(): string | undefined {
    return this.state.source === "own" ? trainProblem(this.words.state.words, this.words.state.takes) : undefined;
  }

  async train(): Promise<void> {
    this.words.leave();
    this.set({ adopted: false });
    const pack = this.state.packs.find((p) => p.file === this.state.source);
    const data = pack ? this.#packData(pack) : this.#ownData();
    await this.run.train(specOf(this.state.choices, this.suggestion()), data, workersOf(this.state.choices));
  }

  /** The words and takes as they are now; what is changed later is learnt by the next run. */
  #ownData(): RunData {
    const { words, takes } = this.words.state;
    const labels = words.map((w) => w.text.trim());
    const rows: TakeData[] = takes.flatMap((t) => {
      const at = words.findIndex((w) => w.id === t.word);
      const label = labels[at];
      return label === undefined ? [] : [{ ...t.sound, label, name: t.name, speaker: t.speaker, index: t.index }];
    });
    return {
      title: labels.slice(0, 3).join(", ") + (labels.length > 3 ? " …" : ""),
      labels,
      probe: 0,
      probeTitle: rows[0] ? `take “${rows[0].name}”` : "",
      load: async (call) => {
        await call((api) => api.newData("own words", labels));
        for (let i = 0; i < rows.length; i += CHUNK) {
          await call((api) => api.addTakes(rows.slice(i, i + CHUNK)));
        }
      },
    };
  }

  #packData(pack: Pack): RunData {
    const data: RunData = {
      title: pack.title,
      labels: [],
      probe: 0,
      probeTitle: "",
      load: async (call) => {
        const bytes = await fetchBytes(pack.file, `The pack “${pack.title}”`);
        const summary = await call((api) => api.openPack(pack.title, bytes));
        // A voice that the run does not learn from, where the pack has one.
        data.probe = Math.max(0, summary.utterances.findIndex((u) => u.heldOut));
        data.labels = summary.labels;
        const shown = summary.utterances[data.probe];
        data.probeTitle = shown ? `“${shown.label}” by ${shown.speaker || "an unnamed voice"}${shown.heldOut ? ", a voice it does not learn from" : ""}` : "";
      },
    };
    return data;
  }

  /** Gives the run's model to Try and Listen. */
  async adopt(): Promise<void> {
    try {
      const bytes = await this.run.modelBytes();
      await this.models.adopt(this.run.state.data?.title ?? "Own words", bytes);
      const problem = this.session.state.modelProblem;
      if (problem !== undefined) {
        throw new Error(problem);
      }
      this.set({ adopted: true });
    } catch (error) {
      this.notices.tell({ id: "adopt", tone: "bad", text: messageOf(error) });
    }
  }

  async saveModel(): Promise<void> {
    try {
      download(`${fileName(this.run.state.data?.title ?? "model")}.safetensors`, await this.run.modelBytes());
    } catch (error) {
      this.notices.tell({ id: "adopt", tone: "bad", text: messageOf(error) });
    }
  }

  leave(): void {
    this.words.leave();
  }
}
