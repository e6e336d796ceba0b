import { html, type TemplateResult } from "lit";
import { fromPart } from "../core/explain.ts";
import { figure, fixed } from "../core/format.ts";
import { texts } from "../text/text.ts";
import { rangeOf, strokeLine } from "./lines.ts";
import type { Box } from "./axes.ts";
import { Plot } from "./plot.ts";
import { middleOf, type StepScale } from "./steps.ts";
import type { Theme } from "./theme.ts";

const t = await texts("plots");

/** The output's activity for every word over time; the answer drawn strong, the runner-up dashed, the others faint. */
export class OutputPlot extends Plot {
  static override properties = { ...Plot.properties, output: { attribute: false }, labels: { attribute: false }, scores: { attribute: false }, scale: { attribute: false } };
  /** Shape `[steps, labels]`. */
  declare output: Float32Array;
  declare labels: string[];
  declare scores: number[];
  declare scale: StepScale;

  #series(label: number): number[] {
    const out: number[] = [];
    for (let i = label; i < this.output.length; i += this.labels.length) {
      out.push(this.output[i] ?? 0);
    }
    return out;
  }

  /** Labels by score, best first. */
  #ranked(): number[] {
    return this.labels.map((_, k) => k).sort((a, b) => (this.scores[b] ?? 0) - (this.scores[a] ?? 0));
  }

  protected heading() {
    return { title: t("output"), symbol: "y", yTitle: t("output.y") };
  }

  protected override explanation() {
    return { text: fromPart("output"), terms: ["readout", "score"] as const };
  }

  protected dataHeight(): number {
    return 150;
  }

  protected yRange(): [number, number] {
    return rangeOf(this.output);
  }

  protected override aside(): TemplateResult {
    const [first, second] = this.#ranked();
    return html`<span class="legend small">
      <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-win" d="M1 6 H23"></path></svg>${t("output.first", { word: this.labels[first ?? 0] ?? "" })}</span>
      ${second === undefined ? "" : html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-second" d="M1 6 H23"></path></svg>${t("output.second", { word: this.labels[second] ?? "" })}</span>`}
    </span>`;
  }

  protected summary(): string {
    const [first, second] = this.#ranked();
    const says = { words: this.labels.length, first: this.labels[first ?? 0] ?? "" };
    return second === undefined ? t("output.says", says) : t("output.says.second", { ...says, second: this.labels[second] ?? "" });
  }

  protected override twin(): TemplateResult {
    const steps = Math.floor(this.output.length / Math.max(1, this.labels.length));
    return html`<table>
      <thead>
        <tr>
          <th>${t("time")}</th>
          ${this.labels.map((l) => html`<th>${l}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: steps },
          (_, step) =>
            html`<tr><td>${fixed(middleOf(this.scale, step), 3)}</td>${this.labels.map((_l, k) => html`<td>${figure(this.output[step * this.labels.length + k] ?? 0)}</td>`)}</tr>`,
        )}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const ranked = this.#ranked();
    for (const [rank, label] of [...ranked.entries()].reverse()) {
      const points = this.#series(label).map((v, step): [number, number] => [this.xOf(box, middleOf(this.scale, step)), this.yOf(box, v)]);
      if (rank === 0) {
        strokeLine(c, points, colours.winner, 2.6);
      } else if (rank === 1) {
        strokeLine(c, points, colours.spikeR, 1.8, [6, 4]);
      } else {
        strokeLine(c, points, colours.others, 1);
      }
    }
  }
}

customElements.define("nrr-output", OutputPlot);
