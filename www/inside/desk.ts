import { messageOf, settle } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { NeuronChange } from "../engine/lab-protocol.ts";
import type { Heard, LayerTraces } from "../engine/protocol.ts";
import { type Course, courseOf } from "../plots/course.ts";
import { type Cursor, newCursor } from "../plots/cursor.ts";
import { newPointed, type Pointed } from "../plots/pointed.ts";
import { tellingNeuron } from "../plots/raster-figures.ts";
import { middleOf, stepAt, type StepScale, stepScale } from "../plots/steps.ts";
import type { Network } from "./bench.ts";
import { Latest } from "./latest.ts";
import { type Moment, reused, standAt } from "./moments.ts";
import { type InsideState, START, type Surroundings } from "./state.ts";
import { isChanged, planeOf, studyOf } from "./study.ts";
import { type Utterance, whichOf } from "./utterances.ts";

/** Inside: one network, one recording, one layer, one neuron, one step; every view follows. */
export class InsideDesk extends Store<InsideState> {
  /** The moment under the pointer (`hoverS`) and the step looked at (`playS`). */
  readonly cursor: Cursor = newCursor();
  readonly pointed: Pointed = newPointed();
  readonly #studies = new Latest((error) => this.set({ problem: messageOf(error), busy: false }));
  readonly #planes = new Latest((error) => this.set({ problem: messageOf(error) }));
  /** Where to look once something is heard. */
  #wanted: { layer: number; neuron: number } | undefined;
  /** What the trained course in hand was heard with. */
  #known: { network: Network; utterance: Utterance } | undefined;

  constructor(private readonly around: Surroundings) {
    super(START);
  }

  /** Other networks to choose from; the one looked at stays where it is still there. */
  setMoments(moments: readonly Moment[]): void {
    const before = this.state.moments[this.state.moment];
    const known = reused(this.state.moments, moments);
    if (known === this.state.moments) {
      return;
    }
    const moment = standAt(known, before, this.state.follow);
    this.set({ moments: known, moment });
    if (known[moment] !== before) {
      this.#study();
    }
  }

  /** Other recordings to choose from. */
  setList(data: string | undefined, list: readonly Utterance[]): void {
    this.#known = undefined;
    this.set({ data, list, chosen: 0 });
    this.#study();
  }

  goTo(moment: number): void {
    const to = Math.min(this.state.moments.length - 1, Math.max(0, moment));
    if (to !== this.state.moment) {
      this.set({ moment: to, follow: to === this.state.moments.length - 1 });
      this.#study();
    }
  }

  choose(chosen: number): void {
    if (chosen !== this.state.chosen && this.state.list[chosen]) {
      this.around.player.stop();
      this.set({ chosen });
      this.#study();
    }
  }

  look(layer: number): void {
    const shown = this.layers()[layer];
    if (shown && layer !== this.state.layer) {
      this.pointed.set({ neuron: undefined });
      this.set({ layer, neuron: tellingNeuron(shown), plane: undefined, drives: undefined, weights: undefined });
      this.#study();
    }
  }

  /** Looks at a layer and a neuron of it that another place names; before anything is heard, as soon as it is. */
  lookAt(layer: number, neuron: number): void {
    if (!this.state.heard) {
      this.#wanted = { layer, neuron };
    } else if (neuron < (this.layers()[layer]?.neurons ?? 0)) {
      this.set({ layer, neuron, plane: undefined, ...(layer === this.state.layer ? {} : { drives: undefined, weights: undefined }) });
      this.#study();
    }
  }

  setNeuron(neuron: number): void {
    const fits = Math.min((this.shown()?.neurons ?? 1) - 1, Math.max(0, Math.round(neuron)));
    if (Number.isFinite(fits) && fits !== this.state.neuron) {
      this.set({ neuron: fits });
      this.#replane();
    }
  }

  setStep(step: number): void {
    const fits = Math.min(this.steps() - 1, Math.max(0, step));
    if (fits !== this.state.step && fits >= 0) {
      this.set({ step: fits });
      this.#replane();
    }
    this.#markStep();
  }

  /** Tries out other constants; nothing for a key puts back what was trained. */
  tryOut(patch: { [Key in keyof NeuronChange]?: number | undefined }): void {
    this.set({ change: Object.fromEntries(Object.entries({ ...this.state.change, ...patch }).filter(([, v]) => v !== undefined)) });
    this.#study();
  }

  asTrained(): void {
    if (isChanged(this.state.change)) {
      this.set({ change: {} });
      this.#study();
    }
  }

  /** Tries again what went wrong. */
  again(): void {
    this.set({ problem: undefined });
    this.#study();
  }

