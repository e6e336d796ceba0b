import { html, type TemplateResult } from "lit";
import { figure, fixed } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { extremes, rangeOf, stairs, strokeLine } from "./lines.ts";
import { StepPlot } from "./step-plot.ts";
import { middleOf } from "./steps.ts";
import type { Theme } from "./theme.ts";

const t = await texts("inside");

/** The value of a unit that does not spike, step by step. */
export class UnitValuePlot extends StepPlot {
  static override properties = { ...StepPlot.properties, values: { attribute: false } };
  declare values: number[];
  protected readonly testId = "unit-value";

  protected heading() {
    return { title: t("value.title", { neuron: this.neuron + 1 }), symbol: "S", yTitle: t("value.axis") };
  }

  protected override explanation() {
    return { text: t("value.only"), terms: ["neuron", "layer"] as const };
  }

  protected steps(): number {
    return this.values.length;
  }

  protected dataHeight(): number {
    return 170;
  }

  protected yRange(): [number, number] {
    return rangeOf([...this.values, 0]);
  }

  protected summary(): string {
    const [low, high] = extremes(this.values) ?? [0, 0];
    return t("value.summary", { neuron: this.neuron + 1, low: figure(low), high: figure(high) });
  }

  protected reading(at: number): string {
    return t("value.reading", { step: at + 1, value: figure(this.values[at] ?? 0) });
  }

  protected override twin(): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          <th>${t("step")}</th>
          <th>${t("time-s")}</th>
          <th>${sym("S")}</th>
        </tr>
      </thead>
      <tbody>
        ${this.values.map((v, i) => html`<tr><td>${i + 1}</td><td>${fixed(middleOf(this.scale, i), 3)}</td><td>${figure(v)}</td></tr>`)}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    strokeLine(c, stairs(this.values, (i) => this.edge(box, i), (y) => this.yOf(box, y)), colours.potential, 1.9);
  }
}

customElements.define("nrr-unit-value", UnitValuePlot);
