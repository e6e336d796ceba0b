import { html, nothing, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";
import { explain, type Explanation } from "../core/explain.ts";
import { decimal } from "../core/format.ts";
import { choiceTitle, groupTitle, settingTitle, splitTitle, unitTitle } from "../core/names.ts";
import { settle } from "../core/settle.ts";
import { sym } from "../core/symbol.ts";
import type { EngineDescription, SettingInfo } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import "./choices-panel.ts";
import { settingExplanation } from "./explanations.ts";
import { restartQuestion } from "./question.ts";
import { isVariation, matters, type Present } from "./relevance.ts";
import { defaultOf, MAX_EPOCHS, MAX_SEED, problemOf, readoutFor, type RunChoices, valueOf, WORKERS, wholeProblem } from "./settings.ts";

const t = await texts("train");

/** Test parts that can be chosen here; an address may name others. */
const SPLITS = ["auto", "official", "random:0.2", "none"];

function describedBy(key: string, wrong: string | undefined): string {
  return wrong === undefined ? `about-${key}` : `about-${key} problem-${key}`;
}

/** Network, rule and parameters of the run. Only settings that matter for the present choice are shown, and those that were changed. */
export class SettingsPanel extends ProjectPanel {
  protected stores() {
    return [this.project.train, this.project.data, this.project.data.words, this.app.session];
  }

  protected override render(): TemplateResult {
    const d = this.app.session.state.description;
    if (!d) {
      return html`<p class="quiet">${t("settings.waiting")}</p>`;
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
        <summary data-testid="all-settings">${t("all")} <span class="small quiet">${t("all.which")}</span></summary>
        <div class="settings">${this.#split(choices)} ${this.#workers(choices)}</div>
        ${groups.map(
          (g) =>
            html`<h4 class="group">${groupTitle(g)}</h4>
              <div class="settings">${list(rest.filter((s) => s.group === g))}</div>`,
        )}
      </details>
      <details class="more-settings" data-testid="variations">
        <summary>${t("variations")} <span class="small quiet">${t("variations.which")}</span></summary>
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
    const { wrong } = this.project.train.state;
    return d.settings.filter((s) => matters(s.key, present) || choices.changes[s.key] !== undefined || wrong[s.key] !== undefined);
  }

  #run(choices: RunChoices): TemplateResult {
    const { train } = this.project;
    const suggested = train.suggestion().epochs;
    const epochs = { title: t("epochs"), text: t("epochs.about"), terms: ["epoch"] } as const;
    const seed = { title: t("seed"), text: t("seed.about"), terms: ["seed", "digest"] } as const;
    const note = t(choices.epochs === undefined ? "epochs.suits" : "epochs.suggested", { n: suggested });
    return html`${this.#number("epochs", epochs, choices.epochs ?? suggested, 1, MAX_EPOCHS, note, (n) => train.change({ epochs: n }, t("epochs.change", { n }), "epochs"))}
    ${this.#number("seed", seed, choices.seed, 0, MAX_SEED, t("seed.default"), (n) => train.change({ seed: n }, t("seed.change", { n: String(n) }), "seed"))}`;
  }

  /** Label and "?" of a control. */
  #label(key: string, about: Explanation, unit = ""): TemplateResult {
    return html`<div class="beside">
      <label for="set-${key}">${about.title} ${sym(about.symbol ?? "")}${unit === "" ? "" : html` <span class="unit">${unitTitle(unit)}</span>`}</label>${explain(about)}
    </div>`;
  }

  #number(key: string, about: Explanation, value: number, min: number, max: number, note: string, set: (x: number) => void): TemplateResult {
    const wrong = this.project.train.state.wrong[key];
    const problemIn = (typed: string) => wholeProblem(about.title, Number(typed || Number.NaN), min, max);
    return html`<div class="setting">
      ${this.#label(key, about)}
      <input
        id="set-${key}"
        data-testid="set-${key}"
        type="number"
        min=${min}
        max=${max}
        step="1"
        aria-describedby=${describedBy(key, wrong)}
        aria-invalid=${wrong === undefined ? "false" : "true"}
        .value=${wrong ?? String(value)}
        @change=${(e: Event) => {
          const typed = (e.target as HTMLInputElement).value;
          this.#checked(key, typed, problemIn(typed), () => set(Number(typed)));
        }}
      />
      <p class="small quiet" id="about-${key}"><span class="default">${note}</span></p>
      ${this.#problem(key, wrong === undefined ? undefined : problemIn(wrong))} ${restartQuestion(this.app, key)}
    </div>`;
  }

  #problem(key: string, problem: string | undefined): TemplateResult | typeof nothing {
    return problem === undefined ? nothing : html`<p class="field-problem" role="alert" id="problem-${key}">${problem}.</p>`;
  }

  /** What cannot be used stands in its field, and no run begins before it is mended. */
  #checked(key: string, typed: string, problem: string | undefined, set: () => void): void {
    this.project.train.mark(key, problem === undefined ? undefined : typed);
    if (problem === undefined) {
      set();
    }
  }

  #select(key: string, about: Explanation, value: string, options: { id: string; title: string }[], text: string, set: (id: string) => void): TemplateResult {
    return html`<div class="setting">
      ${this.#label(key, about)}
      <select id="set-${key}" data-testid="set-${key}" aria-describedby="about-${key}" @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
        ${options.map((o) => html`<option value=${o.id} .selected=${o.id === value}>${o.title}</option>`)}
      </select>
      <p class="small quiet" id="about-${key}">${text}</p>
      ${restartQuestion(this.app, key)}
    </div>`;
  }

  #split(choices: RunChoices): TemplateResult {
    const known = SPLITS.includes(choices.split) ? SPLITS : [...SPLITS, choices.split];
    const about = { title: t("split"), text: t("split.explain"), terms: ["held-out", "overfitting"] } as const;
    return this.#select("split", about, choices.split, known.map((id) => ({ id, title: splitTitle(id) })), t("split.about"), (split) =>
      this.project.train.change({ split }, t("split.change"), "split"),
    );
  }

  #workers(choices: RunChoices): TemplateResult {
    const title = (id: string) => (id === "auto" ? t("workers.auto") : id);
    const about = { title: t("workers"), text: t("workers.about"), terms: ["worker", "batch", "digest"] } as const;
    return this.#select("workers", about, choices.workers, WORKERS.map((id) => ({ id, title: title(id) })), "", (id) =>
      settle(this.project.train.setWorkers(id), (text) => this.app.notices.tell({ id: "train", tone: "bad", text })),
    );
  }

  #setting(d: EngineDescription, choices: RunChoices, s: SettingInfo): TemplateResult {
    const suggestion = this.project.train.suggestion();
    const value = valueOf(d, choices, suggestion, s);
    const suggested = suggestion.settings[s.key];
    const usual = suggested ?? defaultOf(d, choices, s);
    const usualChoice = s.choices?.find((c) => c.id === usual);
    const usualTitle = usualChoice ? choiceTitle(s.key, usualChoice) : s.kind === "topology" ? usual : decimal(usual);
    const title = settingTitle(s);
    const changed = choices.changes[s.key] !== undefined;
    const wrong = this.project.train.state.wrong[s.key];
    const set = (text: string) =>
      this.#checked(s.key, text, problemOf(s, text), () => this.project.train.changeSetting(s.key, text === usual ? undefined : text, t("change", { title, value: text })));
    return html`<div class="setting ${changed ? "changed" : ""}">
      ${this.#label(s.key, settingExplanation(s), s.unit)}
      ${this.#control(s, value, wrong, set)}
      <p class="small quiet" id="about-${s.key}">
        <span class="default">${t(suggested === undefined ? "default" : "suggested", { value: usualTitle })}</span>
        ${s.kind === "topology" && wrong === undefined ? this.#readout(value) : nothing}
        ${changed ? html`<button type="button" class="plain small reset-setting" aria-label=${t("back.what", { title, value: usualTitle })} @click=${() => set(usual)}>${t("back")}</button>` : ""}
      </p>
      ${this.#problem(s.key, wrong === undefined ? undefined : problemOf(s, wrong))} ${restartQuestion(this.app, s.key)}
    </div>`;
  }

  /** What becomes of the readout, as far as the words are known before they are fetched. */
  #readout(topology: string): TemplateResult | typeof nothing {
    const { data } = this.project;
    const readout = data.state.source === "own" ? readoutFor(topology, data.words.state.words.length) : undefined;
    return readout === undefined ? nothing : html`<span data-testid="readout">${t("readout", { readout })}</span>`;
  }

  #control(s: SettingInfo, value: string, wrong: string | undefined, set: (text: string) => void): TemplateResult {
    const id = `set-${s.key}`;
    const about = `about-${s.key}`;
    if (s.kind === "choice") {
      return html`<select id=${id} data-testid=${id} aria-describedby=${about} @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
        ${(s.choices ?? []).map((c) => html`<option value=${c.id} .selected=${c.id === value}>${choiceTitle(s.key, c)}</option>`)}
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
      aria-describedby=${describedBy(s.key, wrong)}
      aria-invalid=${wrong === undefined ? "false" : "true"}
      .value=${wrong ?? value}
      @change=${(e: Event) => set((e.target as HTMLInputElement).value.trim())}
    />`;
  }
}

customElements.define("nrr-settings", SettingsPanel);
