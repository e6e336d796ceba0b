import { html, nothing, type TemplateResult } from "lit";
import { said } from "../core/said.ts";
import { texts } from "../text/text.ts";
import "./choose-panel.ts";
import "./constants-panel.ts";
import "./inside.css";
import "../plots/keys.css";
import "./inside-plots.css";
import { InsidePanel } from "./panel.ts";
import "./phase-panel.ts";
import "./rasters-panel.ts";
import "./stack-panel.ts";
import "./steps-panel.ts";
import "./timeline-panel.ts";
import "./weights-panel.ts";

const t = await texts("inside");

/** Groups of views: the stack, then the plane and the constants, the weights, the many recordings. */
const LAST_STAGE = 3;

/** Inside: one recording, one neuron, one step, and every view of them. */
export class InsidePlace extends InsidePanel {
  static override properties = { ...InsidePanel.properties, stage: { state: true } };
  /** How many of the groups of views are there: each comes a frame after the one before it, since all in one frame would hold up the page. */
  declare stage: number;
  #coming = false;

  constructor() {
    super();
    this.stage = 0;
  }

  protected override updated(): void {
    if (this.stage < LAST_STAGE && this.desk.state.heard && !this.#coming) {
      this.#coming = true;
      requestAnimationFrame(() =>
        setTimeout(() => {
          this.#coming = false;
          this.stage += 1;
        }),
      );
    }
  }

  protected stores() {
    return [this.desk, this.app.session];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.inside.enter();
  }

  protected override render(): TemplateResult {
    const { moments, problem, busy } = this.desk.state;
    return html`<section class="place inside" aria-labelledby="inside-title" aria-busy=${busy ? "true" : "false"} data-testid="inside">
      <div class="try-head">
        <h2 id="inside-title">${t("title")}</h2>
        <p class="quiet">${t("lead")}</p>
      </div>
      ${problem
        ? html`<div class="note bad" role="alert" data-testid="inside-problem">
            <p>${said(problem)}</p>
            <p><button type="button" @click=${() => this.desk.again()}>${t("problem.again")}</button></p>
          </div>`
        : nothing}
      ${moments.length === 0 ? this.#empty() : this.#views()}
    </section>`;
  }

  #empty(): TemplateResult {
    return this.app.session.state.modelBusy
      ? html`<p class="card quiet" role="status">${t("opening")}</p>`
      : html`<div class="card" data-testid="inside-empty">
          <h3>${t("empty.title")}</h3>
          <p>${t("empty.what")}</p>
          <button type="button" class="primary" @click=${() => this.app.go("train")}>${t("empty.train")}</button>
        </div>`;
  }

  #views(): TemplateResult {
    const { app } = this;
    const { list, heard, problem, busy } = this.desk.state;
    const spiking = this.desk.course() !== undefined;
    const top = html`<div class="inside-top">
      <section class="card"><nrr-inside-choose .app=${app}></nrr-inside-choose></section>
      <section class="card"><nrr-inside-timeline .app=${app}></nrr-inside-timeline></section>
    </div>`;
    if (!heard) {
      return html`${top}
      ${list.length > 0 || busy
        ? problem
          ? nothing
          : html`<p class="card quiet" role="status">${t("waiting")}</p>`
        : html`<div class="card" data-testid="inside-no-list">
            <p>${t("empty.list")}</p>
            <button type="button" class="primary" @click=${() => app.go("data")}>${t("empty.data")}</button>
          </div>`}`;
    }
    return html`${top}
      <nrr-inside-steps .app=${app}></nrr-inside-steps>
      <div class="inside-grid ${spiking ? "" : "alone"}">
        <section class="card inside-stack"><nrr-inside-stack .app=${app}></nrr-inside-stack></section>
        ${spiking && this.stage > 0
          ? html`<section class="card inside-phase"><nrr-inside-phase .app=${app}></nrr-inside-phase></section>
              <section class="card inside-constants"><nrr-inside-constants .app=${app}></nrr-inside-constants></section>`
          : nothing}
      </div>
      ${this.stage > 1 ? html`<section class="card"><nrr-inside-weights .app=${app}></nrr-inside-weights></section>` : nothing}
      ${this.stage > 2 ? html`<section class="card"><nrr-inside-rasters .app=${app}></nrr-inside-rasters></section>` : nothing}`;
  }
}

customElements.define("nrr-inside", InsidePlace);
