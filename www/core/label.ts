/** A word that a model knows, as it is shown: the class of background noise has a name of its own. */
import { texts } from "../text/text.ts";
import { NOISE_LABEL } from "./noise.ts";

const t = await texts("app");

/** Most words that are listed. */
const MOST = 12;

/** What is to be said of an answer to a word that the model does not know. */
export function notItsWord(truth: string, labels: readonly string[]): string {
  const words = labels.slice(0, MOST).map(labelTitle).join(", ");
  return t("label.unknown", { truth: labelTitle(truth), words: labels.length > MOST ? `${words}, …` : words });
}

export function labelTitle(label: string): string {
  return label === NOISE_LABEL ? t("label.noise") : label;
}
