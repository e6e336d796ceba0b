import { transfer } from "comlink";
import type { Notices } from "../app/notices.ts";
import type { Session } from "../app/session.ts";
import { FLOOR_DB } from "../audio/level.ts";
import { MicrophoneError } from "../audio/microphone-error.ts";
import { microphones, type OpenMicrophone, onMicrophonesChange, openMicrophone } from "../audio/microphone.ts";
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { EngineClient } from "../engine/client.ts";
import { texts } from "../text/text.ts";
import { Announcer } from "./announcer.ts";
import { StreamClock } from "./clock.ts";
import { type Answer, Hearing, type HearingHooks, type Passed, type Span, type Waited } from "./hearing.ts";
import { timed } from "./latency.ts";
import { type Mark, marked, rasterOf, SPAN_S } from "./marks.ts";
import { afterPaint } from "./paint.ts";
import { Columns, Spectrum } from "./spectrum.ts";
import { type Level, type ListenState, NOTHING_PASSED } from "./state.ts";
import { type Cut, vote } from "./windows.ts";

const t = await texts("listen");

/** Answers kept in the list. */
const MOST_HEARD = 50;
/** Time between two pictures of the level. */
const LEVEL_MS = 50;
/** Nothing but zeros for so long is a microphone that is turned off. */
const SILENT_S = 3;
const QUIET: Level = { db: FLOOR_DB, noiseDb: FLOOR_DB, thresholdDb: FLOOR_DB, talking: false };
/** A picture that stands still shows this much after its last word. */
const AFTER_S = 0.5;

/** Listen: the microphone, the hearing, the list, and what rolls by. */
export class ListenDesk extends Store<ListenState> {
  readonly level = new Store<Level>(QUIET);
  readonly clock = new StreamClock();
  columns = new Columns(1, 1);
  /** Top of the spectrogram: that of what the network hears, in Hz. */
  topHz = 4000;
  #spectrum: Spectrum | undefined;
  #microphone: OpenMicrophone | undefined;
  #hearing: Hearing | undefined;
  #asked: AbortController | undefined;
  #endings: (() => void)[] = [];
  readonly #announcer = new Announcer((words) => this.set({ said: { words, turn: this.state.said.turn + 1 } }));
  #levelMs = 0;
  #silentS = 0;
  #next = 1;

  constructor(
    private readonly engine: EngineClient,
    private readonly session: Session,
    private readonly notices: Notices,
    private readonly open: typeof openMicrophone = openMicrophone,
  ) {
    super({
      phase: "off",
      stoppedHidden: false,
      whenHidden: "stop",
      silent: false,
      microphones: [],
      microphone: undefined,
      marginDb: 10,
      coolDownS: 0.3,
      leastScore: 0.6,
      smooth: true,
      heard: [],
      passed: NOTHING_PASSED,
      marks: [],
      timings: [],
      paused: false,
      edgeS: SPAN_S,
      layer: 0,
      said: { words: [], turn: 0 },
    });
  }

  async start(): Promise<void> {
    if (this.state.phase !== "off") {
      return;
    }
    const asked = new AbortController();
    this.#asked = asked;
    this.notices.dismiss("microphone");
    this.set({ phase: "asking", stoppedHidden: false, silent: false });
    document.addEventListener("visibilitychange", this.#hidden);
    this.#endings.push(() => document.removeEventListener("visibilitychange", this.#hidden));
    try {
      const microphone = await this.open(
        {
          block: (samples) => this.#hear(samples),
          lost: (error) => this.#failed(error),
          muted: (silent) => this.set({ silent }),
        },
        this.state.microphone,
      );
      if (asked.signal.aborted) {
        microphone.close();
        return;
      }
      this.#begin(microphone);
      await this.#list();
    } catch (error) {
      if (!asked.signal.aborted) {
        this.#failed(error);
      }
    }
  }

  #begin(microphone: OpenMicrophone): void {
    const { rateHz } = microphone;
    this.#microphone = microphone;
    this.#hearing = new Hearing(rateHz, () => this.state, this.#hooks);
    this.topHz = Math.min(rateHz, this.session.state.model?.info.frontEnd.rateHz ?? rateHz) / 2;
    this.#spectrum = new Spectrum(rateHz, this.topHz);
    this.columns = new Columns(1, 1);
    this.#silentS = 0;
    this.clock.restart();
    this.#endings.push(onMicrophonesChange(() => void this.#list()));
    this.set({ phase: "on", marks: [], edgeS: SPAN_S });
  }

