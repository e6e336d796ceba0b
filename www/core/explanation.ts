/** What an explanation says: plain words, the paper's symbol and equation, and the way to the glossary. */
import { html, nothing, type TemplateResult } from "lit";
import { texts } from "../text/text.ts";
import { equationView } from "./equation.ts";
import type { Explanation } from "./explain.ts";
import { openGlossary, type Term, termTitle } from "./glossary.ts";
import { sym } from "./symbol.ts";

const t = await texts("help");

export function explanationView({ title, symbol, equation, terms }: Explanation, text: string, id: string, close: () => void): TemplateResult {
  const toTerm = (term: Term) => () => {
    close();
    openGlossary(term);
  };
  return html`<div class="explanation-head">
      <h3 id="${id}-title">${title} ${symbol ? sym(symbol) : nothing}</h3>
      <button type="button" class="plain" aria-label=${t("close")} @click=${close}><span aria-hidden="true">✕</span></button>
    </div>
    ${text.split("\n").map((p) => html`<p>${p}</p>`)} ${equation ? equationView(equation) : nothing}
    ${terms && terms.length > 0
      ? html`<ul class="explanation-terms" aria-label=${t("glossary")}>
          ${terms.map((term) => html`<li><button type="button" class="plain small" @click=${toTerm(term)}>${termTitle(term)}</button></li>`)}
        </ul>`
      : nothing}`;
}
