import { html, nothing, type TemplateResult } from "lit";
import { symbolParts } from "./format.ts";

/** A symbol of the paper, set as mathematics: `V_th` with its subscript. Words such as `density` are no symbols and are left out. */
export function sym(symbol: string): TemplateResult | typeof nothing {
  if (symbol === "") {
    return nothing;
  }
  const { base, sub } = symbolParts(symbol);
  if (base.length > 2) {
    return nothing;
  }
  return html`<span class="sym">${base}${sub ? html`<sub>${sub}</sub>` : nothing}</span>`;
}
