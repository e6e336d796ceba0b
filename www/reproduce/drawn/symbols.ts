import { html, type TemplateResult } from "lit";
import { sym } from "../../core/symbol.ts";

/** The paper's symbols in a sentence; an `a` only where it stands in a formula, since it is a word too. */
const SYMBOL = /(\p{L}_\p{L}+|\b[VSX]\b|[αβγ]|\ba(?=\*| [<>=])|(?<=\bV, )a)/u;

/** A sentence with its symbols such as `V_th` set as such. */
export function withSymbols(text: string): TemplateResult {
  return html`${text.split(SYMBOL).map((part, i) => (i % 2 === 1 ? sym(part) : part))}`;
}
