import { html, type TemplateResult } from "lit";
import { explain, type Explanation } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import { choiceTitle, ruleTitle, settingTitle, systemTitle } from "../core/names.ts";
import { withKey } from "../core/record.ts";
import { Panel } from "../core/panel.ts";
import type { SettingInfo } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { ruleText, settingExplanation } from "../train/explanations.ts";
import type { PhonemesDesk } from "./desk.ts";

const t = await texts("phonemes");

const MAX_EPOCHS = 1000;
/** Settings that can be chosen here, in this order; the program has all of them. */
const KEYS = ["front_end", "noise", "test_noise", "noise_kind"] as const;

/** What the next run is to be: network, rule, epochs, seed, front end, noise. */
export class PhonemesSettings extends Panel {
  static override properties = { ...Panel.properties, desk: { attribute: false } };
  declare desk: PhonemesDesk;

  protected stores() {
    return [this.desk];
  }

  protected override render(): TemplateResult {
    const { description: d, choices } = this.desk.state;
    if (!d) {
      return html``;
    }
    const system = d.systems.find((s) => s.id === choices.system);
    const rules = this.desk.rules().flatMap((id) => d.rules.filter((r) => r.id === id));
    return html`<div class="phone-settings">
      ${this.#select("system", { title: t("network"), text: t("network.explain"), terms: ["layer", "loop"] }, choices.system, d.systems.map((s) => ({ id: s.id, title: systemTitle(s) })), "", (id) => this.desk.choose({ system: id, rule: "" }))}
      ${this.#select("rule", { title: t("rule"), text: ruleText(choices.rule), terms: ["rule", "reward"] }, choices.rule, rules.map((r) => ({ id: r.id, title: ruleTitle(r) })), "", (rule) => this.desk.choose({ rule }))}
      ${this.#whole("epochs", { title: t("epochs"), text: t("epochs.explain"), terms: ["epoch"] }, choices.epochs, 1, MAX_EPOCHS, (epochs) => this.desk.choose({ epochs }))}
      ${this.#whole("seed", { title: t("seed"), text: t("seed.explain"), terms: ["seed"] }, choices.seed, 0, Number.MAX_SAFE_INTEGER, (seed) => this.desk.choose({ seed }))}
      ${KEYS.flatMap((key) => d.settings.filter((s) => s.key === key).map((s) => this.#setting(s, t(`about.${key}`), system?.defaults["tuned"]?.[choices.rule]?.[key] ?? s.default)))}
    </div>`;
  }

  /** Label and "?" of a control. */
  #label(key: string, about: Explanation, now = ""): TemplateResult {
    return html`<div class="beside">
      <label for="phones-${key}">${about.title}${now === "" ? "" : html` <span class="figures quiet">${now}</span>`}</label>${explain(about)}
    </div>`;
  }

  #setting(s: SettingInfo, about: string, normal: string): TemplateResult {
    const { choices } = this.desk.state;
    const value = choices.settings[s.key] ?? normal;
    const set = (text: string) => this.desk.choose({ settings: withKey(choices.settings, s.key, text === normal ? undefined : text) });
    if (s.kind === "choice") {
      return this.#select(s.key, settingExplanation(s), value, (s.choices ?? []).map((c) => ({ id: c.id, title: choiceTitle(s.key, c) })), about, set);
    }
    return html`<div class="field">
      ${this.#label(s.key, { ...settingExplanation(s), title: settingTitle(s) }, percent(Number(value)))}
      <input
        id="phones-${s.key}"
        data-testid="phones-${s.key}"
        type="range"
        min=${s.min ?? 0}
        max=${s.max ?? 1}
        step=${s.step ?? 0.05}
        aria-describedby="phones-${s.key}-about"
        .value=${value}
        @input=${(e: Event) => set((e.target as HTMLInputElement).value)}
      />
      <p class="small quiet" id="phones-${s.key}-about">${about}</p>
    </div>`;
  }

  #select(key: string, explanation: Explanation, value: string, options: readonly { id: string; title: string }[], about: string, set: (id: string) => void): TemplateResult {
    return html`<div class="field">
      ${this.#label(key, explanation)}
      <select id="phones-${key}" data-testid="phones-${key}" aria-describedby=${about === "" ? "" : `phones-${key}-about`} @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
        ${options.map((o) => html`<option value=${o.id} .selected=${o.id === value}>${o.title}</option>`)}
      </select>
      ${about === "" ? "" : html`<p class="small quiet" id="phones-${key}-about">${about}</p>`}
    </div>`;
  }

  #whole(key: string, explanation: Explanation, value: number, min: number, max: number, set: (x: number) => void): TemplateResult {
    return html`<div class="field">
      ${this.#label(key, explanation)}
      <input
        id="phones-${key}"
        data-testid="phones-${key}"
        type="number"
        min=${min}
        max=${max}
        step="1"
        .value=${String(value)}
        @change=${(e: Event) => {
          const input = e.target as HTMLInputElement;
          const x = Number(input.value || Number.NaN);
          // What cannot be used is put back, within its bounds where it is a number.
          const fits = Number.isFinite(x) ? Math.min(max, Math.max(min, Math.round(x))) : value;
          input.value = String(fits);
          set(fits);
        }}
      />
    </div>`;
  }
}

customElements.define("nrr-phone-settings", PhonemesSettings);
