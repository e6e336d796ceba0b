import { html, svg, type TemplateResult } from "lit";
import { FLOOR_DB } from "../audio/level.ts";
import { meterShare } from "../core/recording-view.ts";
import { texts } from "../text/text.ts";
import type { RecordState } from "./record-desk.ts";
import { GOOD_TAKES } from "./words-state.ts";

const t = await texts("data");

type Now = NonNullable<RecordState["now"]>;

function says({ state }: Now, word: string, noise: boolean): string {
  switch (state.kind) {
    case "asking":
      return t("rec.allow");
    case "countdown":
      return noise ? t("rec.quiet") : t("rec.ready", { left: state.left });
    case "speak":
      return state.talking ? t("rec.hearing") : t("rec.say", { word });
    case "window":
      return noise ? t("rec.room", { left: Math.ceil(state.leftS) }) : t("rec.say", { word });
  }
}

/** What to do, the level with the threshold on it, what is kept already, and how to go on. */
export function recordView(now: Now, word: string, noise: boolean, next: string | undefined, on: { stop: () => void; next: () => void }): TemplateResult {
  const { state, kept } = now;
  const level = state.kind === "asking" ? FLOOR_DB : state.levelDb;
  const threshold = state.kind === "speak" ? meterShare(state.thresholdDb) * 100 : undefined;
  const through = state.kind === "window" ? 100 * (1 - state.leftS / state.ofS) : undefined;
  const enough = !noise && kept >= GOOD_TAKES;
  return html`<div class="recording" data-testid="recording" data-phase=${state.kind}>
    <p class="recording-says" role="status">${says(now, word, noise)}</p>
    <svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${t("rec.level")}>
      ${svg`<rect class="bar-back" width="100" height="6"></rect><rect class="bar" width=${(meterShare(level) * 100).toFixed(1)} height="6"></rect>`}
      ${threshold === undefined ? "" : svg`<rect class="meter-threshold" x=${(threshold - 0.4).toFixed(1)} width="0.8" height="6"></rect>`}
      ${through === undefined ? "" : svg`<rect class="meter-threshold" width=${through.toFixed(1)} y="5" height="1"></rect>`}
    </svg>
    ${noise
      ? ""
      : html`<ol class="rec-dots" aria-label=${t("rec.kept", { count: kept })}>
          ${Array.from({ length: Math.max(GOOD_TAKES, kept) }, (_, i) => html`<li class=${i < kept ? "full" : ""}></li>`)}
        </ol>`}
    <p class="small quiet">${noise ? t("rec.noise-hint") : enough ? t("rec.enough", { count: kept }) : t("rec.kept", { count: kept })}</p>
    <div class="row">
      ${next === undefined ? "" : html`<button type="button" class=${enough ? "primary" : ""} data-testid="record-next" @click=${on.next}>${t("rec.next", { word: next })}</button>`}
      <button type="button" class="live" data-testid="stop-recording" @click=${on.stop}>${t("rec.stop")}</button>
    </div>
  </div>`;
}
