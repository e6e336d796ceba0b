import { html, nothing, type TemplateResult } from "lit";
import { withKey } from "../core/record.ts";
import { Panel } from "../core/panel.ts";
import { settle } from "../core/settle.ts";
import { sym } from "../core/symbol.ts";
import type { EngineDescription, SettingInfo } from "../engine/protocol.ts";
import { defaultOf, MAX_EPOCHS, MAX_SEED, problemOf, type RunChoices, systemOf, valueOf, wholeProblem } from "./settings.ts";

const SPLITS: { id: string; title: string }[] = [
  { id: "auto", title: "as suits the data" },
  { id: "official", title: "the data's own test part" },
  { id: "random:0.2", title: "one take in five, drawn by the seed" },
  { id: "none", title: "none: learn from every take" },
];

/** Rule and parameters of the run. */
export class SettingsPanel extends Panel {
  static override properties = { ...Panel.properties, problems: { state: true } };
  /** What was typed and cannot be used, by key. */
  declare problems: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.problems = {};
  }

  protected stores() {
    return [this.app.teach, this.app.teach.words, this.app.session];
  }

  protected override render(): TemplateResult {
    const d = this.app.session.state.description;
    if (!d) {
      return html`<p class="quiet">The settings come with the engine …</p>`;
    }
    const { pending } = this.app.teach.state;
    const choices = pending?.choices ?? this.app.teach.state.choices;
    const main = d.settings.filter((s) => s.main && this.#applies(s, choices));
    const rest = d.settings.filter((s) => !s.main);
    const groups = [...new Set(rest.map((s) => s.group))];
    return html`
      ${this.#rules(d, choices)}
      <div class="settings">${this.#run(choices)} ${main.map((s) => this.#setting(d, choices, s))}</div>
      <details class="more-settings">
        <summary>All settings</summary>
        <div class="settings">${this.#system(d, choices)} ${this.#split(choices)}</div>
        ${groups.map(
          (g) =>
            html`<h4 class="group">${g}</h4>
              <div class="settings">${rest.filter((s) => s.group === g).map((s) => this.#setting(d, choices, s))}</div>`,
        )}
      </details>
    `;
  }

  /** Asked beside the control that was changed, before anything happens. */
  #question(key: string): TemplateResult | typeof nothing {
    const { pending } = this.app.teach.state;
    if (pending?.key !== key) {
      return nothing;
    }
    const done = this.app.teach.run.state.records.length;
    return html`<div class="note warn pending" role="alert" data-testid="restart-question">
      <p><strong>This restarts the run.</strong> ${pending.what} takes a new run from the first epoch; ${done === 1 ? "the epoch" : `the ${done} epochs`} done so far would be lost.</p>
      <div class="row">
        <button type="button" class="primary" data-testid="restart-yes" @click=${() => settle(this.app.teach.acceptPending(), this.#tell)}>Restart with the change</button>
        <button type="button" data-testid="restart-no" @click=${() => this.app.teach.refusePending()}>Keep the run as it is</button>
      </div>
    </div>`;
  }

  readonly #tell = (text: string): void => this.app.notices.tell({ id: "teach", tone: "bad", text });

  /** The reach of `rp` means something for `rp` alone. */
  #applies(s: SettingInfo, choices: RunChoices): boolean {
    return !s.key.startsWith("rp_") || choices.rule === "rp";
  }

  #rules(d: EngineDescription, choices: RunChoices): TemplateResult {
    const ids = systemOf(d, choices.system)?.rules ?? [];
    const rules = d.rules.filter((r) => ids.includes(r.id));
    const chosen = rules.find((r) => r.id === choices.rule);
    return html`<fieldset class="rules">
      <legend>Learning rule</legend>
      <div class="rule-list">
        ${rules.map(
          (r) =>
            html`<label class="rule ${r.id === choices.rule ? "chosen" : ""}"
              ><input
                type="radio"
                name="rule"
                value=${r.id}
                data-testid="rule-${r.id}"
                .checked=${r.id === choices.rule}
                @change=${() => this.app.teach.change({ rule: r.id }, `The rule ${r.title}`, "rule")}
              /><span>${r.title} <code class="figures small quiet">${r.id}</code></span></label
            >`,
        )}
      </div>
      ${chosen ? html`<p class="small quiet" id="rule-text">${chosen.explanation} <span class="source">(${chosen.source})</span></p>` : ""}
      ${choices.rule === "rp"
        ? html`<p class="small quiet" data-testid="rp-trade">
            The trade, set by “Reach of rp” below: the form <code>local</code> needs no memory of the utterance, however long it is; the form with the leak keeps
            the utterance's spikes and learns better.
          </p>`
        : ""}
      ${this.#question("rule")}
    </fieldset>`;
  }

  #run(choices: RunChoices): TemplateResult {
    const suggested = this.app.teach.suggestion().epochs;
    return html`${this.#number("epochs", "Epochs", choices.epochs ?? suggested, 1, MAX_EPOCHS, choices.epochs === undefined ? `${suggested} suit this data` : `suggested ${suggested}`, "Times that the run goes through all training takes.", (x) =>
      this.app.teach.change({ epochs: x }, `A run of ${x} epochs`, "epochs"),
    )}
    ${this.#number("seed", "Seed", choices.seed, 0, MAX_SEED, "default 1", "Draws the initial weights, masks and order. The same seed on the same data gives the same weights, to the last bit.", (x) =>
      this.app.teach.change({ seed: x }, `The seed ${x}`, "seed"),
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
      ${problem ? html`<p class="field-problem" role="alert">${problem}.</p>` : ""} ${this.#question(key)}
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
      ${this.#question(key)}
    </div>`;
  }

  #system(d: EngineDescription, choices: RunChoices): TemplateResult {
    const options = d.systems.map((s) => ({ id: s.id, title: s.title }));
    return this.#select("system", "Network", choices.system, options, "The paper's networks, each with its own defaults.", (system) =>
      this.app.teach.change({ system, rule: systemOf(d, system)?.rules[0] ?? choices.rule, changes: {} }, "Another network", "system"),
    );
  }

  #split(choices: RunChoices): TemplateResult {
    const known = SPLITS.some((s) => s.id === choices.split) ? SPLITS : [...SPLITS, { id: choices.split, title: choices.split }];
    return this.#select("split", "Test part", choices.split, known, "Takes that the run does not learn from, so that its accuracy can be told.", (split) =>
      this.app.teach.change({ split }, "Another test part", "split"),
    );
  }

  #setting(d: EngineDescription, choices: RunChoices, s: SettingInfo): TemplateResult {
    const suggestion = this.app.teach.suggestion();
    const value = valueOf(d, choices, suggestion, s);
    const suggested = suggestion.settings[s.key];
    const usual = suggested ?? defaultOf(d, choices, s);
    const usualTitle = s.choices?.find((c) => c.id === usual)?.title ?? usual;
    const changed = choices.changes[s.key] !== undefined;
    const problem = this.problems[s.key];
    const set = (text: string) =>
      this.#checked(s.key, problemOf(s, text), () => this.app.teach.changeSetting(s.key, text === usual ? undefined : text, `${s.title} ${text}`));
    return html`<div class="setting ${changed ? "changed" : ""}">
      <label for="set-${s.key}">${s.title} ${sym(s.symbol)}${s.unit ? html` <span class="unit">${s.unit}</span>` : ""}</label>
      ${this.#control(s, value, problem, set)}
      <p class="small quiet" id="about-${s.key}">
        ${s.explanation} <span class="default">${suggested === undefined ? "default" : "for few takes"} ${usualTitle}</span>
        ${changed ? html`<button type="button" class="plain small reset-setting" @click=${() => set(usual)}>back to it</button>` : ""}
      </p>
      ${problem ? html`<p class="field-problem" role="alert">${problem}.</p>` : ""} ${this.#question(s.key)}
    </div>`;
  }

  #control(s: SettingInfo, value: string, problem: string | undefined, set: (text: string) => void): TemplateResult {
    const id = `set-${s.key}`;
    const about = `about-${s.key}`;
    if (s.kind === "choice" || s.kind === "flag") {
      const options = s.choices ?? ["true", "false"].map((o) => ({ id: o, title: o }));
      return html`<select id=${id} data-testid=${id} aria-describedby=${about} @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
        ${options.map((c) => html`<option value=${c.id} .selected=${c.id === value}>${c.title}</option>`)}
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
