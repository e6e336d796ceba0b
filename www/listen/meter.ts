import { html, type TemplateResult } from "lit";
import { FLOOR_DB } from "../audio/level.ts";
import { explain } from "../core/explain.ts";
import { fixed } from "../core/format.ts";
import { meterShare } from "../core/recording-view.ts";
import { Panel } from "../core/panel.ts";
import { texts } from "../text/text.ts";
import type { ListenDesk } from "./desk.ts";
import type { Level } from "./state.ts";

const t = await texts("listen");

/** Time between two figures: faster ones cannot be read. */
const FIGURES_MS = 400;

/** The microphone's level, with the room's noise and the level at which a word begins marked on it. */
export class LevelMeter extends Panel {
  static override properties = { ...Panel.properties, desk: { attribute: false }, still: { attribute: false } };
  declare desk: ListenDesk;
  /** Less motion: the bar moves with the figures. */
  declare still: boolean;
  #shown: Level | undefined;
  #shownMs = 0;

  protected stores() {
    return [this.desk, this.desk.level];
  }

  protected override render(): TemplateResult {
    const { phase, paused } = this.desk.state;
    const now = performance.now();
    const level = this.desk.level.state;
    if (!this.#shown || phase !== "on" || (!paused && now - this.#shownMs > FIGURES_MS)) {
      this.#shown = level;
      this.#shownMs = now;
    }
    const shown = this.#shown;
    const bar = this.still || paused ? shown : level;
    const at = (db: number): string => (meterShare(db) * 100).toFixed(2);
    const on = phase === "on";
    // Before the room is known there is no threshold.
    const known = on && shown.thresholdDb < 0 && shown.noiseDb > FLOOR_DB;
    const figures = on
      ? t("level.value", { db: fixed(shown.db, 0) })
      : t("level.off");
    return html`<div class="level" data-testid="level" data-db=${level.db.toFixed(1)} data-noise=${level.noiseDb.toFixed(1)} data-threshold=${level.thresholdDb.toFixed(1)}>
      <div role="meter" aria-label=${t("level.name")} aria-valuemin=${FLOOR_DB} aria-valuemax="0" aria-valuenow=${shown.db.toFixed(0)} aria-valuetext=${figures}>
        <svg class="level-picture ${on && level.talking ? "talking" : ""}" viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true">
          <rect class="bar-back" width="100" height="20"></rect>
          <rect class="bar" width=${at(bar.db)} height="20"></rect>
          <rect class="level-room" x=${at(bar.noiseDb)} width="0.4" height="20" ?hidden=${!on}></rect>
          <rect class="level-mark" x=${at(bar.thresholdDb)} width="0.6" height="20" visibility=${known ? "visible" : "hidden"}></rect>
        </svg>
      </div>
      <p class="row spread small quiet level-figures">
        <span class="beside">${figures}${explain({ title: t("level.name"), text: t("level.help"), terms: ["noise"] })}</span>
        ${known
          ? html`<span><i class="swatch swatch-room" aria-hidden="true"></i>${t("level.room", { db: fixed(shown.noiseDb, 0) })}</span>
              <span><i class="swatch swatch-mark" aria-hidden="true"></i>${t("level.mark", { db: fixed(shown.thresholdDb, 0) })}</span>`
          : ""}
      </p>
    </div>`;
  }
}

customElements.define("nrr-level", LevelMeter);
