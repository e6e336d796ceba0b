import { html, type TemplateResult } from "lit";
import type { Explanation } from "../core/explain.ts";
import { figure, fixed } from "../core/format.ts";
import { texts } from "../text/text.ts";
import { SpectrogramPlot } from "./spectrogram.ts";
import { middleOf } from "./steps.ts";

const t = await texts("drawn");

/** Coefficients without their differences. */
const PLAIN = 13;

/** Mel cepstra of a sentence: the coefficients at the bottom, above them their first and second differences. */
export class CepstraPlot extends SpectrogramPlot {
  /** As the front end gives them; `values` are what is drawn. */
  static override properties = { ...SpectrogramPlot.properties, cepstra: { attribute: false } };
  declare cepstra: Float32Array;

  protected override heading() {
    return { title: t("cepstra.title"), symbol: "X", yTitle: t("cepstra.y") };
  }

  protected override explanation(): Omit<Explanation, "title"> {
    return { text: t("cepstra.explain"), terms: ["frame", "front-end"] };
  }

  protected override yTickTexts() {
    return [1, PLAIN + 1, 2 * PLAIN + 1, this.bands].map((b) => ({ at: b - 0.5, text: String(b) }));
  }

  protected override aside(): TemplateResult {
    return html`<span class="small quiet">${t("cepstra.key")}</span>`;
  }

  protected override summary(): string {
    return t("cepstra.says", { frames: this.frames(), bands: this.bands });
  }

  protected override twin(): TemplateResult {
    const plain = Array.from({ length: PLAIN }, (_, k) => k);
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t("time-s")}</th>
          ${plain.map((k) => html`<th scope="col">${k + 1}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: this.frames() },
          (_, f) => html`<tr><th scope="row">${fixed(middleOf(this.scale, f), 3)}</th>${plain.map((k) => html`<td>${figure(this.cepstra[f * this.bands + k] ?? 0)}</td>`)}</tr>`,
        )}
      </tbody>
    </table>`;
  }
}

customElements.define("nrr-cepstra", CepstraPlot);
