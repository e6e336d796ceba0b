/** Words as the language quotes them. */
import { texts } from "../text/text.ts";
import type { Word } from "./words-state.ts";

const t = await texts("data");

export const quoted = (words: readonly Word[]): string => words.map((w) => t("quoted", { word: w.text.trim() })).join(", ");
