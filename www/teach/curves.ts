import { html, LitElement, type PropertyValues, type TemplateResult } from "lit";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { figure, percent } from "../core/format.ts";
import type { EpochRecord } from "../engine/protocol.ts";
import { onThemeChange, theme } from "../plots/theme.ts";

type Kind = "loss" | "accuracy" | "rate";

const HEIGHT = 170;

/** One curve over the epochs of a run: loss, accuracy or firing rate. */
export class Curve extends LitElement {
  static override properties = { kind: { attribute: false }, records: { attribute: false }, epochs: { attribute: false } };
  declare kind: Kind;
  declare records: readonly EpochRecord[];
  declare epochs: number;

  #plot: uPlot | undefined;
  #frame = 0;
  #ends: (() => void)[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  #title(): string {
    return { loss: "Loss", accuracy: "Accuracy", rate: "Firing rate" }[this.kind];
  }

  #summary(): string {
    const last = this.records.at(-1);
    if (!last) {
      return `${this.#title()}: no epoch yet.`;
    }
    const value = {
      loss: `loss ${figure(last.trainLoss)}`,
      accuracy: `${percent(last.trainAccuracy)} of the training takes${last.testAccuracy === null ? "" : `, ${percent(last.testAccuracy)} of the test takes`}`,
      rate: `${last.firingRate.toFixed(3)} spikes per neuron and step`,
    }[this.kind];
    return `${this.#title()} by epoch; epoch ${last.epoch}: ${value}.`;
  }

  protected override render(): TemplateResult {
    const last = this.records.at(-1);
    const now =
      last &&
      {
        loss: figure(last.trainLoss),
        accuracy: last.testAccuracy === null ? percent(last.trainAccuracy) : `${percent(last.testAccuracy, 1)} test`,
        rate: last.firingRate.toFixed(3),
      }[this.kind];
    return html`<figure class="curve">
      <figcaption class="row spread"><h3>${this.#title()}</h3><span class="figures small">${now ?? ""}</span></figcaption>
      <div class="curve-canvas" role="img" aria-label=${this.#summary()}></div>
      ${this.kind === "accuracy" && typeof last?.testAccuracy === "number"
        ? html`<p class="legend small">
            <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-win" d="M1 6 H23"></path></svg>training takes</span>
            <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class="key-second" d="M1 6 H23"></path></svg>test takes</span>
          </p>`
        : ""}
    </figure>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const resized = new ResizeObserver(() => this.#ask(false));
    resized.observe(this);
    this.#ends = [onThemeChange(() => this.#ask(true)), () => resized.disconnect()];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    for (const end of this.#ends) {
      end();
    }
    this.#plot?.destroy();
    this.#plot = undefined;
  }

  protected override updated(changed: PropertyValues): void {
    this.#ask(changed.has("epochs") || changed.has("kind"));
  }

  #ask(anew: boolean): void {
    if (anew) {
      this.#plot?.destroy();
      this.#plot = undefined;
    }
    if (this.#frame === 0 && this.isConnected) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        this.#draw();
      });
    }
  }

  #data(): uPlot.AlignedData {
    const xs = this.records.map((r) => r.epoch);
    switch (this.kind) {
      case "loss":
        return [xs, this.records.map((r) => r.trainLoss)];
      case "accuracy":
        return [xs, this.records.map((r) => r.trainAccuracy * 100), this.records.map((r) => (r.testAccuracy === null ? null : r.testAccuracy * 100))];
      case "rate":
        return [xs, this.records.map((r) => r.firingRate)];
    }
  }

  #draw(): void {
    const host = this.querySelector<HTMLElement>(".curve-canvas");
    const width = Math.floor(host?.clientWidth ?? 0);
    if (!host || width === 0) {
      return;
    }
    if (this.#plot) {
      if (this.#plot.width !== width) {
        this.#plot.setSize({ width, height: HEIGHT });
      }
      this.#plot.setData(this.#data());
    } else {
      this.#plot = new uPlot(this.#options(width), this.#data(), host);
    }
  }

  #options(width: number): uPlot.Options {
    const colours = theme();
    const axis: uPlot.Axis = {
      stroke: colours.ink2,
      grid: { stroke: colours.rule, width: 1 },
      ticks: { stroke: colours.rule, width: 1, size: 4 },
      font: `11px ${colours.font}`,
      labelFont: `11px ${colours.font}`,
      labelSize: 16,
      gap: 3,
    };
    const unit = { loss: "loss", accuracy: "right, %", rate: "spikes per step" }[this.kind];
    const line = (stroke: string, dash?: number[]): uPlot.Series => ({ stroke, width: 2, points: { show: this.epochs <= 25, size: 5, fill: stroke }, ...(dash ? { dash } : {}) });
    return {
      width,
      height: HEIGHT,
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, range: [1, Math.max(2, this.epochs)] },
        y: { range: this.kind === "accuracy" ? [0, 100] : (_u, _min, max) => [0, max > 0 ? max * 1.1 : 1] },
      },
      axes: [
        { ...axis, label: "epoch", size: 26, space: 32, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000] },
        { ...axis, label: unit, size: 40 },
      ],
      series: [{}, line(this.kind === "rate" ? colours.spikeF : colours.winner), ...(this.kind === "accuracy" ? [line(colours.spikeR, [6, 4])] : [])],
    };
  }
}

customElements.define("nrr-curve", Curve);
