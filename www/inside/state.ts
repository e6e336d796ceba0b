/** What Inside looks at, and what it found there. */
import type { Player } from "../audio/player.ts";
import type { Drives, LayerWeightsView, NeuronChange } from "../engine/lab-protocol.ts";
import type { Heard, ModelInfo, Sound } from "../engine/protocol.ts";
import type { Plane } from "../plots/phase-plane.ts";
import type { Bench, Network } from "./bench.ts";
import type { Moment } from "./moments.ts";
import type { Utterance } from "./utterances.ts";

export interface InsideState {
  /** Networks of the timeline, the earliest first. */
  moments: readonly Moment[];
  moment: number;
  /** Goes on to the newest network by itself. */
  follow: boolean;
  /** Title of the data; nothing while the page's clips stand in. */
  data: string | undefined;
  list: readonly Utterance[];
  chosen: number;
  busy: boolean;
  problem: string | undefined;
  info: ModelInfo | undefined;
  /** With the constants that are tried out. */
  heard: Heard | undefined;
  /** With the constants as trained; the same object where nothing is tried out. */
  trained: Heard | undefined;
  drives: Drives | undefined;
  weights: LayerWeightsView | undefined;
  plane: Plane | undefined;
  layer: number;
  neuron: number;
  step: number;
  change: NeuronChange;
  sounding: boolean;
}

export const START: InsideState = {
  moments: [],
  moment: -1,
  follow: true,
  data: undefined,
  list: [],
  chosen: 0,
  busy: false,
  problem: undefined,
  info: undefined,
  heard: undefined,
  trained: undefined,
  drives: undefined,
  weights: undefined,
  plane: undefined,
  layer: 0,
  neuron: 0,
  step: 0,
  change: {},
  sounding: false,
};

/** What the desk asks of the rest of the page. */
export interface Surroundings {
  bench: Bench;
  player: Player;
  /** Bytes of a moment's network. */
  bytes(moment: Moment): Promise<Network>;
  /** The sound of one of the page's clips. */
  clip(file: string): Promise<Sound>;
}