  layers(): readonly LayerTraces[] {
    return this.state.heard?.traces?.layers ?? [];
  }

  /** The layer looked at. */
  shown(): LayerTraces | undefined {
    return this.layers()[this.state.layer];
  }

  steps(): number {
    return this.state.heard?.traces?.steps ?? 0;
  }

  scale(): StepScale {
    const { heard, info } = this.state;
    const t = heard?.traces;
    return stepScale(t?.frames ?? 0, t?.steps ?? 0, t?.hopMs ?? 25, info?.frontEnd.windowMs ?? 50);
  }

  /** γ·a is taken from the potential (eq. 4), not added to the threshold. */
  subtracted(): boolean {
    return this.state.info?.settings["adaptation"] !== "threshold";
  }

  /** A constant as it is tried out, or as it was trained. */
  constant(key: keyof NeuronChange, setting: string): number {
    return this.state.change[key] ?? Number(this.state.info?.settings[setting] ?? 0);
  }

  #courseIn(heard: Heard | undefined): Course | undefined {
    const layer = heard?.traces?.layers[this.state.layer];
    return layer && !layer.activity ? courseOf(layer, this.state.neuron, this.subtracted()) : undefined;
  }

  /** The chosen neuron's course; nothing where units do not spike. */
  course(): Course | undefined {
    return this.#courseIn(this.state.heard);
  }

  /** Its course as trained, while other constants are tried out. */
  ghost(): Course | undefined {
    const { heard, trained } = this.state;
    return heard === trained ? undefined : this.#courseIn(trained);
  }

  #markStep(): void {
    this.cursor.set({ playS: this.steps() > 0 ? middleOf(this.scale(), this.state.step) : undefined });
  }

  #study(): void {
    this.set({ busy: true });
    this.#studies.ask(() => this.#doStudy());
  }

  async #doStudy(): Promise<void> {
    const { moments, moment: at, list, chosen } = this.state;
    const [moment, utterance] = [moments[at], list[chosen]];
    if (!moment || !utterance) {
      this.set({ busy: false });
      return;
    }
    const network = await this.around.bytes(moment);
    const which = await whichOf(utterance, (file) => this.around.clip(file));
    const study = await this.around.bench.with(network, (lab, info) => {
      const { change, trained, weights, layer, neuron, heard } = this.state;
      const same = this.#known?.network === network;
      const known = {
        trained: same && this.#known?.utterance === utterance ? trained : undefined,
        weights: same && weights ? { layer, view: weights } : undefined,
      };
      return studyOf(lab, info, which, change, heard && { layers: this.layers(), layer, neuron }, known);
    });
    this.#known = { network, utterance };
    const { moved, layer, neuron, drives, weights, ...rest } = study;
    const steps = rest.heard.traces?.steps ?? 0;
    this.set({ ...rest, step: Math.min(this.state.step, Math.max(0, steps - 1)), busy: false, problem: undefined });
    if (moved) {
      this.set({ layer, neuron, drives, weights });
    } else if (layer === this.state.layer) {
      this.set({ drives, weights });
    }
    this.#markStep();
    this.#replane();
    const wanted = this.#wanted;
    if (wanted) {
      this.#wanted = undefined;
      this.lookAt(wanted.layer, wanted.neuron);
    }
  }

  #replane(): void {
    this.#planes.ask(async () => {
      const { moments, moment: at, drives, layer, neuron, step, change } = this.state;
      const [moment, course] = [moments[at], this.course()];
      if (!moment || !course || !drives || neuron >= drives.neurons) {
        this.set({ plane: undefined });
        return;
      }
      const network = await this.around.bytes(moment);
      const leak = this.constant("leak", "leak");
      this.set({ plane: await this.around.bench.with(network, (lab) => planeOf(lab, course, drives, { layer, neuron, step }, change, leak)) });
    });
  }

  /** Plays the second that was heard; the step goes along. */
  sound(): void {
    const { heard, sounding } = this.state;
    if (sounding || !heard) {
      this.around.player.stop();
      return;
    }
    this.set({ sounding: true });
    const moved = (s: number | undefined) => {
      const step = s === undefined ? undefined : stepAt(this.scale(), this.steps(), s);
      if (step !== undefined) {
        this.setStep(step);
      }
      if (s === undefined) {
        this.set({ sounding: false });
      }
    };
    settle(this.around.player.play({ samples: heard.clip, rateHz: heard.clipRateHz }, moved), (problem) => this.set({ problem, sounding: false }));
  }

  /** The place is left: nothing sounds on. */
  leave(): void {
    this.around.player.stop();
  }
}
