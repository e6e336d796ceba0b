import { html, nothing, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import { NOISE_LABEL } from "../core/noise.ts";
import { Panel } from "../core/panel.ts";
import { said as saidBy } from "../core/said.ts";
import { texts } from "../text/text.ts";
import "./control-panel.ts";
import { ListenDesk } from "./desk.ts";
import "./heard-panel.ts";
import "./latency-panel.ts";
import "./listen.css";
import "./live-panel.ts";
import "./settings-panel.ts";
import type { Heard } from "./state.ts";

const t = await texts("listen");

/** Labels named in the head. */
const NAMED = 12;

/** Listen: the network answers to what is spoken, word by word. */
export class ListenPlace extends Panel {
  /** The visitor wants less motion. */
  readonly #still = globalThis.matchMedia("(prefers-reduced-motion: reduce)");
  readonly #changed = (): void => this.requestUpdate();

  private get desk(): ListenDesk {
    return (this.app.desks.listen ??= new ListenDesk(this.app.engine, this.app.session, this.app.notices));
  }

  protected stores() {
    return [this.desk, this.app.session];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#still.addEventListener("change", this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#still.removeEventListener("change", this.#changed);
  }

  protected override render(): TemplateResult {
    const { desk } = this;
    const { heard, said } = desk.state;
    const still = this.#still.matches;
    return html`<section class="place listen" aria-labelledby="listen-title">
      <div class="try-head">
        <div class="beside"><h2 id="listen-title">${t("title")}</h2>${explain({ title: t("title"), text: fromPart("listen"), terms: ["score"] })}</div>
        <p class="quiet">${this.#knows()}</p>
      </div>
      <nrr-listen-control .app=${this.app} .desk=${desk} .still=${still}></nrr-listen-control>
      <div class="card listen-latest">
        <h3 class="quiet">${t("last")}</h3>
        ${this.#last(heard[0])}
      </div>
      <p class="visually-hidden" role="status" data-testid="listen-said">${said.words.join(", ")}${said.turn % 2 === 1 ? "\u00a0" : ""}</p>
      <nrr-listen-live .app=${this.app} .desk=${desk} .still=${still}></nrr-listen-live>
      <div class="listen-results">
        <nrr-listen-heard .app=${this.app} .desk=${desk}></nrr-listen-heard>
        <nrr-listen-latency .app=${this.app} .desk=${desk}></nrr-listen-latency>
      </div>
      <nrr-listen-settings .app=${this.app} .desk=${desk}></nrr-listen-settings>
    </section>`;
  }

  #knows(): string {
    const labels = this.app.session.state.model?.info.labels;
    if (!labels) {
      return t("no-model");
    }
    const words = labels.filter((l) => l !== NOISE_LABEL);
    const named = words.slice(0, NAMED).join(", ") + (words.length > NAMED ? " …" : "");
    return t(words.length < labels.length ? "knows-noise" : "knows", { count: words.length, words: named });
  }

  #last(h: Heard | undefined): TemplateResult {
    if (!h) {
      return html`<p class="answer-word quiet" aria-hidden="true">–</p>
        <p class="quiet">${t("last.empty")}</p>`;
    }
    const sure = h.problem === undefined && h.score >= this.desk.state.leastScore;
    return html`<p class="answer-word ${sure ? "" : "unsure"}" data-testid="listen-answer" data-sure=${sure ? "yes" : "no"}>${sure ? h.label : t("not-sure")}</p>
      <p>${h.problem === undefined ? t(sure ? "last.score" : "last.perhaps", { label: h.label, score: percent(h.score) }) : saidBy(h.problem)}</p>
      ${h.problem === undefined && h.of > 1 ? html`<p class="small quiet">${t("last.votes", { votes: h.votes, of: h.of })}</p>` : nothing}`;
  }
}

customElements.define("nrr-listen", ListenPlace);
