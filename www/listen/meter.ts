import { html, type TemplateResult } from "lit";
import { FLOOR_DB } from "../audio/level.ts";
import { meterShare } from "../core/recording-view.ts";
import { Panel } from "../core/panel.ts";
import type { ListenDesk } from "./desk.ts";

/** The microphone's level with the trigger's threshold drawn on it; the handle is a slider. */
export class LevelMeter extends Panel {
  static override properties = { ...Panel.properties, desk: { attribute: false } };
  declare desk: ListenDesk;

  protected stores() {
    return [this.desk, this.desk.level];
  }

  protected override render(): TemplateResult {
    const { thresholdDb, talking } = this.desk.state;
    const { db } = this.desk.level.state;
    const at = (x: number) => (meterShare(x) * 100).toFixed(2);
    return html`<div class="level ${talking ? "talking" : ""}">
      <svg class="level-picture" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
        <rect class="bar-back" width="100" height="20"></rect>
        <rect class="bar" width=${at(db)} height="20"></rect>
        <rect class="level-mark" x=${at(thresholdDb)} width="0.6" height="20"></rect>
      </svg>
      <input
        class="level-slider"
        type="range"
        min=${FLOOR_DB}
        max="0"
        step="1"
        aria-label="Trigger threshold, decibels below full scale"
        data-testid="threshold"
        .value=${String(thresholdDb)}
        @input=${(e: Event) => this.desk.setThreshold(Number((e.target as HTMLInputElement).value))}
      />
      <p class="row spread small quiet">
        <span>Level <span class="figures">${db.toFixed(0)}</span> dBFS</span>
        <span>Trigger at <span class="figures" data-testid="threshold-value">${thresholdDb}</span> dBFS</span>
      </p>
    </div>`;
  }
}

customElements.define("nrr-level", LevelMeter);
