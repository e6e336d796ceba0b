import { html, nothing, type TemplateResult } from "lit";
import { figure, percent } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { divergingAt, divergingWords, strength, word } from "./pixels.ts";
import type { Pointed } from "./pointed.ts";
import { rgb, type Theme } from "./theme.ts";
import { type Cell, ZoomPlot } from "./zoom-plot.ts";

const t = await texts("inside");

/** So many of the strongest weights stand in the table. */
const LISTED = 40;

/** Weights between two groups, shape `[rows (from), columns (to)]`. */
export interface Weights {
  rows: number;
  columns: number;
  values: Float32Array;
  /** 1 where there is a synapse; nothing where there is one everywhere. */
  mask: Uint8Array | undefined;
  /** Rows are neurons of the same layer, and are sorted and marked as its columns are. */
  loop: boolean;
}

interface Facts {
  /** Size that nearly all weights stay under. */
  most: number;
  /** Share of the synapses that exist. */
  share: number;
}

const known = new WeakMap<Weights, Facts>();

/** Computed once for each picture: it is told anew with every move. */
function factsOf(weights: Weights): Facts {
  let facts = known.get(weights);
  if (!facts) {
    const { rows, columns, mask, values } = weights;
    facts = { most: strength(values), share: (mask ? mask.reduce((n, x) => n + x, 0) : rows * columns) / Math.max(1, rows * columns) };
    known.set(weights, facts);
  }
  return facts;
}

/** A picture of weights: blue excites, orange inhibits, grey is no synapse. */
export class WeightMap extends ZoomPlot {
  static override properties = {
    ...ZoomPlot.properties,
    weights: { attribute: false },
    order: { attribute: false },
    neuron: { attribute: false },
    pointing: { attribute: false },
    title: { attribute: false },
    symbol: { attribute: false },
    from: { attribute: false },
    name: { attribute: false },
  };
  declare weights: Weights;
  /** Neuron of each column. */
  declare order: Uint32Array;
  declare neuron: number;
  declare pointing: Pointed;
  declare title: string;
  declare symbol: string;
  /** What the rows are: `band`, `neuron`, `cell`. */
  declare from: "band" | "neuron" | "cell";
  declare name: string;
  protected readonly light = new Set<PropertyKey>(["neuron", "pointing", "title", "symbol", "from", "name", "endS", "cursor"]);
  #end: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = this.pointing.watch(() => this.ask());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }

  protected get testId(): string {
    return this.name;
  }

  protected heading() {
    return { title: this.title, symbol: this.symbol, yTitle: t(`weights.from.${this.from}`) };
  }

  protected override explanation() {
    return this.weights.loop
      ? { text: t("loop.look"), equation: "(W_r ⊙ M) · S[t−1]", terms: ["loop", "mask", "synapse", "weight"] as const }
      : { text: t("weights.look"), equation: "W_f · X[t] + b", terms: ["weight", "synapse", "band"] as const };
  }

  protected size() {
    return { columns: this.weights.columns, rows: this.weights.rows };
  }

