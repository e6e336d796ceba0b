import { html, nothing, type TemplateResult } from "lit";
import { figure, fixed } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import { EQUATIONS } from "../core/terms.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { type Course, fixedAdaptation } from "./course.ts";
import { extremes, stairs, strokeLine } from "./lines.ts";
import { StepPlot } from "./step-plot.ts";
import { middleOf } from "./steps.ts";
import type { Theme } from "./theme.ts";

const t = await texts("inside");

/** The adaptive threshold's state a against the spikes S = S_f + S_r, as the paper's figures 2C and 2E; a* is where it is drawn to. */
export class AdaptationPlot extends StepPlot {
  static override properties = { ...StepPlot.properties, course: { attribute: false }, ghost: { attribute: false }, decay: { attribute: false }, gain: { attribute: false } };
  declare course: Course;
  declare ghost: Course | undefined;
  /** α. */
  declare decay: number;
  /** β. */
  declare gain: number;
  protected readonly testId = "adaptation";

  protected heading() {
    return { title: t("adaptation.title"), symbol: "a", yTitle: t("adaptation.axis") };
  }

  protected override explanation() {
    return { text: t("adaptation.look"), equation: `${EQUATIONS.adaptation}\na* = β / (1 − α) · S`, terms: ["adaptation", "plasticity", "spike"] as const };
  }

  protected steps(): number {
    return this.course.a.length;
  }

  protected dataHeight(): number {
    return 120;
  }

  #spikes(at: number): number {
    return (this.course.sFf[at] ?? 0) + (this.course.sRec[at] ?? 0);
  }

  protected yRange(): [number, number] {
    const most = Math.max(2, extremes(this.course.a)?.[1] ?? 0, extremes(this.ghost?.a ?? [])?.[1] ?? 0);
    return [0, most * 1.08];
  }

  protected override aside(): TemplateResult {
    const line = (kind: string, says: unknown) =>
      html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class=${kind} d="M1 6 H23"></path></svg>${says}</span>`;
    return html`<span class="legend small">
      <span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="key-f" x="1" y="4" width="10" height="8"></rect><rect class="key-r" x="1" y="0" width="10" height="4"></rect></svg><span class="sym">S = S<sub>f</sub> + S<sub>r</sub></span></span>
      ${line("key-a", html`${sym("a")}`)} ${line("key-star", html`<span class="sym">a*</span>`)} ${this.ghost ? line("key-ghost", t("ghost")) : nothing}
    </span>`;
  }

  protected summary(): string {
    const { a } = this.course;
    return t("adaptation.summary", { neuron: this.neuron + 1, high: figure(extremes(a)?.[1] ?? 0), last: figure(a.at(-1) ?? 0) });
  }

  protected reading(at: number): string {
    const star = fixedAdaptation(this.decay, this.gain, this.#spikes(at));
    return t("adaptation.reading", { step: at + 1, a: figure(this.course.a[at] ?? 0), s: this.#spikes(at), star: star === undefined ? "∞" : figure(star) });
  }

  protected override twin(): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          <th>${t("step")}</th>
          <th>${t("time-s")}</th>
          <th>${sym("S")}</th>
          <th>${sym("a")}</th>
          <th><span class="sym">a*</span></th>
        </tr>
      </thead>
      <tbody>
        ${Array.from(this.course.a, (a, i) => {
          const star = fixedAdaptation(this.decay, this.gain, this.#spikes(i));
          return html`<tr><td>${i + 1}</td><td>${fixed(middleOf(this.scale, i), 3)}</td><td>${this.#spikes(i)}</td><td>${figure(a)}</td><td>${star === undefined ? "∞" : figure(star)}</td></tr>`;
        })}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { a, sFf, sRec } = this.course;
    const cell = this.edge(box, 1) - this.edge(box, 0);
    const zero = this.yOf(box, 0);
    for (let i = 0; i < a.length; i++) {
      const x = this.edge(box, i) + cell * 0.18;
      const [f, r] = [sFf[i] ?? 0, sRec[i] ?? 0];
      c.fillStyle = colours.spikeF;
      c.fillRect(x, this.yOf(box, f), cell * 0.64, zero - this.yOf(box, f));
      c.fillStyle = colours.spikeR;
      c.fillRect(x, this.yOf(box, f + r), cell * 0.64, this.yOf(box, f) - this.yOf(box, f + r));
    }
    const star = Array.from(a, (_, i) => fixedAdaptation(this.decay, this.gain, this.#spikes(i)) ?? 0);
    if (this.decay < 1) {
      strokeLine(c, stairs(star, (i) => this.edge(box, i), (y) => this.yOf(box, y)), colours.ink2, 1, [2, 3]);
    }
    if (this.ghost) {
      strokeLine(c, this.points(box, this.ghost.a), colours.others, 3);
    }
    // On the bars as well as beside them the line must be seen.
    strokeLine(c, this.points(box, a), colours.surface, 4.5);
    strokeLine(c, this.points(box, a), colours.threshold, 2.2);
  }
}

customElements.define("nrr-adaptation", AdaptationPlot);
