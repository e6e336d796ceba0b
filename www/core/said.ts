import { html, type TemplateResult } from "lit";
import { language } from "../text/text.ts";
import { isFromEngine } from "./settle.ts";

/** A text that may be the engine's: then it is English, and marked so where the page is not. */
export function said(text: string): string | TemplateResult {
  return language.state.language !== "en" && isFromEngine(text) ? english(text) : text;
}

/** A text of the engine, such as a notice about a recording. */
export function english(text: string): TemplateResult {
  return html`<span lang="en">${text}</span>`;
}
