import { html, nothing, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { fixed, percent } from "../core/format.ts";
import { settingTitle, systemName } from "../core/names.ts";
import { sym } from "../core/symbol.ts";
import type { Store } from "../core/store.ts";
import type { SettingInfo } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { matters } from "../train/relevance.ts";
import { type Ailment, AILMENTS, type Diagnosis, type NeuronFinding, SATURATED, SHUFFLES, UNREAD } from "./doctor.ts";
import { type Advice, adviceFor, WORTH } from "./doctor-advice.ts";
import "./doctor.css";
import type { Tested } from "./test-answers.ts";
import { TestPart } from "./test-part.ts";

const t = await texts("compare");

/** Neurons of one kind that are listed at first. */
const FIRST = 24;

/** What a neuron's spike count n says of the word w. */
const INFORMATION = "I(n; w) = H(n) + H(w) − H(n, w)";

/** The neuron doctor: what ails which neurons, and what to try in the next run. */
export class DoctorPanel extends TestPart {
  static override properties = { ...TestPart.properties, whole: { state: true }, taken: { state: true } };
  /** Kinds whose list is shown whole. */
  declare whole: ReadonlySet<Ailment>;
  /** Settings that were taken over into Train, by key, with their values. */
  declare taken: ReadonlyMap<string, string>;

  constructor() {
    super();
    this.whole = new Set();
    this.taken = new Map();
  }

  protected override stores(): Store<object>[] {
    return [this.desk, this.app.session, this.project.train, this.project.run];
  }

  protected override render(): TemplateResult {
    const { tested, diagnosis } = this.desk.state;
    return html`<section class="card" aria-labelledby="doctor-title" data-testid="doctor" data-done=${diagnosis ? "yes" : "no"}>
      <div class="beside"><h3 id="doctor-title">${t("doctor.title")}</h3>${explain({ title: t("doctor.title"), text: fromPart("test.doctor"), equation: INFORMATION, terms: ["silent", "saturated", "rate"] })}</div>
      ${tested && diagnosis ? this.#found(tested, diagnosis) : html`<p class="quiet" role="status">${t("doctor.examining")}</p>`}
    </section>`;
  }

  #found(tested: Tested, d: Diagnosis): TemplateResult {
    const ill = AILMENTS.filter((a) => this.#count(d, a) > 0);
    const neurons = d.findings.length;
    const sick = d.findings.filter((f) => f.ailment !== undefined).length;
    const untold = d.layers.reduce((sum, l) => sum + l.untold, 0);
    return html`<p>${t("doctor.says", { sick, of: neurons, takes: this.desk.state.answered.get(0)?.takes.length ?? 0 })}</p>
      ${this.#layers(d, tested.spiking)}
      ${untold > 0 ? html`<p class="note small" data-testid="doctor-untold">${t("doctor.untold", { count: untold })}</p>` : nothing}
      ${ill.map((a) => this.#kind(tested, d, a))} ${this.#advice(tested, d)}`;
  }

  #count(d: Diagnosis, ailment: Ailment): number {
    return d.layers.reduce((sum, l) => sum + l.ill[ailment], 0);
  }

  #layers(d: Diagnosis, spiking: boolean): TemplateResult {
    const kinds = AILMENTS.filter((a) => spiking || a !== "saturated");
    return html`<div class="test-scroll" tabindex="0" role="group" aria-labelledby="doctor-title">
      <table data-testid="doctor-layers">
        <thead>
          <tr><th scope="col">${t("doctor.layer")}</th><th scope="col">${t("doctor.neurons")}</th>${kinds.map((a) => html`<th scope="col">${t(`doctor.${a}`)}</th>`)}</tr>
        </thead>
        <tbody>
          ${d.layers.map(
            (l) =>
              html`<tr>
                <th scope="row">${l.name}</th>
                <td class="figures">${l.neurons}</td>
                ${kinds.map((a) => html`<td class="figures" data-ailment=${a} data-count=${l.ill[a]}>${l.ill[a]} <span class="small quiet">${percent(l.ill[a] / Math.max(1, l.neurons))}</span></td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #kind(tested: Tested, d: Diagnosis, ailment: Ailment): TemplateResult {
    const own = d.findings.filter((f) => f.ailment === ailment);
    const whole = this.whole.has(ailment);
    const shown = whole ? own : own.slice(0, FIRST);
    return html`<details class="doctor-kind" data-testid="doctor-kind" data-ailment=${ailment}>
      <summary>${t("doctor.kind", { kind: t(`doctor.${ailment}`), count: own.length })}</summary>
      <p class="small quiet">${t(`doctor.${ailment}.about`, { rate: SATURATED, share: percent(UNREAD), shuffles: SHUFFLES })}</p>
      <ul class="doctor-neurons">
        ${shown.map((f) => html`<li>${this.#neuron(tested, d, f)}</li>`)}
      </ul>
      ${own.length > shown.length
        ? html`<button type="button" class="plain" @click=${() => (this.whole = new Set([...this.whole, ailment]))}>${t("doctor.all", { count: own.length })}</button>`
        : nothing}
    </details>`;
  }

  /** Inside shows the run's network, or that of Try where there is no run. */
  #neuron(tested: Tested, d: Diagnosis, { layer, neuron, rate, information, byChance, ailment }: NeuronFinding): TemplateResult {
    // Numbered from 1, as in Inside.
    const name = d.layers.length > 1 ? `${d.layers[layer]?.name ?? ""} · ${neuron + 1}` : String(neuron + 1);
    const says =
      ailment === "mute"
        ? t("doctor.bits", { bits: fixed(information, 2), chance: fixed(byChance, 2) })
        : ailment === "saturated"
          ? t("doctor.rate", { rate: fixed(rate, 2) })
          : "";
    const look = (): void => {
      this.project.gaze.set({ wanted: { layer, neuron } });
      this.app.go("inside");
    };
    // The same number is another neuron in another network.
    const { stale } = this.desk;
    const can = tested.network === "run" ? stale !== "run" : stale !== "model" && this.project.run.state.phase === "none";
    return html`<button type="button" class="figures small" data-testid="doctor-neuron" ?disabled=${!can} title=${t("doctor.look", { name })} @click=${look}>
      ${name}${says === "" ? nothing : html` <span class="quiet">${says}</span>`}
    </button>`;
  }

  #advice({ info }: Tested, d: Diagnosis): TemplateResult {
    const known = this.app.session.state.description?.settings ?? [];
    const value = (key: string): string => info.settings[key] ?? "";
    const advice = adviceFor(d, { ...info.settings, topology: info.topology }, known, (key) => matters(key, { rule: info.rule, value: (k) => (k === "topology" ? info.topology : value(k)) }));
    if (advice.length === 0) {
      return html`<p class="note done" data-testid="doctor-well">${t("doctor.well", { silent: percent(WORTH.silent), mute: percent(WORTH.mute) })}</p>`;
    }
    const other = info.system !== this.project.train.state.choices.system;
    return html`<div class="doctor-advice" data-testid="doctor-advice">
      <h4>${t("doctor.try")}</h4>
      <p class="small quiet">${t("doctor.try.about")} ${other ? t("doctor.other", { system: systemName(info.system, this.app.session.state.description?.systems) }) : nothing}</p>
      <ul>
        ${advice.map((a) => this.#proposal(a, known.find((s) => s.key === a.key)))}
      </ul>
      ${this.taken.size > 0 ? html`<div class="row"><button type="button" class="primary" data-testid="doctor-train" @click=${() => this.app.go("train")}>${t("doctor.train")}</button></div>` : nothing}
    </div>`;
  }

  #proposal({ complaint, key, from, to }: Advice, setting: SettingInfo | undefined): TemplateResult {
    const title = setting ? settingTitle(setting) : key;
    const taken = this.taken.get(key) === to;
    const take = (): void => {
      this.project.train.changeSetting(key, to, `${title} ${to}`);
      this.taken = new Map([...this.taken, [key, to]]);
    };
    return html`<li data-testid="proposal" data-key=${key} data-to=${to}>
      <span class="doctor-what">
        <strong>${title} ${sym(setting?.symbol ?? "")}</strong>
        <span class="figures">${from} <span aria-hidden="true">→</span><span class="visually-hidden">${t("doctor.to")}</span> <strong>${to}</strong></span>
        <span class="small quiet">${t(`doctor.${complaint}.why`)} ${t.maybe(`doctor.why.${key}`) ?? ""}</span>
      </span>
      <button type="button" data-testid="take-over" ?disabled=${taken} @click=${take}>${taken ? t("doctor.taken") : t("doctor.take")}<span class="visually-hidden">: ${title} ${to}</span></button>
    </li>`;
  }
}

customElements.define("nrr-doctor", DoctorPanel);
