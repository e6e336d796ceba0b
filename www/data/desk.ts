import type { Notices } from "../app/notices.ts";
import type { Player } from "../audio/player.ts";
import { fetchBytes, fetchJson } from "../core/files.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import type { TakeData } from "../engine/protocol.ts";
import type { RunData } from "../train/run-desk.ts";
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
}

function isPack(value: unknown): value is Pack {
  return typeof value === "object" && value !== null && "file" in value && "title" in value && typeof value.file === "string" && typeof value.title === "string";
}

/** Data: the visitor's own words, or a pack that the site offers. */
export class DataDesk extends Store<DataState> {
  readonly words: WordsDesk;

  constructor(engine: EngineClient, player: Player, notices: Notices) {
    super({ source: "own", packs: [BUNDLED] });
    this.words = new WordsDesk(engine, player, notices);
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

  amount(): Amount {
    if (this.state.source !== "own") {
      return { takes: PACK_TAKES, leastPerWord: PACK_TAKES, official: true };
    }
    const { words, takes } = this.words.state;
    const numbered = takes.length > 0 && takes.every((t) => t.numbered) && words.every((w) => takes.some((t) => t.word === w.id && t.index > 4));
    return { takes: takes.length, leastPerWord: leastPerWord(words, takes), official: numbered };
  }

  /** Why these data cannot be learnt from, or nothing. */
  problem(): string | undefined {
    return this.state.source === "own" ? trainProblem(this.words.state.words, this.words.state.takes) : undefined;
  }

  /** The data as they are now; what is changed later is learnt by the next run. */
  current(): RunData {
    const pack = this.state.packs.find((p) => p.file === this.state.source);
    return pack ? packData(pack) : this.#ownData();
  }

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

  leave(): void {
    this.words.leave();
  }
}

function packData(pack: Pack): RunData {
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
