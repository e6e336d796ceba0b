import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";
import { explain } from "../core/explain.ts";
import { fixed, measured } from "../core/format.ts";
import { presetTitle, ruleTitle, sourceTitle, systemTitle, topologyInWords } from "../core/names.ts";
import type { Term } from "../core/glossary.ts";
import { english } from "../core/said.ts";
import type { EngineDescription, SystemInfo } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { ruleText } from "./explanations.ts";
import { restartQuestion } from "./question.ts";
import { type RunChoices, systemOf } from "./settings.ts";

const t = await texts("train");

/** What the source says of a network, and on which task. */
export function figureOf({ paperAccuracy, task }: SystemInfo): string {
  if (paperAccuracy === null) {
    return t("figure.none");
  }
  const share = measured(fixed(paperAccuracy, 2), "%");
  return t(task === "digits" ? "figure.digits" : task === "phonemes" ? "figure.phonemes" : "figure.both", { share });
}

/** Network, learning rule and preset of the run: three choices, each explained. */
export class ChoicesPanel extends ProjectPanel {
  protected stores() {
    return [this.project.train, this.app.session];
  }

  protected override render(): TemplateResult {
    const d = this.app.session.state.description;
    if (!d) {
      return html`<p class="quiet">${t("settings.waiting")}</p>`;
    }
    const choices = this.project.train.state.pending?.choices ?? this.project.train.state.choices;
    return html`${this.#system(d, choices)} ${this.#rule(d, choices)} ${this.#preset(d, choices)}`;
  }

  #system(d: EngineDescription, choices: RunChoices): TemplateResult {
    const chosen = systemOf(d, choices.system);
    const choose = (id: string) => this.project.train.change({ system: id, rule: systemOf(d, id)?.rules[0] ?? choices.rule, changes: {} }, t("network.another"), "system");
    return html`<div class="choice">
      <div class="beside"><label for="set-system">${t("network")}</label>${explain({ title: t("network"), text: t("network.explain"), terms: ["layer", "loop", "convolution"] })}</div>
      <select id="set-system" data-testid="set-system" aria-describedby="system-text" @change=${(e: Event) => choose((e.target as HTMLSelectElement).value)}>
        ${d.systems.map((s) => html`<option value=${s.id} .selected=${s.id === choices.system}>${systemTitle(s)}</option>`)}
      </select>
      ${chosen
        ? html`<p class="small quiet" id="system-text" data-testid="system-text">
            ${t.rich("network.about", { layers: topologyInWords(chosen.topology), figure: figureOf(chosen), source: html`<span class="source">(${sourceTitle(chosen.source) ?? english(chosen.source)})</span>` })}
          </p>`
        : ""}
      ${restartQuestion(this.app, "system")}
    </div>`;
  }

  #rule(d: EngineDescription, choices: RunChoices): TemplateResult {
    const ids = systemOf(d, choices.system)?.rules ?? [];
    // The system's own rule stands first.
    const rules = ids.flatMap((id) => d.rules.filter((r) => r.id === id));
    const chosen = rules.find((r) => r.id === choices.rule);
    return html`${this.#radios("rule", t("rule"), t("rule.explain"), ["rule", "reward", "gradient"], rules.map((r) => ({ id: r.id, title: ruleTitle(r) })), choices.rule, (id, title) =>
      this.project.train.change({ rule: id }, t("rule.the", { title }), "rule"),
    )}
    ${chosen ? html`<p class="small quiet" data-testid="rule-text">${ruleText(chosen.id)} <span class="source">(${sourceTitle(chosen.source) ?? english(chosen.source)})</span></p>` : ""}
    ${restartQuestion(this.app, "rule")}`;
  }

  #preset(d: EngineDescription, choices: RunChoices): TemplateResult {
    return html`${this.#radios("preset", t("preset"), t("preset.explain"), ["preset"], d.presets.map((p) => ({ id: p.id, title: presetTitle(p) })), choices.preset, (id, title) =>
        this.project.train.change({ preset: id }, t("preset.the", { title }), "preset"),
      )}
      <p class="small quiet" data-testid="preset-text">${t.maybe(`preset.${choices.preset}`) ?? ""}</p>
      ${restartQuestion(this.app, "preset")}`;
  }

  #radios(
    name: string,
    legend: string,
    about: string,
    terms: readonly Term[],
    options: readonly { id: string; title: string }[],
    value: string,
    set: (id: string, title: string) => void,
  ): TemplateResult {
    return html`<fieldset class="rules">
      <legend class="visually-hidden">${legend}</legend>
      <div class="beside legend-line"><span aria-hidden="true">${legend}</span>${explain({ title: legend, text: about, terms })}</div>
      <div class="rule-list">
        ${options.map(
          ({ id, title }) =>
            html`<label class="rule ${id === value ? "chosen" : ""}"
              ><input type="radio" name=${name} value=${id} data-testid="${name}-${id}" .checked=${id === value} @change=${() => set(id, title)} /><span
                >${title.charAt(0).toUpperCase() + title.slice(1)} <code class="figures small quiet">${id}</code></span
              ></label
            >`,
        )}
      </div>
    </fieldset>`;
  }
}

customElements.define("nrr-choices", ChoicesPanel);
