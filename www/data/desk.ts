import type { Notices } from "../app/notices.ts";
import type { Player } from "../audio/player.ts";
import { fetchBytes, fetchJson } from "../core/files.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import { texts } from "../text/text.ts";
import type { RunData } from "../train/run-desk.ts";
import { FactsDesk } from "./facts-desk.ts";
import { ImportDesk } from "./import-desk.ts";
import { PlayDesk } from "./play-desk.ts";
import { RecordDesk } from "./record-desk.ts";
import { CHUNK, rowsOf } from "./rows.ts";
import { SelectDesk } from "./select-desk.ts";
import type { DataWorker } from "./worker-client.ts";
import { WordsDesk } from "./words-desk.ts";
import { leastPerWord, trainProblem } from "./words-state.ts";

const t = await texts("data");

/** A few words by name; an ellipsis stands for two at least. */
export function inShort(words: readonly string[]): string {
  return words.length > 4 ? `${words.slice(0, 3).join(", ")} …` : words.join(", ");
}

/** A pack of recordings that the site offers. */
export interface Pack {
  file: string;
  title: string;
}

/** The digits that come with the page, and how many recordings to count with before they are fetched. */
const BUNDLED: Pack = { file: "data/digits.pack", title: t("source.bundled") };
const PACK_TAKES = 600;

export interface DataState {
  /** `own`, or a pack's file. */
  source: string;
  packs: readonly Pack[];
}

/** What a run could learn from, as far as its settings depend on it. */
export interface Amount {
  takes: number;
  leastPerWord: number;
  /** The data have a test part of their own. */
  official: boolean;
  /** The visitor's own takes say which of them test: the split that does so. */
  split: "chosen" | "none" | undefined;
}

function isPack(value: unknown): value is Pack {
  return typeof value === "object" && value !== null && "file" in value && "title" in value && typeof value.file === "string" && typeof value.title === "string";
}

/** Data: the visitor's own words, or a pack that the site offers. */
export class DataDesk extends Store<DataState> {
  readonly words = new WordsDesk();
  readonly facts: FactsDesk;
  readonly imports: ImportDesk;
  readonly recorder: RecordDesk;
  readonly play: PlayDesk;
  readonly selection: SelectDesk;

  constructor(engine: EngineClient, player: Player, notices: Notices, worker: DataWorker) {
    super({ source: "own", packs: [BUNDLED] });
    this.facts = new FactsDesk(worker);
    this.imports = new ImportDesk(this.words, engine, worker);
    this.recorder = new RecordDesk(this.words, player, notices, (name, sound) => engine.call((api) => api.checkTake(name, sound)));
    this.play = new PlayDesk(player);
    this.selection = new SelectDesk(this.words);
    // The words, with the button that ends a recording, are out of sight.
    this.watch(() => {
      if (this.state.source !== "own") {
        this.leave();
      }
    });
  }

  /** Packs that the site's owner offers beside the bundled digits. */
  async findPacks(): Promise<void> {
    let value: unknown;
    try {
      value = await fetchJson("data/packs.json", t("packs.list"));
    } catch {
      // Most sites offer none.
      return;
    }
    if (Array.isArray(value)) {
      const more = value.filter(isPack).map(({ file, title }) => ({ file: file.includes("/") ? file : `data/${file}`, title }));
      this.set({ packs: [BUNDLED, ...more] });
    }
  }

  /** Chooses a source, or the visitor's own words until the site's list of packs has it. */
  choose(source: string): void {
    const known = (): boolean => source === "own" || this.state.packs.some((p) => p.file === source);
    this.set({ source: known() ? source : "own" });
    if (!known()) {
      const end = this.watch(() => {
        if (known()) {
          end();
          this.set({ source });
        }
      });
    }
  }

  /** A source as it stands in an address, and back. */
  idOf(source: string): string {
    return source === BUNDLED.file ? "digits" : source;
  }

  fileOf(id: string): string | undefined {
    return id === "own" ? id : this.state.packs.find((p) => this.idOf(p.file) === id)?.file;
  }

  amount(): Amount {
    if (this.state.source !== "own") {
      return { takes: PACK_TAKES, leastPerWord: PACK_TAKES, official: true, split: undefined };
    }
    const used = this.words.state.takes.filter((x) => x.part !== "aside");
    const split = used.some((x) => x.part === "test") ? "chosen" : "none";
    return { takes: used.length, leastPerWord: leastPerWord({ words: this.words.state.words, takes: used }), official: false, split };
  }

  /** Why these data cannot be learnt from, or nothing. */
  problem(): string | undefined {
    const problem = this.state.source === "own" ? trainProblem(this.words.state) : undefined;
    return problem && t(problem.key, problem.values);
  }

  /** The data as they are now; what is changed later is learnt by the next run. */
  current(source = this.state.source): RunData {
    const pack = this.state.packs.find((p) => p.file === source);
    return pack ? packData(pack) : this.#ownData();
  }

  #ownData(): RunData {
    const { labels, rows } = rowsOf(this.words.state);
    // A take that the run does not learn from, where there is one.
    const probe = Math.max(0, rows.findIndex((r) => r.heldOut));
    const shown = rows[probe];
    const words = this.words.state.words.map((w) => w.text.trim());
    return {
      source: "own",
      title: inShort(words),
      labels,
      probe,
      probeTitle: shown ? t("probe.own", { name: shown.name }) : "",
      load: async (call) => {
        await call((api) => api.newData("own", labels));
        for (let i = 0; i < rows.length; i += CHUNK) {
          await call((api) => api.addTakes(rows.slice(i, i + CHUNK)));
        }
      },
    };
  }

  leave(): void {
    this.recorder.stop();
    this.play.stop();
  }
}

function packData(pack: Pack): RunData {
  const data: RunData = {
    source: pack.file,
    title: pack.title,
    labels: [],
    probe: 0,
    probeTitle: "",
    load: async (call) => {
      const bytes = await fetchBytes(pack.file, t("packs.one", { title: pack.title }));
      const summary = await call((api) => api.openPack(pack.title, bytes));
      // A voice that the run does not learn from, where the pack has one.
      data.probe = Math.max(0, summary.utterances.findIndex((u) => u.heldOut));
      data.labels = summary.labels;
      const shown = summary.utterances[data.probe];
      data.probeTitle = shown ? t(shown.heldOut ? "probe.held-out" : "probe.pack", { label: shown.label, speaker: shown.speaker || t("voice.unknown") }) : "";
    },
  };
  return data;
}
