import { html, nothing, type TemplateResult } from "lit";
import { figure, percent } from "../core/format.ts";
import type { EpochRecord } from "../engine/protocol.ts";
import type { Box } from "../plots/axes.ts";
import { strokeLine } from "../plots/lines.ts";
import { Plot } from "../plots/plot.ts";
import type { Theme } from "../plots/theme.ts";

type Kind = "loss" | "accuracy" | "rate";

const TITLES: Record<Kind, { title: string; symbol: string; yTitle: string }> = {
  accuracy: { title: "Accuracy", symbol: "", yTitle: "right, %" },
  loss: { title: "Loss", symbol: "", yTitle: "loss" },
  rate: { title: "Firing rate", symbol: "S", yTitle: "spikes per step" },
};

/** One curve over the epochs of a run: accuracy, loss or firing rate. The run's table of epochs is its text twin. */
export class CurvePlot extends Plot {
  static override properties = { ...Plot.properties, kind: { attribute: false }, records: { attribute: false }, epochs: { attribute: false } };
  declare kind: Kind;
  declare records: readonly EpochRecord[];
  declare epochs: number;

  protected heading() {
    return TITLES[this.kind];
  }

  protected dataHeight(): number {
    return 120;
  }

  protected override xAxis() {
    return { from: 1, to: Math.max(2, this.epochs), title: "epoch", leastStep: 1 };
  }

  protected yRange(): [number, number] {
    if (this.kind === "accuracy") {
      return [0, 100];
    }
    const most = Math.max(0, ...this.#series().flatMap((s) => s.values.map(([, y]) => y)));
    return [0, most > 0 ? most * 1.1 : 1];
  }

  /** The lines of the curve: training first, then testing. */
  #series(): { values: [number, number][] }[] {
    const of = (value: (r: EpochRecord) => number | null) => ({
      values: this.records.flatMap((r): [number, number][] => {
        const y = value(r);
        return y === null ? [] : [[r.epoch, y]];
      }),
    });
    switch (this.kind) {
      case "loss":
        return [of((r) => r.trainLoss)];
      case "accuracy":
        return [of((r) => r.trainAccuracy * 100), of((r) => (r.testAccuracy === null ? null : r.testAccuracy * 100))];
      case "rate":
        return [of((r) => r.firingRate)];
    }
  }

  #now(): string {
    const last = this.records.at(-1);
    if (!last) {
      return "";
    }
    return {
      loss: figure(last.trainLoss),
      accuracy: last.testAccuracy === null ? percent(last.trainAccuracy) : `${percent(last.testAccuracy, 1)} test`,
      rate: last.firingRate.toFixed(3),
    }[this.kind];
  }

  protected override aside(): TemplateResult {
    const tested = this.kind === "accuracy" && this.records.some((r) => r.testAccuracy !== null);
    return html`<span class="curve-now figures small">${this.#now()}</span>
      ${tested
        ? html`<span class="legend small">
            <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-win" d="M1 6 H23"></path></svg>training</span>
            <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-second" d="M1 6 H23"></path></svg>test</span>
          </span>`
        : nothing}`;
  }

  protected summary(): string {
    const last = this.records.at(-1);
    return last ? `${TITLES[this.kind].title} by epoch; epoch ${last.epoch}: ${this.#now()}.` : `${TITLES[this.kind].title}: no epoch yet.`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    for (const [i, { values }] of this.#series().entries()) {
      const colour = i > 0 ? colours.spikeR : this.kind === "rate" ? colours.spikeF : colours.winner;
      const points = values.map(([x, y]): [number, number] => [this.xOf(box, x), this.yOf(box, y)]);
      strokeLine(c, points, colour, 2, i > 0 ? [6, 4] : []);
      const [x, y] = points.at(-1) ?? [];
      if (x !== undefined && y !== undefined) {
        c.fillStyle = colour;
        c.beginPath();
        c.arc(x, y, 3, 0, Math.PI * 2);
        c.fill();
      }
    }
  }
}

customElements.define("nrr-curve", CurvePlot);
