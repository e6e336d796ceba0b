import { html, nothing, type TemplateResult } from "lit";
import { figure } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import { EQUATIONS } from "../core/terms.ts";
import type { LayerTraces } from "../engine/protocol.ts";
import type { Box } from "../plots/axes.ts";
import { COLUMNS, spikeImage, valueImage } from "../plots/raster-image.ts";
import type { Theme } from "../plots/theme.ts";
import { texts } from "../text/text.ts";
import type { Mark } from "./marks.ts";
import { RollingPlot } from "./rolling-plot.ts";

const t = await texts("listen");

const HEIGHT = 180;

/** Spikes of both kinds. */
function spikes(layer: LayerTraces): { f: number; r: number } | undefined {
  const sum = (x: Uint8Array): number => x.reduce((n, s) => n + s, 0);
  return layer.activity ? undefined : { f: sum(layer.sFf), r: sum(layer.sRec) };
}

/** Spikes of a layer in each word, over the second of sound that the network heard. */
export class RollingRaster extends RollingPlot {
  static override properties = { ...RollingPlot.properties, layer: { attribute: false }, neurons: { attribute: false } };
  /** Which of the layers. */
  declare layer: number;
  /** How many neurons it has, before a word was heard. */
  declare neurons: number;

  /** Pictures of the words in sight. */
  #pictures = new Map<number, HTMLCanvasElement | undefined>();
  #drawn: { colours: Theme; layer: number } | undefined;

  #last(): LayerTraces | undefined {
    return this.marks.findLast((m) => m.layers.length > 0)?.layers[this.layer];
  }

  #rows(): number {
    return this.#last()?.neurons ?? this.neurons;
  }

  protected heading() {
    return { title: t("raster.title"), symbol: "S", yTitle: t("raster.y") };
  }

  protected override explanation() {
    return { text: t("raster.help"), equation: EQUATIONS.firing, terms: ["raster", "spike", "firing"] as const };
  }

  protected dataHeight(): number {
    return HEIGHT;
  }

  protected yRange(): [number, number] {
    // Neuron 1 on top.
    return [this.#rows(), 0];
  }

  protected override yTickTexts() {
    const rows = this.#rows();
    const step = rows > 400 ? 100 : rows > 150 ? 50 : rows > 60 ? 20 : 10;
    return [1, ...Array.from({ length: Math.floor(rows / step) }, (_, i) => (i + 1) * step)].map((n) => ({ at: n - 0.5, text: String(n) }));
  }

  protected override aside(): TemplateResult | typeof nothing {
    const layer = this.#last();
    if (layer?.activity) {
      return html`<span class="small quiet">${t("raster.values")}</span>`;
    }
    return html`<span class="legend small">
      <span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="key-f" x="3" y="1" width="6" height="10"></rect></svg>${sym("S_f")} ${t("raster.feedforward")}</span>
      ${layer?.recurrent === false
        ? nothing
        : html`<span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><rect class="key-r" x="4.5" y="1" width="3" height="10"></rect></svg>${sym("S_r")} ${t("raster.recurrent")}</span>`}
    </span>`;
  }

  protected summary(): string {
    return t("raster.summary", { neurons: this.#rows(), words: this.marks.filter((m) => m.layers.length > 0).length });
  }

  protected override twin(): TemplateResult {
    return this.table([html`${sym("S_f")}`, html`${sym("S_r")}`, t("twin.rate")], ({ layers }) => {
      const layer = layers[this.layer];
      const all = layer && spikes(layer);
      return [all?.f ?? "–", all?.r ?? "–", layer ? figure(layer.firingRate) : "–"];
    });
  }

  #picture(m: Mark, layer: LayerTraces, colours: Theme): HTMLCanvasElement | undefined {
    if (!this.#pictures.has(m.id)) {
      const height = Math.round(HEIGHT * Math.min(2, globalThis.devicePixelRatio || 1));
      this.#pictures.set(m.id, layer.activity ? valueImage(layer, 0, layer.neurons, colours, height) : spikeImage(layer, colours, height));
    }
    return this.#pictures.get(m.id);
  }

  protected drawRolling(c: CanvasRenderingContext2D, box: Box, colours: Theme, edgeS: number): void {
    if (this.#drawn?.colours !== colours || this.#drawn.layer !== this.layer) {
      this.#pictures = new Map();
      this.#drawn = { colours, layer: this.layer };
    }
    c.imageSmoothingEnabled = false;
    const kept = new Set<number>();
    const words = this.marks.filter((m) => m.layers[this.layer]);
    words.forEach((m, i) => {
      const layer = m.layers[this.layer];
      const picture = layer && this.#picture(m, layer, colours);
      if (layer && picture) {
        kept.add(m.id);
        // The second around a word overlaps that of a word close by: each has the room up to the middle between the two.
        const before = words[i - 1];
        const after = words[i + 1];
        const columnS = m.scale.stepS / (layer.activity ? 1 : COLUMNS);
        const startS = m.clipFromS + m.scale.startS;
        const column = (s: number): number => Math.min(picture.width, Math.max(0, Math.round((s - startS) / columnS)));
        const first = before ? column((before.toS + m.fromS) / 2) : 0;
        const end = after ? column((m.toS + after.fromS) / 2) : picture.width;
        const x = (at: number): number => this.xOf(box, startS + at * columnS - edgeS);
        if (end > first) {
          c.drawImage(picture, first, 0, end - first, picture.height, x(first), box.y, x(end) - x(first), box.h);
        }
        c.fillStyle = colours.rule;
        c.fillRect(x(first), box.y, 1, box.h);
        c.fillRect(x(end), box.y, 1, box.h);
      }
    });
    for (const id of this.#pictures.keys()) {
      if (!kept.has(id)) {
        this.#pictures.delete(id);
      }
    }
  }
}

customElements.define("nrr-rolling-raster", RollingRaster);
