import type { Notices } from "../app/notices.ts";
import type { Session } from "../app/session.ts";
import { FLOOR_DB } from "../audio/level.ts";
import { type OpenMicrophone, openMicrophone } from "../audio/microphone.ts";
import { VoiceTrigger } from "../audio/trigger.ts";
import { messageOf, settle } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";

/** One word that was heard. */
export interface Heard {
  id: number;
  /** Time of day. */
  at: Date;
  label: string;
  score: number;
  /** Why there is no answer, if so. */
  problem: string | undefined;
}

export interface ListenState {
  phase: "off" | "asking" | "on";
  thresholdDb: number;
  /** Score below which an answer is "not sure", 0 to 1. */
  leastScore: number;
  heard: readonly Heard[];
  talking: boolean;
  busy: boolean;
}

/** The level changes fifty times a second and so has a store of its own. */
export interface Level {
  db: number;
}

/** Answers kept in the list. */
const MOST_HEARD = 50;

/** Listen: the microphone, the trigger and the rolling list. */
export class ListenDesk extends Store<ListenState> {
  readonly level = new Store<Level>({ db: FLOOR_DB });
  #microphone: OpenMicrophone | undefined;
  #trigger: VoiceTrigger | undefined;
  #asked: AbortController | undefined;
  #next = 1;

  constructor(
    private readonly engine: EngineClient,
    private readonly session: Session,
    private readonly notices: Notices,
  ) {
    super({ phase: "off", thresholdDb: -42, leastScore: 0.6, heard: [], talking: false, busy: false });
  }

  async start(): Promise<void> {
    if (this.state.phase !== "off") {
      return;
    }
    const asked = new AbortController();
    this.#asked = asked;
    this.notices.dismiss("microphone");
    this.set({ phase: "asking" });
    try {
      const microphone = await openMicrophone({
        block: (samples) => this.#hear(samples),
        lost: (error) => {
          this.stop();
          this.notices.tell({ id: "microphone", tone: "bad", text: error.message });
        },
      });
      if (asked.signal.aborted) {
        microphone.close();
        return;
      }
      this.#microphone = microphone;
      this.#trigger = new VoiceTrigger({ rateHz: microphone.rateHz, thresholdDb: this.state.thresholdDb });
      this.set({ phase: "on" });
    } catch (error) {
      this.stop();
      this.notices.tell({ id: "microphone", tone: "bad", text: messageOf(error) });
    }
  }

  /** Releases the microphone. */
  stop(): void {
    this.#asked?.abort();
    this.#microphone?.close();
    this.#microphone = undefined;
    this.#trigger = undefined;
    this.level.set({ db: FLOOR_DB });
    this.set({ phase: "off", talking: false });
  }

  setThreshold(thresholdDb: number): void {
    this.set({ thresholdDb });
    if (this.#trigger) {
      this.#trigger.thresholdDb = thresholdDb;
    }
  }

  #hear(samples: Float32Array): void {
    const trigger = this.#trigger;
    if (!trigger) {
      return;
    }
    const { levelDb, talking, word } = trigger.feed(samples);
    this.level.set({ db: levelDb });
    this.set({ talking });
    if (word) {
      settle(this.#recognise(word, trigger.rateHz), (text) => this.notices.tell({ id: "listen", tone: "bad", text }));
    }
  }

  async #recognise(samples: Float32Array, rateHz: number): Promise<void> {
    if (!this.session.state.model) {
      throw new Error("there is no model to ask; load a model file or teach one");
    }
    const entry = { id: this.#next++, at: new Date() };
    this.set({ busy: true });
    try {
      const { label, score } = await this.engine.call((api) => api.recognise("what was heard", { samples, rateHz }, 0, false));
      this.#add({ ...entry, label, score, problem: undefined });
    } catch (error) {
      this.#add({ ...entry, label: "", score: 0, problem: messageOf(error) });
    } finally {
      this.set({ busy: false });
    }
  }

  #add(heard: Heard): void {
    this.set({ heard: [heard, ...this.state.heard].slice(0, MOST_HEARD) });
  }

  leave(): void {
    this.stop();
  }
}
