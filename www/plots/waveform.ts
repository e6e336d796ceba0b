import { html, type TemplateResult } from "lit";
import { figure, fixed, measured } from "../core/format.ts";
import { fromPart } from "../core/explain.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { Plot } from "./plot.ts";
import type { Theme } from "./theme.ts";

const t = await texts("plots");

/** Least and greatest sample of each of `columns` equal parts: what a screen can show of a recording. */
export function envelope(samples: Float32Array, columns: number): { low: Float32Array; high: Float32Array } {
  const low = new Float32Array(columns);
  const high = new Float32Array(columns);
  for (let i = 0; i < columns; i++) {
    const from = Math.floor((i * samples.length) / columns);
    const to = Math.max(from + 1, Math.floor(((i + 1) * samples.length) / columns));
    let [min, max] = [Infinity, -Infinity];
    for (let k = from; k < to && k < samples.length; k++) {
      const x = samples[k] ?? 0;
      min = Math.min(min, x);
      max = Math.max(max, x);
    }
    low[i] = Number.isFinite(min) ? min : 0;
    high[i] = Number.isFinite(max) ? max : 0;
  }
  return { low, high };
}

function rms(samples: Float32Array): number {
  let sum = 0;
  for (const x of samples) {
    sum += x * x;
  }
  return Math.sqrt(sum / Math.max(1, samples.length));
}

/** The sound itself. */
export class WaveformPlot extends Plot {
  static override properties = { ...Plot.properties, samples: { attribute: false }, rateHz: { attribute: false } };
  declare samples: Float32Array;
  declare rateHz: number;

  protected heading() {
    return { title: t("waveform"), symbol: "", yTitle: t("waveform.y") };
  }

  protected override explanation() {
    return { text: fromPart("waveform") };
  }

  protected dataHeight(): number {
    return 84;
  }

  #peak(): number {
    const { low, high } = envelope(this.samples, 1);
    return Math.max(0.01, Math.abs(low[0] ?? 0), Math.abs(high[0] ?? 0));
  }

  protected yRange(): [number, number] {
    const top = this.#peak() * 1.1;
    return [-top, top];
  }

  protected override yTickTexts() {
    const top = Number((this.#peak() * 0.9).toPrecision(1));
    return [-top, 0, top].map((at) => ({ at, text: figure(at) }));
  }

  protected summary(): string {
    return t("waveform.says", { length: measured(figure(this.endS), "s"), peak: figure(this.#peak()) });
  }

  protected override twin(): TemplateResult {
    const part = Math.max(1, Math.round(this.rateHz / 20));
    const rows = Array.from({ length: Math.ceil(this.samples.length / part) }, (_, i) => rms(this.samples.subarray(i * part, (i + 1) * part)));
    return html`<table>
      <thead>
        <tr>
          <th>${t("time")}</th>
          <th>${t("waveform.level")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((level, i) => html`<tr><td>${fixed(i / 20, 2)}</td><td>${fixed(level, 4)}</td></tr>`)}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const columns = Math.max(1, Math.round(box.w * 2));
    const { low, high } = envelope(this.samples, columns);
    c.fillStyle = colours.winner;
    for (let i = 0; i < columns; i++) {
      const top = this.yOf(box, high[i] ?? 0);
      c.fillRect(box.x + i / 2, top, 0.5, Math.max(0.75, this.yOf(box, low[i] ?? 0) - top));
    }
  }
}

customElements.define("nrr-waveform", WaveformPlot);
