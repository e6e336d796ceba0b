import { html, nothing, type TemplateResult } from "lit";
import { percent } from "../core/format.ts";
import { explain } from "../core/explain.ts";
import type { Term } from "../core/glossary.ts";
import { presetTitle, ruleTitle, settingTitle, splitTitle, systemName, systemTitle } from "../core/names.ts";
import type { EngineDescription } from "../engine/protocol.ts";
import { laneKey } from "../plots/race-marks.ts";
import { texts } from "../text/text.ts";
import { MAX_SEED, START, systemOf, valueOf } from "../train/settings.ts";
import { RacePart } from "./race-base.ts";
import { allRules, angleCost, doubles, type LaneChoice, MAX_LANES, MAX_RACE_EPOCHS, MAX_SEEDS, mostAtOnce, nextLane, type RacePlan, RACE_SPLITS, RACE_START } from "./race-plan.ts";

const t = await texts("compare");

/** Words of the glossary for a field. */
const TERMS: Record<string, readonly Term[]> = { epochs: ["epoch"], seed: ["seed"], seeds: ["seed"], split: ["held-out", "overfitting"], preset: ["preset"], "at-once": ["worker"] };

/** What the lanes are, and what they have in common. */
export class RaceSetup extends RacePart {
  static override properties = { ...RacePart.properties, wrong: { state: true } };
  /** What was typed and cannot be used, by field. */
  declare wrong: Readonly<Record<string, string>>;

  constructor() {
    super();
    this.wrong = {};
  }

  protected override stores() {
    return [...super.stores(), this.project.data, this.project.data.words, this.project.train];
  }

  protected override render(): TemplateResult {
    const d = this.app.session.state.description;
    const plan = this.race.plan();
    return d && plan ? html`${this.#data(plan)} ${this.#lanes(d)} ${this.#common(d, plan)}` : html`<p class="quiet">${t("race.wait-engine")}</p>`;
  }

