/** What Listen shows. */
import type { Microphone } from "../audio/microphone.ts";
import type { HearingSettings, Passed } from "./hearing.ts";
import type { Timing } from "./latency.ts";
import type { Mark } from "./marks.ts";

/** One word that was heard. */
export interface Heard {
  id: number;
  /** Time of day. */
  at: Date;
  label: string;
  /** Mean over the windows. */
  score: number;
  /** Windows that agree, of all. */
  votes: number;
  of: number;
  /** Why there is no answer, if so. */
  problem: string | undefined;
}

export interface ListenState extends HearingSettings {
  phase: "off" | "asking" | "on";
  /** The microphone was released because the tab was hidden. */
  stoppedHidden: boolean;
  /** What happens to the microphone when the tab is hidden. */
  whenHidden: "stop" | "go-on";
  /** The microphone gives nothing but zeros, or the system turned it off. */
  silent: boolean;
  microphones: readonly Microphone[];
  /** The one that was chosen; the browser's own choice without. */
  microphone: string | undefined;
  heard: readonly Heard[];
  /** Sounds that were not listed, by reason. */
  passed: Readonly<Record<Passed, number>>;
  marks: readonly Mark[];
  timings: readonly Timing[];
  /** The moving pictures stand still. */
  paused: boolean;
  /** Right edge of the pictures while they stand still, in seconds of the stream. */
  edgeS: number;
  /** Layer whose spikes are shown. */
  layer: number;
  /** For screen readers. */
  said: { words: readonly string[]; turn: number };
}

export const NOTHING_PASSED: Readonly<Record<Passed, number>> = { click: 0, steady: 0, noise: 0, "cool-down": 0, busy: 0 };

/** The level changes many times a second and so has a store of its own. */
export interface Level {
  db: number;
  noiseDb: number;
  thresholdDb: number;
  talking: boolean;
}
