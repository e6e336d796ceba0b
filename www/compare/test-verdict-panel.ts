import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { explain, fromPart } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import { ruleTitle, splitTitle, systemName } from "../core/names.ts";
import { settle } from "../core/settle.ts";
import type { Store } from "../core/store.ts";
import { texts } from "../text/text.ts";
import type { Answered, Tested } from "./test-answers.ts";
import { NOISES } from "./test-desk.ts";
import { accuracy, chance, tooSmall } from "./test-evaluation.ts";
import { intervalBar, intervalText, shareText, TestPart } from "./test-part.ts";

const t = await texts("compare");

/** Ends of the interval. */
const WILSON = "p = k / n, z = 1.96\n(p + z²/2n ± z · √(p·(1 − p)/n + z²/4n²)) / (1 + z²/n)";

/** How many answers were right, how sure that is, and every reason not to believe it. */
export class TestVerdictPanel extends TestPart {
  protected override stores(): Store<object>[] {
    const { run, data } = this.project;
    return [this.desk, run, data, data.words, this.app.session];
  }

  protected override render(): TemplateResult {
    const { tested, noise } = this.desk.state;
    const { shown } = this.desk;
    if (!tested || !shown) {
      return html``;
    }
    const share = accuracy(shown.takes);
    const guessing = chance(shown.takes);
    const small = tested.standing === "learnt" ? undefined : tooSmall(share, guessing);
    return html`<section class="card test-verdict" aria-labelledby="test-verdict-title" data-testid="verdict" data-standing=${tested.standing} data-right=${share.hits} data-of=${share.of}>
      <div class="beside"><h3 id="test-verdict-title" data-testid="verdict-title">${t(`test.verdict.${tested.standing}`)}</h3>${explain({ title: t(`test.verdict.${tested.standing}`), text: fromPart("test.verdict"), equation: WILSON, terms: ["accuracy", "confidence", "held-out"] })}</div>
      ${this.#warnings(tested)}
      <div class="test-headline">
        <p class="test-big ${tested.standing === "untouched" && !small ? "sure" : ""}" role="status" data-testid="accuracy">${shareText(share, 1)}</p>
        <div class="test-headline-says">
          <p>
            ${t.rich("test.verdict.says", {
              right: html`<strong class="figures">${share.hits}</strong>`,
              of: html`<strong class="figures">${share.of}</strong>`,
              interval: html`<strong class="figures" data-testid="interval">${intervalText(share)}</strong>`,
            })}
          </p>
          ${intervalBar(share, guessing)}
          <p class="small quiet">${t("test.verdict.chance", { share: percent(guessing) })} ${t("test.verdict.noise", { noise: percent(noise) })}</p>
        </div>
      </div>
      ${small
        ? html`<div class="note warn" data-testid="too-small" data-why=${small.why} data-more=${small.more}>
            <p><strong>${t("test.small.title")}</strong></p>
            <p>${t(`test.small.${small.why}`, { interval: intervalText(share), chance: percent(guessing), more: small.more })}</p>
            <p class="small quiet">${t("test.small.rule")}</p>
          </div>`
        : nothing}
      ${this.#facts(tested, shown)} ${this.#slider()}
    </section>`;
  }

  #warnings({ standing, epoch }: Tested): TemplateResult {
    const { stale } = this.desk;
    return html`${standing === "learnt" ? html`<p class="note bad" role="alert" data-testid="learnt-warning"><strong>${t("test.learnt.title")}</strong> ${t("test.learnt.text")}</p>` : nothing}
    ${standing === "unknown" ? html`<p class="note warn" role="alert" data-testid="unknown-warning"><strong>${t("test.unknown.title")}</strong> ${t("test.unknown.text")}</p>` : nothing}
    ${stale ? html`<p class="note warn small" role="status" data-testid="stale" data-why=${stale}>${t(`test.stale.${stale}`, { epoch: epoch ?? 0 })}</p>` : nothing}`;
  }

  #facts({ plan, info, data, split, epoch, runAccuracy, title, standing }: Tested, shown: Answered): TemplateResult {
    const { noise } = this.desk.state;
    const own = noise === 0 && runAccuracy !== undefined && standing === "untouched" ? runAccuracy : undefined;
    const d = this.app.session.state.description;
    const rule = ruleTitle({ id: info.rule, title: d?.rules.find((r) => r.id === info.rule)?.title ?? info.rule });
    return html`<ul class="test-facts small quiet">
      <li>${t("test.fact.network", { title, system: systemName(info.system, d?.systems), rule })}${epoch === undefined ? nothing : ` ${t("test.fact.epoch", { epoch })}`}</li>
      <li>${t("test.fact.data", { title: data.title })} ${split === undefined ? nothing : t("test.fact.split", { split: splitTitle(split), learnt: plan.learnt.length })}</li>
      ${own === undefined ? nothing : html`<li data-testid="run-accuracy" data-share=${own}>${t("test.fact.run", { share: percent(own, 1) })}</li>`}
      ${plan.strange > 0 ? html`<li>${t("test.fact.strange", { count: plan.strange })}</li>` : nothing}
      ${plan.refused + shown.refused.length > 0 ? html`<li>${t("test.fact.refused", { count: plan.refused + shown.refused.length })}</li>` : nothing}
      <li>${t("test.fact.independent")}</li>
    </ul>`;
  }

  #slider(): TemplateResult {
    const { noise, wanted, phase } = this.desk.state;
    const at = wanted ?? noise;
    return html`<div class="field test-slider">
      <div class="beside">
        <label for="test-noise">${t.rich("test.noise.slider", { share: html`<strong class="figures">${percent(at)}</strong>` })}</label>
        ${explain({ title: t("test.noise.title"), text: fromPart("noise"), terms: ["noise"] })}
      </div>
      <input
        id="test-noise"
        type="range"
        min="0"
        max=${NOISES.at(-1) ?? 0.9}
        step="0.1"
        data-testid="test-noise"
        aria-valuetext=${percent(at)}
        ?disabled=${phase === "opening"}
        .value=${live(String(at))}
        @change=${(e: Event) => {
          const to = Math.round(Number((e.target as HTMLInputElement).value) * 10) / 10;
          settle(this.desk.disturb(to), (text) => this.desk.set({ problem: text }));
        }}
      />
      <span class="small quiet">${t("test.noise.about")}</span>
    </div>`;
  }
}

customElements.define("nrr-test-verdict", TestVerdictPanel);
