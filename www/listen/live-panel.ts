import { html, nothing, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { Panel } from "../core/panel.ts";
import { texts } from "../text/text.ts";
import type { ListenDesk } from "./desk.ts";
import type { Mark } from "./marks.ts";
import "./rolling-raster.ts";
import "./rolling-spectrogram.ts";

const t = await texts("listen");

/** The last seconds: sound and spikes over one axis of time. */
export class ListenLive extends Panel {
  static override properties = { ...Panel.properties, desk: { attribute: false }, still: { attribute: false } };
  declare desk: ListenDesk;
  /** The visitor wants less motion: the pictures move on with each word alone. */
  declare still: boolean;

  /** What the pictures show while they are paused. */
  #kept: readonly Mark[] | undefined;

  #shown(paused: boolean): readonly Mark[] {
    this.#kept = paused ? (this.#kept ?? this.desk.state.marks) : undefined;
    return this.#kept ?? this.desk.state.marks;
  }

  protected stores() {
    return [this.desk, this.app.session];
  }

  protected override render(): TemplateResult {
    const { desk } = this;
    const { phase, paused, leastScore, layer } = desk.state;
    const marks = this.#shown(paused);
    const info = this.app.session.state.model?.info;
    const hidden = info?.layers.slice(0, -1) ?? [];
    const shown = layer < hidden.length ? layer : 0;
    const moves = phase === "on" && !paused && !this.still;
    const edgeS = moves ? 0 : desk.state.edgeS;
    return html`<div class="card listen-live" data-testid="listen-live" data-moves=${moves ? "yes" : "no"}>
      <div class="row spread">
        <div class="beside"><h3>${t("live")}</h3>${explain({ title: t("live"), text: fromPart("listen.live"), terms: ["spectrogram", "raster", "spike"] })}</div>
        <div class="row">
          ${hidden.length > 1
            ? html`<label class="row"
                >${t("layer")}
                <select data-testid="listen-layer" @change=${(e: Event) => desk.set({ layer: Number((e.target as HTMLSelectElement).value) })}>
                  ${hidden.map((l, i) => html`<option value=${i} .selected=${i === shown}>${i + 1}: ${l.name}</option>`)}
                </select></label
              >`
            : nothing}
          <button type="button" data-testid="listen-pause" aria-pressed=${paused ? "true" : "false"} @click=${() => desk.pause(!paused)}>${t(this.still ? "pause.words" : "pause")}</button>
        </div>
      </div>
      <p class="small quiet">${t(this.still ? "live.still" : "live.help")}</p>
      <div class="stack">
        <nrr-rolling-spectrogram
          .clock=${desk.clock}
          .source=${desk}
          .moves=${moves}
          .edgeS=${edgeS}
          .marks=${marks}
          .leastScore=${leastScore}
          .topHz=${desk.topHz}
        ></nrr-rolling-spectrogram>
        <nrr-rolling-raster
          .clock=${desk.clock}
          .moves=${moves}
          .edgeS=${edgeS}
          .marks=${marks}
          .leastScore=${leastScore}
          .layer=${shown}
          .neurons=${hidden[shown]?.neurons ?? 1}
        ></nrr-rolling-raster>
      </div>
    </div>`;
  }
}

customElements.define("nrr-listen-live", ListenLive);
