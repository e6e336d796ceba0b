import { html, nothing, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { presetTitle, ruleTitle, systemTitle } from "../core/names.ts";
import { said } from "../core/said.ts";
import { settle } from "../core/settle.ts";
import type { EngineDescription, RunSpec } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { systemOf } from "../train/settings.ts";
import { queued } from "./race-job.ts";
import { leftText } from "./race-left.ts";
import { isAtWork, isOver, shareDone } from "./race-schedule.ts";
import type { VoicesState } from "./voices-desk.ts";
import { VoicesPart } from "./voices-part.ts";
import { LEAST_VOICES } from "./voices-plan.ts";
import "./voices-table.ts";
import "./voices.css";

const t = await texts("compare");

/** Each voice held out in turn: what is run, how far it is, and what came out. */
export class VoicesPanel extends VoicesPart {
  protected override render(): TemplateResult {
    const { state } = this.voices;
    const { phase, plan, problem } = state;
    return html`<div class="voices" data-testid="voices-turn" data-phase=${phase}>
      <section class="card voices-run" aria-labelledby="voices-title">
        <div class="beside">
          <h3 id="voices-title">${plan ? t("voices.title.on", { data: plan.title }) : t("voices.title")}</h3>
          ${explain({ title: t("voices.title"), text: fromPart("voices"), terms: ["held-out", "overfitting", "confidence"] })}
        </div>
        ${plan ? nothing : html`<p class="quiet">${t("voices.empty")}</p>`} ${this.#settings(state)} ${this.#stale(state)} ${this.#controls(state)} ${this.#status(state)}
        ${problem ? html`<p class="note bad" role="alert" data-testid="voices-problem">${said(problem)}</p>` : nothing}
      </section>
      ${plan && phase !== "reading" ? html`<nrr-voices-table .app=${this.app}></nrr-voices-table>` : nothing}
    </div>`;
  }

  /** What is run for each voice: of the present runs, or what Start would begin. */
  #settings({ plan }: VoicesState): TemplateResult {
    const d = this.app.session.state.description;
    const spec = plan?.base ?? this.voices.spec;
    if (!d || !spec) {
      return html`<p class="quiet">${t("voices.wait-engine")}</p>`;
    }
    return html`<p class="small quiet" data-testid="voices-settings">${this.#inShort(d, spec)}</p>
      ${plan || this.#few !== undefined
        ? nothing
        : html`<p class="small quiet">
            ${t.rich(this.project.data.state.source === "own" ? "race.data" : "race.data.pack", { title: html`<strong>${this.project.data.current().title || t("race.data.none")}</strong>`, takes: this.project.data.amount().takes })}
          </p>`}`;
  }

  #inShort(d: EngineDescription, { system, rule, preset, epochs, seed, settings }: RunSpec): string {
    const [s, r, p] = [systemOf(d, system), d.rules.find((x) => x.id === rule), d.presets.find((x) => x.id === preset)];
    return t("voices.settings", {
      system: s ? systemTitle(s) : system,
      rule: r ? ruleTitle(r) : rule,
      preset: p ? presetTitle(p) : preset,
      epochs,
      seed: String(seed),
      changes: Object.keys(settings).length,
    });
  }

  /** Voices of the visitor's own takes, where they are too few. */
  get #few(): number | undefined {
    const { ownVoices } = this.voices;
    return ownVoices !== undefined && ownVoices < LEAST_VOICES ? ownVoices : undefined;
  }

  #stale({ plan, phase }: VoicesState): TemplateResult | typeof nothing {
    const { stale } = this.voices;
    return plan && stale && phase !== "reading" ? html`<p class="note warn small" role="status" data-testid="voices-stale" data-why=${stale}>${t(`voices.stale.${stale}`)}</p>` : nothing;
  }

  #controls({ phase }: VoicesState): TemplateResult {
    const { voices } = this;
    const { button } = this;
    const start = (): void => settle(voices.start(), this.tell);
    const few = this.#few;
    const problem = this.project.data.problem();
    const bad = few !== undefined || problem !== undefined || voices.spec === undefined;
    const { missing } = voices;
    // Behind the voices stands the usual test.
    const isUsual = missing.length === 1 && missing[0] === voices.state.plan?.voices.length;
    switch (phase) {
      case "none":
        return html`<div class="row job-controls">
            ${button("voices-start", t("voices.start"), start, "primary", bad)} ${button("voices-train", t("voices.to-train"), () => this.app.go("train"), "plain")}
          </div>
          ${this.#why(few, problem)}`;
      case "reading":
        return html`<div class="row job-controls">${button("voices-stop", t("race.stop"), () => voices.stop())}</div>`;
      case "racing":
        return html`<div class="row job-controls">${button("voices-pause", t("race.pause"), () => voices.pause(), "primary")} ${button("voices-stop", t("race.stop"), () => voices.stop())}</div>`;
      case "paused":
        return html`<div class="row job-controls">${button("voices-resume", t("race.resume"), () => voices.resume(), "primary")} ${button("voices-stop", t("race.stop"), () => voices.stop())}</div>`;
      case "ended":
        return html`<div class="row job-controls">
            ${missing.length > 0 ? button("voices-go-on", isUsual ? t("voices.usual.run") : t("voices.go-on", { count: missing.length }), () => voices.goOn(), "primary", voices.stale === "takes") : nothing}
            ${button("voices-start", t("voices.again"), start, "", bad)} ${button("voices-clear", t("voices.clear"), () => voices.clear(), "plain")}
          </div>
          ${this.#why(few, problem)}`;
    }
  }

  /** Why it cannot begin, and what to do about it. */
  #why(few: number | undefined, problem: string | undefined): TemplateResult | typeof nothing {
    const why = problem ?? (few === undefined ? undefined : t("voices.few", { count: few }));
    return why === undefined
      ? nothing
      : html`<div class="note small" data-testid="voices-few">
          <p>${why}</p>
          <div class="row"><button type="button" data-testid="voices-data" @click=${() => this.app.go("data")}>${t("voices.to-data")}</button></div>
        </div>`;
  }

  #status({ phase, jobs, plan, unkept }: VoicesState): TemplateResult | typeof nothing {
    if (phase === "reading") {
      return html`<p role="status" class="small quiet">${t("voices.reading")}</p>`;
    }
    if (phase === "none" || !plan) {
      return nothing;
    }
    const queue = jobs.map(queued);
    const over = queue.filter(isOver).length;
    const done = queue.filter((j) => j.phase === "done").length;
    const isWhole = queue.slice(0, plan.voices.length).every((j) => j.phase === "done");
    // What was ended early is to be run again: it counts for nothing once nothing is at work.
    const share = phase === "ended" ? done / queue.length : shareDone(queue);
    return html`<progress max="1" .value=${share} aria-label=${t("voices.progress")}></progress>
      <p class="row spread small">
        <strong role="status" data-testid="voices-says">${t(`voices.says.${phase === "ended" && !isWhole ? "part" : phase}`, { count: plan.voices.length })}</strong>
        ${phase === "ended"
          ? html`<span class="figures">${t("race.over", { over: done, of: queue.length })}</span>`
          : html`<span class="figures" data-testid="voices-queue" data-over=${over}
                >${t(phase === "paused" ? "race.queue.paused" : "race.queue", { atWork: queue.filter(isAtWork).length, waiting: queue.filter((j) => j.phase === "waiting").length, over })}</span
              >
              <span class="figures" data-testid="voices-left">${leftText(queue, plan.atOnce, phase)}</span>`}
      </p>
      ${unkept ? html`<p class="small note warn" role="status">${t("voices.unkept")}</p>` : nothing}`;
  }
}

customElements.define("nrr-voices", VoicesPanel);
