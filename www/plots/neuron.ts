import { html, nothing, type TemplateResult } from "lit";
import { fromPart } from "../core/explain.ts";
import { figure, fixed } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import { adaptiveEquations } from "../core/terms.ts";
import type { LayerTraces, SpikeTraces, ValueTraces } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { extremes, rangeOf, stairs, strokeLine } from "./lines.ts";
import type { Box } from "./axes.ts";
import { Plot } from "./plot.ts";
import { middleOf, type StepScale } from "./steps.ts";
import type { Theme } from "./theme.ts";

const t = await texts("plots");

/** One neuron's path, step by step. */
export interface NeuronPath {
  /** V = V_f + V_r, as Inside shows it. */
  v: number[];
  /** What is compared with the adaptive threshold: V, plus γ·a where the adaptation is taken from the potential. */
  drive: number[];
  threshold: number[];
  sFf: number[];
  sRec: number[];
}

/**
 * The path of neuron `n`.
 *
 * With `subtracted` adaptation the potential has γ·a taken off already, so the same amount is put back on both sides: the crossing is the
 * one that the network saw.
 */
export function neuronPath(layer: SpikeTraces, n: number, subtracted: boolean): NeuronPath {
  const out: NeuronPath = { v: [], drive: [], threshold: [], sFf: [], sRec: [] };
  for (let i = n; i < layer.sFf.length; i += layer.neurons) {
    const threshold = layer.threshold[i] ?? layer.vThreshold;
    const lift = subtracted ? threshold - layer.vThreshold : 0;
    const v = (layer.vFf[i] ?? 0) + (layer.vRec[i] ?? 0);
    out.v.push(v);
    out.drive.push(v + lift);
    out.threshold.push(threshold);
    out.sFf.push(layer.sFf[i] ?? 0);
    out.sRec.push(layer.sRec[i] ?? 0);
  }
  return out;
}

/** The values of unit `n`, step by step. */
export function unitPath({ activity, neurons }: ValueTraces, n: number): number[] {
  return Array.from({ length: Math.floor(activity.length / Math.max(1, neurons)) }, (_, t) => activity[t * neurons + n] ?? 0);
}

/** Potential and adaptive threshold of one neuron, with its spikes; of a unit without spikes its value. */
export class NeuronPlot extends Plot {
  static override properties = { ...Plot.properties, layer: { attribute: false }, scale: { attribute: false }, neuron: { attribute: false }, subtracted: { attribute: false } };
  declare layer: LayerTraces;
  declare scale: StepScale;
  declare neuron: number;
  declare subtracted: boolean;