  /** Neuron or input of a row. */
  #source(row: number): number {
    return this.weights.loop ? (this.order[row] ?? row) : row;
  }

  #place(neuron: number): number {
    return Math.max(0, this.order.indexOf(neuron));
  }

  #sorted(): boolean {
    return this.order.some((n, i) => n !== i);
  }

  protected override xAxis() {
    return { ...super.xAxis(), title: this.#sorted() ? t("weights.place") : t("weights.to") };
  }

  protected override yTickTexts() {
    const rows = this.roundRows();
    return rows.map((row) => ({ at: row + 0.5, text: String(this.#source(row) + 1) }));
  }

  protected chosen(): Cell {
    const column = this.#place(this.neuron);
    return { column, row: this.weights.loop ? column : 0 };
  }

  #weight(source: number, neuron: number): number | undefined {
    const i = source * this.weights.columns + neuron;
    return this.weights.mask && !this.weights.mask[i] ? undefined : this.weights.values[i];
  }

  protected says({ column, row }: Cell): string {
    const [source, neuron] = [this.#source(row), this.order[column] ?? column];
    const w = this.#weight(source, neuron);
    return t("weights.says", { from: t(`weights.from.${this.from}`), source: source + 1, neuron: neuron + 1, weight: w === undefined ? t("weights.none") : figure(w) });
  }

  protected pointed(cell: Cell | undefined): void {
    this.pointing.set({ neuron: cell && this.order[cell.column] });
  }

  protected summary(): string {
    const { rows, columns } = this.weights;
    return t("weights.summary", { title: this.title, rows, columns, share: percent(factsOf(this.weights).share) });
  }

  protected override aside(): TemplateResult {
    const most = figure(factsOf(this.weights).most);
    return html`<span class="legend small">
        <span>−${most} <svg class="key key-scale" viewBox="0 0 60 12" preserveAspectRatio="none" aria-hidden="true">
          ${[0, 1, 2, 3, 4, 5].map((i) => html`<svg x=${i * 10} width="10" height="12"><rect class="scale-${i}" width="10" height="12"></rect></svg>`)}
        </svg> +${most}</span>
        ${this.weights.mask ? html`<span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="key-none" width="12" height="12"></rect></svg>${t("weights.none")}</span>` : nothing}
      </span>
      ${this.zoomButtons()}`;
  }

  protected override twin(): TemplateResult {
    const { neuron } = this;
    const list = (weights: [number, number][], head: string) => html`<table>
      <caption>
        ${head}
      </caption>
      <thead>
        <tr>
          <th>${t(`weights.from.${this.from}`)}</th>
          <th>${sym(this.symbol)}</th>
        </tr>
      </thead>
      <tbody>
        ${weights.map(([n, w]) => html`<tr><td>${n + 1}</td><td>${figure(w)}</td></tr>`)}
      </tbody>
    </table>`;
    const into = this.#strongest(this.weights.rows, (n) => this.#weight(n, neuron));
    return html`${list(into, t("weights.into", { neuron: neuron + 1, most: LISTED }))}
    ${this.weights.loop ? list(this.#strongest(this.weights.columns, (n) => this.#weight(neuron, n)), t("weights.out-of", { neuron: neuron + 1, most: LISTED })) : nothing}`;
  }

  #strongest(count: number, weight: (n: number) => number | undefined): [number, number][] {
    return Array.from({ length: count }, (_, n): [number, number | undefined] => [n, weight(n)])
      .filter((pair): pair is [number, number] => pair[1] !== undefined)
      .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]))
      .slice(0, LISTED);
  }

  protected paint(colours: Theme): ImageData | undefined {
    const { rows, columns, values, mask } = this.weights;
    if (rows * columns === 0) {
      return undefined;
    }
    const image = new ImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    const [scale, none, most] = [divergingWords(colours), word(rgb(colours.rule)), factsOf(this.weights).most];
    for (let row = 0; row < rows; row++) {
      const from = this.#source(row) * columns;
      for (let column = 0; column < columns; column++) {
        const i = from + (this.order[column] ?? column);
        pixels[row * columns + column] = mask && !mask[i] ? none : (scale[divergingAt(values[i] ?? 0, most)] ?? none);
      }
    }
    return image;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box): void {
    this.drawPicture(c, box);
  }

  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const mark = (neuron: number, colour: string, width: number) => {
      const place = this.#place(neuron);
      this.frame(c, box, { column: place, ...(this.weights.loop ? { row: place } : {}) }, colour, width);
    };
    const { neuron } = this.pointing.state;
    if (neuron !== undefined && neuron < this.weights.columns) {
      mark(neuron, colours.ink2, 1);
    }
    mark(this.neuron, colours.threshold, 1.5);
  }
}

customElements.define("nrr-weight-map", WeightMap);
