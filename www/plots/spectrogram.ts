import { html, type TemplateResult } from "lit";
import { type Explanation, fromPart } from "../core/explain.ts";
import { figure, fixed, measured } from "../core/format.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { Plot } from "./plot.ts";
import { middleOf, type StepScale } from "./steps.ts";
import { ground, rampAt, type Theme } from "./theme.ts";

const t = await texts("plots");

/** The frames that the network hears: one column a frame, one row a band. */
export class SpectrogramPlot extends Plot {
  static override properties = { ...Plot.properties, values: { attribute: false }, bands: { attribute: false }, scale: { attribute: false }, topHz: { attribute: false } };
  /** Shape `[frames, bands]`. */
  declare values: Float32Array;
  declare bands: number;
  declare scale: StepScale;
  declare topHz: number;

  protected frames(): number {
    return Math.floor(this.values.length / Math.max(1, this.bands));
  }

  protected heading() {
    return { title: t("spectrogram"), symbol: "X", yTitle: t("spectrogram.y") };
  }

  protected override explanation(): Omit<Explanation, "title"> {
    return { text: fromPart("spectrogram"), terms: ["spectrogram", "frame", "band"] };
  }

  protected dataHeight(): number {
    return 132;
  }

  protected yRange(): [number, number] {
    return [0, this.bands];
  }

  protected override yTickTexts() {
    return [1, 10, 20, 30, this.bands].filter((b) => b <= this.bands).map((b) => ({ at: b - 0.5, text: String(b) }));
  }

  protected override aside(): TemplateResult {
    return html`<span class="small quiet">${t("spectrogram.key", { ground: ground(), bands: this.bands, top: measured(figure(this.topHz / 1000), "kHz") })}</span>`;
  }

  protected summary(): string {
    return t("spectrogram.says", { frames: this.frames(), bands: this.bands, top: measured(figure(this.topHz / 1000), "kHz") });
  }

  #loudest(frame: number): number {
    let best = 0;
    for (let b = 1; b < this.bands; b++) {
      if ((this.values[frame * this.bands + b] ?? 0) > (this.values[frame * this.bands + best] ?? 0)) {
        best = b;
      }
    }
    return best;
  }

  protected override twin(): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          <th>${t("time")}</th>
          <th>${t("spectrogram.loudest")}</th>
          <th>${t("spectrogram.value")}</th>
        </tr>
      </thead>
      <tbody>
        ${Array.from({ length: this.frames() }, (_, frame) => {
          const band = this.#loudest(frame);
          return html`<tr><td>${fixed(middleOf(this.scale, frame), 3)}</td><td>${band + 1}</td><td>${figure(this.values[frame * this.bands + band] ?? 0)}</td></tr>`;
        })}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const frames = this.frames();
    if (frames === 0) {
      return;
    }
    let [low, high] = [Infinity, -Infinity];
    for (const x of this.values) {
      low = Math.min(low, x);
      high = Math.max(high, x);
    }
    const picture = document.createElement("canvas");
    picture.width = frames;
    picture.height = this.bands;
    const p = picture.getContext("2d");
    if (!p) {
      return;
    }
    const image = p.createImageData(frames, this.bands);
    for (let t = 0; t < frames; t++) {
      for (let b = 0; b < this.bands; b++) {
        const x = ((this.values[t * this.bands + b] ?? low) - low) / (high - low || 1);
        const [r, g, blue] = rampAt(colours.ramp, x);
        const at = ((this.bands - 1 - b) * frames + t) * 4;
        image.data[at] = r;
        image.data[at + 1] = g;
        image.data[at + 2] = blue;
        image.data[at + 3] = 255;
      }
    }
    p.putImageData(image, 0, 0);
    c.imageSmoothingEnabled = false;
    const from = this.xOf(box, this.scale.startS);
    const to = this.xOf(box, this.scale.startS + frames * this.scale.stepS);
    c.drawImage(picture, from, box.y, to - from, box.h);
  }
}

customElements.define("nrr-spectrogram", SpectrogramPlot);