  #path(layer: SpikeTraces): NeuronPath {
    return neuronPath(layer, this.neuron, this.subtracted);
  }

  /** The adaptive threshold, and what it is compared with: the potential before γ·a is taken from it, where it is. */
  #names() {
    return {
      drive: this.subtracted ? html`${sym("V")} + ${sym("γ")}${sym("a")} ${t("neuron.before")}` : html`${t("neuron.potential")} ${sym("V")}`,
      threshold: html`${t("neuron.threshold")} ${sym("V_th")} + ${sym("γ")}${sym("a")}`,
    };
  }

  protected heading() {
    return this.layer.activity
      ? { title: t("neuron.value", { n: this.neuron + 1 }), symbol: "S", yTitle: t("neuron.y.value") }
      : { title: t("neuron", { n: this.neuron + 1 }), symbol: "V_th", yTitle: this.subtracted ? "V + γa" : t("neuron.y") };
  }

  protected override explanation() {
    return this.layer.activity
      ? { text: fromPart("raster.values"), terms: ["layer"] as const }
      : { text: this.subtracted ? fromPart("neuron", "neuron.lifted") : fromPart("neuron"), equation: adaptiveEquations(this.subtracted), terms: ["potential", "threshold", "adaptation", "plasticity", "leak"] as const };
  }

  protected dataHeight(): number {
    return 150;
  }

  protected yRange(): [number, number] {
    if (this.layer.activity) {
      return rangeOf([...unitPath(this.layer, this.neuron), 0]);
    }
    const { drive, threshold } = this.#path(this.layer);
    const [low, high] = rangeOf([...drive, ...threshold, 0]);
    // Room for the spikes on top.
    return [low, high + (high - low) * 0.16];
  }

  protected override aside(): TemplateResult | typeof nothing {
    if (this.layer.activity) {
      return nothing;
    }
    const { drive, threshold } = this.#names();
    return html`<span class="legend small">
      <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-v" d="M1 9 L9 3 L15 7 L23 4"></path></svg>${drive}</span>
      <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-th" d="M1 6 H23"></path></svg>${threshold}</span>
    </span>`;
  }

  protected summary(): string {
    if (this.layer.activity) {
      const [low, high] = extremes(unitPath(this.layer, this.neuron)) ?? [0, 0];
      return t("neuron.says.value", { n: this.neuron + 1, low: figure(low), high: figure(high) });
    }
    const { sFf, sRec, threshold } = this.#path(this.layer);
    const sum = (xs: number[]) => xs.reduce((a, b) => a + b, 0);
    const [low, high] = extremes(threshold) ?? [0, 0];
    return t("neuron.says", { n: this.neuron + 1, low: figure(low), high: figure(high), f: sum(sFf), r: sum(sRec) });
  }

  protected override twin(): TemplateResult {
    if (this.layer.activity) {
      return html`<table>
        <thead>
          <tr>
            <th>${t("time")}</th>
            <th>${t("neuron.y.value")} ${sym("S")}</th>
          </tr>
        </thead>
        <tbody>
          ${unitPath(this.layer, this.neuron).map((v, step) => html`<tr><td>${fixed(middleOf(this.scale, step), 3)}</td><td>${figure(v)}</td></tr>`)}
        </tbody>
      </table>`;
    }
    const path = this.#path(this.layer);
    const { drive, threshold } = this.#names();
    return html`<table>
      <thead>
        <tr>
          <th>${t("time")}</th>
          ${this.subtracted ? html`<th>${t("neuron.potential")} ${sym("V")}</th>` : nothing}
          <th>${drive}</th>
          <th>${threshold}</th>
          <th>${sym("S_f")}</th>
          <th>${sym("S_r")}</th>
        </tr>
      </thead>
      <tbody>
        ${path.drive.map(
          (v, step) =>
            html`<tr><td>${fixed(middleOf(this.scale, step), 3)}</td>${this.subtracted ? html`<td>${figure(path.v[step] ?? 0)}</td>` : nothing}<td>${figure(v)}</td><td>${figure(path.threshold[step] ?? 0)}</td><td>${path.sFf[step]}</td><td>${path.sRec[step]}</td></tr>`,
        )}
      </tbody>
    </table>`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const edge = (t: number) => this.xOf(box, this.scale.startS + t * this.scale.stepS);
    const y = (v: number) => this.yOf(box, v);
    if (this.layer.activity) {
      strokeLine(c, stairs(unitPath(this.layer, this.neuron), edge, y), colours.potential, 1.6);
      return;
    }
    const path = this.#path(this.layer);
    strokeLine(c, stairs(path.threshold, edge, y), colours.threshold, 2, [5, 3]);
    strokeLine(
      c,
      path.drive.map((v, step): [number, number] => [this.xOf(box, middleOf(this.scale, step)), y(v)]),
      colours.potential,
      1.6,
    );
    const cell = edge(1) - edge(0);
    for (const [t, f] of path.sFf.entries()) {
      if (f > 0) {
        c.fillStyle = colours.spikeF;
        c.fillRect(edge(t) + cell * 0.2, box.y + 3, Math.max(2, cell * 0.16), 13);
      }
      if ((path.sRec[t] ?? 0) > 0) {
        c.fillStyle = colours.spikeR;
        c.beginPath();
        c.arc(edge(t) + cell * 0.7, box.y + 9.5, Math.min(4, Math.max(2, cell * 0.2)), 0, Math.PI * 2);
        c.fill();
      }
    }
  }
}

customElements.define("nrr-neuron", NeuronPlot);
