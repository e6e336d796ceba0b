import type { ModelDesk } from "../app/model-desk.ts";
import type { Notices } from "../app/notices.ts";
import type { Session } from "../app/session.ts";
import { MicrophoneError } from "../audio/microphone-error.ts";
import type { Player } from "../audio/player.ts";
import { Recorder, type RecorderState } from "../audio/recorder.ts";
import { fetchBytes, fetchJson, readBytes } from "../core/files.ts";
import { messageOf, settle } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Heard, Sound } from "../engine/protocol.ts";
import { type Cursor, newCursor } from "../plots/cursor.ts";
import { tellingNeuron } from "../plots/raster-figures.ts";
import { texts } from "../text/text.ts";
import { type Clip, parseClips } from "./clips.ts";

const t = await texts("try");

/** A sound under study and what the network made of it. */
export interface Study {
  title: string;
  /** What was said, when the page knows. */
  truth: string | undefined;
  sound: Sound;
  recognition: Heard;
}

export interface TryState {
  clips: readonly Clip[] | undefined;
  clipsProblem: string | undefined;
  /** Clip in use, by its file. */
  clip: string | undefined;
  study: Study | undefined;
  busy: boolean;
  problem: string | undefined;
  layer: number;
  neuron: number;
  close: boolean;
  recording: RecorderState | undefined;
  playing: boolean;
  /** Share of the input that is disturbed. */
  noise: number;
}

/** Seconds in which the recorder listens to the room before one may speak. */
const ROOM_S = 0.4;

/** Try: one sound, one answer, and everything in between. */
export class TryDesk extends Store<TryState> {
  readonly cursor: Cursor = newCursor();
  #asked = 0;
  /** Counts the sounds that were asked for, so that one that comes late does not take a newer one's place. */
  #wanted = 0;
  /** Sounds that are being fetched and read. */
  #reading = 0;
  #last: { title: string; truth: string | undefined; sound: Sound } | undefined;
  #recording: AbortController | undefined;
  #model: unknown;

  constructor(
    private readonly engine: EngineClient,
    private readonly session: Session,
    private readonly models: ModelDesk,
    private readonly player: Player,
    private readonly notices: Notices,
  ) {
    super({
      clips: undefined,
      clipsProblem: undefined,
      clip: undefined,
      study: undefined,
      busy: false,
      problem: undefined,
      layer: 0,
      neuron: 0,
      close: false,
      recording: undefined,
      playing: false,
      noise: 0,
    });
    session.watch(() => {
      if (session.state.model !== this.#model) {
        this.#model = session.state.model;
        // Another model: what does it make of the same sound?
        this.#again();
      }
    });
  }

  /** Fills the place when the page opens: the model, and at the same time the clips and the first clip's sound. */
  async begin(): Promise<void> {
    const model = this.models.loadShipped();
    const clips = await this.#fetchClips().catch((): Clip[] => []);
    const first = clips.find((c) => c.file === this.state.clip) ?? clips[0];
    // Not in the way of what the visitor asked for meanwhile; again where the engine died over it.
    if (first && this.#reading === 0 && !this.#recording && !this.#last) {
      await this.choose(first, model);
    }
    await model;
  }

