import { html, nothing, type TemplateResult } from "lit";
import { symbolParts } from "./format.ts";

/** A symbol of the paper, set as mathematics: `V_th` with its subscript. Words such as `density` are code names and stay as they are. */
export function sym(symbol: string): TemplateResult | typeof nothing {
  if (symbol === "") {
    return nothing;
  }
  const { base, sub } = symbolParts(symbol);
  if (base.length > 2) {
    return html`<code class="figures small">${symbol}</code>`;
  }
  return html`<span class="sym">${base}${sub ? html`<sub>${sub}</sub>` : nothing}</span>`;
}
