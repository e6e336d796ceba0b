import { html, nothing, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import type { ListenDesk } from "./desk.ts";

const t = await texts("listen");

/** Margins above the room's noise, in dB. More to the right is more sensitive, so the slider counts down from their sum. */
const LEAST_MARGIN_DB = 4;
const MOST_MARGIN_DB = 24;
const MOST_COOL_DOWN_S = 3;

/** How words are found and which answers count. */
export class ListenSettings extends Panel {
  static override properties = { ...Panel.properties, desk: { attribute: false } };
  declare desk: ListenDesk;

  protected stores() {
    return [this.desk];
  }

  readonly #tell = (text: string): void => this.app.notices.tell({ id: "listen", tone: "bad", text });

  protected override render(): TemplateResult {
    const { desk } = this;
    const { marginDb, coolDownS, leastScore, smooth } = desk.state;
    return html`<div class="card listen-settings">
      <div class="beside"><h3>${t("settings")}</h3>${explain({ title: t("settings"), text: fromPart("listen.settings"), terms: ["score", "noise"] })}</div>
      ${this.#slider({
        id: "sensitivity",
        min: LEAST_MARGIN_DB,
        max: MOST_MARGIN_DB,
        step: 1,
        value: LEAST_MARGIN_DB + MOST_MARGIN_DB - marginDb,
        text: t("sensitivity.value", { db: marginDb }),
        set: (x) => desk.set({ marginDb: LEAST_MARGIN_DB + MOST_MARGIN_DB - x }),
      })}
      ${this.#slider({
        id: "cool-down",
        min: 0,
        max: MOST_COOL_DOWN_S,
        step: 0.1,
        value: coolDownS,
        text: t("cool-down.value", { s: coolDownS }),
        set: (x) => desk.set({ coolDownS: x }),
      })}
      ${this.#slider({
        id: "least-score",
        min: 0,
        max: 1,
        step: 0.01,
        value: leastScore,
        text: percent(leastScore),
        set: (x) => desk.set({ leastScore: x }),
      })}
      <label class="check"
        ><input type="checkbox" data-testid="smooth" aria-describedby="smooth-help" .checked=${smooth} @change=${(e: Event) => desk.set({ smooth: (e.target as HTMLInputElement).checked })} />${t("smooth")}</label
      >
      <p class="small quiet" id="smooth-help">${t("smooth.help")}</p>
      ${this.#devices()} ${this.#whenHidden()}
    </div>`;
  }

  #slider({ id, min, max, step, value, text, set }: { id: "sensitivity" | "cool-down" | "least-score"; min: number; max: number; step: number; value: number; text: string; set: (x: number) => void }): TemplateResult {
    return html`<div class="field">
      <label class="row spread" for=${id}><span>${t(id)}</span><strong>${text}</strong></label>
      <input
        type="range"
        id=${id}
        min=${min}
        max=${max}
        step=${step}
        data-testid=${id}
        aria-valuetext=${text}
        aria-describedby="${id}-help"
        .value=${String(value)}
        @input=${(e: Event) => set(Number((e.target as HTMLInputElement).value))}
      />
      <p class="small quiet" id="${id}-help">${t(`${id}.help`)}</p>
    </div>`;
  }

  /** Shown where there is a choice. */
  #devices(): TemplateResult | typeof nothing {
    const { microphones, microphone } = this.desk.state;
    if (microphones.length < 2) {
      return nothing;
    }
    return html`<label class="field"
      >${t("microphone")}
      <select data-testid="microphone" @change=${(e: Event) => settle(this.desk.choose((e.target as HTMLSelectElement).value), this.#tell)}>
        <option value="" .selected=${microphone === undefined}>${t("microphone.any")}</option>
        ${microphones.map(({ id, title }, i) => html`<option value=${id} .selected=${id === microphone}>${title || t("microphone.unnamed", { number: i + 1 })}</option>`)}
      </select></label
    >`;
  }

  #whenHidden(): TemplateResult {
    const { whenHidden } = this.desk.state;
    const choice = (value: typeof whenHidden): TemplateResult =>
      html`<label class="check"
        ><input type="radio" name="when-hidden" data-testid="hidden-${value}" .checked=${whenHidden === value} @change=${() => this.desk.set({ whenHidden: value })} />${t(`hidden.${value}`)}</label
      >`;
    return html`<fieldset class="row"><legend>${t("hidden")}</legend>${choice("stop")} ${choice("go-on")}</fieldset>`;
  }
}

customElements.define("nrr-listen-settings", ListenSettings);
