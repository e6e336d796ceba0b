import { html, type TemplateResult } from "lit";
import { withKey } from "../core/record.ts";
import { Panel } from "../core/panel.ts";
import type { SettingInfo } from "../engine/protocol.ts";
import type { PhonemesDesk } from "./desk.ts";

const MAX_EPOCHS = 1000;
/** Settings that can be chosen here, in this order; the program has all of them. */
const KEYS = ["front_end", "noise", "test_noise", "noise_kind"] as const;
const ABOUT: Record<(typeof KEYS)[number], string> = {
  front_end: "What a frame of 25 ms is turned into.",
  noise: "Share of the input cells of the training sentences that are noise.",
  test_noise: "The same in the test sentences.",
  noise_kind: "The paper replaces cells.",
};

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
      ${this.#select("system", "Network", choices.system, d.systems, "", (id) => this.desk.choose({ system: id, rule: "" }))}
      ${this.#select("rule", "Learning rule", choices.rule, rules, "", (rule) => this.desk.choose({ rule }))}
      ${this.#whole("epochs", "Epochs", choices.epochs, 1, MAX_EPOCHS, (epochs) => this.desk.choose({ epochs }))}
      ${this.#whole("seed", "Seed", choices.seed, 0, Number.MAX_SAFE_INTEGER, (seed) => this.desk.choose({ seed }))}
      ${KEYS.flatMap((key) => d.settings.filter((s) => s.key === key).map((s) => this.#setting(s, ABOUT[key], system?.defaults["tuned"]?.[choices.rule]?.[key] ?? s.default)))}
    </div>`;
  }

  #setting(s: SettingInfo, about: string, normal: string): TemplateResult {
    const { choices } = this.desk.state;
    const value = choices.settings[s.key] ?? normal;
    const set = (text: string) => this.desk.choose({ settings: withKey(choices.settings, s.key, text === normal ? undefined : text) });
    if (s.kind === "choice") {
      return this.#select(s.key, s.title, value, s.choices ?? [], about, set);
    }
    return html`<div class="field">
      <label for="phones-${s.key}">${s.title} <span class="figures quiet">${Math.round(Number(value) * 100)} %</span></label>
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

  #select(key: string, title: string, value: string, options: readonly { id: string; title: string }[], about: string, set: (id: string) => void): TemplateResult {
    return html`<div class="field">
      <label for="phones-${key}">${title}</label>
      <select id="phones-${key}" data-testid="phones-${key}" aria-describedby=${about === "" ? "" : `phones-${key}-about`} @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
        ${options.map((o) => html`<option value=${o.id} .selected=${o.id === value}>${o.title}</option>`)}
      </select>
      ${about === "" ? "" : html`<p class="small quiet" id="phones-${key}-about">${about}</p>`}
    </div>`;
  }

  #whole(key: string, title: string, value: number, min: number, max: number, set: (x: number) => void): TemplateResult {
    return html`<div class="field">
      <label for="phones-${key}">${title}</label>
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