  #data(plan: RacePlan): TemplateResult {
    const { data } = this.project;
    const { takes } = data.amount();
    const problem = data.problem();
    return html`<div class="race-data">
      <p>${t.rich(data.state.source === "own" ? "race.data" : "race.data.pack", { title: html`<strong>${data.current().title || t("race.data.none")}</strong>`, takes })}</p>
      <button type="button" class="plain" data-testid="race-data" @click=${() => this.app.go("data")}>${t("race.data.change")}</button>
      ${problem ? html`<p class="note warn small" data-testid="race-data-problem">${problem}</p>` : plan.split === "none" ? html`<p class="note warn small">${t("race.split.none.warn")}</p>` : nothing}
    </div>`;
  }

  #set(lanes: readonly LaneChoice[]): void {
    this.race.choose({ lanes });
  }

  #lanes(d: EngineDescription): TemplateResult {
    const { lanes } = this.race.state.choices;
    const twice = new Set(doubles(lanes));
    const more = lanes.length < MAX_LANES ? nextLane(d, lanes) : undefined;
    const first = lanes[0]?.system ?? START.system;
    const of = systemOf(d, first)?.rules.length ?? 0;
    return html`<fieldset class="race-choice">
      <legend class="visually-hidden">${t("race.lanes")}</legend>
      <div class="beside legend-line"><strong aria-hidden="true">${t("race.lanes")}</strong>${explain({ title: t("race.lanes"), text: t("race.lanes.explain"), terms: ["rule", "layer"] })}</div>
      <p class="small quiet">${t("race.lanes.about")}</p>
      <ol class="race-rows">
        ${lanes.map((lane, i) => this.#lane(d, lanes, lane, i, twice.has(i)))}
      </ol>
      <div class="row">
        <button type="button" data-testid="race-add" ?disabled=${!more} @click=${() => more && this.#set([...lanes, more])}>${t("race.add")}</button>
        <button type="button" class="plain" data-testid="race-all" @click=${() => this.#set(allRules(d, first))}>${t(of > MAX_LANES ? "race.all.first" : "race.all", { most: MAX_LANES, of, system: systemName(first, d.systems) })}</button>
        <button type="button" class="plain" data-testid="race-four" @click=${() => this.#set(RACE_START.lanes)}>${t("race.four")}</button>
      </div>
    </fieldset>`;
  }

  #lane(d: EngineDescription, lanes: readonly LaneChoice[], lane: LaneChoice, i: number, twice: boolean): TemplateResult {
    const change = (patch: Partial<LaneChoice>): void => this.#set(lanes.map((l, k) => (k === i ? { ...l, ...patch } : l)));
    const toSystem = (system: string): void => {
      const rules = systemOf(d, system)?.rules ?? [];
      change({ system, rule: rules.includes(lane.rule) ? lane.rule : (rules[0] ?? lane.rule) });
    };
    const rules = systemOf(d, lane.system)?.rules ?? [];
    const value = (e: Event) => (e.target as HTMLSelectElement).value;
    return html`<li class="race-row" data-testid="race-row">
      <span class="race-mark"><span class="race-number figures" data-lane=${i}>${i + 1}</span>${laneKey(i)}</span>
      <label class="field"
        ><span class="small quiet">${t("race.rule")}</span>
        <select data-testid="race-rule-${i}" aria-invalid=${twice ? "true" : "false"} @change=${(e: Event) => change({ rule: value(e) })}>
          ${rules.map((id) => html`<option value=${id} .selected=${id === lane.rule}>${id}: ${ruleTitle({ id, title: d.rules.find((r) => r.id === id)?.title ?? "" })}</option>`)}
        </select></label
      >
      <label class="field"
        ><span class="small quiet">${t("race.system")}</span>
        <select data-testid="race-system-${i}" @change=${(e: Event) => toSystem(value(e))}>
          ${d.systems.map((s) => html`<option value=${s.id} .selected=${s.id === lane.system}>${systemTitle(s)}</option>`)}
        </select></label
      >
      <button type="button" class="plain race-remove" data-testid="race-remove-${i}" ?disabled=${lanes.length === 1} @click=${() => this.#set(lanes.filter((_, k) => k !== i))}>
        <span aria-hidden="true">×</span><span class="visually-hidden">${t("race.remove", { n: i + 1 })}</span>
      </button>
      ${twice ? html`<p class="field-problem" role="alert">${t("race.twice")}</p>` : nothing}
    </li>`;
  }

  #number(id: "epochs" | "seed" | "seeds", value: number, min: number, max: number, set: (x: number) => void): TemplateResult {
    const wrong = this.wrong[id];
    return html`<div class="field">
      <div class="beside"><label for="race-${id}">${t(`race.${id}`)}</label>${explain({ title: t(`race.${id}`), text: t(`race.${id}.explain`), terms: TERMS[id] ?? [] })}</div>
      <input
        id="race-${id}"
        data-testid="race-${id}"
        type="number"
        min=${min}
        max=${max}
        step="1"
        aria-describedby="race-${id}-about"
        aria-invalid=${wrong ? "true" : "false"}
        .value=${String(value)}
        @change=${(e: Event) => {
          const text = (e.target as HTMLInputElement).value.trim();
          const x = text === "" ? Number.NaN : Number(text);
          const problem = Number.isInteger(x) && x >= min && x <= max ? undefined : t("race.whole", { min: String(min), max: String(max) });
          this.wrong = { ...Object.fromEntries(Object.entries(this.wrong).filter(([k]) => k !== id)), ...(problem ? { [id]: problem } : {}) };
          if (!problem) {
            set(x);
          }
        }}
      />
      ${wrong ? html`<p class="field-problem" role="alert">${wrong}</p>` : nothing}
      <p class="small quiet" id="race-${id}-about">${t(`race.${id}.about`)}</p>
    </div>`;
  }

  #select(id: "preset" | "split" | "at-once", value: string, options: readonly { id: string; title: string }[], about: string, set: (value: string) => void): TemplateResult {
    return html`<div class="field">
      <div class="beside"><label for="race-${id}">${t(`race.${id}`)}</label>${explain({ title: t(`race.${id}`), text: t(`race.${id}.explain`), terms: TERMS[id] ?? [] })}</div>
      <select id="race-${id}" data-testid="race-${id}" aria-describedby="race-${id}-about" @change=${(e: Event) => set((e.target as HTMLSelectElement).value)}>
        ${options.map((o) => html`<option value=${o.id} .selected=${o.id === value}>${o.title}</option>`)}
      </select>
      <p class="small quiet" id="race-${id}-about">${about}</p>
    </div>`;
  }

  #common(d: EngineDescription, plan: RacePlan): TemplateResult {
    const { choices } = this.race.state;
    const { race } = this;
    const cores = race.coreCount;
    const most = mostAtOnce(cores);
    const takes = this.project.data.amount().takes;
    const angle = d.settings.find((s) => s.key === "angle_utterances");
    const wanted = angle ? Number(valueOf(d, this.project.train.state.choices, { epochs: 1, split: "", settings: {} }, angle)) : 0;
    const changes = Object.entries(this.project.train.state.choices.changes);
    return html`<fieldset class="race-choice">
      <legend>${t("race.common")}</legend>
      <p class="small quiet">${t("race.common.about")}</p>
      <div class="race-fields">
        ${this.#number("epochs", plan.epochs, 1, MAX_RACE_EPOCHS, (epochs) => race.choose({ epochs }))}
        ${this.#number("seed", plan.seeds[0] ?? 1, 0, MAX_SEED - MAX_SEEDS, (seed) => race.choose({ seed }))}
        ${this.#number("seeds", choices.seeds, 1, MAX_SEEDS, (seeds) => race.choose({ seeds }))}
        ${this.#select("split", choices.split, RACE_SPLITS.map((id) => ({ id, title: splitTitle(id) })), t("race.split.about"), (split) => race.choose({ split }))}
        ${this.#select("preset", plan.preset, d.presets.map((p) => ({ id: p.id, title: presetTitle(p) })), t("race.preset.about"), (preset) => race.choose({ preset }))}
        ${this.#select(
          "at-once",
          String(plan.atOnce),
          Array.from({ length: most }, (_, k) => ({ id: String(k + 1), title: String(k + 1) })),
          t("race.at-once.about", { most, cores }),
          (n) => race.choose({ atOnce: Number(n) }),
        )}
      </div>
      <div class="beside"><label class="check"
        ><input type="checkbox" data-testid="race-angle" .checked=${choices.angle} @change=${(e: Event) => race.choose({ angle: (e.target as HTMLInputElement).checked })} />${t("race.angle.measure")}</label
      >${explain({ title: t("race.metric.angle"), text: t("race.angle.explain"), terms: ["angle", "gradient"] })}</div>
      <p class="small quiet">${t("race.angle.about", { cost: percent(angleCost(Math.max(1, Math.round(takes * 0.8)), wanted || 10)) })}</p>
      ${changes.length > 0
        ? html`<label class="check"
            ><input type="checkbox" data-testid="race-changes" .checked=${choices.withChanges} @change=${(e: Event) => race.choose({ withChanges: (e.target as HTMLInputElement).checked })} />${t("race.changes", {
              list: changes.map(([key, value]) => `${settingTitle({ key, title: key })} = ${value}`).join(", "),
            })}</label
          >`
        : nothing}
    </fieldset>`;
  }
}

customElements.define("nrr-race-setup", RaceSetup);