  /** Looks which microphones there are; their names are known once one was allowed. */
  async #list(): Promise<void> {
    // A browser that does not tell has one microphone to choose from: its own choice.
    const all = await microphones().catch(() => []);
    this.set({ microphones: all });
  }

  #failed(error: unknown): void {
    this.stop();
    if (error instanceof MicrophoneError && error.problem === "gone") {
      this.set({ microphone: undefined });
    }
    this.notices.tell({ id: "microphone", tone: "bad", text: messageOf(error) });
  }

  /** Releases the microphone. */
  stop(): void {
    this.#asked?.abort();
    this.#microphone?.close();
    this.#microphone = undefined;
    this.#hearing = undefined;
    for (const end of this.#endings) {
      end();
    }
    this.#endings = [];
    this.#announcer.clear();
    this.level.set(QUIET);
    this.set({ phase: "off", edgeS: this.clock.heardS });
  }

  readonly #hidden = (): void => {
    if (document.hidden && this.state.whenHidden === "stop" && this.state.phase !== "off") {
      this.stop();
      this.set({ stoppedHidden: true });
    }
  };

  /** Listens with another microphone. */
  async choose(id: string): Promise<void> {
    const on = this.state.phase !== "off";
    this.stop();
    this.set({ microphone: id === "" ? undefined : id });
    if (on) {
      await this.start();
    }
  }

  /** Halts the moving pictures, or lets them go on; the hearing goes on either way. */
  pause(paused: boolean): void {
    this.set({ paused, edgeS: this.clock.atS });
  }

  clear(): void {
    this.set({ heard: [], passed: NOTHING_PASSED, timings: [] });
  }

  /** Forgets what was heard, in the list and in the pictures. */
  forget(): void {
    this.stop();
    this.clear();
    this.columns = new Columns(1, 1);
    this.set({ marks: [], said: { words: [], turn: this.state.said.turn } });
  }

  #hear(samples: Float32Array): void {
    const hearing = this.#hearing;
    if (!hearing) {
      return;
    }
    const stepS = samples.length / hearing.rateHz;
    const { levelDb, talking } = hearing.feed(samples);
    const { trigger } = hearing;
    if (this.columns.stepS !== stepS) {
      this.columns = new Columns(Math.ceil((SPAN_S + 1) / stepS), stepS);
    }
    if (this.#spectrum) {
      this.columns.add(this.#spectrum.feed(samples));
    }
    this.clock.came(trigger.heardS);
    this.#silentS = levelDb <= FLOOR_DB ? this.#silentS + stepS : 0;
    this.set({ silent: this.#silentS > SILENT_S });
    const now = performance.now();
    if (now - this.#levelMs >= LEVEL_MS) {
      this.#levelMs = now;
      this.level.set({ db: levelDb, noiseDb: trigger.room.noiseDb ?? FLOOR_DB, thresholdDb: trigger.thresholdDb, talking });
    }
  }

  readonly #hooks: HearingHooks = {
    ask: async (windows, rateHz) => {
      if (!this.session.state.model) {
        throw new Error(t("problem.no-model"));
      }
      const answers = await Promise.all(
        windows.map((w: Cut, i) => this.engine.call((api) => api.recognise(t("sound"), transfer({ samples: w.samples, rateHz }, [w.samples.buffer]), 0, i === 0))),
      );
      const [first] = answers;
      if (!first) {
        throw new Error(t("problem.no-model"));
      }
      // The front end puts the middle of the speech into the middle of its second.
      const clipFromS = (first.speechStartS + first.speechEndS - first.clip.length / first.clipRateHz) / 2;
      const voted = vote(first.labels, answers.map((a) => a.scores));
      return { ...voted, traces: first.traces, clipFromS };
    },
    word: (span, answer, waited) => this.#word(span, answer, waited),
    passed: (span, why) => this.#pass(span, why),
  };

  #pass(span: Span, why: Passed): void {
    this.set({ passed: { ...this.state.passed, [why]: this.state.passed[why] + 1 } });
    this.#mark(span, { label: undefined, score: 0, passed: why });
  }

  #word(span: Span, answer: Answer | { problem: string }, waited: Waited): void {
    if ("problem" in answer) {
      this.#listed({ label: "", score: 0, votes: 0, of: 0, problem: answer.problem });
      this.#mark(span, { label: undefined, score: 0, passed: undefined });
      return;
    }
    const { label, score, votes, of, traces, clipFromS } = answer;
    this.#listed({ label, score, votes, of, problem: undefined });
    this.#mark(span, { label, score, passed: undefined, clipFromS, ...rasterOf(traces, this.session.state.model?.info.frontEnd.windowMs ?? 50) });
    this.#announcer.add(score >= this.state.leastScore ? label : t("not-sure"));
    afterPaint((atMs) => {
      const { silenceMs, networkMs, askedMs, answeredMs } = waited;
      this.set({ timings: timed(this.state.timings, { silenceMs, networkMs, askedMs, drawMs: atMs - answeredMs }) });
    });
  }

  #listed(heard: Omit<ListenState["heard"][number], "id" | "at">): void {
    this.set({ heard: [{ id: this.#next++, at: new Date(), ...heard }, ...this.state.heard].slice(0, MOST_HEARD) });
  }

  #mark(span: Span, what: Pick<Mark, "label" | "score" | "passed"> & Partial<Mark>): void {
    const nowS = this.clock.heardS;
    const mark: Mark = { id: this.#next++, clipFromS: span.fromS, ...rasterOf(undefined, 50), ...span, ...what };
    this.set({ marks: marked(this.state.marks, mark, nowS), edgeS: this.state.paused ? this.state.edgeS : Math.max(SPAN_S, span.toS + AFTER_S) });
  }

  leave(): void {
    this.stop();
    this.set({ stoppedHidden: false });
  }
}
