/** Figure 3: two sentences and two words as the networks get them under the paper's settings. */
import type { LabClient } from "../../engine/lab-client.ts";
import type { PaperInput } from "../../engine/lab-protocol.ts";
import type { DataSummary } from "../../engine/protocol.ts";

export type SpeechId = "a" | "b" | "c" | "d";

export interface Heard {
  id: SpeechId;
  kind: "sentence" | "word";
  name: string;
  /** The word that is said. */
  word: string;
  input: PaperInput;
}

/** The words that the paper shows, as data sets name them. */
const WORDS = [["2", "two"], ["0", "zero"]] as const;

type Utterances = DataSummary["utterances"];

/** "two" and "zero" where there are such words, else whatever comes first. */
export function words(utterances: Utterances): number[] {
  return WORDS.map((names) => Math.max(0, utterances.findIndex((u) => names.some((n) => n === u.label))));
}

/** A word as it is said: digits are labelled by their figures. */
export function spoken(label: string): string {
  return WORDS.find(([figure]) => figure === label)?.[1] ?? label;
}

/** Two sentences, of those that test where there are such. */
export function sentences(utterances: Utterances): number[] {
  const all = [...utterances.keys()];
  const test = all.filter((i) => utterances[i]?.heldOut);
  return [...test, ...all.filter((i) => !utterances[i]?.heldOut)].slice(0, 2);
}

export interface Packs {
  digits: { name: string; bytes: Uint8Array };
  sentences: { name: string; bytes: Uint8Array };
}

export async function speechFigure(lab: Pick<LabClient, "openPack" | "paperInput">, packs: Packs): Promise<Heard[]> {
  const of = async (kind: Heard["kind"], ids: readonly SpeechId[], pack: Packs["digits"], choose: (u: Utterances) => number[]): Promise<Heard[]> => {
    const { utterances } = await lab.openPack(pack.name, pack.bytes);
    return Promise.all(
      ids.map(async (id, k): Promise<Heard> => {
        const at = choose(utterances)[k] ?? 0;
        return { id, kind, name: utterances[at]?.name ?? "", word: kind === "word" ? spoken(utterances[at]?.label ?? "") : "", input: await lab.paperInput(at, kind === "sentence") };
      }),
    );
  };
  return [...(await of("sentence", ["a", "b"], packs.sentences, sentences)), ...(await of("word", ["c", "d"], packs.digits, words))];
}

export interface Peak {
  frame: number;
  band: number;
  value: number;
}

/** The greatest cell of a grid of frames. */
export function peakOf({ values, bands }: Pick<PaperInput, "values" | "bands">): Peak {
  const at = values.reduce((best, x, i) => (x > (values[best] ?? -Infinity) ? i : best), 0);
  return { frame: Math.floor(at / Math.max(1, bands)), band: at % Math.max(1, bands), value: values[at] ?? 0 };
}

/** Middle of a band of equal width, in hertz. */
export function bandHz({ rateHz, bands }: Pick<PaperInput, "rateHz" | "bands">, band: number): number {
  return ((band + 0.5) * rateHz) / 2 / Math.max(1, bands);
}

/** Each coefficient, less its mean, by its deviation over the sentence: they have scales of their own. Constant ones are 0. */
export function evened(values: Float32Array, bands: number): Float32Array {
  const out = new Float32Array(values.length);
  const n = Math.floor(values.length / Math.max(1, bands));
  for (let b = 0; b < bands; b++) {
    let [sum, squares] = [0, 0];
    for (let f = 0; f < n; f++) {
      const x = values[f * bands + b] ?? 0;
      sum += x;
      squares += x * x;
    }
    const mean = sum / n;
    const deviation = Math.sqrt(Math.max(0, squares / n - mean * mean));
    for (let f = 0; f < n; f++) {
      const i = f * bands + b;
      // Rare peaks would leave the rest without contrast.
      out[i] = deviation > 1e-6 ? Math.min(3, Math.max(-3, ((values[i] ?? 0) - mean) / deviation)) : 0;
    }
  }
  return out;
}
