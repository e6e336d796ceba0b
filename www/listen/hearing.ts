/** From a stream of sound to answers: finds words, has them heard, and decides which are listed. */
import { type Found, type Refusal, type TriggerReport, VoiceTrigger } from "../audio/trigger.ts";
import { NOISE_LABEL } from "../core/noise.ts";
import { messageOf } from "../core/settle.ts";
import type { Traces } from "../engine/protocol.ts";
import { COMPLETE_S, cut, type Cut, type Vote, WINDOWS } from "./windows.ts";

/** Quiet after which a word is over, in seconds: longer than the stop in "eight", shorter than the pause between two words. */
const HANGOVER_S = 0.3;
/** The trigger keeps this much before a word; the windows take of it what they need. */
const BEFORE_S = 0.15;
const LEAST_S = 0.08;
const MOST_S = 2;
/** Words that wait for their answer at most: more come only when the engine is held up. */
const MOST_WAITING = 4;

export interface HearingSettings {
  /** How far above the room's noise a word begins, in dB. */
  marginDb: number;
  /** Time after a word in which no other begins, in seconds. */
  coolDownS: number;
  /** Score below which an answer is "not sure", 0 to 1; such an answer starts no cool-down. */
  leastScore: number;
  /** Three windows, not one. */
  smooth: boolean;
}

/** What the network made of one word. */
export interface Answer extends Vote {
  traces: Traces | undefined;
  /** Where the second that the network heard begins, in seconds of `Cut`. */
  clipFromS: number;
}

/** Why a sound is not listed. */
export type Passed = Refusal | "cool-down" | "noise" | "busy";

/** Time from a word's last sound to its answer, in ms. */
export interface Waited {
  /** From the word's last sound until it is sure that it was the last. */
  silenceMs: number;
  /** From then until the answer. */
  networkMs: number;
  /** From the question until the answer; most of it passes during the silence. */
  askedMs: number;
  /** When the answer came, on the clock of `performance.now()`. */
  answeredMs: number;
}

/** Where something was in the stream, in seconds. */
export interface Span {
  fromS: number;
  toS: number;
}

export interface HearingHooks {
  /** Has windows of a word heard, the first with traces. */
  ask(windows: Cut[], rateHz: number): Promise<Answer>;
  word(span: Span, answer: Answer | { problem: string }, waited: Waited): void;
  passed(span: Span, why: Passed): void;
}

interface Asked {
  voiceEnd: number;
  atMs: number;
  answer: Promise<{ answer: Answer; fromS: number; atMs: number }>;
}

export class Hearing {
  readonly trigger: VoiceTrigger;
  #voiceMs = 0;
  #asked: Asked | undefined;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;
  #coolUntilS = -Infinity;

  constructor(
    readonly rateHz: number,
    private readonly settings: () => HearingSettings,
    private readonly hooks: HearingHooks,
    private readonly now: () => number = () => performance.now(),
  ) {
    const { marginDb } = settings();
    this.trigger = new VoiceTrigger({ rateHz, marginDb, beforeS: BEFORE_S, hangoverS: HANGOVER_S, leastS: LEAST_S, mostS: MOST_S });
  }

  /** Hears the next block. Words are answered in the order in which they were spoken. */
  feed(block: Float32Array): TriggerReport {
    const nowMs = this.now();
    const { trigger } = this;
    trigger.marginDb = this.settings().marginDb;
    const report = trigger.feed(block);
    if (report.talking) {
      if (trigger.quietS === 0) {
        this.#voiceMs = nowMs;
      } else if (trigger.quietS >= COMPLETE_S && this.#asked?.voiceEnd !== trigger.voiceEnd) {
        // Its windows are complete: the network answers while it is waited whether the word goes on.
        const word = trigger.soFar();
        this.#asked = word && !this.#cooling(word) ? this.#ask(word, nowMs) : undefined;
      }
    }
    if (report.refused) {
      const { heardS } = trigger;
      this.hooks.passed({ fromS: heardS - HANGOVER_S - LEAST_S, toS: heardS - HANGOVER_S }, report.refused);
    }
    if (report.found) {
      this.#found(report.found, this.#voiceMs, nowMs);
    }
    return report;
  }

  /** Settles when every word found so far is answered. */
  get settled(): Promise<void> {
    return this.#last;
  }

  #cooling({ onset }: Found): boolean {
    return onset / this.rateHz < this.#coolUntilS;
  }

  #ask(word: Found, atMs: number): Asked {
    const windows = this.settings().smooth ? WINDOWS : WINDOWS.slice(0, 1);
    const cuts = windows.map((w) => cut(word, w, this.rateHz));
    const fromS = (cuts[0]?.from ?? 0) / this.rateHz;
    const answer = this.hooks.ask(cuts, this.rateHz).then((answer) => ({ answer, fromS, atMs: this.now() }));
    // Nobody may wait for it when the word goes on.
    answer.catch(() => undefined);
    return { voiceEnd: word.voiceEnd, atMs, answer };
  }

  #found(word: Found, voiceMs: number, overMs: number): void {
    const span = { fromS: word.onset / this.rateHz, toS: word.voiceEnd / this.rateHz };
    if (this.#waiting >= MOST_WAITING) {
      this.hooks.passed(span, "busy");
      return;
    }
    const early = this.#asked?.voiceEnd === word.voiceEnd ? this.#asked : undefined;
    this.#asked = undefined;
    this.#waiting += 1;
    this.#last = this.#last.then(async () => {
      try {
        // Whether the word before started a cool-down is known only now.
        if (this.#cooling(word)) {
          this.hooks.passed(span, "cool-down");
        } else {
          await this.#decide(word, span, early ?? this.#ask(word, this.now()), voiceMs, overMs);
        }
      } finally {
        this.#waiting -= 1;
      }
    });
  }

  async #decide(word: Found, span: Span, asked: Asked, voiceMs: number, overMs: number): Promise<void> {
    const waited = (atMs: number): Waited => {
      const answeredMs = Math.max(atMs, overMs);
      return { silenceMs: overMs - voiceMs, networkMs: answeredMs - overMs, askedMs: atMs - asked.atMs, answeredMs };
    };
    try {
      const { answer, fromS, atMs } = await asked.answer;
      const { coolDownS, leastScore } = this.settings();
      if (answer.label === NOISE_LABEL) {
        this.hooks.passed(span, "noise");
        return;
      }
      if (answer.score >= leastScore) {
        this.#coolUntilS = word.voiceEnd / this.rateHz + coolDownS;
      }
      this.hooks.word(span, { ...answer, clipFromS: fromS + answer.clipFromS }, waited(atMs));
    } catch (error) {
      this.hooks.word(span, { problem: messageOf(error) }, waited(this.now()));
    }
  }
}
