import { html, svg, type TemplateResult } from "lit";
import { FLOOR_DB } from "../audio/level.ts";
import type { RecorderState } from "../audio/recorder.ts";
import { texts } from "../text/text.ts";

const t = await texts("app");

/** Share of the meter for a level: the floor is 0, full scale is 1. */
export function meterShare(db: number): number {
  return Math.min(1, Math.max(0, 1 - db / FLOOR_DB));
}

/** Countdown, level and what to do, while a recording goes on. */
export function recordingView(state: RecorderState, word: string | undefined, stop: () => void): TemplateResult {
  const level = state.kind === "asking" ? FLOOR_DB : state.levelDb;
  const threshold = state.kind === "speak" ? meterShare(state.thresholdDb) * 100 : undefined;
  const says =
    state.kind === "asking"
      ? t("record.allow")
      : state.kind === "countdown"
        ? t("record.ready", { left: state.left })
        : state.talking
          ? t("record.hearing")
          : word === undefined
            ? t("record.now")
            : t("record.say", { word });
  const progress = state.kind === "speak" && state.wanted > 1 ? t("record.progress", { done: Math.min(state.wanted, state.done + 1), wanted: state.wanted }) : "";
  return html`<div class="recording" data-testid="recording" data-phase=${state.kind}>
    <p class="recording-says" role="status">${says} <span class="quiet small">${progress}</span></p>
    <svg class="meter" viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label=${t("record.level")}>
      ${svg`<rect class="bar-back" width="100" height="6"></rect><rect class="bar" width=${(meterShare(level) * 100).toFixed(1)} height="6"></rect>`}
      ${threshold === undefined ? "" : svg`<rect class="meter-threshold" x=${(threshold - 0.4).toFixed(1)} width="0.8" height="6"></rect>`}
    </svg>
    <button type="button" class="live" data-testid="stop-recording" @click=${stop}>${t("record.stop")}</button>
  </div>`;
}
