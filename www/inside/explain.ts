/** What a view shows and what to look for in it, with the paper's equation. */
import { html, nothing, type TemplateResult } from "lit";
import { texts } from "../text/text.ts";

const t = await texts("inside");

/** The paper's equations as the engine computes them, one step as the unit of time. */
const EQUATIONS = {
  raster: ["S[t] = S_f[t] + S_r[t]"],
  potential: [
    "V_f[t] = g·V_f[t−1]·(1 − S_f[t−1]) + W_f·X[t] + b − γ·a[t−1]",
    "V_r[t] = g·V_r[t−1]·(1 − S_r[t−1]) + (W_r ⊙ M)·S[t−1]",
    "V = V_f + V_r,  S_f = Θ(V − V_th),  S_r = Θ(V_r − V_th)",
  ],
  adaptation: ["a[t] = α·a[t−1] + β·S[t],  a* = β/(1 − α)·S"],
  phase: ["dV = −(1 − g)·V + W·X − γ·a,  da = −(1 − α)·a + β·S"],
  constants: [],
  weights: ["W_f·X[t] + b"],
  loop: ["(W_r ⊙ M)·S[t−1]"],
  map: ["S = S_f + S_r"],
} as const;

export type View = keyof typeof EQUATIONS;

/** An equation with its subscripts set as such. */
export function equation(text: string): TemplateResult {
  const parts = text.split(/_(th|f|r)/);
  return html`<span class="eq">${parts.map((part, i) => (i % 2 === 1 ? html`<sub>${part}</sub>` : part))}</span>`;
}

export function explain(view: View): TemplateResult {
  const equations: readonly string[] = EQUATIONS[view];
  return html`<details class="explain" data-view=${view}>
    <summary>${t(`explain.${view}.what`)}</summary>
    <div class="explain-more">
      <p><strong>${t("explain")}:</strong> ${t(`explain.${view}.look`)}</p>
      ${equations.length > 0 ? html`<p class="eqs">${equations.map((e) => equation(e))}</p>` : nothing}
    </div>
  </details>`;
}
