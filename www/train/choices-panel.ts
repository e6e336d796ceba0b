import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";
import { topologyInWords } from "../core/topology.ts";
import type { EngineDescription, SystemInfo } from "../engine/protocol.ts";
import { ruleText } from "./explanations.ts";
import { restartQuestion } from "./question.ts";
import { type RunChoices, systemOf } from "./settings.ts";

/** What the presets are, in plain words. */
const PRESET_TEXT: Record<string, string> = {
  tuned: "Values chosen by cross-validation inside a training set, so that each rule shows what it can do here.",
  paper: "Each value that the source states, as it states it, even where it learns slowly here; what it leaves open is as in the project's settings. A few takes of your own are often too little for it.",
};

/** What the source says of a network, and on which task. */
export function figureOf(system: SystemInfo): string {
  const task = { digits: "on spoken digits", phonemes: "on phonemes of running speech, another task than words" }[system.task];
  return system.paperAccuracy === null
    ? "The paper draws its curves, on digits and on phonemes, without a figure."
    : `The figure in the paper: ${system.paperAccuracy.toFixed(2)} % ${task ?? "on digits and phonemes"}. Its data are others than those here, so the two do not compare.`;
}

/** Network, learning rule and preset of the run: three choices, each explained. */
export class ChoicesPanel extends ProjectPanel {
  protected stores() {
    return [this.project.train, this.app.session];
  }

  protected override render(): TemplateResult {
    const d = this.app.session.state.description;
    if (!d) {
      return html`<p class="quiet">The settings come with the engine …</p>`;
    }
    const choices = this.project.train.state.pending?.choices ?? this.project.train.state.choices;
    return html`${this.#system(d, choices)} ${this.#rule(d, choices)} ${this.#preset(d, choices)}`;
  }

  #system(d: EngineDescription, choices: RunChoices): TemplateResult {
    const chosen = systemOf(d, choices.system);
    const choose = (id: string) => this.project.train.change({ system: id, rule: systemOf(d, id)?.rules[0] ?? choices.rule, changes: {} }, "Another network", "system");
    return html`<div class="choice">
      <label for="set-system">Network</label>
      <select id="set-system" data-testid="set-system" aria-describedby="system-text" @change=${(e: Event) => choose((e.target as HTMLSelectElement).value)}>
        ${d.systems.map((s) => html`<option value=${s.id} .selected=${s.id === choices.system}>${s.title}</option>`)}
      </select>
      ${chosen
        ? html`<p class="small quiet" id="system-text" data-testid="system-text">
            From the sound on: ${topologyInWords(chosen.topology)}. ${figureOf(chosen)} <span class="source">(${chosen.source})</span>
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
    return html`${this.#radios("rule", "Learning rule", rules, choices.rule, (id, title) => this.project.train.change({ rule: id }, `The rule ${title}`, "rule"))}
    ${chosen ? html`<p class="small quiet" data-testid="rule-text">${ruleText(chosen.id)} <span class="source">(${chosen.source})</span></p>` : ""}
    ${restartQuestion(this.app, "rule")}`;
  }

  #preset(d: EngineDescription, choices: RunChoices): TemplateResult {
    return html`${this.#radios("preset", "Begin from", d.presets, choices.preset, (id, title) => this.project.train.change({ preset: id }, `The list “${title}”`, "preset"))}
      <p class="small quiet" data-testid="preset-text">${PRESET_TEXT[choices.preset] ?? ""}</p>
      ${restartQuestion(this.app, "preset")}`;
  }

  #radios(name: string, legend: string, options: readonly { id: string; title: string }[], value: string, set: (id: string, title: string) => void): TemplateResult {
    return html`<fieldset class="rules">
      <legend>${legend}</legend>
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
