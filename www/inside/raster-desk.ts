import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { Sound } from "../engine/protocol.ts";
import type { Bench, Network } from "./bench.ts";
import type { InsideDesk } from "./desk.ts";
import { type Compared, comparedOf, type Moment } from "./moments.ts";
import { asTheyStand, byLabel, byRate, bySimilarity, byWeights, type Order, type OrderKind } from "./order.ts";
import { joined, type LayerPicture, pack, type Packed } from "./responses.ts";
import { picked, type Utterance, whichOf } from "./utterances.ts";

/** What one network does with many recordings, layer by layer. */
export interface Picture {
  moment: Moment;
  layers: readonly LayerPicture[];
}

export interface RasterState {
  /** Early in training; nothing where there is one network alone. */
  early: Picture | undefined;
  late: Picture | undefined;
  /** Which networks the visitor chose for them. */
  compared: Compared;
  /** Places in the list of recordings, in the order of the columns. */
  shown: readonly number[];
  most: number;
  progress: { done: number; of: number } | undefined;
  problem: string | undefined;
  kind: OrderKind;
  order: Order;
}

/** How many recordings a picture can have. */
export const MOST = [10, 26, 50] as const;

/** Recordings heard before other questions to the laboratory get their turn. */
const TURN = 3;

/** Rasters over many recordings, early against late in training, and the order of the neurons in every picture of the place. */
export class RasterDesk extends Store<RasterState> {
  #asked = 0;
  /** The recordings of the pictures. */
  #heard: readonly Utterance[] = [];
  #ordered = 0;

  constructor(
    private readonly desk: InsideDesk,
    private readonly bench: Bench,
    private readonly bytes: (moment: Moment) => Promise<Network>,
    private readonly clip: (file: string) => Promise<Sound>,
    /** Lets the page draw between two parts of a long loop. */
    private readonly rest: () => Promise<void>,
  ) {
    super({ early: undefined, late: undefined, compared: { early: undefined, late: undefined }, shown: [], most: 26, progress: undefined, problem: undefined, kind: "index", order: asTheyStand(0) });
    let [weights, layer] = [desk.state.weights, desk.state.layer];
    desk.watch(() => {
      if (desk.state.weights !== weights || desk.state.layer !== layer) {
        [weights, layer] = [desk.state.weights, desk.state.layer];
        this.#reorder();
      }
    });
  }

  /** The two networks that are to be compared; the newest alone where there is no other. */
  wanted(): [Moment | undefined, Moment | undefined] {
    const { moments } = this.desk.state;
    return comparedOf(moments, this.state.compared) ?? [undefined, moments.at(-1)];
  }

  /** There are others than those in the pictures. */
  stale(): boolean {
    const { early, late, progress } = this.state;
    const [first, last] = this.wanted();
    return progress === undefined && last !== undefined && (late?.moment !== last || early?.moment !== first);
  }

  /** Compares other networks; nothing for one puts back what the page suggests. */
  compare(patch: Partial<Compared>): void {
    this.set({ compared: { ...this.state.compared, ...patch } });
    void this.look();
  }

  setMost(most: number): void {
    this.set({ most });
    void this.look();
  }

  sort(kind: OrderKind): void {
    this.set({ kind });
    this.#reorder();
  }

  /** Has the recordings heard by both networks. The latest asked wins. */
  async look(): Promise<void> {
    const mine = ++this.#asked;
    const { list } = this.desk.state;
    const shown = picked(list, this.state.most);
    const wanted = this.wanted();
    if (!wanted[1] || shown.length === 0) {
      this.set({ early: undefined, late: undefined, shown: [], progress: undefined });
      return;
    }
    const utterances = shown.flatMap((i) => list[i] ?? []);
    const known = this.#known(utterances);
    const of = utterances.length * wanted.filter((m) => m && !known.has(m)).length;
    this.set({ progress: { done: 0, of }, problem: undefined });
    const still = () => mine === this.#asked;
    let done = 0;
    const told = (n: number) => {
      done += n;
      if (still()) {
        this.set({ progress: { done, of } });
      }
    };
    try {
      const pictures: (Picture | undefined)[] = [];
      for (const moment of wanted) {
        pictures.push(moment && (known.get(moment) ?? (await this.#picture(moment, utterances, still, told))));
      }
      if (still()) {
        this.#heard = utterances;
        this.set({ early: pictures[0], late: pictures[1], shown, progress: undefined });
        this.#reorder();
      }
    } catch (error) {
      if (still()) {
        this.set({ problem: messageOf(error), progress: undefined });
      }
    }
  }

  /** The pictures that are there already, where they are of these recordings. */
  #known(utterances: readonly Utterance[]): Map<Moment, Picture> {
    const same = utterances.length === this.#heard.length && utterances.every((u, i) => u === this.#heard[i]);
    const { early, late } = this.state;
    return new Map(same ? [early, late].flatMap((p) => (p ? [[p.moment, p]] : [])) : []);
  }

  stop(): void {
    this.#asked += 1;
    this.set({ progress: undefined });
  }

  async #picture(moment: Moment, utterances: readonly Utterance[], still: () => boolean, told: (n: number) => void): Promise<Picture> {
    const network = await this.bytes(moment);
    const parts: Packed[] = [];
    for (let i = 0; i < utterances.length && still(); i += TURN) {
      const turn = utterances.slice(i, i + TURN);
      await this.bench.with(network, async (lab) => {
        for (const utterance of turn) {
          parts.push(pack(await lab.hear(await whichOf(utterance, this.clip)), utterance));
        }
      });
      told(turn.length);
    }
    return { moment, layers: joined(parts) };
  }

  #reorder(): void {
    const mine = ++this.#ordered;
    const { layer, weights } = this.desk.state;
    const { kind, late } = this.state;
    const [activity, neurons] = [late?.layers[layer]?.activity, this.desk.shown()?.neurons ?? 0];
    const take = (order: Order) => {
      if (mine === this.#ordered) {
        this.set({ order });
      }
    };
    if (kind === "weights" && weights?.channels === 0) {
      take(byWeights(neurons, weights.ff));
    } else if (kind === "index" || kind === "weights" || !activity) {
      if (this.state.order.length !== neurons || kind === "index" || kind === "weights") {
        take(asTheyStand(neurons));
      }
    } else if (kind === "similarity") {
      void bySimilarity(activity, this.rest).then(take);
    } else {
      take((kind === "rate" ? byRate : byLabel)(activity));
    }
  }
}
