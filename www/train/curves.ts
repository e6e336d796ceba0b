import { html, nothing, type TemplateResult } from "lit";
import { fromPart } from "../core/explain.ts";
import { figure, fixed, percent } from "../core/format.ts";
import type { EpochRecord, LayerRecord } from "../engine/protocol.ts";
import type { Box } from "../plots/axes.ts";
import { extremes, strokeLine, thinned } from "../plots/lines.ts";
import { Plot } from "../plots/plot.ts";
import type { Theme } from "../plots/theme.ts";
import { texts } from "../text/text.ts";

const t = await texts("train");

export type CurveKind = "loss" | "accuracy" | "rate" | "angle";

/** What each curve is explained by. */
const ABOUT = {
  accuracy: { text: "accuracy", terms: ["accuracy", "held-out", "overfitting"] },
  loss: { text: "loss", terms: ["loss", "learning-rate"] },
  rate: { text: "rate-curve", terms: ["rate", "silent", "saturated"] },
  angle: { text: "angle-curve", terms: ["angle", "gradient"] },
} as const;

/** Dashes and key classes of the lines of one plot, told apart without colour. */
const LINES: { dash: number[]; key: string }[] = [
  { dash: [], key: "key-line-0" },
  { dash: [6, 4], key: "key-line-1" },
  { dash: [2, 3], key: "key-line-2" },
  { dash: [9, 3, 2, 3], key: "key-line-3" },
];

function lineOf(i: number): { dash: number[]; key: string } {
  return LINES[i % LINES.length] ?? { dash: [], key: "" };
}

/** One line of a curve: its name and what it is after an epoch. */
interface Line {
  name: string;
  value: (r: EpochRecord) => number | null;
}

function* valuesOf(records: readonly EpochRecord[], value: Line["value"]): Generator<number> {
  for (const r of records) {
    const y = value(r);
    if (y !== null) {
      yield y;
    }
  }
}

/** One curve over the epochs of a run: accuracy, loss, or a figure of each layer. The run's table of epochs is its text twin. */
export class CurvePlot extends Plot {
  static override properties = {
    ...Plot.properties,
    kind: { attribute: false },
    records: { attribute: false },
    epochs: { attribute: false },
    layers: { attribute: false },
  };
  declare kind: CurveKind;
  declare records: readonly EpochRecord[];
  declare epochs: number;
  /** Names of the layers, the first hidden one first. */
  declare layers: readonly string[];

  protected heading() {
    return { title: t(`curve.${this.kind}`), symbol: this.kind === "rate" ? "S" : "", yTitle: t(`curve.${this.kind}.y`) };
  }

  protected override explanation() {
    const { text, terms } = ABOUT[this.kind];
    return { text: fromPart(text), terms };
  }

  protected dataHeight(): number {
    return 120;
  }

  protected override xAxis() {
    return { from: 1, to: Math.max(2, this.epochs), title: t("curve.x"), leastStep: 1 };
  }

  protected yRange(): [number, number] {
    if (this.kind === "accuracy") {
      return [0, 100];
    }
    let most = 0;
    for (const { value } of this.#lines()) {
      most = Math.max(most, extremes(valuesOf(this.records, value))?.[1] ?? 0);
    }
    if (this.kind === "angle") {
      return [0, most > 100 ? 180 : 100];
    }
    return [0, most > 0 ? most * 1.1 : 1];
  }

  /** The lines that there are. Which, the latest record says as a rule: a long run has thousands, and each tells the page. */
  #lines(): Line[] {
    const { records } = this;
    const perLayer = (value: (l: LayerRecord) => number | null): Line[] =>
      Array.from({ length: records[0]?.layers.length ?? 0 }, (_, i) => ({
        name: this.layers[i] ?? t("curve.layer", { n: i + 1 }),
        value: (r) => {
          const layer = r.layers[i];
          return layer ? value(layer) : null;
        },
      }));
    const lines: Record<CurveKind, () => Line[]> = {
      loss: () => [{ name: t("curve.training"), value: (r) => r.trainLoss }],
      accuracy: () => [
        { name: t("curve.training"), value: (r) => r.trainAccuracy * 100 },
        { name: t("curve.test"), value: (r) => (r.testAccuracy === null ? null : r.testAccuracy * 100) },
      ],
      rate: () => perLayer((l) => l.firingRate),
      angle: () => perLayer((l) => l.angle),
    };
    return lines[this.kind]().filter(({ value }) => records.findLast((r) => value(r) !== null) !== undefined);
  }

  #now(): string {
    const last = this.records.at(-1);
    if (!last) {
      return "";
    }
    const ofLayers = (say: (y: number) => string) =>
      this.#lines()
        .map(({ value }) => {
          const known = this.records.findLast((r) => value(r) !== null);
          return say((known && value(known)) ?? Number.NaN);
        })
        .join(" · ");
    switch (this.kind) {
      case "loss":
        return figure(last.trainLoss);
      case "accuracy":
        return last.testAccuracy === null ? percent(last.trainAccuracy) : t("curve.test-now", { share: percent(last.testAccuracy, 1) });
      case "rate":
        return ofLayers((y) => fixed(y, 3));
      case "angle":
        return ofLayers((y) => `${y.toFixed(0)}°`);
    }
  }

  protected override aside(): TemplateResult {
    const lines = this.#lines();
    return html`<span class="curve-now figures small">${this.#now()}</span>
      ${lines.length > 1
        ? html`<span class="legend small">
            ${lines.map(({ name }, i) => html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class=${lineOf(i).key} d="M1 6 H23"></path></svg>${name}</span>`)}
          </span>`
        : nothing}`;
  }

  protected summary(): string {
    const last = this.records.at(-1);
    const title = t(`curve.${this.kind}`);
    return last ? t("curve.says", { title, epoch: last.epoch, now: this.#now() }) : t("curve.says.none", { title });
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    if (this.kind === "angle") {
      // A right angle: unrelated to the exact gradient.
      const y = this.yOf(box, 90);
      strokeLine(c, [[box.x, y], [box.x + box.w, y]], colours.others, 1, [2, 2]);
    }
    const inks = [colours.winner, colours.spikeR, colours.spikeF, colours.threshold];
    for (const [i, { value }] of this.#lines().entries()) {
      const colour = inks[i % inks.length] ?? colours.ink;
      const known = this.records.flatMap((r): [number, number][] => {
        const y = value(r);
        return y === null ? [] : [[r.epoch, y]];
      });
      const points = thinned(known).map(([x, y]): [number, number] => [this.xOf(box, x), this.yOf(box, y)]);
      strokeLine(c, points, colour, 2, lineOf(i).dash);
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
