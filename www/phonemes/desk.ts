import type { Player } from "../audio/player.ts";
import { fetchJson, type PathFile } from "../core/files.ts";
import { fromEngine, settle } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { RunSpec } from "../engine/protocol.ts";
import { type Cursor, newCursor } from "../plots/cursor.ts";
import { texts } from "../text/text.ts";
import { type Run, runsOf, textsOf } from "./phones.ts";
import type { FromWorker, Hearing, Measure, ToWorker } from "./protocol.ts";
import { BEGIN, type Choices, type PhonemesState, type Picked } from "./state.ts";

export type { Choices, PhonemesState, Picked } from "./state.ts";

const t = await texts("phonemes");

/** As much of a worker as the desk needs. */
export interface PhonemesWorker {
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: ToWorker): void;
  terminate(): void;
}

function startWorker(): PhonemesWorker {
  return new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "phonemes" });
}

/** Phonemes: one network that learns sentences, in a worker of its own that stays as long as the page. */
export class PhonemesDesk extends Store<PhonemesState> {
  readonly cursor: Cursor = newCursor();
  #worker: PhonemesWorker | undefined;

  constructor(
    private readonly player: Player,
    private readonly start: () => PhonemesWorker = startWorker,
  ) {
    super(BEGIN);
  }

  /** Loads engine and sentences, if they are not there yet, and draws a network that has not learnt. */
  open(): void {
    if (this.#worker) {
      return;
    }
    const worker = this.start();
    this.#worker = worker;
    worker.onmessage = ({ data }) => this.#hear(data);
    worker.onerror = (event) => this.#fail(event.message || t("failed.file"));
    this.set({ phase: "opening", problem: undefined });
    this.#bundled();
    if (Object.keys(this.state.texts).length === 0) {
      // Without them the sentences have their names alone.
      settle(fetchJson("data/sentences.json", t("sentences.list")).then((manifest) => this.set({ texts: textsOf(manifest) })), () => undefined);
    }
  }

