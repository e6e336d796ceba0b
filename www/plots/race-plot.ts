import { html, nothing, type TemplateResult } from "lit";
import type { Term } from "../core/glossary.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { strokeLine } from "./lines.ts";
import { Plot } from "./plot.ts";
import { inkOf, laneKey, markOf } from "./race-marks.ts";
import { laneNear } from "./race-near.ts";
import type { Theme } from "./theme.ts";

const t = await texts("compare");

/** A figure of one lane by epoch: its mean over the seeds, and the interval where there are several. */
export interface RaceLine {
  /** Number of the lane, from 0. */
  lane: number;
  name: string;
  points: readonly { epoch: number; mean: number; half: number | undefined }[];
}

/** Least distance of two lanes' numbers at the ends of their lines, in pixels. */
const APART = 13;
/** How far from a line it is still pointed at, in pixels. */
const NEAR = 24;

/** One figure of all lanes over the epochs: laid over each other, or with one lane in front. */
export class RacePlot extends Plot {
  static override properties = {
    ...Plot.properties,
    name: { attribute: false },
    symbol: { attribute: false },
    unit: { attribute: false },
    lines: { attribute: false },
    epochs: { attribute: false },
    range: { attribute: false },
    /** Text of a value. */
    say: { attribute: false },
    /** The lane in front; nothing: all alike. */
    front: { attribute: false },
    height: { attribute: false },
    lit: { state: true },
  };
  declare name: string;
  declare symbol: string;
  declare unit: string;
  declare lines: readonly RaceLine[];
  declare epochs: number;
  declare range: [number, number];
  declare say: (value: number) => string;
  declare front: number | undefined;
  declare height: number;
  /** The lane that is pointed at or chosen: its line stands out, with its band. */
  declare lit: number | undefined;

  protected heading() {
    return { title: this.name, symbol: this.symbol, yTitle: this.unit };
  }

  protected dataHeight(): number {
    return this.height;
  }

  protected override xAxis() {
    return { from: 1, to: Math.max(2, this.epochs), title: t("race.epoch.axis"), leastStep: 1 };
  }

  protected yRange(): [number, number] {
    return this.range;
  }

  /** The epoch under the pointer, marked in all plots of the race. */
  protected override readonly onHover = (event: PointerEvent): void => {
    const at = this.under(event);
    const { from, to } = this.xAxis();
    const epoch = at && from + (at.s / this.endS) * (to - from);
    this.cursor?.set({ hoverS: epoch === undefined ? undefined : Math.round(epoch) });
    this.point?.(epoch, at?.down ?? 0);
  };

  /** What is pointed at: an epoch, or a moment between two, and how far down, 0 to 1. */
  protected point?(epoch: number | undefined, down: number): void;

  protected summary(): string {
    const shown = this.front === undefined ? this.lines : this.lines.filter((l) => l.lane === this.front);
    const now = shown.flatMap((l) => {
      const last = l.points.at(-1);
      return last ? [`${l.name} ${this.say(last.mean)}`] : [];
    });
    return now.length > 0 ? t("race.plot.now", { name: this.name, now: now.join("; ") }) : t("race.plot.none", { name: this.name });
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const behind = this.front === undefined ? [] : this.lines.filter((l) => l.lane !== this.front);
    for (const { points } of behind) {
      strokeLine(c, points.map((p): [number, number] => [this.xOf(box, p.epoch), this.yOf(box, p.mean)]), colours.others, 1);
    }
    const shown = this.lines.filter((l) => this.front === undefined || l.lane === this.front);
    // Several bands over each other would tell nothing.
    const banded = shown.find((l) => shown.length === 1 || l.lane === this.lit);
    if (banded) {
      this.#band(c, box, banded.points, inkOf(colours, banded.lane));
    }
    for (const { lane, points } of shown) {
      strokeLine(c, points.map((p): [number, number] => [this.xOf(box, p.epoch), this.yOf(box, p.mean)]), inkOf(colours, lane), lane === this.lit ? 4 : 2, [...markOf(lane).dash]);
    }
    this.#ends(c, box, colours, shown);
  }

