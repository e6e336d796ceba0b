/** Sentences of the page with words of the engine in them. */
import { said } from "../core/said.ts";
import type { Drawn } from "../text/text.ts";
import type { Say } from "./words-state.ts";

/** The gaps of a sentence, with the engine's reason as `said` draws it: in another language marked as English. */
export function drawn({ values = {}, code }: Say & { code?: string | undefined }): Record<string, Drawn> {
  const why = values["why"];
  return why === undefined ? values : { ...values, why: said(String(why), code) };
}
