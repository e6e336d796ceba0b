/** Which takes a network may honestly be tested on. */
import { type DataSummary, type EpochRecord, type ModelInfo } from "../engine/protocol.ts";
import { PART } from "../engine/lab-protocol.ts";

/** The network under test: that of the current run, or the one that Try uses. */
export type Network = "run" | "model";
/** The takes: the project's (of a run: those that it was begun with), or the bundled pack. */
export type Source = "project" | "bundled";
/** Takes that are answered: those kept aside, or those learnt from, which is no test. */
export type Part = "test" | "learnt";

/** What is known of the takes that are tested on. */
export type Standing =
  /** Kept aside while the network learnt. */
  | "untouched"
  /** It may have learnt from them; nobody can say. */
  | "unknown"
  /** It learnt from them. */
  | "learnt";

export interface Plan {
  /** Indices of utterances in the data set. */
  test: number[];
  learnt: number[];
  /** Standing of `test`. */
  standing: "untouched" | "unknown";
  /** Takes of words that the network does not know. */
  strange: number;
  /** Takes that the front end refuses. */
  refused: number;
  /** Voices that it learnt from, nothing where that is not known. */
  voices: ReadonlySet<string> | undefined;
}

/**
 * Sorts the utterances.
 *
 * @param parts what the run did with each of them, nothing where that is not known
 * @param standing of all of them where the parts are not known
 */
export function planFor(labels: readonly string[], { utterances }: DataSummary, parts: ArrayLike<number> | undefined, standing: Plan["standing"]): Plan {
  const known = new Set(labels);
  const plan: Plan = { test: [], learnt: [], standing: parts ? "untouched" : standing, strange: 0, refused: 0, voices: undefined };
  const voices = new Set<string>();
  for (const [i, { label, speaker }] of utterances.entries()) {
    if (!known.has(label)) {
      plan.strange += 1;
    } else if (!parts || parts[i] === PART.test) {
      plan.test.push(i);
    } else if (parts[i] === PART.leftOut) {
      plan.refused += 1;
    } else {
      // Takes that chose the best epoch are no test either.
      plan.learnt.push(i);
      voices.add(speaker);
    }
  }
  return parts ? { ...plan, voices } : plan;
}

/** What the bundled pack is called in models that were trained outside of the page. */
export const BUNDLED_NAME = "bundled-digits";

/** Names of recordings that the shipped network, too, may have learnt from: the Free Spoken Digit Dataset's. */
const FSDD = /(^|\/)\d_[a-z]+_\d+\.wav$/i;

/** What is known of the takes of a model that was not trained by the current run. */
export type Trust = { split: string; seed: number; validation: number } | Plan["standing"];

/**
 * How far a model's own description tells which of `data` it learnt from. A pack is the same wherever it is; a visitor's words may have changed since.
 *
 * @param shipped the model comes with the page
 * @param data its names (a pack's title follows the page's language), and those of its takes
 */
export function trustFor(
  info: Pick<ModelInfo, "data" | "split" | "seed" | "settings">,
  shipped: boolean,
  data: { titles: readonly string[]; isPack: boolean; names: readonly string[] },
): Trust {
  if (data.isPack) {
    const plain = (name: string): string => name.toLowerCase().replaceAll(" ", "-");
    const learnt = info.data.split("+").map(plain);
    return data.titles.some((title) => learnt.includes(plain(title))) ? { split: info.split, seed: Number(info.seed), validation: Number(info.settings["validation"] ?? 0) } : "unknown";
  }
  return shipped && !data.names.some((name) => FSDD.test(name)) ? "untouched" : "unknown";
}

/** The epoch whose network a run gives: the first of the best by its validation part, or without one the last. */
export function givenBy(records: readonly EpochRecord[]): EpochRecord | undefined {
  let best: EpochRecord | undefined;
  for (const record of records) {
    if (record.validationAccuracy !== null && record.validationAccuracy > (best?.validationAccuracy ?? -1)) {
      best = record;
    }
  }
  return best ?? records.at(-1);
}