  #band(c: CanvasRenderingContext2D, box: Box, points: RaceLine["points"], ink: string): void {
    const known = points.filter((p) => p.half !== undefined);
    if (known.length === 0) {
      return;
    }
    c.globalAlpha = 0.14;
    c.fillStyle = ink;
    c.beginPath();
    for (const p of known) {
      c.lineTo(this.xOf(box, p.epoch), this.yOf(box, p.mean + (p.half ?? 0)));
    }
    for (const p of known.toReversed()) {
      c.lineTo(this.xOf(box, p.epoch), this.yOf(box, p.mean - (p.half ?? 0)));
    }
    c.fill();
    c.globalAlpha = 1;
  }

  /** The lanes' numbers at the ends of their lines; those at one height stand beside each other. */
  #ends(c: CanvasRenderingContext2D, box: Box, colours: Theme, lines: readonly RaceLine[]): void {
    const placed: { x: number; y: number }[] = [];
    c.font = `600 11px ${colours.font}`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    for (const { lane, points } of lines) {
      const last = points.at(-1);
      if (!last) {
        continue;
      }
      let x = Math.max(box.x + 8, Math.min(box.x + box.w - 8, this.xOf(box, last.epoch)));
      const y = Math.min(box.y + box.h - 8, Math.max(box.y + 8, this.yOf(box, last.mean)));
      while (placed.some((p) => Math.abs(p.x - x) < APART + 2 && Math.abs(p.y - y) < APART)) {
        x += (x > box.x + box.w / 2 ? -1 : 1) * (APART + 2);
      }
      placed.push({ x, y });
      c.fillStyle = inkOf(colours, lane);
      c.beginPath();
      c.arc(x, y, 7, 0, Math.PI * 2);
      c.fill();
      c.fillStyle = colours.well;
      c.fillText(String(lane + 1), x, y + 0.5);
    }
  }

  /** Values at the epoch under the pointer. */
  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const at = this.cursor?.state.hoverS;
    if (at === undefined) {
      return;
    }
    // A long race has not every epoch among its points.
    const epochs = this.lines.flatMap((l) => l.points.map((p) => p.epoch));
    const epoch = epochs.reduce((near, e) => (Math.abs(e - at) < Math.abs(near - at) ? e : near), epochs[0] ?? at);
    const shown = this.lines.filter((l) => this.front === undefined || l.lane === this.front);
    for (const { lane, points } of shown) {
      const p = points.find((q) => q.epoch === epoch);
      if (p) {
        c.fillStyle = inkOf(colours, lane);
        c.beginPath();
        c.arc(this.xOf(box, epoch), this.yOf(box, p.mean), 4, 0, Math.PI * 2);
        c.fill();
        if (this.front !== undefined) {
          this.#label(c, box, colours, t("race.plot.at", { epoch, value: this.say(p.mean) }));
        }
      }
    }
    if (this.front === undefined) {
      this.#label(c, box, colours, t("race.plot.epoch", { epoch }));
    }
  }

  #label(c: CanvasRenderingContext2D, box: Box, colours: Theme, text: string): void {
    c.font = `11px ${colours.font}`;
    c.textAlign = "left";
    c.textBaseline = "top";
    const w = c.measureText(text).width;
    c.fillStyle = colours.surface;
    c.fillRect(box.x + 3, box.y + 2, w + 6, 15);
    c.fillStyle = colours.ink;
    c.fillText(text, box.x + 6, box.y + 4);
  }
}

/** All lanes over each other, with a table of every lane's figures: the twin of the small pictures too. */
export class RaceOverlay extends RacePlot {
  static override properties = { ...RacePlot.properties, about: { attribute: false }, terms: { attribute: false } };
  /** What is plotted, for the explanation. */
  declare about: string;
  declare terms: readonly Term[];
  /** The lane that stays lit while nothing is pointed at. */
  #chosen: number | undefined;

  protected override point(epoch: number | undefined, down: number): void {
    const [low, high] = this.range;
    this.lit = (epoch === undefined ? undefined : laneNear(this.lines, epoch, high - down * (high - low), ((high - low) * NEAR) / this.height)) ?? this.#chosen;
  }

  protected override readonly onLeave = (): void => {
    this.cursor?.set({ hoverS: undefined });
    this.lit = this.#chosen;
  };

  /** The lanes by name; each can be pointed at, and chosen by key, finger or pointer. */
  protected override aside(): TemplateResult | typeof nothing {
    const off = (): void => {
      this.lit = this.#chosen;
    };
    return this.lines.length < 2
      ? nothing
      : html`<div class="legend" role="group" aria-label=${t("race.legend")}>
          ${this.lines.map(({ lane, name }) => {
            const on = (): void => {
              this.lit = lane;
            };
            const choose = (): void => {
              this.#chosen = this.#chosen === lane ? undefined : lane;
              this.lit = this.#chosen;
              this.requestUpdate();
            };
            return html`<button type="button" class="plain small" data-testid="race-legend-${lane}" aria-pressed=${this.#chosen === lane ? "true" : "false"} @click=${choose} @focus=${on} @pointerenter=${on} @blur=${off} @pointerleave=${off}>
              <span class="race-number figures" data-lane=${lane}>${lane + 1}</span>${laneKey(lane)}<code>${name}</code>
            </button>`;
          })}
        </div>`;
  }

  protected override explanation() {
    return { text: this.about, terms: this.terms };
  }

  protected override twin(): TemplateResult {
    const epochs = [...new Set(this.lines.flatMap((l) => l.points.map((p) => p.epoch)))].sort((a, b) => a - b);
    const cell = (line: RaceLine, epoch: number) => {
      const p = line.points.find((q) => q.epoch === epoch);
      return p ? `${this.say(p.mean)}${p.half === undefined ? "" : ` ± ${this.say(p.half)}`}` : "–";
    };
    return html`<table>
      <thead>
        <tr>
          <th scope="col">${t("race.epoch")}</th>
          ${this.lines.map((l) => html`<th scope="col">${l.lane + 1} ${l.name}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${epochs.map((e) => html`<tr><th scope="row">${e}</th>${this.lines.map((l) => html`<td>${cell(l, e)}</td>`)}</tr>`)}
      </tbody>
    </table>`;
  }
}

customElements.define("nrr-race-plot", RacePlot);
customElements.define("nrr-race-overlay", RaceOverlay);
