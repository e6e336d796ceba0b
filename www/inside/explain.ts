/** What a view shows and what to look for in it, with the paper's equation. */
import { html, type TemplateResult } from "lit";
import { explain as sign } from "../core/explain.ts";
import type { Term } from "../core/glossary.ts";
import { texts } from "../text/text.ts";

const t = await texts("inside");

/** The paper's equations as the engine computes them, one step as the unit of time; and the words to look up. */
const VIEWS = {
  raster: { equations: ["S[t] = S_f[t] + S_r[t]"], terms: ["spike", "raster", "channel"] },
  potential: {
    equations: ["V_f[t] = g·V_f[t−1]·(1 − S_f[t−1]) + W_f·X[t] + b − γ·a[t−1]", "V_r[t] = g·V_r[t−1]·(1 − S_r[t−1]) + (W_r ⊙ M)·S[t−1]", "V = V_f + V_r", "S_f = Θ(V − V_th)", "S_r = Θ(V_r − V_th)"],
    terms: ["potential", "threshold", "channel", "leak"],
  },
  adaptation: { equations: ["a[t] = α·a[t−1] + β·S[t]", "a* = β/(1 − α)·S"], terms: ["adaptation", "plasticity"] },
  phase: { equations: ["dV = −(1 − g)·V + W·X − γ·a", "da = −(1 − α)·a + β·S"], terms: ["potential", "adaptation", "threshold"] },
  constants: { equations: [], terms: ["leak", "threshold", "adaptation"] },
  weights: { equations: ["W_f·X[t] + b"], terms: ["weight", "synapse", "band"] },
  loop: { equations: ["(W_r ⊙ M)·S[t−1]"], terms: ["loop", "mask", "weight"] },
  map: { equations: ["S = S_f + S_r"], terms: ["spike", "raster", "rate"] },
} as const satisfies Record<string, { equations: readonly string[]; terms: readonly Term[] }>;

export type View = keyof typeof VIEWS;

/** An equation with its subscripts set as such. */
export function equation(text: string): TemplateResult {
  const parts = text.split(/_(th|f|r)/);
  return html`<span class="eq">${parts.map((part, i) => (i % 2 === 1 ? html`<sub>${part}</sub>` : part))}</span>`;
}

/** One line on what is seen, and a "?" for what to look for. */
export function explain(view: View): TemplateResult {
  const { equations, terms } = VIEWS[view];
  const what = t(`explain.${view}.what`);
  return html`<div class="explain beside small quiet" data-view=${view}>
    <span>${what}</span>${sign({ title: t(`explain.${view}`), text: `${what}\n${t(`explain.${view}.look`)}`, equation: equations.join("\n"), terms })}
  </div>`;
}
