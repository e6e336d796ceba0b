import { html, svg, type TemplateResult } from "lit";
import type { Explanation } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import type { Box, YTick } from "../plots/axes.ts";
import { strokeLine } from "../plots/lines.ts";
import { Plot } from "../plots/plot.ts";
import type { Theme } from "../plots/theme.ts";
import { texts } from "../text/text.ts";
import { roomFor } from "./test-band-plot.ts";
import type { ScoreBin } from "./test-evaluation.ts";

const t = await texts("compare");

/** Stripes on the wrong answers' bars, so that they are told apart without colour. */
const STRIPE_PX = 5;

/** Counts that may stand at the vertical axis, and how far apart they are at least. */
const TICKS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
const MIN_TICK_PX = 16;

/** Answers by score, right ones upwards, wrong ones downwards, with the rejection level as a line that can be drawn about. */
export class ScorePlot extends Plot {
  static override properties = { ...Plot.properties, bins: { attribute: false }, level: { attribute: false }, choose: { attribute: false } };
  declare bins: readonly ScoreBin[];
  declare level: number;
  declare choose: (level: number) => void;

  protected heading() {
    return { title: t("test.scores.plot"), symbol: "", yTitle: t("test.scores.y") };
  }

  protected dataHeight(): number {
    return 190;
  }

  protected override xAxis() {
    return { from: 0, to: 100, title: t("test.scores.x"), leastStep: 1 };
  }

  protected override box(): Box {
    return roomFor(super.box(), t("test.scores.x"));
  }

  /** Of the square roots of the counts: a single wrong answer is seen beside hundreds of right ones. */
  protected yRange(): [number, number] {
    const most = (of: (b: ScoreBin) => number): number => Math.sqrt(Math.max(1, ...this.bins.map(of)));
    return [-1.1 * most((b) => b.wrong), 1.1 * most((b) => b.right)];
  }

  /** Counts are positive on both sides. */
  protected override yTickTexts(): YTick[] {
    const [low, high] = this.yRange();
    const apart = (MIN_TICK_PX * (high - low)) / this.dataHeight();
    const side = (most: number, sign: number): YTick[] => {
      let last = 0;
      return TICKS.flatMap((n) => {
        const at = Math.sqrt(n);
        if (at > most || at - last < apart) {
          return [];
        }
        last = at;
        return [{ at: sign * at, text: String(n) }];
      });
    };
    return [{ at: 0, text: "0" }, ...side(high, 1), ...side(-low, -1)];
  }

  protected override aside(): TemplateResult {
    const key = (name: string, title: string): TemplateResult =>
      html`<span><svg class="key ${name}" viewBox="0 0 12 12" aria-hidden="true">${svg`<rect width="12" height="12"></rect>`}</svg>${title}</span>`;
    return html`<span class="legend small">${key("key-right", t("test.right"))} ${key("key-wrong", t("test.wrong"))}
      <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true">${svg`<path class="key-th" d="M1 6 H23"></path>`}</svg>${t("test.level")}</span></span
    >`;
  }

  protected summary(): string {
    const sum = (of: (b: ScoreBin) => number): number => this.bins.reduce((s, b) => s + of(b), 0);
    return t("test.scores.says", { right: sum((b) => b.right), wrong: sum((b) => b.wrong), level: percent(this.level) });
  }

  protected override explanation(): Omit<Explanation, "title"> {
    return { text: t("test.scores.about"), terms: ["score"] };
  }

  protected override twin(): TemplateResult {
    return html`<table>
      <thead>
        <tr><th scope="col">${t("test.scores.x")}</th><th scope="col">${t("test.right")}</th><th scope="col">${t("test.wrong")}</th></tr>
      </thead>
      <tbody>
        ${this.bins.map((b) => html`<tr><th scope="row">${Math.round(b.from * 100)}–${Math.round(b.to * 100)}</th><td>${b.right}</td><td>${b.wrong}</td></tr>`)}
      </tbody>
    </table>`;
  }

  protected override canvasTemplate(): TemplateResult {
    return html`<canvas class="test-drag" role="img" aria-label=${this.summary()} @pointerdown=${this.#grab} @pointermove=${this.#drag}></canvas>`;
  }

  readonly #grab = (event: PointerEvent): void => {
    (event.target as HTMLElement).setPointerCapture(event.pointerId);
    this.#drag(event);
  };

  readonly #drag = (event: PointerEvent): void => {
    if (event.buttons === 1) {
      const box = this.box();
      const x = (event.clientX - (event.target as HTMLElement).getBoundingClientRect().left - box.x) / box.w;
      this.choose(Math.round(Math.min(1, Math.max(0, x)) * 100) / 100);
    }
  };

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const zero = this.yOf(box, 0);
    for (const { from, to, right, wrong } of this.bins) {
      const [left, end] = [this.xOf(box, from * 100) + 1, this.xOf(box, to * 100) - 1];
      c.fillStyle = colours.winner;
      const top = this.yOf(box, Math.sqrt(right));
      c.fillRect(left, top, end - left, zero - top);
      const bottom = this.yOf(box, -Math.sqrt(wrong));
      c.fillStyle = colours.spikeR;
      c.fillRect(left, zero, end - left, bottom - zero);
      for (let y = zero + STRIPE_PX - 1; y < bottom; y += STRIPE_PX) {
        strokeLine(c, [[left, y], [end, y]], colours.well, 1);
      }
    }
    strokeLine(c, [[box.x, zero], [box.x + box.w, zero]], colours.ink2, 1);
  }

  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const x = this.xOf(box, this.level * 100);
    c.globalAlpha = 0.6;
    c.fillStyle = colours.well;
    c.fillRect(box.x, box.y, x - box.x, box.h);
    c.globalAlpha = 1;
    strokeLine(c, [[x, box.y], [x, box.y + box.h]], colours.threshold, 2.5, [5, 3]);
    // A handle, so that one sees that the line can be taken.
    c.fillStyle = colours.threshold;
    c.beginPath();
    c.arc(x, box.y + box.h / 2, 6, 0, Math.PI * 2);
    c.fill();
  }
}

customElements.define("nrr-test-scores", ScorePlot);
