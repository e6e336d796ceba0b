import { html, type PropertyValues, type TemplateResult } from "lit";
import { fromPart } from "../core/explain.ts";
import { figure, fixed } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import { EQUATIONS } from "../core/terms.ts";
import type { LayerTraces, SpikeTraces } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { Plot } from "./plot.ts";
import { inOrder, spikesPerStep, valuesPerStep } from "./raster-figures.ts";
import { COLUMNS, spikeImage, valueImage } from "./raster-image.ts";
import { middleOf, type StepScale } from "./steps.ts";
import type { Theme } from "./theme.ts";

const t = await texts("plots");

/** Neurons shown in the close view. */
const CLOSE_ROWS = 25;

/**
 * Spikes of a layer: S_f as a bar in the left half of a step's cell, S_r as a dot in the right half. Units without spikes: their values as
 * levels of the spectrogram's ramp.
 *
 * With more neurons than pixels a pixel's strength is the share of its neurons that fire. A click or the arrow keys choose a neuron
 * (event `neuron`, with its number).
 */
export class RasterPlot extends Plot {
  static override properties = { ...Plot.properties, layer: { attribute: false }, order: { attribute: false }, scale: { attribute: false }, neuron: { attribute: false }, close: { attribute: false }, height: { attribute: false } };
  declare layer: LayerTraces;
  /** Neuron of each row; as they stand where there is none. */
  declare order: Uint32Array | undefined;
  declare scale: StepScale;
  /** The chosen neuron, or nothing where none can be chosen. */
  declare neuron: number | undefined;
  declare close: boolean;
  declare height: number;

  /** The layer as it is drawn, kept for as long as layer and order stay. */
  #drawn: { layer: LayerTraces; order: Uint32Array; sorted: LayerTraces } | undefined;

  constructor() {
    super();
    this.order = undefined;
    this.neuron = undefined;
    this.close = false;
    this.height = 300;
  }

  protected heading() {
    const { activity, name, channels } = this.layer;
    return { title: t(activity ? "raster.values" : "raster", { name }), symbol: "S", yTitle: channels > 0 ? t("raster.y.places", { channels }) : t("raster.y") };
  }

  protected override explanation() {
    return this.layer.activity
      ? { text: fromPart("raster.values"), terms: ["raster", "layer"] as const }
      : { text: fromPart("raster"), equation: EQUATIONS.firing, terms: ["spike", "raster", "firing", "channel", "loop"] as const };
  }

  protected dataHeight(): number {
    return this.height;
  }

  protected rowOf(neuron: number): number {
    return this.order ? Math.max(0, this.order.indexOf(neuron)) : neuron;
  }

  protected neuronOf(row: number): number {
    return this.order?.[row] ?? row;
  }

