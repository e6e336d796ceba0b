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
import { GOOD_TAKES, MAX_TAKES, megabytes, MOST_SAMPLES, type Say, type Word } from "./words-state.ts";
import { reasonOf } from "./take-reader.ts";
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
  said: (Say<"unheard" | "take-refused" | "take-full"> & { word: number; code?: string | undefined }) | undefined;
}

/** One recording: of which word, and what ends it. */
interface Session {
  readonly word: number;
  readonly stop: AbortController;
}

export class RecordDesk extends Store<RecordState> {
  #session: Session | undefined;

  constructor(
    private readonly words: WordsDesk,
    private readonly player: Player,
    private readonly notices: Notices,
    /** Throws what a person should know when the engine refuses a take. */
    private readonly check: (name: string, sound: Sound) => Promise<unknown>,
  ) {
    super({ way: "free", speaker: t("voice.me"), now: undefined, said: undefined });
    // Nothing records whose card, with the button that ends it, is gone: removed, undone, or another project opened.
    words.watch(() => {
      if (this.#session && !words.state.words.some((w) => w.id === this.#session?.word)) {
        this.stop();
      }
    });
  }

  /** Records a word until it is stopped; noise for ten seconds. */
  async record(word: Word): Promise<void> {
    this.stop();
    this.player.stop();
    this.notices.dismiss("microphone");
    const session: Session = { word: word.id, stop: new AbortController() };
    const { signal } = session.stop;
    this.#session = session;
    this.set({ said: undefined });
    const goesOn = (): boolean => this.#session === session;
    const hooks = {
      state: (state: RecorderState | WindowState) => {
        if (goesOn()) {
          this.set({ now: { word: word.id, state, kept: this.state.now?.word === word.id ? this.state.now.kept : 0 } });
        }
      },
      take: (sound: Sound) => {
        this.#keep(word, sound).catch(() => undefined);
      },
      end: (reason: "done" | "stopped" | "unheard") => {
        if (goesOn()) {
          this.#session = undefined;
          this.set({ now: undefined, said: reason === "unheard" ? { key: "unheard", values: { seconds: PATIENCE_S }, word: word.id } : this.state.said });
        }
      },
      failed: (error: unknown) => {
        if (goesOn()) {
          this.#failed(error);
        }
      },
    };
    try {
      if (word.noise) {
        await WindowRecorder.start(hooks, { countdownS: 1, windowS: NOISE_S, wanted: 1 }, signal);
      } else if (this.state.way === "countdown") {
        await WindowRecorder.start(hooks, { countdownS: COUNTDOWN_S, windowS: WINDOW_S, wanted: GOOD_TAKES }, signal);
      } else {
        await Recorder.start(hooks, Number.POSITIVE_INFINITY, ROOM_S, signal, PATIENCE_S);
      }
    } catch (error) {
      hooks.failed(error);
    }
  }

  /** The word may have been renamed or taken away meanwhile. */
  async #keep(asked: Word, sound: Sound): Promise<void> {
    const word = this.words.state.words.find((w) => w.id === asked.id);
    if (!word) {
      return;
    }
    const name = word.text.trim();
    const sounds: Sound[] = [];
    let refused: { why: string; code: string | undefined } | undefined;
    for (const one of word.noise ? pieces(sound, PIECE_S, NOISE_S) : [sound]) {
      try {
        await this.check(name, one);
        sounds.push(one);
      } catch (error) {
        refused = reasonOf(error, name);
      }
    }
    // A second of perfect silence in ten of noise is no loss.
    if (sounds.length === 0) {
      this.set({ said: { key: "take-refused", values: { why: refused?.why ?? "" }, code: refused?.code, word: word.id } });
      return;
    }
    const kept = this.words.addRecorded(word, sounds, word.noise ? "" : this.state.speaker.trim());
    if (kept < sounds.length && this.words.state.words.some((w) => w.id === word.id)) {
      // What comes would not be kept either.
      this.stop();
      this.set({ said: { key: "take-full", values: { most: MAX_TAKES, mb: megabytes(MOST_SAMPLES) }, word: word.id } });
    }
    const { now } = this.state;
    if (now?.word === word.id) {
      this.set({ now: { ...now, kept: now.kept + kept } });
    }
  }

  #failed(error: unknown): void {
    this.#session = undefined;
    this.set({ now: undefined });
    this.notices.tell({ id: "microphone", tone: "bad", text: error instanceof MicrophoneError ? error.message : messageOf(error) });
  }

  stop(): void {
    const session = this.#session;
    this.#session = undefined;
    session?.stop.abort();
    this.set({ now: undefined });
  }
}
