import { html, type PropertyValues, type TemplateResult } from "lit";
import { fixed, percent } from "../core/format.ts";
import type { Box } from "../plots/axes.ts";
import { Plot } from "../plots/plot.ts";
import type { Theme } from "../plots/theme.ts";
import { texts } from "../text/text.ts";
import type { StreamClock } from "./clock.ts";
import { type Mark, SPAN_S } from "./marks.ts";

const t = await texts("listen");

/** Clips drawing to a plot's box while `draw` draws. */
function inside(c: CanvasRenderingContext2D, box: Box, draw: () => void): void {
  c.save();
  c.beginPath();
  c.rect(box.x, box.y, box.w, box.h);
  c.clip();
  draw();
  c.restore();
}

/** What became of a sound, in a few words. */
export function markText({ label, score, passed }: Mark, leastScore: number): string {
  if (passed !== undefined) {
    return t(`mark.${passed}`);
  }
  return label === undefined ? "–" : score >= leastScore ? label : `${label}?`;
}

/** A picture of the last seconds. While it moves it is drawn in every frame; otherwise its right edge is where it was told. */
export abstract class RollingPlot extends Plot {
  static override properties = {
    ...Plot.properties,
    clock: { attribute: false },
    moves: { attribute: false },
    edgeS: { attribute: false },
    marks: { attribute: false },
    leastScore: { attribute: false },
  };
  static readonly #light: ReadonlySet<PropertyKey> = new Set(["marks", "edgeS", "leastScore", "moves", "twinOpen"]);
  declare clock: StreamClock;
  declare moves: boolean;
  /** Right edge while the picture stands still, in seconds of the stream. */
  declare edgeS: number;
  declare marks: readonly Mark[];
  declare leastScore: number;

  protected override xAxis() {
    return { from: -SPAN_S, to: 0, title: t("plot.time"), leastStep: 1 };
  }

  /** Draws the last seconds before `edgeS`. */
  protected abstract drawRolling(c: CanvasRenderingContext2D, box: Box, colours: Theme, edgeS: number): void;

  protected override updated(changed: PropertyValues): void {
    // The axes stay as they are when words come: drawing them again would cost a frame.
    if ([...changed.keys()].every((key) => RollingPlot.#light.has(key))) {
      this.ask();
    } else {
      super.updated(changed);
    }
  }

  protected drawData(): void {
    // All of it moves.
  }

  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const edgeS = this.moves ? this.clock.atS : this.edgeS;
    inside(c, box, () => this.drawRolling(c, box, colours, edgeS));
    if (this.moves) {
      this.ask();
    }
  }

  /** The sounds in sight as rows of a table; `rest` gives the cells of the plot's own columns. */
  protected table(heads: readonly unknown[], rest: (mark: Mark) => readonly unknown[]): TemplateResult {
    return this.marks.length === 0
      ? html`<p class="quiet">${t("plot.empty")}</p>`
      : html`<table>
          <thead>
            <tr>
              <th>${t("twin.sound")}</th>
              <th>${t("twin.score")}</th>
              <th>${t("twin.begins")}</th>
              <th>${t("twin.lasts")}</th>
              ${heads.map((h) => html`<th>${h}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${this.marks.map(
              (m) =>
                html`<tr>
                  <td>${markText(m, this.leastScore)}</td>
                  <td>${m.label === undefined ? "–" : percent(m.score)}</td>
                  <td>${fixed(m.fromS, 2)}</td>
                  <td>${fixed(m.toS - m.fromS, 2)}</td>
                  ${rest(m).map((cell) => html`<td>${cell}</td>`)}
                </tr>`,
            )}
          </tbody>
        </table>`;
  }
}