  #sorted(): LayerTraces {
    const { layer, order } = this;
    if (!order) {
      return layer;
    }
    if (this.#drawn?.layer !== layer || this.#drawn.order !== order) {
      this.#drawn = { layer, order, sorted: inOrder(layer, order) };
    }
    return this.#drawn.sorted;
  }

  #rows(): [number, number] {
    if (!this.close || this.layer.neurons <= CLOSE_ROWS) {
      return [0, this.layer.neurons];
    }
    const from = Math.min(this.layer.neurons - CLOSE_ROWS, Math.max(0, this.rowOf(this.neuron ?? 0) - Math.floor(CLOSE_ROWS / 2)));
    return [from, from + CLOSE_ROWS];
  }

  protected yRange(): [number, number] {
    // Neuron 1 on top.
    const [from, to] = this.#rows();
    return [to, from];
  }

  protected override yTickTexts() {
    const [from, to] = this.#rows();
    const step = this.close ? 5 : 100;
    const marks = [from, ...Array.from({ length: 50 }, (_, i) => i * step - 1)].filter((n) => n === from || (n - from >= step / 2 && n < to));
    return marks.map((n) => ({ at: n + 0.5, text: String(this.neuronOf(n) + 1) }));
  }

  protected override aside(): TemplateResult {
    if (this.layer.activity) {
      return html`<span class="small quiet">${t("raster.tone")}</span>`;
    }
    if (!this.layer.recurrent) {
      return html`<span class="legend small">
        <span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="key-f" x="4" y="1" width="4" height="10"></rect></svg>${sym("S_f")} ${t("raster.f")}</span>
      </span>`;
    }
    return html`<span class="legend small">
      <span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="key-f" x="4" y="1" width="4" height="10"></rect></svg>${sym("S_f")} ${t("raster.f")}</span>
      <span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><circle class="key-r" cx="6" cy="6" r="3.5"></circle></svg>${sym("S_r")} ${t("raster.r")}</span>
    </span>`;
  }

  protected summary(): string {
    const { activity, neurons, firingRate } = this.layer;
    return activity
      ? t("raster.says.values", { neurons, mean: figure(firingRate) })
      : t("raster.says", { neurons, rate: figure(firingRate) });
  }

  protected override twin(): TemplateResult {
    const { layer } = this;
    if (layer.activity) {
      return html`<table>
        <thead>
          <tr>
            <th>${t("time")}</th>
            <th>${t.rich("raster.mean", { s: sym("S") })}</th>
            <th>${t("raster.active")}</th>
          </tr>
        </thead>
        <tbody>
          ${valuesPerStep(layer).map(({ mean, active }, step) => html`<tr><td>${fixed(middleOf(this.scale, step), 3)}</td><td>${figure(mean)}</td><td>${active}</td></tr>`)}
        </tbody>
      </table>`;
    }
    return html`<table>
      <thead>
        <tr>
          <th>${t("time")}</th>
          <th>${t.rich("raster.count", { s: sym("S_f") })}</th>
          <th>${t.rich("raster.count", { s: sym("S_r") })}</th>
        </tr>
      </thead>
      <tbody>
        ${spikesPerStep(layer).map(({ f, r }, step) => html`<tr><td>${fixed(middleOf(this.scale, step), 3)}</td><td>${f}</td><td>${r}</td></tr>`)}
      </tbody>
    </table>`;
  }

  protected override canvasTemplate(): TemplateResult {
    if (this.neuron === undefined) {
      return super.canvasTemplate();
    }
    return html`<canvas
      class="pick"
      role="slider"
      tabindex="0"
      data-testid="raster"
      aria-label=${t("raster.pick", { summary: this.summary() })}
      aria-orientation="vertical"
      aria-valuemin="1"
      aria-valuemax=${this.layer.neurons}
      aria-valuenow=${this.rowOf(this.neuron) + 1}
      aria-valuetext=${t("raster.neuron", { neuron: this.neuron + 1 })}
      @pointermove=${this.onHover}
      @pointerleave=${this.onLeave}
      @click=${this.#onClick}
      @keydown=${this.#onKey}
    ></canvas>`;
  }

  /** Chooses the neuron of a row. */
  #choose(row: number): void {
    const fits = Math.min(this.layer.neurons - 1, Math.max(0, row));
    this.dispatchEvent(new CustomEvent<number>("neuron", { detail: this.neuronOf(fits) }));
  }

  readonly #onClick = (event: MouseEvent): void => {
    const at = this.under(event);
    if (at) {
      const [from, to] = this.#rows();
      this.#choose(from + Math.floor(at.down * (to - from)));
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, PageUp: -25, PageDown: 25, Home: -Infinity, End: Infinity };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      this.#choose(this.rowOf(this.neuron ?? 0) + move);
    }
  };

  protected override updated(changed: PropertyValues): void {
    // Another neuron in the full view changes the marker alone.
    if (this.close || [...changed.keys()].some((key) => key !== "neuron")) {
      super.updated(changed);
    } else {
      this.ask();
    }
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const [from, to] = this.#rows();
    const layer = this.#sorted();
    const rowHeight = box.h / (to - from);
    const start = this.xOf(box, this.scale.startS);
    const width = (steps: number) => this.xOf(box, this.scale.startS + steps * this.scale.stepS) - start;
    const sharpness = Math.min(2, globalThis.devicePixelRatio || 1);
    c.imageSmoothingEnabled = false;
    if (layer.activity) {
      const picture = valueImage(layer, from, to, colours, Math.round(box.h * sharpness));
      if (picture) {
        c.drawImage(picture, start, box.y, width(picture.width), box.h);
      }
    } else if (rowHeight >= 4) {
      this.#drawMarks(c, box, colours, layer, from, to);
    } else {
      const picture = spikeImage(layer, colours, Math.round(box.h * sharpness));
      if (picture) {
        c.drawImage(picture, start, box.y, width(picture.width / COLUMNS), box.h);
      }
    }
  }

  #drawMarks(c: CanvasRenderingContext2D, box: Box, colours: Theme, layer: SpikeTraces, from: number, to: number): void {
    const { neurons, sFf, sRec } = layer;
    const rowHeight = box.h / (to - from);
    const steps = Math.floor(sFf.length / neurons);
    const cell = (this.scale.stepS / this.endS) * box.w;
    const radius = Math.min(cell * 0.2, rowHeight * 0.36, 4.5);
    for (let t = 0; t < steps; t++) {
      const x = this.xOf(box, this.scale.startS + t * this.scale.stepS);
      for (let n = from; n < to; n++) {
        const y = box.y + (n - from) * rowHeight;
        if (sFf[t * neurons + n]) {
          c.fillStyle = colours.spikeF;
          c.fillRect(x + cell * 0.16, y + rowHeight * 0.1, Math.max(1.5, cell * 0.22), rowHeight * 0.8);
        }
        if (sRec[t * neurons + n]) {
          c.fillStyle = colours.spikeR;
          c.beginPath();
          c.arc(x + cell * 0.72, y + rowHeight / 2, radius, 0, Math.PI * 2);
          c.fill();
        }
      }
    }
  }

  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    if (this.neuron === undefined) {
      return;
    }
    const [from, to] = this.#rows();
    const rowHeight = box.h / (to - from);
    const y = box.y + (this.rowOf(this.neuron) - from + 0.5) * rowHeight;
    c.strokeStyle = colours.threshold;
    c.lineWidth = 1.5;
    const half = Math.max(2.5, rowHeight / 2);
    c.strokeRect(box.x + 0.75, Math.max(box.y, y - half), box.w - 1.5, half * 2);
    c.fillStyle = colours.threshold;
    c.beginPath();
    c.moveTo(box.x - 1, y);
    c.lineTo(box.x - 7, y - 5);
    c.lineTo(box.x - 7, y + 5);
    c.fill();
  }
}

customElements.define("nrr-raster", RasterPlot);
