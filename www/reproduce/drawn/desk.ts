/** What figures 1 to 3 show: computed once, when a figure is first looked at, each in a laboratory that ends with it. */
import { fetchBytes } from "../../core/files.ts";
import { messageOf } from "../../core/settle.ts";
import { Store } from "../../core/store.ts";
import { LabClient } from "../../engine/lab-client.ts";
import type { EngineDescription } from "../../engine/protocol.ts";
import { type Cursor, newCursor } from "../../plots/cursor.ts";
import { middleOf, type StepScale, stepScale } from "../../plots/steps.ts";
import { texts } from "../../text/text.ts";
import { dataOf } from "../plan.ts";
import { type PlaneFigure, planeFigures } from "./fields.ts";
import { type LifFigure, lifFigure } from "./lif.ts";
import { type Heard, speechFigure } from "./speech.ts";
import { coursesOf, type Traced } from "./traced.ts";

const t = await texts("reproduce");
const d = await texts("drawn");

const MODEL = "digits.safetensors";

interface Parts {
  lif: LifFigure;
  planes: PlaneFigure[];
  /** The bundled network, in place of the run that figure 2 looks into. */
  bundled: Traced;
  speech: Heard[];
}

export type Part = keyof Parts;

export interface DrawnState extends Partial<Parts> {
  /** What could not be computed, and why. */
  problems: ReadonlyMap<Part, string>;
  /** The step of figure 2 that is looked at. */
  step: number;
  description: EngineDescription | undefined;
}

/** As much of a laboratory as the figures need; tests give them another. */
export type LabLike = Pick<LabClient, "open" | "close" | "openPack" | "loadModel" | "hear" | "neuronCourse" | "neuronPlane" | "paperInput">;

const digits = () => fetchBytes("data/digits.pack", t("pack"));

async function bundled(lab: LabLike): Promise<Traced> {
  const [model, pack] = await Promise.all([fetchBytes(`models/${MODEL}`, d("model")), digits()]);
  const { utterances } = await lab.openPack(dataOf("digits").name, pack);
  const { settings, frontEnd, topology, rule } = await lab.loadModel(MODEL, model);
  const at = Math.max(0, utterances.findIndex((u) => u.heldOut));
  const { traces, label } = await lab.hear({ utterance: at });
  const layer = traces?.layers[0];
  const steps = traces?.steps ?? 0;
  return {
    neurons: layer && !layer.activity ? coursesOf(layer, settings["adaptation"] !== "threshold") : [],
    recurrent: layer?.recurrent ?? false,
    scale: stepScale(traces?.frames ?? 0, steps, frontEnd.hopMs, frontEnd.windowMs),
    steps,
    decay: Number(settings["adapt_decay"]),
    gain: Number(settings["adapt_gain"]),
    of: { kind: "bundled", topology, rule, label: utterances[at]?.label ?? "", answer: label },
  };
}

const MAKE: { [P in Part]: (lab: LabLike) => Promise<Parts[P]> } = {
  lif: lifFigure,
  planes: planeFigures,
  bundled,
  speech: async (lab) => {
    const [words, sentences] = await Promise.all([digits(), fetchBytes("data/sentences.pack", d("sentences"))]);
    return speechFigure(lab, { digits: { name: dataOf("digits").name, bytes: words }, sentences: { name: dataOf("phonemes").name, bytes: sentences } });
  },
};

export class DrawnDesk extends Store<DrawnState> {
  /** The step of figure 2, marked in all its plots. */
  readonly cursor: Cursor = newCursor();
  readonly #underWay = new Set<Part>();

  constructor(private readonly start: () => LabLike = () => new LabClient()) {
    super({ problems: new Map(), step: 0, description: undefined });
  }

  /** Computes a part unless it is there, under way, or has failed. */
  async need(part: Part): Promise<void> {
    if (this.state[part] !== undefined || this.#underWay.has(part) || this.state.problems.has(part)) {
      return;
    }
    this.#underWay.add(part);
    const lab = this.start();
    try {
      const description = await lab.open();
      this.set({ [part]: await MAKE[part](lab), description });
    } catch (error) {
      this.set({ problems: new Map(this.state.problems).set(part, messageOf(error)) });
    } finally {
      this.#underWay.delete(part);
      lab.close();
    }
  }

  /** Forgets what went wrong, so that it is tried anew. */
  again(): void {
    this.set({ problems: new Map() });
  }

  setStep(step: number, scale: StepScale): void {
    this.set({ step });
    this.cursor.set({ playS: middleOf(scale, step) });
  }
}

/** The page's one desk of these figures. */
let made: DrawnDesk | undefined;

export function drawnDesk(): DrawnDesk {
  return (made ??= new DrawnDesk());
}
