import { html, type TemplateResult } from "lit";
import { figure } from "../core/format.ts";
import { rangeOf, strokeLine } from "./lines.ts";
import type { Box } from "./axes.ts";
import { Plot } from "./plot.ts";
import { middleOf, type StepScale } from "./steps.ts";
import type { Theme } from "./theme.ts";

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
    return { title: "Output activity by word", symbol: "y", yTitle: "activity" };
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
      <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-win" d="M1 6 H23"></path></svg>“${this.labels[first ?? 0]}”, the answer</span>
      ${second === undefined ? "" : html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-second" d="M1 6 H23"></path></svg>“${this.labels[second]}”, next</span>`}
    </span>`;
  }

  protected summary(): string {
    const [first, second] = this.#ranked();
    return `Output activity of ${this.labels.length} words over time; "${this.labels[first ?? 0] ?? ""}" ends highest${second === undefined ? "" : `, then "${this.labels[second] ?? ""}"`}.`;
  }

  protected override twin(): TemplateResult {
    const steps = Math.floor(this.output.length / Math.max(1, this.labels.length));
    return html`<table>
      <thead>
        <tr>
          <th>time, s</th>
          ${this.labels.map((l) => html`<th>${l}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          { length: steps },
          (_, t) =>
            html`<tr><td>${middleOf(this.scale, t).toFixed(3)}</td>${this.labels.map((_l, k) => html`<td>${figure(this.output[t * this.labels.length + k] ?? 0)}</td>`)}</tr>`,
        )}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const ranked = this.#ranked();
    for (const [rank, label] of [...ranked.entries()].reverse()) {
      const points = this.#series(label).map((v, t): [number, number] => [this.xOf(box, middleOf(this.scale, t)), this.yOf(box, v)]);
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