  #bundled(): void {
    this.#worker?.postMessage({ kind: "open", packUrl: new URL("data/sentences.pack", document.baseURI).href });
  }

  /** Takes sentences out of a folder in TIMIT's layout, in place of those that are there. */
  bring(files: readonly PathFile[]): void {
    if (this.state.phase === "ready" && files.length > 0) {
      const [first] = files;
      const name = first?.path.split("/")[0] ?? "";
      this.set({ phase: "reading", reading: { done: 0, of: 0 }, problem: undefined });
      this.#worker?.postMessage({ kind: "corpus", name, files: [...files] });
    }
  }

  /** Back to the bundled sentences. */
  leaveCorpus(): void {
    if (this.state.phase === "ready") {
      this.player.stop();
      this.set({ phase: "opening" });
      this.#bundled();
    }
  }

  /** Rules of the chosen system. */
  rules(): readonly string[] {
    return this.state.description?.systems.find((s) => s.id === this.state.choices.system)?.rules ?? [];
  }

  choose(patch: Partial<Choices>): void {
    const choices = { ...this.state.choices, ...patch };
    this.set({ choices });
    const rules = this.rules();
    if (!rules.includes(choices.rule)) {
      this.set({ choices: { ...choices, rule: rules[0] ?? choices.rule } });
    }
  }

  train(): void {
    if (this.state.phase !== "ready") {
      return;
    }
    const spec = this.#spec();
    const noise = Number(spec.settings["test_noise"] ?? 0);
    this.set({ phase: "training", ended: undefined, records: [], progress: undefined, problem: undefined, spec, noise });
    this.#look();
    this.#worker?.postMessage({ kind: "make", spec, train: true });
  }

  stop(): void {
    const { phase } = this.state;
    if (phase === "training" || phase === "reading") {
      this.set({ phase: phase === "training" ? "stopping" : phase });
      this.#worker?.postMessage({ kind: "stop" });
    }
  }

  /** Shows another sentence to the network. */
  show(sentence: number): void {
    this.player.stop();
    this.set({ sentence, picked: { track: "spoken", index: 0 } });
    this.#look();
  }

  /** Shows the sentence again in other noise, and measures the test sentences in it. */
  disturb(noise: number): void {
    this.set({ noise });
    this.#look();
  }

  pick(picked: Picked): void {
    this.set({ picked });
  }

  /** Plays some frames of the sentence, or all of it. */
  async play(run?: Run): Promise<void> {
    const h = this.state.hearing;
    if (!h) {
      return;
    }
    if (!run && this.state.playing) {
      this.player.stop();
      return;
    }
    // A frame stands for one hop at its window's middle.
    const at = (frame: number) => (h.hopMs * frame + (h.windowMs - h.hopMs) / 2) / 1000;
    const [fromS, toS] = run ? [at(run.from), at(run.to)] : [0, h.samples.length / h.rateHz];
    this.player.stop();
    this.set({ playing: !run });
    await this.player.play({ samples: h.samples.slice(Math.round(fromS * h.rateHz), Math.round(toS * h.rateHz)), rateHz: h.rateHz }, (s) => {
      this.cursor.set({ playS: s === undefined ? undefined : fromS + s });
      if (s === undefined) {
        this.set({ playing: false });
      }
    });
  }

  /** The place is left: nothing learns or plays on. What was learnt stays. */
  leave(): void {
    this.stop();
    this.player.stop();
  }

  /** Forgets what it learnt, and the visitor's sentences; the bundled ones are read again when the place is opened. */
  forget(): void {
    this.leave();
    this.#worker?.terminate();
    this.#worker = undefined;
    this.set({ ...BEGIN, description: this.state.description, texts: this.state.texts });
  }

  #spec(): RunSpec {
    const { system, rule, epochs, seed, settings } = this.state.choices;
    return { system, rule, preset: "tuned", seed, epochs, split: this.#split(), settings: { ...settings } };
  }

  /** A folder may have one of the two parts alone. */
  #split(): string {
    const { sentences } = this.state;
    const tests = sentences.filter((s) => s.heldOut).length;
    return tests > 0 && tests < sentences.length ? "official" : "random:0.2";
  }

  #look(): void {
    this.#worker?.postMessage({ kind: "look", sentence: this.state.sentence, noise: this.state.noise });
  }

  #hear(message: FromWorker): void {
    switch (message.kind) {
      case "opened": {
        const { description, labels, sentences, corpus } = message;
        const first = sentences.findIndex((s) => s.heldOut);
        const none = { spec: undefined, records: [], progress: undefined, ended: undefined, hearing: undefined, measure: undefined, reading: undefined };
        this.set({ ...none, description, labels, sentences, corpus, sentence: Math.max(0, first), picked: { track: "spoken", index: 0 }, phase: "ready" });
        this.#look();
        this.#worker?.postMessage({ kind: "make", spec: this.#spec(), train: false });
        break;
      }
      case "reading":
        this.set({ reading: message });
        break;
      case "refused":
        this.set({ phase: "ready", reading: undefined, problem: message.message === undefined ? undefined : fromEngine(message.message) });
        break;
      case "progress":
        this.set({ progress: message.progress });
        break;
      case "epoch":
        this.set({ records: [...this.state.records, message.record] });
        break;
      case "looked":
        // An answer to what has been changed meanwhile is followed by another.
        if (message.hearing.sentence === this.state.sentence) {
          this.#looked(message.hearing, message.measure);
        }
        break;
      case "ended":
        this.set({ phase: "ready", ended: message.stopped ? "stopped" : "done" });
        break;
      case "failed":
        if (message.fatal) {
          this.#fail(fromEngine(message.message));
        } else {
          this.set({ phase: "ready", problem: fromEngine(message.message) });
        }
    }
  }

  #looked(hearing: Hearing, measure: Measure): void {
    const { layer, picked } = this.state;
    // Another network has other layers, and hears another number of phones.
    const index = Math.max(0, Math.min(picked.index, runsOf(hearing[picked.track]).length - 1));
    this.set({ hearing, measure, layer: Math.max(0, Math.min(layer, hearing.layers.length - 1)), picked: index === picked.index ? picked : { ...picked, index } });
  }

  #fail(problem: string): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    this.player.stop();
    this.set({ phase: "failed", problem });
  }
}
