import { html, nothing, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { fixed, percent } from "../core/format.ts";
import type { Term } from "../core/glossary.ts";
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
      <h3>${t("settings")}</h3>
      ${this.#slider({
        id: "sensitivity",
        min: LEAST_MARGIN_DB,
        max: MOST_MARGIN_DB,
        step: 1,
        value: LEAST_MARGIN_DB + MOST_MARGIN_DB - marginDb,
        text: t("sensitivity.value", { db: marginDb }),
        terms: ["noise"],
        set: (x) => desk.set({ marginDb: LEAST_MARGIN_DB + MOST_MARGIN_DB - x }),
      })}
      ${this.#slider({
        id: "cool-down",
        min: 0,
        max: MOST_COOL_DOWN_S,
        step: 0.1,
        value: coolDownS,
        text: t("cool-down.value", { s: fixed(coolDownS, 1) }),
        terms: [],
        set: (x) => desk.set({ coolDownS: x }),
      })}
      ${this.#slider({
        id: "least-score",
        min: 0,
        max: 1,
        step: 0.01,
        value: leastScore,
        text: percent(leastScore),
        terms: ["score"],
        set: (x) => desk.set({ leastScore: x }),
      })}
      <div class="beside">
        <label class="check"
          ><input type="checkbox" data-testid="smooth" .checked=${smooth} @change=${(e: Event) => desk.set({ smooth: (e.target as HTMLInputElement).checked })} />${t("smooth")}</label
        >${explain({ title: t("smooth"), text: t("smooth.help"), equation: "y = (y_1 + y_2 + y_3) / 3", terms: ["score", "frame"] })}
      </div>
      ${this.#devices()} ${this.#whenHidden()}
    </div>`;
  }

  #slider({ id, min, max, step, value, text, terms, set }: { id: "sensitivity" | "cool-down" | "least-score"; min: number; max: number; step: number; value: number; text: string; terms: readonly Term[]; set: (x: number) => void }): TemplateResult {
    return html`<div class="field">
      <div class="row spread">
        <div class="beside"><label for=${id}>${t(id)}</label>${explain({ title: t(id), text: t(`${id}.help`), terms })}</div>
        <strong>${text}</strong>
      </div>
      <input
        type="range"
        id=${id}
        min=${min}
        max=${max}
        step=${step}
        data-testid=${id}
        aria-valuetext=${text}
        .value=${String(value)}
        @input=${(e: Event) => set(Number((e.target as HTMLInputElement).value))}
      />
    </div>`;
  }

  /** Shown where there is a choice. */
  #devices(): TemplateResult | typeof nothing {
    const { microphones, microphone } = this.desk.state;
    if (microphones.length < 2) {
      return nothing;
    }
    return html`<div class="field">
      <div class="beside"><label for="listen-microphone">${t("microphone")}</label>${explain({ title: t("microphone"), text: t("microphone.help") })}</div>
      <select id="listen-microphone" data-testid="microphone" @change=${(e: Event) => settle(this.desk.choose((e.target as HTMLSelectElement).value), this.#tell)}>
        <option value="" .selected=${microphone === undefined}>${t("microphone.any")}</option>
        ${microphones.map(({ id, title }, i) => html`<option value=${id} .selected=${id === microphone}>${title || t("microphone.unnamed", { number: i + 1 })}</option>`)}
      </select>
    </div>`;
  }

  #whenHidden(): TemplateResult {
    const { whenHidden } = this.desk.state;
    const choice = (value: typeof whenHidden): TemplateResult =>
      html`<label class="check"
        ><input type="radio" name="when-hidden" data-testid="hidden-${value}" .checked=${whenHidden === value} @change=${() => this.desk.set({ whenHidden: value })} />${t(`hidden.${value}`)}</label
      >`;
    return html`<div role="radiogroup" aria-labelledby="when-hidden-title">
      <div class="beside"><span id="when-hidden-title">${t("hidden")}</span>${explain({ title: t("hidden"), text: t("hidden.help") })}</div>
      <div class="row">${choice("stop")} ${choice("go-on")}</div>
    </div>`;
  }
}

customElements.define("nrr-listen-settings", ListenSettings);
