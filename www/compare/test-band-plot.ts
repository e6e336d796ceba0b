import { html, nothing, svg, type TemplateResult } from "lit";
import type { Explanation } from "../core/explain.ts";
import type { Box } from "../plots/axes.ts";
import { strokeLine } from "../plots/lines.ts";
import { Plot } from "../plots/plot.ts";
import type { Theme } from "../plots/theme.ts";

/** A share in per cent with its interval, at a place of the horizontal axis. */
export interface BandPoint {
  x: number;
  low: number;
  y: number;
  high: number;
}

/** What the share is held against: a constant (guessing) or the diagonal. */
export interface Against {
  title: string;
  at: (x: number) => number;
}

/** The axis' name stands left of its ticks: a long one needs more room there. About 6 px a letter at the axes' size. */
export function roomFor(box: Box, xTitle: string): Box {
  const more = Math.max(0, 20 + 6 * xTitle.length - box.x);
  return { ...box, x: box.x + more, w: Math.max(10, box.w - more) };
}

/** A share with its 95 % band over something, and a line that it is held against. */
export class BandPlot extends Plot {
  static override properties = {
    ...Plot.properties,
    name: { attribute: false },
    says: { attribute: false },
    xTitle: { attribute: false },
    yTitle: { attribute: false },
    xTo: { attribute: false },
    points: { attribute: false },
    line: { attribute: false },
    against: { attribute: false },
    mark: { attribute: false },
    apart: { attribute: false },
    about: { attribute: false },
    table: { attribute: false },
  };
  declare name: string;
  /** The picture in a sentence. */
  declare says: string;
  declare xTitle: string;
  declare yTitle: string;
  declare xTo: number;
  declare points: readonly BandPoint[];
  /** Name of the line. */
  declare line: string;
  declare against: Against | undefined;
  /** Place that is marked. */
  declare mark: number | undefined;
  /** The points are not joined: nothing is known between them. */
  declare apart: boolean;
  /** How to read it. */
  declare about: Omit<Explanation, "title">;
  /** The same as text. */
  declare table: TemplateResult;

  protected heading() {
    return { title: this.name, symbol: "", yTitle: this.yTitle };
  }

  protected dataHeight(): number {
    return 190;
  }

  protected override xAxis() {
    return { from: 0, to: this.xTo, title: this.xTitle, leastStep: 1 };
  }

  protected override box(): Box {
    return roomFor(super.box(), this.xTitle);
  }

  protected yRange(): [number, number] {
    return [0, 100];
  }

  protected override aside(): TemplateResult {
    const key = (line: number, name: string): TemplateResult =>
      html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true">${svg`<path class="key-line-${line}" d="M1 6 H23"></path>`}</svg>${name}</span>`;
    return html`<span class="legend small">${key(0, this.line)} ${this.against ? key(1, this.against.title) : nothing}</span>`;
  }

  protected summary(): string {
    return this.says;
  }

  protected override explanation() {
    return this.about;
  }

  protected override twin(): TemplateResult {
    return this.table;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { against } = this;
    if (against) {
      const ends = [0, this.xTo].map((x): [number, number] => [this.xOf(box, x), this.yOf(box, against.at(x))]);
      strokeLine(c, ends, colours.spikeR, 1.5, [6, 4]);
    }
    const at = this.points.map(({ x, low, y, high }) => ({ x: this.xOf(box, x), low: this.yOf(box, low), y: this.yOf(box, y), high: this.yOf(box, high) }));
    c.fillStyle = colours.winner;
    if (!this.apart) {
      c.globalAlpha = 0.18;
      c.beginPath();
      for (const p of at) {
        c.lineTo(p.x, p.high);
      }
      for (const p of at.toReversed()) {
        c.lineTo(p.x, p.low);
      }
      c.fill();
      c.globalAlpha = 1;
      strokeLine(c, at.map((p): [number, number] => [p.x, p.y]), colours.winner, 2);
    }
    // A point alone has no band: its interval is a line of its own.
    for (const p of at) {
      strokeLine(c, [[p.x, p.low], [p.x, p.high]], colours.winner, 1.5);
    }
    for (const p of at) {
      c.beginPath();
      c.arc(p.x, p.y, 3, 0, Math.PI * 2);
      c.fill();
    }
  }

  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    if (this.mark !== undefined) {
      const x = this.xOf(box, this.mark);
      strokeLine(c, [[x, box.y], [x, box.y + box.h]], colours.act, 2);
    }
  }
}

customElements.define("nrr-test-band", BandPlot);
