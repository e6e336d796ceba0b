import { html, type TemplateResult } from "lit";
import { texts } from "../text/text.ts";
import type { DataDesk } from "./desk.ts";
import { MOST_LETTERS } from "./words-state.ts";

const t = await texts("data");

/** How the next takes are recorded, and whose voice it is. */
export function recordOptions({ recorder }: DataDesk): TemplateResult {
  const { way, speaker, now } = recorder.state;
  const option = (id: "free" | "countdown"): TemplateResult =>
    html`<button type="button" aria-pressed=${way === id ? "true" : "false"} data-testid="way-${id}" title=${t(`way.${id}.about`)} ?disabled=${now !== undefined} @click=${() => recorder.set({ way: id })}>
      ${t(`way.${id}`)}
    </button>`;
  return html`<div class="record-options">
    <div class="field">
      <span id="way-label" class="small quiet">${t("way.label")}</span>
      <div class="segments" role="group" aria-labelledby="way-label">${option("free")} ${option("countdown")}</div>
    </div>
    <label class="field"
      ><span class="small quiet">${t("voice.label")}</span>
      <input
        type="text"
        autocomplete="off"
        maxlength=${MOST_LETTERS}
        data-testid="voice"
        title=${t("voice.about")}
        .value=${speaker}
        @input=${(e: Event) => recorder.set({ speaker: (e.target as HTMLInputElement).value })}
    /></label>
    <p class="small quiet record-about">${t(`way.${way}.about`)}</p>
  </div>`;
}
