import { html, nothing, type TemplateResult } from "lit";
import { figure, fixed } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import { EQUATIONS } from "../core/terms.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { type Course, spikesOf } from "./course.ts";
import { extremes, rangeOf, strokeLine } from "./lines.ts";
import { StepPlot } from "./step-plot.ts";
import { middleOf } from "./steps.ts";
import type { Theme } from "./theme.ts";

const t = await texts("inside");

/** Height of the strip of spikes over the lines, as a share of the plot. */
const STRIP = 0.2;

/** Potential of one neuron and of both its channels with the threshold, and its spikes of both kinds; the trained course as a ghost. */
export class PotentialPlot extends StepPlot {
  static override properties = { ...StepPlot.properties, course: { attribute: false }, ghost: { attribute: false }, recurrent: { attribute: false } };
  declare course: Course;
  /** The course with the constants as trained, while others are tried out. */
  declare ghost: Course | undefined;
  declare recurrent: boolean;
  protected readonly testId = "potential";

  protected heading() {
    return { title: t("potential.title", { neuron: this.neuron + 1 }), symbol: "V", yTitle: t("potential.axis") };
  }

  protected override explanation() {
    return { text: t("potential.look"), equation: `${EQUATIONS.channels}\n${EQUATIONS.firing}`, terms: ["potential", "threshold", "channel", "leak", "firing"] as const };
  }

  protected steps(): number {
    return this.course.v.length;
  }

  protected dataHeight(): number {
    return 190;
  }

  protected yRange(): [number, number] {
    const { v, vFf, vRec, threshold } = this.course;
    const [low, high] = rangeOf([...v, ...vFf, ...vRec, ...threshold, ...(this.ghost?.v ?? []), 0]);
    return [low, high + (high - low) * STRIP];
  }

  protected override aside(): TemplateResult {
    const line = (kind: string, says: TemplateResult) =>
      html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class=${kind} d="M1 6 H23"></path></svg>${says}</span>`;
    return html`<span class="legend small">
      ${line("key-v", html`${sym("V")}`)} ${line("key-vf", html`${sym("V_f")}`)} ${this.recurrent ? line("key-vr", html`${sym("V_r")}`) : nothing}
      ${line("key-th", html`${sym("V_th")}`)}
      <span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="key-f" x="4" y="1" width="4" height="10"></rect></svg>${sym("S_f")}</span>
      ${this.recurrent ? html`<span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><circle class="key-r" cx="6" cy="6" r="3.5"></circle></svg>${sym("S_r")}</span>` : nothing}
      ${this.ghost ? line("key-ghost", html`${t("ghost")}`) : nothing}
    </span>`;
  }

  protected summary(): string {
    const { f, r } = spikesOf(this.course);
    const [low, high] = extremes(this.course.v) ?? [0, 0];
    return t("potential.summary", { neuron: this.neuron + 1, low: figure(low), high: figure(high), f, r });
  }

  protected reading(at: number): string {
    const { v, vFf, vRec, sFf, sRec } = this.course;
    return t("potential.reading", {
      step: at + 1,
      v: figure(v[at] ?? 0),
      vf: figure(vFf[at] ?? 0),
      vr: figure(vRec[at] ?? 0),
      sf: sFf[at] ?? 0,
      sr: sRec[at] ?? 0,
    });
  }

  protected override twin(): TemplateResult {
    const { v, vFf, vRec, threshold, sFf, sRec } = this.course;
    return html`<table>
      <thead>
        <tr>
          <th>${t("step")}</th>
          <th>${t("time-s")}</th>
          <th>${sym("V_f")}</th>
          <th>${sym("V_r")}</th>
          <th>${sym("V")}</th>
          <th>${t("threshold")}</th>
          <th>${sym("S_f")}</th>
          <th>${sym("S_r")}</th>
        </tr>
      </thead>
      <tbody>
        ${Array.from(
          v,
          (x, i) =>
            html`<tr><td>${i + 1}</td><td>${fixed(middleOf(this.scale, i), 3)}</td><td>${figure(vFf[i] ?? 0)}</td><td>${figure(vRec[i] ?? 0)}</td><td>${figure(x)}</td><td>${figure(threshold[i] ?? 0)}</td><td>${sFf[i]}</td><td>${sRec[i]}</td></tr>`,
        )}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { v, vFf, vRec, threshold, sFf, sRec } = this.course;
    strokeLine(c, this.points(box, threshold), colours.threshold, 2, [5, 3]);
    if (this.ghost) {
      strokeLine(c, this.points(box, this.ghost.v), colours.others, 3);
    }
    strokeLine(c, this.points(box, vFf), colours.spikeF, 1.3, [6, 3]);
    if (this.recurrent) {
      strokeLine(c, this.points(box, vRec), colours.spikeR, 1.3, [2, 3]);
    }
    strokeLine(c, this.points(box, v), colours.potential, 1.9);
    const cell = this.edge(box, 1) - this.edge(box, 0);
    const strip = (box.h * STRIP) / (1 + STRIP);
    const [barH, dotY] = [strip * 0.42, box.y + strip * 0.72];
    for (let i = 0; i < v.length; i++) {
      const x = this.middle(box, i);
      if (sFf[i]) {
        c.fillStyle = colours.spikeF;
        c.fillRect(x - Math.max(1, cell * 0.11), box.y + 2, Math.max(2, cell * 0.22), barH);
      }
      if (sRec[i]) {
        c.fillStyle = colours.spikeR;
        c.beginPath();
        c.arc(x, dotY, Math.min(4, Math.max(2, cell * 0.25)), 0, Math.PI * 2);
        c.fill();
      }
    }
  }
}

customElements.define("nrr-potential", PotentialPlot);
