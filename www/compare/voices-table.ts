import { html, nothing, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { fixed, list, percent } from "../core/format.ts";
import { splitTitle } from "../core/names.ts";
import { said } from "../core/said.ts";
import { texts } from "../text/text.ts";
import type { Job } from "./race-job.ts";
import { isOver } from "./race-schedule.ts";
import type { Mean } from "./race-statistics.ts";
import { intervalText, shareCell } from "./test-part.ts";
import { acquaintance, boundsOf, gapOf, meanOverVoices, meanTellsMore, usualFigure, type UsualFigure, usualJob, type VoiceRow, voiceRows } from "./voices-figures.ts";
import { VoicesPart } from "./voices-part.ts";
import type { VoicesPlan } from "./voices-plan.ts";

const t = await texts("compare");

/** A digest as far as an eye compares it. */
const short = (digest: string) => digest.slice(0, 12);

/** Columns from the accuracy on. */
const REST = 3;

/** Every voice in figures, their mean, and the usual test beside it. */
export class VoicesTable extends VoicesPart {
  protected override render(): TemplateResult {
    const { plan, jobs } = this.voices.state;
    if (!plan) {
      return html``;
    }
    const rows = voiceRows(plan.voices, jobs);
    const small = rows.filter((r) => r.small).length;
    const usual = usualJob(plan, jobs);
    const mean = meanOverVoices(rows);
    return html`<section class="card voices-found" aria-labelledby="voices-found-title" data-testid="voices-found">
      <h3 id="voices-found-title">${t("voices.found")}</h3>
      <div class="test-scroll test-tall" tabindex="0" role="group" aria-labelledby="voices-found-title">
        <table>
          <thead>
            <tr>
              <th scope="col">${t("voices.column.voice")}</th>
              <th scope="col">${t("voices.column.takes")}</th>
              <th scope="col">${t("voices.column.test")}</th>
              <th scope="col">${t("voices.column.train")}</th>
              <th scope="col">${t("voices.column.weights")}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((row) => this.#row(row))}
          </tbody>
        </table>
      </div>
      ${small > 0 ? html`<p class="small quiet" data-testid="voices-small">${t("voices.small", { count: small })} ${this.#together(rows, mean)}</p>` : nothing}
      ${plan.apart.length > 0 ? html`<p class="small quiet" data-testid="voices-apart">${t("voices.apart", { names: list(plan.apart), count: plan.apart.length })}</p>` : nothing}
      ${plan.unnamed > 0 ? html`<p class="small quiet">${t("voices.unnamed", { count: plan.unnamed })}</p>` : nothing} ${mean ? this.#mean(plan, rows, mean, usual) : nothing}
    </section>`;
  }

  #row({ at, voice, job, test, train, small }: VoiceRow): TemplateResult {
    return html`<tr data-testid="voices-row" data-voice=${voice.name} data-phase=${job.phase}>
      <th scope="row">${voice.name}</th>
      <td class="figures">${test?.of ?? voice.takes}</td>
      ${test
        ? html`${shareCell(test, small ? t("voices.too-small") : "")}
            <td class="figures">${train === undefined ? "–" : percent(train)}</td>
            <td><code class="digest" data-testid="voices-digest" data-digest=${job.weights ?? ""} title=${job.weights ?? ""}>${short(job.weights ?? "")}</code></td>`
        : html`<td colspan=${REST}>${this.#under(job, at, voice.name)}</td>`}
    </tr>`;
  }

  /** A run that gave nothing yet: how far it is, or why it gave nothing. */
  #under(job: Job, at: number, name: string): TemplateResult {
    const epoch = job.records.at(-1)?.epoch ?? 0;
    const { epochs } = job.spec;
    return html`<div class="voices-under">
      <span><strong>${t(`race.phase.${job.phase}`)}</strong> ${isOver(job) && epoch === 0 ? nothing : html`<span class="figures quiet">${t("race.epoch-of", { done: epoch, of: epochs })}</span>`}</span>
      ${isOver(job)
        ? html`${job.problem === undefined ? nothing : html`<p class="note bad small" role="alert" data-testid="voices-failed">${t.rich("voices.failed", { why: html`${said(job.problem)}` })}</p>`}
            <div class="row">
              <button type="button" data-testid="voices-once-more" ?disabled=${this.voices.stale === "takes"} @click=${() => this.voices.goOn([at])}>${t("voices.once-more")}<span class="visually-hidden">: ${name}</span></button>
            </div>`
        : html`<progress max=${epochs} .value=${epoch + job.within} aria-label=${t("race.progress", { lane: name })}></progress>`}
    </div>`;
  }

  /** Whether the mean is of help where the voices alone do not tell. */
  #together(rows: readonly VoiceRow[], mean: Mean | undefined): TemplateResult | typeof nothing {
    const more = meanTellsMore(mean, rows);
    return more === undefined ? nothing : html`<span data-testid="voices-together" data-more=${more ? "yes" : "no"}>${t(more ? "voices.small.mean" : "voices.small.few")}</span>`;
  }

  /** The mean over the voices, and the usual test beside it. */
  #mean(plan: VoicesPlan, rows: readonly VoiceRow[], mean: Mean, job: Job | undefined): TemplateResult {
    const figure = usualFigure(plan, this.voices.state.jobs, this.project.run.state);
    const bounds = boundsOf(mean);
    return html`<div class="voices-sum">
        <div class="voices-figure">
          <div class="beside"><h4>${t("voices.mean")}</h4>${explain({ title: t("voices.mean"), text: fromPart("voices.mean"), terms: ["confidence"] })}</div>
          <p class="test-big ${mean.n === rows.length && (meanTellsMore(mean, rows) ?? false) ? "sure" : ""}" data-testid="voices-mean" data-mean=${mean.mean} data-n=${mean.n}>${percent(mean.mean, 1)}</p>
          <p class="small">
            ${bounds ? t("voices.mean.interval", { low: fixed(bounds.low * 100, 1), high: fixed(bounds.high * 100, 1) }) : t("voices.mean.one")}
            <span class="quiet">${t("voices.mean.of", { n: mean.n, of: rows.length })}</span>
          </p>
        </div>
        ${plan.usual
          ? html`<div class="voices-figure">
              <h4>${t("voices.usual")}</h4>
              ${figure
                ? html`<p class="test-big" data-testid="voices-usual" data-share=${figure.share.share} data-from=${figure.from}>${percent(figure.share.share, 1)}</p>
                    <p class="small">
                      ${t("voices.usual.interval", { interval: intervalText(figure.share), count: figure.share.of })}
                      <span class="quiet">${t(figure.from === "run" ? "voices.usual.from-run" : "voices.usual.from-here", { split: splitTitle(plan.usual.split) })}</span>
                    </p>`
                : this.#noUsual(plan, plan.usual, job)}
            </div>`
          : nothing}
      </div>
      ${figure ? this.#gap(plan, mean, figure) : nothing}`;
  }

  #noUsual(plan: VoicesPlan, { split }: UsualFigure["usual"], job: Job | undefined): TemplateResult {
    return job
      ? this.#under(job, plan.voices.length, t("voices.usual"))
      : html`<p class="small">${t("voices.usual.none", { split: splitTitle(split) })}</p>
          <div class="row"><button type="button" data-testid="voices-with-usual" ?disabled=${this.voices.stale === "takes"} @click=${() => this.voices.withUsual()}>${t("voices.usual.run")}</button></div>`;
  }

  /** What the two figures say together. */
  #gap(plan: VoicesPlan, mean: Mean, figure: UsualFigure): TemplateResult | typeof nothing {
    const gap = gapOf(mean, figure, plan.voices.length);
    if (gap === "few") {
      return nothing;
    }
    const { usual, share } = figure;
    const points = fixed(Math.abs(share.share - mean.mean) * 100, 1);
    return html`<p data-testid="voices-gap" data-gap=${gap} data-known=${acquaintance(usual)}>
      ${t(`voices.gap.${gap}`, { points })} ${t(`voices.known.${acquaintance(usual)}`, { known: usual.known, takes: usual.takes })}
    </p>`;
  }
}

customElements.define("nrr-voices-table", VoicesTable);
