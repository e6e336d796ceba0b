import { html, nothing, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { said } from "../core/said.ts";
import { language, texts } from "../text/text.ts";
import type { ListenDesk } from "./desk.ts";
import type { Passed } from "./hearing.ts";
import type { Heard } from "./state.ts";

const t = await texts("listen");

const PASSED: readonly Passed[] = ["noise", "click", "cool-down", "steady", "busy"];

/** Makes times of day; made once for a language, since that takes longer than fifty times. */
let clock: { language: string; format: Intl.DateTimeFormat } | undefined;
function timeOf(at: Date): string {
  const now = language.state.language;
  if (clock?.language !== now) {
    clock = { language: now, format: new Intl.DateTimeFormat(now, { timeStyle: "medium" }) };
  }
  return clock.format.format(at);
}

/** The answers, the newest first, and what was passed over. */
export class ListenHeard extends Panel {
  static override properties = { ...Panel.properties, desk: { attribute: false } };
  declare desk: ListenDesk;

  protected stores() {
    return [this.desk];
  }

  protected override render(): TemplateResult {
    const { heard, passed } = this.desk.state;
    const some = PASSED.filter((why) => passed[why] > 0);
    return html`<div class="card listen-list">
      <div class="row spread">
        <h3>${t("heard")}</h3>
        ${heard.length + some.length > 0 ? html`<button type="button" class="plain" data-testid="listen-clear" @click=${() => this.desk.clear()}>${t("clear")}</button>` : nothing}
      </div>
      ${heard.length === 0 ? html`<p class="quiet">${t("heard.empty")}</p>` : nothing}
      <ol class="heard" data-testid="heard" tabindex=${heard.length > 0 ? "0" : nothing} aria-label=${t("heard")}>
        ${heard.map((h) => this.#line(h))}
      </ol>
      ${some.length > 0
        ? html`<div class="beside small quiet"><p>${t("passed")}</p>${explain({ title: t("passed.title"), text: t("passed.help"), terms: ["noise"] })}</div>
            <ul class="row passed small">
              ${some.map((why) => html`<li data-testid="passed-${why}" data-count=${passed[why]}>${t(`passed.${why}`, { count: passed[why] })}</li>`)}
            </ul>`
        : nothing}
    </div>`;
  }

  #line(h: Heard): TemplateResult {
    const sure = h.problem === undefined && h.score >= this.desk.state.leastScore;
    return html`<li class=${sure ? "" : "unsure"} data-label=${h.label} data-sure=${sure ? "yes" : "no"}>
      <time class="figures small quiet" datetime=${h.at.toISOString()}>${timeOf(h.at)}</time>
      <span class="heard-label">${h.problem === undefined ? (sure ? h.label : t("not-sure.perhaps", { label: h.label })) : said(h.problem)}</span>
      <span class="figures small">${h.problem === undefined ? percent(h.score) : ""}</span>
    </li>`;
  }
}

customElements.define("nrr-listen-heard", ListenHeard);
