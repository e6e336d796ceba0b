import { html, type TemplateResult } from "lit";
import { language, texts } from "../text/text.ts";
import { engineCode } from "./settle.ts";

const t = await texts("app");

/**
 * A text that may be the engine's: where the page is not English, what kind of fault it is in the page's language, and then the engine's own words, marked as English.
 *
 * @param code the engine's case, where a text was kept with it: of texts alone only the latest are known
 */
export function said(text: string, code = engineCode(text)): string | TemplateResult {
  return code === undefined || language.state.language === "en" ? text : html`${t.maybe(`fault.${code}`) ?? t("fault.internal")} ${english(text)}`;
}

/** A text of the engine, such as a notice about a recording. */
export function english(text: string): TemplateResult {
  return html`<span lang="en">${text}</span>`;
}

/** A text of the page in which `why` is the browser's or the engine's, in English. */
export function saidWith(text: string, why: string | undefined): string | TemplateResult {
  const at = why === undefined || why === "" ? -1 : text.indexOf(why);
  return why === undefined || at < 0 ? said(text) : html`${text.slice(0, at)}${english(why)}${text.slice(at + why.length)}`;
}