  async #fetchClips(): Promise<Clip[]> {
    try {
      const clips = parseClips(await fetchJson("data/clips/clips.json", t("clips.list")));
      this.set({ clips, clipsProblem: undefined });
      return clips;
    } catch (error) {
      this.set({ clipsProblem: messageOf(error) });
      throw error;
    }
  }

  /** @param model is waited for before the network is asked */
  async choose(clip: Clip, model?: Promise<void>): Promise<void> {
    const mine = ++this.#wanted;
    this.#reading += 1;
    this.set({ clip: clip.file, problem: undefined });
    try {
      const bytes = await fetchBytes(`data/clips/${encodeURIComponent(clip.file)}`, t("clip", { title: clip.title }));
      const sound = await this.engine.call((api) => api.readWav(clip.file, bytes));
      await model;
      if (mine === this.#wanted) {
        await this.#study(clip.title, clip.label, sound);
      }
    } catch (error) {
      this.#tell(mine, error);
    } finally {
      this.#reading -= 1;
    }
  }

  async openFile(file: File): Promise<void> {
    const mine = ++this.#wanted;
    this.#reading += 1;
    this.set({ clip: undefined, problem: undefined });
    try {
      const bytes = await readBytes(file);
      const sound = await this.engine.call((api) => api.readWav(file.name, bytes));
      if (mine === this.#wanted) {
        await this.#study(file.name, undefined, sound);
      }
    } catch (error) {
      this.#tell(mine, error);
    } finally {
      this.#reading -= 1;
    }
  }

  /** What went wrong with a sound, unless another was asked for since. */
  #tell(asked: number, error: unknown): void {
    if (asked === this.#wanted) {
      this.set({ problem: messageOf(error) });
    }
  }

  /** Recognises a sound and shows it; the latest asked wins. */
  async #study(title: string, truth: string | undefined, sound: Sound): Promise<void> {
    this.#last = { title, truth, sound };
    if (!this.session.state.model) {
      this.set({ problem: t("no-model") });
      return;
    }
    const mine = ++this.#asked;
    this.player.stop();
    this.set({ busy: true, problem: undefined });
    try {
      const recognition = await this.engine.call((api) => api.recognise(title, sound, this.state.noise, true));
      if (mine !== this.#asked) {
        return;
      }
      const study: Study = { title, truth, sound, recognition };
      const before = this.state.study?.recognition.traces?.layers[this.state.layer];
      const layers = recognition.traces?.layers ?? [];
      const now = layers[this.state.layer];
      const same = before !== undefined && before.name === now?.name && before.neurons === now.neurons;
      const layer = same ? this.state.layer : Math.max(0, layers.findIndex((l) => l.recurrent));
      const shown = layers[layer];
      this.set({ study, layer, neuron: same || !shown ? this.state.neuron : tellingNeuron(shown) });
    } catch (error) {
      if (mine === this.#asked) {
        this.set({ problem: messageOf(error) });
      }
    } finally {
      if (mine === this.#asked) {
        this.set({ busy: false });
      }
    }
  }

  #again(): void {
    if (this.#last) {
      settle(this.#study(this.#last.title, this.#last.truth, this.#last.sound), (problem) => this.set({ problem }));
    }
  }

  /** Has the same sound heard in other noise. */
  disturb(noise: number): void {
    this.set({ noise });
    this.#again();
  }

  /** Shows another layer, and in it the neuron worth a first look. */
  look(layer: number): void {
    const shown = this.state.study?.recognition.traces?.layers[layer];
    if (shown) {
      this.set({ layer, neuron: tellingNeuron(shown) });
    }
  }

  async record(): Promise<void> {
    this.player.stop();
    this.notices.dismiss("microphone");
    const stop = new AbortController();
    this.#recording = stop;
    try {
      await Recorder.start(
        {
          state: (recording) => this.set({ recording }),
          take: (sound) => {
            this.#wanted += 1;
            this.set({ clip: undefined });
            settle(this.#study(t("recording"), undefined, sound), (problem) => this.set({ problem }));
          },
          end: (reason) => {
            this.set({ recording: undefined });
            if (reason === "unheard") {
              this.set({ problem: t("unheard") });
            }
          },
          failed: (error) => this.#microphoneFailed(error),
        },
        1,
        ROOM_S,
        stop.signal,
      );
    } catch (error) {
      this.#microphoneFailed(error);
    }
  }

  #microphoneFailed(error: unknown): void {
    this.set({ recording: undefined });
    const text = error instanceof MicrophoneError ? error.message : messageOf(error);
    this.notices.tell({ id: "microphone", tone: "bad", text });
  }

  stopRecording(): void {
    this.#recording?.abort();
  }

  async play(): Promise<void> {
    const study = this.state.study;
    if (!study) {
      return;
    }
    if (this.state.playing) {
      this.player.stop();
      return;
    }
    this.set({ playing: true });
    await this.player.play({ samples: study.recognition.clip, rateHz: study.recognition.clipRateHz }, (s) => {
      this.cursor.set({ playS: s });
      if (s === undefined) {
        this.set({ playing: false });
      }
    });
  }

  /** Forgets the sound under study for the first of the clips; `model` is waited for. */
  startOver(model: Promise<void>): void {
    this.#wanted += 1;
    this.#asked += 1;
    this.#last = undefined;
    this.set({ study: undefined, clip: undefined, problem: undefined, busy: false, noise: 0 });
    const [first] = this.state.clips ?? [];
    if (first) {
      settle(this.choose(first, model), (problem) => this.set({ problem }));
    }
  }

  /** The place is left: nothing plays or records on. */
  leave(): void {
    this.stopRecording();
    this.player.stop();
  }
}
