/** Records takes: hands free, or each after a countdown; and the noise of the room. */
import type { Notices } from "../app/notices.ts";
import { MicrophoneError } from "../audio/microphone-error.ts";
import { pieces } from "../audio/pcm.ts";
import type { Player } from "../audio/player.ts";
import { Recorder, type RecorderState } from "../audio/recorder.ts";
import { WindowRecorder, type WindowState } from "../audio/window-recorder.ts";
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { Sound } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { GOOD_TAKES, type Say, type Word } from "./words-state.ts";
import type { WordsDesk } from "./words-desk.ts";

const t = await texts("data");

/** Seconds before hands-free recording, in which the room's noise is measured. */
const ROOM_S = 2;
/** Seconds counted down before each take, and the take's length. */
const COUNTDOWN_S = 3;
const WINDOW_S = 1.5;
/** Of background noise. */
export const NOISE_S = 10;
export const PIECE_S = 1;
/** Seconds without a word after which the microphone is released. */
export const PATIENCE_S = 20;

export type Way = "free" | "countdown";

export interface RecordState {
  /** How the next takes are recorded, and whose voice it is. */
  way: Way;
  speaker: string;
  now: { word: number; state: RecorderState | WindowState; kept: number } | undefined;
  /** Why the last recording ended, where the visitor should know. */
  said: (Say<"unheard" | "take-refused"> & { word: number }) | undefined;
}

export class RecordDesk extends Store<RecordState> {
  #stop: AbortController | undefined;

  constructor(
    private readonly words: WordsDesk,
    private readonly player: Player,
    private readonly notices: Notices,
    /** Throws what a person should know when the engine refuses a take. */
    private readonly check: (name: string, sound: Sound) => Promise<unknown>,
  ) {
    super({ way: "free", speaker: t("voice.me"), now: undefined, said: undefined });
  }

  /** Records a word until it is stopped; noise for ten seconds. */
  async record(word: Word): Promise<void> {
    this.stop();
    this.player.stop();
    this.notices.dismiss("microphone");
    const stop = new AbortController();
    this.#stop = stop;
    this.set({ said: undefined });
    const hooks = {
      state: (state: RecorderState | WindowState) => {
        if (this.#stop === stop) {
          this.set({ now: { word: word.id, state, kept: this.state.now?.word === word.id ? this.state.now.kept : 0 } });
        }
      },
      take: (sound: Sound) => {
        this.#keep(word, sound).catch(() => undefined);
      },
      end: (reason: "done" | "stopped" | "unheard") => {
        if (this.#stop === stop) {
          this.set({ now: undefined, said: reason === "unheard" ? { key: "unheard", values: { seconds: PATIENCE_S }, word: word.id } : this.state.said });
        }
      },
      failed: (error: unknown) => this.#failed(error),
    };
    try {
      if (word.noise) {
        await WindowRecorder.start(hooks, { countdownS: 1, windowS: NOISE_S, wanted: 1 }, stop.signal);
      } else if (this.state.way === "countdown") {
        await WindowRecorder.start(hooks, { countdownS: COUNTDOWN_S, windowS: WINDOW_S, wanted: GOOD_TAKES }, stop.signal);
      } else {
        await Recorder.start(hooks, Number.POSITIVE_INFINITY, ROOM_S, stop.signal, PATIENCE_S);
      }
    } catch (error) {
      this.#failed(error);
    }
  }

  /** The word may have been renamed or taken away meanwhile. */
  async #keep(asked: Word, sound: Sound): Promise<void> {
    const word = this.words.state.words.find((w) => w.id === asked.id);
    if (!word) {
      return;
    }
    const sounds: Sound[] = [];
    let why = "";
    for (const one of word.noise ? pieces(sound, PIECE_S, NOISE_S) : [sound]) {
      try {
        await this.check(word.text.trim(), one);
        sounds.push(one);
      } catch (error) {
        why = messageOf(error);
      }
    }
    // A second of perfect silence in ten of noise is no loss.
    if (sounds.length === 0) {
      this.set({ said: { key: "take-refused", values: { why }, word: word.id } });
      return;
    }
    this.words.addRecorded(word, sounds, word.noise ? "" : this.state.speaker.trim());
    const { now } = this.state;
    if (now?.word === word.id) {
      this.set({ now: { ...now, kept: now.kept + sounds.length } });
    }
  }

  #failed(error: unknown): void {
    this.set({ now: undefined });
    this.notices.tell({ id: "microphone", tone: "bad", text: error instanceof MicrophoneError ? error.message : messageOf(error) });
  }

  stop(): void {
    this.#stop?.abort();
    if (this.state.now) {
      this.set({ now: undefined });
    }
  }
}
