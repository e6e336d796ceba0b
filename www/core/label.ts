/** A word that a model knows, as it is shown: the class of background noise has a name of its own. */
import { texts } from "../text/text.ts";
import { NOISE_LABEL } from "./noise.ts";

const t = await texts("app");

export function labelTitle(label: string): string {
  return label === NOISE_LABEL ? t("label.noise") : label;
}
