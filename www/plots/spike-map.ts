import { html, type TemplateResult } from "lit";
import { clipVoice } from "../core/clip-name.ts";
import { figure, fixed } from "../core/format.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { rampPlace, rampWords, word } from "./pixels.ts";
import type { Cursor } from "./cursor.ts";
import type { Pointed } from "./pointed.ts";
import { middleOf, stepAt, type StepScale } from "./steps.ts";
import { rgb, type Theme } from "./theme.ts";
import { type Cell, ZoomPlot } from "./zoom-plot.ts";

const t = await texts("inside");

/** Columns of the image for each step: S_f beside S_r. */
const WIDE = 2;
/** Height of the words over the picture, in pixels. */
const STRIP = 16;
/** Cells at least so high and wide are drawn as marks whose shapes differ. */
const MARK = 7;

/** One recording's stretch of the columns. */
export interface Stretch {
  from: number;
  steps: number;
  label: string;
  by: string;
}

/** What many recordings made a layer do: S_f as bit 1 and S_r as bit 2 of each cell, or values; shape `[columns, neurons]`. */
export interface Responses {
  neurons: number;
  columns: number;
  spikes: Uint8Array | undefined;
  values: Float32Array | undefined;
  stretches: readonly Stretch[];
}

/** Spikes of a layer through many recordings, one after the other, with the neurons in any order: the paper's figures 4D and 4E. */
export class SpikeMap extends ZoomPlot {
  static override properties = {
    ...ZoomPlot.properties,
    responses: { attribute: false },
    order: { attribute: false },
    neuron: { attribute: false },
    column: { attribute: false },
    pointing: { attribute: false },
    clock: { attribute: false },
    scale: { attribute: false },
    here: { attribute: false },
    title: { attribute: false },
    name: { attribute: false },
  };
  declare responses: Responses;
  /** Neuron of each row. */
  declare order: Uint32Array;
  declare neuron: number;
  /** Step looked at, where it is among the columns. */
  declare column: number | undefined;
  declare pointing: Pointed;
  /** The moment that the plots over time share, which is one of the steps of the recording `here`. */
  declare clock: Cursor;
  declare scale: StepScale;
  declare here: Stretch | undefined;
  declare title: string;
  /** Of the canvas, for tests. */
  declare name: string;
  protected override readonly sparse = true;
  protected readonly light = new Set<PropertyKey>(["neuron", "column", "title", "pointing", "clock", "scale", "here", "name", "endS", "cursor"]);
  #rows: { order: Uint32Array; rowOf: Uint32Array } | undefined;
  #ends: (() => void)[] = [];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ends = [this.pointing.watch(() => this.ask()), this.clock.watch(() => this.ask())];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends) {
      end();
    }
  }

  protected get testId(): string {
    return this.name;
  }

  protected heading() {
    return { title: this.title, symbol: "S", yTitle: t("neuron") };
  }

  protected override explanation() {
    return { text: t("map.look"), equation: "S[t] = S_f[t] + S_r[t]", terms: ["raster", "spike", "epoch", "rate"] as const };
  }

  protected size() {
    return { columns: this.responses.columns, rows: this.responses.neurons };
  }

  protected override strip(): number {
    return STRIP;
  }

  protected override xAxis() {
    return { ...super.xAxis(), title: t("step-short") };
  }

  protected override yTickTexts() {
    const rows = this.roundRows();
    return rows.map((row) => ({ at: row + 0.5, text: String((this.order[row] ?? 0) + 1) }));
  }

  /** Row of a neuron. */
  #rowOf(neuron: number): number {
    if (this.#rows?.order !== this.order) {
      const rowOf = new Uint32Array(this.order.length);
      this.order.forEach((n, row) => {
        rowOf[n] = row;
      });
      this.#rows = { order: this.order, rowOf };
    }
    return this.#rows.rowOf[neuron] ?? 0;
  }

  protected chosen(): Cell {
    return { column: this.column ?? 0, row: this.#rowOf(this.neuron) };
  }

  #stretchAt(column: number): Stretch | undefined {
    return this.responses.stretches.find((s) => column >= s.from && column < s.from + s.steps);
  }

  protected says({ column, row }: Cell): string {
    const { spikes, values, neurons } = this.responses;
    const neuron = this.order[row] ?? 0;
    const stretch = this.#stretchAt(column);
    const [i, bits] = [column * neurons + neuron, spikes?.[column * neurons + neuron] ?? 0];
    const what = values ? figure(values[i] ?? 0) : bits === 0 ? t("map.silent") : t(bits === 3 ? "map.both" : bits === 1 ? "map.f" : "map.r");
    return t("map.says", { neuron: neuron + 1, step: column - (stretch?.from ?? 0) + 1, label: stretch?.label ?? "", by: clipVoice(stretch?.by ?? ""), what });
  }

  protected pointed(cell: Cell | undefined): void {
    const step = cell && this.here ? cell.column - this.here.from : -1;
    this.pointing.set({ neuron: cell && this.order[cell.row] });
    this.clock.set({ hoverS: step >= 0 && step < (this.here?.steps ?? 0) ? middleOf(this.scale, step) : undefined });
  }

  /** Spikes (or mean size of the values) per neuron and step of each recording. */
  #rates(): { stretch: Stretch; rate: number; own: number }[] {
    const { spikes, values, neurons, stretches } = this.responses;
    const at = (i: number) => (values ? Math.abs(values[i] ?? 0) : ((spikes?.[i] ?? 0) & 1) + ((spikes?.[i] ?? 0) >> 1));
    return stretches.map((stretch) => {
      let [all, own] = [0, 0];
      for (let i = stretch.from * neurons; i < (stretch.from + stretch.steps) * neurons; i++) {
        all += at(i);
      }
      for (let c = stretch.from; c < stretch.from + stretch.steps; c++) {
        own += at(c * neurons + this.neuron);
      }
      return { stretch, rate: all / Math.max(1, neurons * stretch.steps), own: own / Math.max(1, stretch.steps) };
    });
  }

  protected summary(): string {
    const { neurons, stretches, columns } = this.responses;
    return t("map.summary", { title: this.title, neurons, columns, recordings: stretches.length });
  }

  protected override aside(): TemplateResult {
    return this.zoomButtons();
  }

  protected override twin(): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          <th>${t("word")}</th>
          <th>${t("recording")}</th>
          <th>${t("map.rate")}</th>
          <th>${t("map.own", { neuron: this.neuron + 1 })}</th>
        </tr>
      </thead>
      <tbody>
        ${this.#rates().map(({ stretch, rate, own }) => html`<tr><td>${stretch.label}</td><td>${clipVoice(stretch.by)}</td><td>${fixed(rate, 3)}</td><td>${fixed(own, 3)}</td></tr>`)}
      </tbody>
    </table>`;
  }

  protected paint(colours: Theme): ImageData | undefined {
    const { spikes, values, neurons, columns } = this.responses;
    if (neurons * columns === 0) {
      return undefined;
    }
    const wide = values ? 1 : WIDE;
    const image = new ImageData(columns * wide, neurons);
    const pixels = new Uint32Array(image.data.buffer);
    const [f, r, ramp] = [word(rgb(colours.spikeF)), word(rgb(colours.spikeR)), rampWords(colours)];
    const most = values ? values.reduce((m, x) => Math.max(m, Math.abs(x)), 0) || 1 : 1;
    let at = 0;
    for (const neuron of this.order) {
      for (let i = neuron; i < columns * neurons; i += neurons) {
        if (values) {
          pixels[at++] = ramp[rampPlace(values[i] ?? 0, most)] ?? 0;
        } else {
          const bits = spikes?.[i] ?? 0;
          pixels[at++] = bits & 1 ? f : 0;
          pixels[at++] = bits & 2 ? r : 0;
        }
      }
    }
    return image;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { x0, x1, y0, y1 } = this.seen();
    const [w, h] = [box.w / (x1 - x0), this.height / (y1 - y0)];
    if (this.responses.spikes && w >= MARK && h >= MARK) {
      this.#drawMarks(c, box, colours, w, h);
    } else {
      this.drawPicture(c, box);
    }
    this.#drawWords(c, box, colours);
  }

  /** Close up: S_f as a bar, S_r as a dot. */
  #drawMarks(c: CanvasRenderingContext2D, box: Box, colours: Theme, w: number, h: number): void {
    const { x0, x1, y0, y1 } = this.seen();
    const { spikes, neurons, columns } = this.responses;
    for (let row = Math.floor(y0); row < Math.min(y1, neurons); row++) {
      for (let column = Math.floor(x0); column < Math.min(x1, columns); column++) {
        const bits = spikes?.[column * neurons + (this.order[row] ?? 0)] ?? 0;
        const [x, y] = [this.xOf(box, column), this.yOf(box, row)];
        if (bits & 1) {
          c.fillStyle = colours.spikeF;
          c.fillRect(x + w * 0.16, y + h * 0.1, Math.max(1.5, w * 0.22), h * 0.8);
        }
        if (bits & 2) {
          c.fillStyle = colours.spikeR;
          c.beginPath();
          c.arc(x + w * 0.72, y + h / 2, Math.min(w * 0.2, h * 0.36, 4.5), 0, Math.PI * 2);
          c.fill();
        }
      }
    }
  }

  /** Where recordings begin, and each word once over its own. */
  #drawWords(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { stretches } = this.responses;
    c.fillStyle = colours.surface;
    c.fillRect(box.x, box.y, box.w, STRIP);
    c.font = `11px ${colours.font}`;
    c.textAlign = "left";
    c.textBaseline = "middle";
    let free = -Infinity;
    for (const [i, { from, label }] of stretches.entries()) {
      const x = Math.round(this.xOf(box, from)) + 0.5;
      const begins = stretches[i - 1]?.label !== label;
      c.fillStyle = begins ? colours.ink2 : colours.rule;
      c.fillRect(x - 0.5, begins ? box.y : box.y + STRIP, 1, begins ? box.h : this.height);
      const place = Math.max(box.x, x) + 3;
      const end = this.xOf(box, from) < box.x && this.xOf(box, stretches.find((s, k) => k > i && s.label !== label)?.from ?? Infinity) < box.x;
      if (begins && place > free && !end && x < box.x + box.w) {
        c.fillStyle = colours.ink;
        c.fillText(label, place, box.y + STRIP / 2);
        free = place + c.measureText(label).width + 4;
      }
    }
  }

  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { neuron } = this.pointing.state;
    if (neuron !== undefined && neuron < this.responses.neurons) {
      this.frame(c, box, { row: this.#rowOf(neuron) }, colours.ink2, 1);
    }
    this.frame(c, box, { row: this.#rowOf(this.neuron) }, colours.threshold, 1.5);
    const { hoverS } = this.clock.state;
    const hovered = this.here && hoverS !== undefined ? stepAt(this.scale, this.here.steps, hoverS) : undefined;
    if (this.here && hovered !== undefined) {
      this.frame(c, box, { column: this.here.from + hovered }, colours.ink2, 1);
    }
    if (this.column !== undefined) {
      this.frame(c, box, { column: this.column }, colours.act, 1.5);
    }
  }
}

customElements.define("nrr-spike-map", SpikeMap);
