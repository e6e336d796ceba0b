import { html, type TemplateResult } from "lit";
import { withKey } from "../core/record.ts";
import { ProjectPanel } from "../project/panel.ts";
import { settle } from "../core/settle.ts";
import { sym } from "../core/symbol.ts";
import type { EngineDescription, SettingInfo } from "../engine/protocol.ts";
import "./choices-panel.ts";
import { settingText } from "./explanations.ts";
import { restartQuestion } from "./question.ts";
import { isVariation, matters, type Present } from "./relevance.ts";
import { defaultOf, MAX_EPOCHS, MAX_SEED, problemOf, type RunChoices, valueOf, WORKERS, wholeProblem } from "./settings.ts";

const SPLITS: { id: string; title: string }[] = [
  { id: "auto", title: "as suits the data" },
  { id: "official", title: "the data's own test part" },
  { id: "random:0.2", title: "one take in five, drawn by the seed" },
  { id: "none", title: "none: learn from every take" },
];

/** Network, rule and parameters of the run. Only settings that matter for the present choice are shown, and those that were changed. */
export class SettingsPanel extends ProjectPanel {
  static override properties = { ...ProjectPanel.properties, problems: { state: true } };
  /** What was typed and cannot be used, by key. */
  declare problems: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.problems = {};
  }

  protected stores() {
    return [this.project.train, this.project.data, this.project.data.words, this.app.session];
  }

  protected override render(): TemplateResult {
    const d = this.app.session.state.description;
    if (!d) {
      return html`<p class="quiet">The settings come with the engine …</p>`;
    }
    const choices = this.project.train.state.pending?.choices ?? this.project.train.state.choices;
    const shown = this.#shown(d, choices);
    const rest = shown.filter((s) => !s.main && !isVariation(s.key));
    const groups = [...new Set(rest.map((s) => s.group))];
    const list = (settings: SettingInfo[]) => settings.map((s) => this.#setting(d, choices, s));
    return html`
      <nrr-choices .app=${this.app}></nrr-choices>
      <div class="settings">${this.#run(choices)} ${list(shown.filter((s) => s.main))}</div>
      <details class="more-settings">
        <summary>All settings <span class="small quiet">that matter for this choice</span></summary>
        <div class="settings">${this.#split(choices)} ${this.#workers(choices)}</div>
        ${groups.map(
          (g) =>
            html`<h4 class="group">${g}</h4>
              <div class="settings">${list(rest.filter((s) => s.group === g))}</div>`,
        )}
      </details>
      <details class="more-settings" data-testid="variations">
        <summary>Variations <span class="small quiet">random changes of the training takes</span></summary>
        <div class="settings">${list(shown.filter((s) => isVariation(s.key)))}</div>
      </details>
    `;
  }

  #shown(d: EngineDescription, choices: RunChoices): SettingInfo[] {
    const suggestion = this.project.train.suggestion();
    const value = (key: string) => {
      const setting = d.settings.find((s) => s.key === key);
      return setting ? valueOf(d, choices, suggestion, setting) : "";
    };
    const present: Present = { rule: choices.rule, value };
    return d.settings.filter((s) => matters(s.key, present) || choices.changes[s.key] !== undefined);
  }

  #run(choices: RunChoices): TemplateResult {
    const suggested = this.project.train.suggestion().epochs;
    return html`${this.#number("epochs", "Epochs", choices.epochs ?? suggested, 1, MAX_EPOCHS, choices.epochs === undefined ? `${suggested} suit this data` : `suggested ${suggested}`, "Times that the run goes through all training takes.", (x) =>
      this.project.train.change({ epochs: x }, `A run of ${x} epochs`, "epochs"),
    )}
    ${this.#number("seed", "Seed", choices.seed, 0, MAX_SEED, "default 1", "Draws the initial weights, masks and order. The same seed on the same data gives the same weights, to the last bit.", (x) =>
      this.project.train.change({ seed: x }, `The seed ${x}`, "seed"),
    )}`;
  }

  #number(key: string, title: string, value: number, min: number, max: number, note: string, text: string, set: (x: number) => void): TemplateResult {
    const problem = this.problems[key];
    return html`<div class="setting">
      <label for="set-${key}">${title}</label>
      <input
        id="set-${key}"
        data-testid="set-${key}"
        type="number"
        min=${min}
        max=${max}
        step="1"
        aria-describedby="about-${key}"
        aria-invalid=${problem ? "true" : "false"}
        .value=${String(value)}
        @change=${(e: Event) => {
          const x = Number((e.target as HTMLInputElement).value || Number.NaN);
          this.#checked(key, wholeProblem(title, x, min, max), () => set(x));
        }}
      />
      <p class="small quiet" id="about-${key}">${text} <span class="default">${note}</span></p>
      ${problem ? html`<p class="field-problem" role="alert">${problem}.</p>` : ""} ${restartQuestion(this.app, key)}
    </div>`;
  }

  #checked(key: string, problem: string | undefined, set: () => void): void {
    this.problems = withKey(this.problems, key, problem);
    if (problem === undefined) {
      set();
    }
  }

  #select(key: string, title: string, value: string, options: { id: string; title: string }[], text: string, set: (id: string) => void): TemplateResult {
    return html`<div class="setting">
      <label for="set-${key}">${title}</label>
      <select id="set-${key}" data-testid="set-${key}" aria-describedby="about-${key}" @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
        ${options.map((o) => html`<option value=${o.id} .selected=${o.id === value}>${o.title}</option>`)}
      </select>
      <p class="small quiet" id="about-${key}">${text}</p>
      ${restartQuestion(this.app, key)}
    </div>`;
  }

  #split(choices: RunChoices): TemplateResult {
    const known = SPLITS.some((s) => s.id === choices.split) ? SPLITS : [...SPLITS, { id: choices.split, title: choices.split }];
    return this.#select("split", "Test part", choices.split, known, "Takes that the run does not learn from, so that its accuracy can be told.", (split) =>
      this.project.train.change({ split }, "Another test part", "split"),
    );
  }

  #workers(choices: RunChoices): TemplateResult {
    const title = (id: string) => (id === "auto" ? "automatic" : id);
    return this.#select(
      "workers",
      "Workers",
      choices.workers,
      WORKERS.map((id) => ({ id, title: title(id) })),
      "Threads that share every batch. The weights are the same with any number, to the last bit; only the speed changes. Automatic: as many as this device has cores for, where batches take long enough.",
      (id) => settle(this.project.train.setWorkers(id), (text) => this.app.notices.tell({ id: "train", tone: "bad", text })),
    );
  }

  #setting(d: EngineDescription, choices: RunChoices, s: SettingInfo): TemplateResult {
    const suggestion = this.project.train.suggestion();
    const value = valueOf(d, choices, suggestion, s);
    const suggested = suggestion.settings[s.key];
    const usual = suggested ?? defaultOf(d, choices, s);
    const usualTitle = s.choices?.find((c) => c.id === usual)?.title ?? usual;
    const changed = choices.changes[s.key] !== undefined;
    const problem = this.problems[s.key];
    const set = (text: string) =>
      this.#checked(s.key, problemOf(s, text), () => this.project.train.changeSetting(s.key, text === usual ? undefined : text, `${s.title} ${text}`));
    return html`<div class="setting ${changed ? "changed" : ""}">
      <label for="set-${s.key}">${s.title} ${sym(s.symbol)}${s.unit ? html` <span class="unit">${s.unit}</span>` : ""}</label>
      ${this.#control(s, value, problem, set)}
      <p class="small quiet" id="about-${s.key}">
        ${settingText(s.key)} <span class="default">${suggested === undefined ? "default" : "for few takes"} ${usualTitle}</span>
        ${changed ? html`<button type="button" class="plain small reset-setting" @click=${() => set(usual)}>back to it</button>` : ""}
      </p>
      ${problem ? html`<p class="field-problem" role="alert">${problem}.</p>` : ""} ${restartQuestion(this.app, s.key)}
    </div>`;
  }

  #control(s: SettingInfo, value: string, problem: string | undefined, set: (text: string) => void): TemplateResult {
    const id = `set-${s.key}`;
    const about = `about-${s.key}`;
    if (s.kind === "choice") {
      return html`<select id=${id} data-testid=${id} aria-describedby=${about} @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
        ${(s.choices ?? []).map((c) => html`<option value=${c.id} .selected=${c.id === value}>${c.title}</option>`)}
      </select>`;
    }
    const numeric = s.kind === "number" || s.kind === "integer";
    return html`<input
      id=${id}
      data-testid=${id}
      type=${numeric ? "number" : "text"}
      min=${s.min ?? ""}
      max=${s.max ?? ""}
      step="any"
      aria-describedby=${about}
      aria-invalid=${problem ? "true" : "false"}
      .value=${value}
      @change=${(e: Event) => set((e.target as HTMLInputElement).value.trim())}
    />`;
  }
}

customElements.define("nrr-settings", SettingsPanel);
