import { html, type TemplateResult } from "lit";
import { labelTitle } from "../core/label.ts";
import { explain, fromPart } from "../core/explain.ts";
import { fixed } from "../core/format.ts";
import { layerPicker } from "../core/layer-picker.ts";
import { Panel } from "../core/panel.ts";
import { sym } from "../core/symbol.ts";
import type { LayerTraces, Recognition } from "../engine/protocol.ts";
import "../plots/neuron.ts";
import "../plots/output.ts";
import "../plots/raster.ts";
import "../plots/spectrogram.ts";
import { stepScale } from "../plots/steps.ts";
import "../plots/waveform.ts";
import { texts } from "../text/text.ts";

const t = await texts("try");

/** The stack of plots over one time axis: sound, spectrogram, spikes, one neuron, output. */
export class TryStack extends Panel {
  protected stores() {
    return [this.app.tryDesk, this.app.session];
  }

  protected override render(): TemplateResult {
    const { study } = this.app.tryDesk.state;
    return study ? this.#plots(study.recognition) : html``;
  }

  #plots(r: Recognition): TemplateResult {
    const desk = this.app.tryDesk;
    const { cursor } = desk;
    const { layer, neuron, close } = desk.state;
    const info = this.app.session.state.model?.info;
    const { traces } = r;
    const windowMs = info?.frontEnd.windowMs ?? 50;
    const scale = stepScale(traces?.frames ?? 0, traces?.steps ?? 0, traces?.hopMs ?? 25, windowMs);
    const shown = traces?.layers[layer];
    return html`<div class="stack">
      <nrr-waveform .cursor=${cursor} .samples=${r.clip} .rateHz=${r.clipRateHz}></nrr-waveform>
      ${traces
        ? html`<nrr-spectrogram
              .cursor=${cursor}
              .values=${traces.spectrogram}
              .bands=${traces.bands}
              .scale=${stepScale(traces.frames, traces.frames, traces.hopMs, windowMs)}
              .topHz=${r.clipRateHz / 2}
            ></nrr-spectrogram>
            ${shown
              ? html`${layerPicker(traces.layers, layer, (i) => desk.look(i))}
                  <nrr-raster
                    .cursor=${cursor}
                    .layer=${shown}
                    .scale=${scale}
                    .neuron=${neuron}
                    .close=${close}
                    @neuron=${(e: CustomEvent<number>) => desk.set({ neuron: e.detail })}
                  ></nrr-raster>
                  ${this.#controls(shown)}
                  <nrr-neuron
                    .cursor=${cursor}
                    .layer=${shown}
                    .scale=${scale}
                    .neuron=${neuron}
                    .subtracted=${info?.settings["adaptation"] !== "threshold"}
                    data-testid="neuron-plot"
                  ></nrr-neuron>`
              : ""}
            <nrr-output .cursor=${cursor} .output=${traces.output} .labels=${r.labels.map(labelTitle)} .scores=${r.scores} .scale=${scale}></nrr-output>`
        : ""}
    </div>`;
  }

  #controls({ neurons, firingRate, activity }: LayerTraces): TemplateResult {
    const desk = this.app.tryDesk;
    const { neuron, close } = desk.state;
    return html`<div class="row stack-controls">
      <label class="row"
        >${t("neuron")}
        <input
          class="narrow"
          type="number"
          min="1"
          max=${neurons}
          step="1"
          data-testid="neuron"
          .value=${String(neuron + 1)}
          @change=${(e: Event) => {
            const n = Number((e.target as HTMLInputElement).value);
            desk.set({ neuron: Number.isFinite(n) ? Math.min(neurons, Math.max(1, Math.round(n))) - 1 : neuron });
            this.requestUpdate();
          }}
      /></label>
      <div class="beside">
        <label class="check"
          ><input type="checkbox" .checked=${close} @change=${(e: Event) => desk.set({ close: (e.target as HTMLInputElement).checked })} />${t("close")}</label
      >
        ${explain({ title: t("close"), text: fromPart("close") })}
      </div>
      <span class="small quiet">
        ${t.rich(activity ? "mean" : "rate", { rate: html`<span class="figures">${fixed(firingRate, 3)}</span>` })}
        ${activity ? t("pick.value") : t.rich("pick", { gamma: sym("γ") })}
      </span>
    </div>`;
  }
}

customElements.define("nrr-try-stack", TryStack);
