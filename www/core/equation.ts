import { html, type TemplateResult } from "lit";
import { sym } from "./symbol.ts";

/** Pieces of an equation: single letters with or without a subscript are symbols, everything else stays as it is. */
export function pieces(line: string): { symbol: string; text: string }[] {
  return line.split(/(\p{L}+(?:_[\p{L}\p{N}]+)?)/u).flatMap((part, i) => {
    if (part === "") {
      return [];
    }
    const isSymbol = i % 2 === 1 && /^\p{L}(?:_|$)/u.test(part);
    return [isSymbol ? { symbol: part, text: "" } : { symbol: "", text: part }];
  });
}

/** An equation in readable form, one line of text each. */
export function equationView(equation: string): TemplateResult {
  return html`<p class="equation">
    ${equation.split("\n").map((line) => html`<span>${pieces(line).map(({ symbol, text }) => (symbol === "" ? text : sym(symbol)))}</span>`)}
  </p>`;
}
