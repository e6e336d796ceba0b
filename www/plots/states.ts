import { html, type TemplateResult } from "lit";
import type { Explanation } from "../core/explain.ts";
import { figure } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import type { Box } from "./axes.ts";
import { rangeOf, strokeLine } from "./lines.ts";
import { Plot } from "./plot.ts";
import type { Theme } from "./theme.ts";

/** Height of the strip of spikes over the lines, as a share of the plot. */
const STRIP = 0.16;

/** A curve; spikes stand in a strip over the others. */
export interface StateSeries {
  kind: "potential" | "threshold" | "spikes" | "rate";
  name: string;
  symbol: string;
  values: ArrayLike<number>;
}

export interface StatesPicture {
  title: string;
  symbol: string;
  x: { title: string; values: readonly number[]; to: number };
  yTitle: string;
  /** Its own range where the values do not give it. */
  y?: [number, number];
  series: readonly StateSeries[];
  /** One sentence that says what is seen. */
  says: string;
  about: Omit<Explanation, "title">;
}

/** Curves over one axis, each with its own line, and spikes: states of a neuron alone, or a rate by drive. */
export class StatesPlot extends Plot {
  static override properties = { ...Plot.properties, picture: { attribute: false } };
  declare picture: StatesPicture;

  protected heading() {
    const { title, symbol, yTitle } = this.picture;
    return { title, symbol, yTitle };
  }

  protected override explanation() {
    return this.picture.about;
  }

  protected dataHeight(): number {
    return 170;
  }

  protected override xAxis() {
    const { title, to } = this.picture.x;
    return { from: 0, to, title, leastStep: 0 };
  }

  #strip(): number {
    return this.picture.series.some((s) => s.kind === "spikes") ? STRIP : 0;
  }

  protected yRange(): [number, number] {
    const { y, series } = this.picture;
    const [low, high] = y ?? rangeOf([0, ...series.filter((s) => s.kind !== "spikes").flatMap((s) => Array.from(s.values))]);
    return [low, high + ((high - low) * this.#strip()) / (1 - STRIP)];
  }

  protected override aside(): TemplateResult {
    const KEYS = { potential: "key-v", threshold: "key-th", rate: "key-win" } as const;
    return html`<span class="legend small"
      >${this.picture.series.map(({ kind, name, symbol }) =>
        kind === "spikes"
          ? html`<span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="key-f" x="4" y="1" width="4" height="10"></rect></svg>${name} ${sym(symbol)}</span>`
          : html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class=${KEYS[kind]} d="M1 6 H23"></path></svg>${name} ${sym(symbol)}</span>`,
      )}</span
    >`;
  }

  protected summary(): string {
    return this.picture.says;
  }

  protected override twin(): TemplateResult {
    const { x, series } = this.picture;
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${x.title}</th>
          ${series.map(({ name, symbol }) => html`<th scope="col">${name} ${sym(symbol)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${x.values.map((at, i) => html`<tr><th scope="row">${figure(at)}</th>${series.map((s) => html`<td>${figure(s.values[i] ?? 0)}</td>`)}</tr>`)}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { x, series } = this.picture;
    for (const { kind, values } of series) {
      const points = x.values.map((at, i): [number, number] => [this.xOf(box, at), this.yOf(box, values[i] ?? 0)]);
      if (kind === "spikes") {
        c.fillStyle = colours.spikeF;
        for (const [i, [px]] of points.entries()) {
          if ((values[i] ?? 0) > 0) {
            c.fillRect(px - 1.5, box.y + 3, 3, box.h * STRIP - 6);
          }
        }
      } else if (kind === "threshold") {
        strokeLine(c, [[box.x, points[0]?.[1] ?? 0], [box.x + box.w, points[0]?.[1] ?? 0]], colours.threshold, 2, [5, 3]);
      } else {
        const colour = kind === "rate" ? colours.winner : colours.potential;
        strokeLine(c, points, colour, 1.9);
        c.fillStyle = colour;
        for (const [px, py] of points) {
          c.beginPath();
          c.arc(px, py, 2.2, 0, Math.PI * 2);
          c.fill();
        }
      }
    }
  }
}

customElements.define("nrr-states", StatesPlot);
