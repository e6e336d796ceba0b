import { html, type TemplateResult } from "lit";
import { language, texts } from "../text/text.ts";
import { engineCode } from "./settle.ts";

const t = await texts("app");

/** A text that may be the engine's: where the page is not English, what kind of fault it is in the page's language, and then the engine's own words, marked as English. */
export function said(text: string): string | TemplateResult {
  const code = language.state.language === "en" ? undefined : engineCode(text);
  return code === undefined ? text : html`${t.maybe(`fault.${code}`) ?? t("fault.internal")} ${english(text)}`;
}

/** A text of the engine, such as a notice about a recording. */
export function english(text: string): TemplateResult {
  return html`<span lang="en">${text}</span>`;
}
