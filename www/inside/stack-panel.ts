import { html, nothing, type TemplateResult } from "lit";
import { figure } from "../core/format.ts";
import { pieces } from "../core/equation.ts";
import { sym } from "../core/symbol.ts";
import "../plots/adaptation.ts";
import { unitPath } from "../plots/neuron.ts";
import "../plots/potential.ts";
import "../plots/spectrogram.ts";
import { stepAt, stepScale } from "../plots/steps.ts";
import "../plots/unit-value.ts";
import { texts } from "../text/text.ts";
import "./layer-raster.ts";
import { orderPicker } from "./order-picker.ts";
import { InsidePanel } from "./panel.ts";

const t = await texts("inside");

/** A short expression with its symbols set as such. */
function symbols(text: string): TemplateResult {
  return html`<span class="eq">${pieces(text).map(({ symbol, text: plain }) => (symbol === "" ? plain : sym(symbol)))}</span>`;
}

/** The stack over one time axis: sound, the layer's spikes, and the chosen neuron's states. */
export class StackPanel extends InsidePanel {
  protected stores() {
    return [this.desk, this.inside.rasters];
  }

  protected override render(): TemplateResult {
    const { desk } = this;
    const { heard, info, neuron, step } = desk.state;
    const [traces, layer] = [heard?.traces, desk.shown()];
    if (!heard || !traces || !layer) {
      return html``;
    }
    const scale = desk.scale();
    const { rasters } = this.inside;
    const { kind, order: all } = rasters.state;
    const order = kind !== "index" && all.length === layer.neurons ? all : undefined;
    const windowMs = info?.frontEnd.windowMs ?? 50;
    return html`<h3 class="visually-hidden">${t("stack.title", { neuron: neuron + 1 })}</h3>
      <div class="stack" @keydown=${this.#onKey}>
        <nrr-spectrogram
          .cursor=${desk.cursor}
          .values=${traces.spectrogram}
          .bands=${traces.bands}
          .scale=${stepScale(traces.frames, traces.frames, traces.hopMs, windowMs)}
          .topHz=${heard.clipRateHz / 2}
          @click=${this.#onSound}
        ></nrr-spectrogram>
        <div>
          <nrr-layer-raster
            .cursor=${desk.cursor}
            .pointing=${desk.pointed}
            .layer=${layer}
            .order=${order}
            .scale=${scale}
            .steps=${traces.steps}
            .neuron=${neuron}
            .height=${220}
            @neuron=${(e: CustomEvent<number>) => desk.setNeuron(e.detail)}
            @step=${(e: CustomEvent<number>) => desk.setStep(e.detail)}
          ></nrr-layer-raster>
          <p class="small quiet row spread"><span>${t(layer.activity ? "raster.values" : "raster.what")}</span> ${orderPicker(rasters, "stack")}</p>
        </div>
        ${layer.activity
          ? html`<nrr-unit-value
                .cursor=${desk.cursor}
                .scale=${scale}
                .step=${step}
                .neuron=${neuron}
                .values=${unitPath(layer, neuron)}
                @step=${this.#onStep}
                @neuron-by=${this.#onNeuronBy}
              ></nrr-unit-value>
              <p class="note" data-testid="no-spikes">${t("value.only")}</p>`
          : this.#spiking(layer.recurrent)}
      </div>`;
  }

  /** The spectrogram tells the moment under the pointer alone; a click there chooses its step. */
  readonly #onSound = (event: MouseEvent): void => {
    const { hoverS } = this.desk.cursor.state;
    const step = event.target instanceof HTMLCanvasElement && hoverS !== undefined ? stepAt(this.desk.scale(), this.desk.steps(), hoverS) : undefined;
    if (step !== undefined) {
      this.desk.setStep(step);
    }
  };

  readonly #onStep = (e: CustomEvent<number>): void => this.desk.setStep(e.detail);
  readonly #onNeuronBy = (e: CustomEvent<number>): void => this.desk.setNeuron(this.desk.state.neuron + e.detail);

  /** The raster's own keys choose the neuron; left and right step, as in the plots below it. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by !== undefined && event.target instanceof HTMLCanvasElement && event.target.dataset["testid"] === "raster") {
      event.preventDefault();
      this.desk.setStep(this.desk.state.step + by);
    }
  };

  #spiking(recurrent: boolean): TemplateResult {
    const { desk } = this;
    const [course, ghost] = [desk.course(), desk.ghost()];
    const { neuron, step } = desk.state;
    if (!course) {
      return html``;
    }
    const common = { cursor: desk.cursor, scale: desk.scale() };
    return html`<div>
        <nrr-potential
          .cursor=${common.cursor}
          .scale=${common.scale}
          .step=${step}
          .neuron=${neuron}
          .course=${course}
          .ghost=${ghost}
          .recurrent=${recurrent}
          @step=${this.#onStep}
          @neuron-by=${this.#onNeuronBy}
        ></nrr-potential>
        ${this.#now(recurrent)} <p class="small quiet">${t("potential.what")}</p>
      </div>
      <div>
        <nrr-adaptation
          .cursor=${common.cursor}
          .scale=${common.scale}
          .step=${step}
          .neuron=${neuron}
          .course=${course}
          .ghost=${ghost}
          .decay=${desk.constant("adaptDecay", "adapt_decay")}
          .gain=${desk.constant("adaptGain", "adapt_gain")}
          @step=${this.#onStep}
          @neuron-by=${this.#onNeuronBy}
        ></nrr-adaptation>
        <p class="small quiet">${t("adaptation.what")}</p>
      </div>`;
  }

  /** The figures at the step, for whoever cannot or need not read them off the curves. */
  #now(recurrent: boolean): TemplateResult {
    const { desk } = this;
    const { step, neuron, drives } = desk.state;
    const course = desk.course();
    if (!course) {
      return html``;
    }
    const pair = (name: unknown, value: number | undefined) => html`<div><dt>${name}</dt><dd class="figures">${value === undefined ? "–" : figure(value)}</dd></div>`;
    const at = step * (drives?.neurons ?? 0) + neuron;
    return html`<dl class="now small" aria-label=${t("now.title")} data-testid="now">
      ${pair(symbols("W_f · X + b"), drives?.ff[at])} ${recurrent ? pair(symbols("W_r · S"), drives?.rec[at]) : nothing} ${pair(sym("V_f"), course.vFf[step])}
      ${recurrent ? pair(sym("V_r"), course.vRec[step]) : nothing} ${pair(sym("V"), course.v[step])} ${pair(t("threshold"), course.threshold[step])}
      ${pair(sym("S_f"), course.sFf[step])} ${recurrent ? pair(sym("S_r"), course.sRec[step]) : nothing} ${pair(sym("a"), course.a[step])}
    </dl>`;
  }
}

customElements.define("nrr-inside-stack", StackPanel);
