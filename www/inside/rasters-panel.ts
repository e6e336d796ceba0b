import { html, nothing, type TemplateResult } from "lit";
import { fixed } from "../core/format.ts";
import { explain } from "../core/explain.ts";
import { said } from "../core/said.ts";
import "../plots/spike-map.ts";
import type { Responses, SpikeMap } from "../plots/spike-map.ts";
import type { View } from "../plots/view.ts";
import type { Cell } from "../plots/zoom-plot.ts";
import { texts } from "../text/text.ts";
import { momentTitle } from "./moment-title.ts";
import type { Compared, Moment } from "./moments.ts";
import { orderPicker } from "./order-picker.ts";
import { InsidePanel } from "./panel.ts";
import { MOST, type Picture } from "./raster-desk.ts";
import { identity } from "./weights-panel.ts";

const t = await texts("inside");

/** The layer's spikes through many recordings, early against late in training. */
export class RastersPanel extends InsidePanel {
  protected stores() {
    return [this.desk, this.inside.rasters];
  }

  protected override render(): TemplateResult {
    const { rasters } = this.inside;
    const { early, late, progress, problem, most } = rasters.state;
    const { layer } = this.desk.state;
    const [first, last] = [early?.layers[layer], late?.layers[layer]];
    return html`<div class="row spread">
        <h3>${t("map.heading")}</h3>
        <span class="row">
          ${orderPicker(rasters, "map")}
          <span class="row tight">
            <label class="row"
              >${t("map.most")}<select data-testid="map-most" @change=${(e: Event) => rasters.setMost(Number((e.target as HTMLSelectElement).value))}>
                ${MOST.map((n) => html`<option value=${n} .selected=${n === most}>${n}</option>`)}
              </select></label
            >${explain({ title: t("map.most"), text: t("map.most.about"), terms: ["clip", "take", "held-out"] })}
          </span>
        </span>
      </div>
      ${problem ? html`<p class="note bad" role="alert">${said(problem)}</p>` : nothing}
      ${progress
        ? html`<div class="row map-progress">
            <progress max=${progress.of} .value=${progress.done} aria-label=${t("map.heading")}></progress>
            <span class="small">${t("map.progress", progress)}</span>
            <button type="button" @click=${() => rasters.stop()}>${t("map.stop")}</button>
          </div>`
        : rasters.stale()
          ? html`<button type="button" data-testid="map-again" @click=${() => void rasters.look()}>${t("map.again")}</button>`
          : nothing}
      <p class="quiet">${t("map.what")}</p>
      ${this.#networks()}
      <div class=${first ? "inside-pair" : ""} @view=${this.#together}>${first && early ? this.#map(early, first.responses, "early") : nothing} ${last && late ? this.#map(late, last.responses, "late") : nothing}</div>
      ${first && last
        ? html`<p class="small" data-testid="map-rates">${t(first.responses.values ? "map.sizes" : "map.rates", { early: fixed(first.mean, 3), late: fixed(last.mean, 3) })}</p>`
        : late
          ? html`<p class="small quiet">${t("map.alone")}</p>`
          : nothing}
      ${last ? html`<p class="small quiet">${t("zoom.how")}</p>` : nothing}`;
  }

  /** Which two moments of training are compared: the earlier one comes before the later one. */
  #networks(): TemplateResult | typeof nothing {
    const { rasters } = this.inside;
    const { moments } = this.desk.state;
    const [first, last] = rasters.wanted();
    if (!first || !last) {
      return nothing;
    }
    const [from, to] = [moments.indexOf(first), moments.indexOf(last)];
    const choose = (which: keyof Compared, options: readonly Moment[], chosen: Moment): TemplateResult =>
      html`<label class="row"
        >${t(`map.compare.${which}`)}<select
          data-testid="map-choose-${which}"
          @change=${(e: Event) => rasters.compare({ [which]: options[(e.target as HTMLSelectElement).selectedIndex] })}
        >
          ${options.map((m) => html`<option .selected=${m === chosen}>${momentTitle(m)}</option>`)}
        </select></label
      >`;
    const { early, late } = rasters.state.compared;
    return html`<div class="row" role="group" aria-label=${t("map.compare")}>
      ${choose("early", moments.slice(0, to), first)} ${choose("late", moments.slice(from + 1), last)}
      ${early || late
        ? html`<button type="button" class="plain small" data-testid="map-choose-suggested" @click=${() => rasters.compare({ early: undefined, late: undefined })}>${t("map.compare.suggested")}</button>`
        : nothing}
    </div>`;
  }

  /** Both pictures show the same part. The event does not bubble, so it is caught on its way down. */
  readonly #together = {
    handleEvent: (event: CustomEvent<View | undefined>): void => {
      for (const map of this.querySelectorAll<SpikeMap>("nrr-spike-map")) {
        map.view = event.detail;
      }
    },
    capture: true,
  };

  #map({ moment }: Picture, responses: Responses, which: "early" | "late"): TemplateResult {
    const { desk } = this;
    const { order, shown, early } = this.inside.rasters.state;
    const { neuron, chosen, step } = desk.state;
    const sorted = order.length === responses.neurons ? order : identity(responses.neurons);
    const stretch = responses.stretches[shown.indexOf(chosen)];
    const title = moment.kind === "try" || !early ? moment.title : t(`map.${which}`, { moment: momentTitle(moment) });
    return html`<nrr-spike-map
      .responses=${responses}
      .order=${sorted}
      .neuron=${neuron}
      .column=${stretch && stretch.from + Math.min(step, stretch.steps - 1)}
      .pointing=${desk.pointed}
      .clock=${desk.cursor}
      .scale=${desk.scale()}
      .here=${stretch}
      .title=${title}
      .name=${`map-${which}`}
      .height=${360}
      @cell=${(e: CustomEvent<Cell>) => this.#choose(responses, sorted, e.detail)}
      @cell-by=${(e: CustomEvent<Cell>) => {
        desk.setNeuron(sorted[sorted.indexOf(neuron) + e.detail.row] ?? neuron);
        desk.setStep(desk.state.step + e.detail.column);
      }}
    ></nrr-spike-map>`;
  }

  /** A click chooses neuron, recording and step together. */
  #choose(responses: Responses, order: Uint32Array, { column, row }: Cell): void {
    const { desk } = this;
    const at = responses.stretches.findIndex((s) => column >= s.from && column < s.from + s.steps);
    const chosen = this.inside.rasters.state.shown[at];
    desk.setNeuron(order[row] ?? 0);
    if (chosen !== undefined) {
      desk.choose(chosen);
      desk.setStep(column - (responses.stretches[at]?.from ?? 0));
    }
  }
}

customElements.define("nrr-inside-rasters", RastersPanel);
