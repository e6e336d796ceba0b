import { html, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { fixed } from "../core/format.ts";
import { middleOf } from "../plots/steps.ts";
import { texts } from "../text/text.ts";
import { InsidePanel } from "./panel.ts";
import { SPEEDS } from "./walk.ts";

const t = await texts("inside");

/** Paths of the buttons' icons, on a grid of 24: fonts lack some of these signs. */
const ICONS = {
  first: "M6 5v14M19 5L9 12l10 7z",
  back: "M17 5L7 12l10 7z",
  play: "M7 4l13 8-13 8z",
  pause: "M7 5h3v14H7zM14 5h3v14h-3z",
  forward: "M7 5l10 7-10 7z",
  last: "M18 5v14M5 5l10 7-10 7z",
} as const;

function icon(name: keyof typeof ICONS): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[name]}></path></svg>`;
}

/** Goes through the time steps: buttons, slider, keys, or by itself. */
export class StepsPanel extends InsidePanel {
  protected stores() {
    return [this.desk, this.inside.walk];
  }

  protected override render(): TemplateResult {
    const { desk } = this;
    const { walk } = this.inside;
    const { step } = desk.state;
    const [of, walking] = [desk.steps(), walk.state.walking];
    const go = (to: number) => {
      walk.pause();
      desk.setStep(to);
    };
    const button = (id: "first" | "back" | "forward" | "last", says: string, to: number, off: boolean) =>
      html`<button type="button" data-testid="step-${id}" aria-label=${says} title=${says} ?disabled=${off} @click=${() => go(to)}>${icon(id)}</button>`;
    const at = t("steps.at", { step: step + 1, of });
    return html`<section class="card steps-bar" aria-label=${t("steps.label")} @keydown=${(e: KeyboardEvent) => this.#onKey(e, go)}>
      <span class="row tight">
        ${button("first", t("steps.first"), 0, step === 0)} ${button("back", t("steps.back"), step - 1, step === 0)}
        <button type="button" class="primary" data-testid="step-play" aria-pressed=${walking ? "true" : "false"} aria-label=${walking ? t("steps.pause") : t("steps.play")} title=${walking ? t("steps.pause") : t("steps.play")} @click=${() => walk.toggle()}>${icon(walking ? "pause" : "play")}</button>
        ${button("forward", t("steps.forward"), step + 1, step >= of - 1)} ${button("last", t("steps.last"), of - 1, step >= of - 1)}
      </span>
      <input
        class="steps-range"
        type="range"
        data-testid="step-range"
        min="1"
        max=${Math.max(1, of)}
        aria-label=${t("steps.slider")}
        aria-valuetext=${at}
        .value=${String(step + 1)}
        @input=${(e: Event) => go(Number((e.target as HTMLInputElement).value) - 1)}
      />
      <span class="steps-at" data-testid="step-at" data-step=${step}>${at}<span class="steps-time"> · ${t("steps.time", { s: fixed(middleOf(desk.scale(), step), 3) })}</span></span>
      <label class="row small steps-speed"
        ><span class="steps-speed-title">${t("steps.speed")}</span><select data-testid="step-speed" @change=${(e: Event) => walk.setSpeed(Number((e.target as HTMLSelectElement).value))}>
          ${SPEEDS.map((s) => html`<option value=${s} .selected=${s === walk.state.perS}>${s}</option>`)}
        </select></label
      >
      ${explain({ title: t("steps.label"), text: t("steps.about"), terms: ["step", "frame"] })}
    </section>`;
  }

  #onKey(event: KeyboardEvent, go: (to: number) => void): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by !== undefined && event.target instanceof HTMLButtonElement) {
      event.preventDefault();
      go(this.desk.state.step + by);
    }
  }
}

customElements.define("nrr-inside-steps", StepsPanel);
