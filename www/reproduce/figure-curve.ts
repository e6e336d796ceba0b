import { html, svg, type TemplateResult } from "lit";
import { fromPart } from "../core/explain.ts";
import { fixed } from "../core/format.ts";
import type { Box } from "../plots/axes.ts";
import { strokeLine } from "../plots/lines.ts";
import { Plot } from "../plots/plot.ts";
import type { Theme } from "../plots/theme.ts";
import { texts } from "../text/text.ts";
import type { Point } from "./results.ts";
import { interval } from "./statistics.ts";

const t = await texts("reproduce");

/** A line of a figure with what is known of it by now. */
export interface Curve {
  name: string;
  paper: number | undefined;
  points: readonly Point[];
}

/** Dashes and colours of the lines, told apart without colour; the keys have the same in the style sheet. */
const LINES: { dash: number[]; ink: "winner" | "spikeR" | "spikeF" | "threshold" | "ink" | "ink2" }[] = [
  { dash: [], ink: "winner" },
  { dash: [6, 4], ink: "spikeR" },
  { dash: [2, 3], ink: "spikeF" },
  { dash: [9, 3, 2, 3], ink: "threshold" },
  { dash: [12, 4], ink: "ink" },
  { dash: [1, 4], ink: "ink2" },
];

const lineOf = (i: number) => LINES[i % LINES.length] ?? { dash: [], ink: "ink" as const };

/** Least distance of two of the paper's marks' texts, in pixels. */
const APART = 13;

/** Mean accuracies or ratios by epoch or by proportion of noise, with their intervals and the paper's marks. */
export class FigureCurve extends Plot {
  static override properties = { ...Plot.properties, name: {}, by: {}, isRatio: { type: Boolean }, to: { type: Number }, curves: { attribute: false } };
  declare name: string;
  declare by: "epoch" | "noise";
  declare isRatio: boolean;
  /** Right end of the horizontal axis. */
  declare to: number;
  declare curves: readonly Curve[];

  protected heading() {
    return { title: this.name, symbol: "", yTitle: t(this.isRatio ? "curve.ratio" : "curve.accuracy") };
  }

  protected override explanation() {
    return this.by === "epoch"
      ? { text: fromPart("figure.epoch"), terms: ["accuracy", "epoch", "seed", "confidence"] as const }
      : { text: fromPart("figure.noise"), terms: ["noise", "robust", "confidence"] as const };
  }

  protected dataHeight(): number {
    return 190;
  }

  protected override xAxis() {
    const isEpoch = this.by === "epoch";
    return { from: isEpoch ? 1 : 0, to: Math.max(isEpoch ? 2 : 90, this.to), title: t(isEpoch ? "curve.epoch" : "curve.noise.head"), leastStep: 1 };
  }

  protected yRange(): [number, number] {
    return this.isRatio ? [0, 1.2] : [0, 100];
  }

  protected override aside(): TemplateResult {
    return html`<span class="legend small"
      >${this.curves.map(
        ({ name }, i) =>
          html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true">${svg`<path class="key-line-${i % LINES.length}" d="M1 6 H23"></path>`}</svg>${name}</span>`,
      )}</span
    >`;
  }

  protected summary(): string {
    const now = this.curves.flatMap(({ name, points }) => {
      const last = points.at(-1);
      return last ? `${name} ${fixed(last.y.mean, this.isRatio ? 2 : 1)}` : [];
    });
    return now.length > 0 ? t("curve.now", { name: this.name, curves: now.join("; ") }) : t("curve.none", { name: this.name });
  }

  protected override twin(): TemplateResult {
    const xs = [...new Set(this.curves.flatMap((c) => c.points.map((p) => p.x)))].sort((a, b) => a - b);
    const cell = (curve: Curve, x: number) => {
      const y = curve.points.find((p) => p.x === x)?.y;
      return y ? `${interval(y, this.isRatio ? 3 : 1)}${y.n > 1 ? ` (${y.n})` : ""}` : "–";
    };
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t(this.by === "epoch" ? "curve.epoch" : "curve.noise.head")}</th>
          ${this.curves.map((c) => html`<th scope="col">${c.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${xs.map((x) => html`<tr><th scope="row">${x}</th>${this.curves.map((c) => html`<td>${cell(c, x)}</td>`)}</tr>`)}
        ${this.curves.some((c) => c.paper !== undefined)
          ? html`<tr><th scope="row">${t("curve.paper")}</th>${this.curves.map((c) => html`<td>${c.paper === undefined ? "–" : fixed(c.paper, 2)}</td>`)}</tr>`
          : ""}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    this.#papers(c, box, colours);
    for (const [i, { points }] of this.curves.entries()) {
      const { dash, ink } = lineOf(i);
      const at = points.map(({ x, y }) => ({ x: this.xOf(box, x), low: y.mean - (y.half ?? 0), mean: y.mean, high: y.mean + (y.half ?? 0) }));
      c.globalAlpha = 0.15;
      c.fillStyle = colours[ink];
      c.beginPath();
      for (const p of at) {
        c.lineTo(p.x, this.yOf(box, p.high));
      }
      for (const p of at.toReversed()) {
        c.lineTo(p.x, this.yOf(box, p.low));
      }
      c.fill();
      c.globalAlpha = 1;
      strokeLine(c, at.map((p): [number, number] => [p.x, this.yOf(box, p.mean)]), colours[ink], 2, dash);
      for (const p of at.length > 12 ? at.slice(-1) : at) {
        c.beginPath();
        c.arc(p.x, this.yOf(box, p.mean), 3, 0, Math.PI * 2);
        c.fill();
      }
    }
  }

  /** The paper's figures as thin lines over the whole width, each with its number; texts give way to each other. */
  #papers(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const marks = this.curves.flatMap(({ paper }, i) => (paper === undefined ? [] : [{ paper, ink: lineOf(i).ink }])).sort((a, b) => b.paper - a.paper);
    c.font = `11px ${colours.font}`;
    c.textAlign = "right";
    c.textBaseline = "bottom";
    for (const { paper, ink } of marks) {
      const y = this.yOf(box, paper);
      strokeLine(c, [[box.x, y], [box.x + box.w, y]], colours[ink], 1, [3, 3]);
    }
    let above = box.y;
    for (const { paper, ink } of marks) {
      above = Math.max(this.yOf(box, paper) - 1, above + APART);
      const text = t("curve.paper.mark", { value: fixed(paper, 2) });
      const w = c.measureText(text).width;
      c.globalAlpha = 0.85;
      c.fillStyle = colours.well;
      c.fillRect(box.x + box.w - w - 6, above - 12, w + 4, 12);
      c.globalAlpha = 1;
      c.fillStyle = colours[ink];
      c.fillText(text, box.x + box.w - 4, above);
    }
  }
}

customElements.define("nrr-figure-curve", FigureCurve);
