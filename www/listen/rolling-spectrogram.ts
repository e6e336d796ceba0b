import { html, type TemplateResult } from "lit";
import { figure } from "../core/format.ts";
import type { Box } from "../plots/axes.ts";
import { rampAt, type Theme } from "../plots/theme.ts";
import { texts } from "../text/text.ts";
import type { Mark } from "./marks.ts";
import { markText, RollingPlot } from "./rolling-plot.ts";
import { BANDS, type Columns, HIGH_DB, LOW_DB } from "./spectrum.ts";

const t = await texts("listen");

/** The last seconds of sound, with what was found in them. */
export class RollingSpectrogram extends RollingPlot {
  static override properties = { ...RollingPlot.properties, source: { attribute: false }, topHz: { attribute: false } };
  /** Where the columns are now: each stream has its own. */
  declare source: { columns: Columns };
  declare topHz: number;

  /** The columns as a picture, each at its place in the ring. */
  readonly #ring = document.createElement("canvas");
  #column: ImageData | undefined;
  /** Columns that were painted, of which ring and in which colours. */
  #painted = 0;
  #edgeS = NaN;
  #of: Columns | undefined;
  #colours: Theme | undefined;
  #palette = new Uint8ClampedArray();
  readonly #widths = new WeakMap<Mark, { text: string; width: number }>();

  protected heading() {
    return { title: t("spectrogram.title"), symbol: "", yTitle: t("spectrogram.y") };
  }

  protected override explanation() {
    return { text: t("spectrogram.help"), terms: ["spectrogram"] as const };
  }

  protected dataHeight(): number {
    return 132;
  }

  protected yRange(): [number, number] {
    return [0, this.topHz / 1000];
  }

  protected override aside(): TemplateResult {
    return html`<span class="small quiet">${t("spectrogram.range", { low: LOW_DB, high: HIGH_DB })}</span>`;
  }

  protected summary(): string {
    return t("spectrogram.summary", { khz: figure(this.topHz / 1000), sounds: this.marks.length });
  }

  protected override twin(): TemplateResult {
    return this.table([t("twin.loudest")], (m) => [this.#loudest(m)]);
  }

  /** The band that is loudest over a sound, in Hz. */
  #loudest({ fromS, toS }: Mark): string {
    const { columns } = this.source;
    const sums = new Float64Array(BANDS);
    const first = Math.max(columns.count - columns.length, Math.floor(fromS / columns.stepS), 0);
    for (let i = first; i < Math.min(columns.count, toS / columns.stepS); i++) {
      columns.at(i).forEach((tone, b) => (sums[b] = (sums[b] ?? 0) + tone));
    }
    const band = sums.indexOf(Math.max(...sums));
    return sums[band] === 0 ? "–" : String(Math.round(((band + 0.5) * this.topHz) / BANDS));
  }

  #paint(colours: Theme, edgeS: number): void {
    const { columns } = this.source;
    if (this.#of !== columns || this.#colours !== colours || !this.#column) {
      this.#ring.width = columns.length;
      this.#ring.height = BANDS;
      this.#column = new ImageData(1, BANDS);
      this.#palette = Uint8ClampedArray.from({ length: 256 * 3 }, (_, i) => rampAt(colours.ramp, Math.floor(i / 3) / 255)[i % 3] ?? 0);
      this.#painted = 0;
      this.#of = columns;
      this.#colours = colours;
    }
    // A picture that stands still keeps its columns, which the ring of the sound will have lost soon.
    if (!this.moves && this.#painted > 0 && this.#edgeS === edgeS) {
      return;
    }
    this.#edgeS = edgeS;
    const c = this.#ring.getContext("2d");
    const { data } = this.#column;
    for (let i = Math.max(this.#painted, columns.count - columns.length); c && i < columns.count; i++) {
      const tones = columns.at(i);
      for (let band = 0; band < BANDS; band++) {
        const at = (BANDS - 1 - band) * 4;
        const from = (tones[band] ?? 0) * 3;
        data[at] = this.#palette[from] ?? 0;
        data[at + 1] = this.#palette[from + 1] ?? 0;
        data[at + 2] = this.#palette[from + 2] ?? 0;
        data[at + 3] = 255;
      }
      c.putImageData(this.#column, i % columns.length, 0);
    }
    this.#painted = columns.count;
  }

  protected drawRolling(c: CanvasRenderingContext2D, box: Box, colours: Theme, edgeS: number): void {
    this.#paint(colours, edgeS);
    const { columns } = this.source;
    const count = this.#painted;
    const x = (s: number) => this.xOf(box, s - edgeS);
    c.imageSmoothingEnabled = false;
    // The ring in two pieces: from its oldest column to its end, and from its beginning to the newest.
    const oldest = Math.max(0, count - columns.length);
    const seam = Math.floor(count / columns.length) * columns.length;
    for (const [from, to] of [
      [oldest, seam],
      [Math.max(oldest, seam), count],
    ] as const) {
      if (to > from) {
        const [left, right] = [x(from * columns.stepS), x(to * columns.stepS)];
        c.drawImage(this.#ring, from % columns.length, 0, to - from, BANDS, left, box.y, right - left, box.h);
      }
    }
    for (const m of this.marks) {
      this.#drawMark(c, box, colours, m, x(m.fromS), x(m.toS));
    }
  }

  /** Measured once: it is drawn in every frame. */
  #width(c: CanvasRenderingContext2D, m: Mark, text: string): number {
    const known = this.#widths.get(m);
    if (known?.text === text) {
      return known.width;
    }
    const width = c.measureText(text).width + 10;
    this.#widths.set(m, { text, width });
    return width;
  }

  /** A bracket over the voice, and what was heard above it. */
  #drawMark(c: CanvasRenderingContext2D, box: Box, colours: Theme, m: Mark, from: number, to: number): void {
    const listed = m.passed === undefined && m.label !== undefined && m.score >= this.leastScore;
    const text = markText(m, this.leastScore);
    const [y, height] = [box.y + 22, 18];
    c.font = `${listed ? 600 : 400} 12px ${colours.font}`;
    const width = this.#width(c, m, text);
    c.fillStyle = colours.surface;
    c.fillRect(from, y - height - 1, width, height);
    c.fillStyle = listed ? colours.winner : colours.ink2;
    c.fillRect(from, y, Math.max(2, to - from), listed ? 3 : 1.5);
    c.textAlign = "start";
    c.textBaseline = "middle";
    c.fillText(text, from + 5, y - height / 2);
  }
}

customElements.define("nrr-rolling-spectrogram", RollingSpectrogram);
