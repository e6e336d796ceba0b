import { html, nothing, type TemplateResult } from "lit";
import { texts } from "../text/text.ts";
import { RacePart } from "./race-base.ts";
import "./race-curves.ts";
import type { RaceState } from "./race-desk.ts";
import "./race-finish.ts";
import { queued } from "./race-job.ts";
import "./race-lanes.ts";
import { laneName } from "./race-metrics.ts";
import { doubles } from "./race-plan.ts";
import { leftText } from "./race-left.ts";
import { isAtWork, isOver, shareDone } from "./race-schedule.ts";
import "./race-setup.ts";
import "./race.css";
import "./race-lanes.css";

const t = await texts("compare");

/** On narrow screens the setup begins closed: Start stands above it, and what it begins in its first line. */
const WIDE = globalThis.matchMedia("(min-width: 48rem)");

/** The race of the rules: what runs, how far it is, the curves, and what came out. */
export class RacePanel extends RacePart {
  protected override stores() {
    return [...super.stores(), this.project.data, this.project.data.words, this.project.train];
  }

  protected override render(): TemplateResult {
    const { state } = this.race;
    const { phase, jobs } = state;
    const going = phase === "racing" || phase === "paused";
    return html`<div class="race" data-testid="race" data-phase=${phase}>
      <section class="card race-run" aria-labelledby="race-title">
        <h3 id="race-title">${phase === "none" ? t("race.title") : t("race.title.on", { data: state.title })}</h3>
        ${phase === "none" ? html`<p class="quiet">${t("race.empty")}</p>` : nothing} ${this.#controls(state)} ${phase === "none" ? nothing : this.#status(state)}
        ${state.problem ? html`<p class="note bad" role="alert">${state.problem}</p>` : nothing}
        ${phase === "none" ? nothing : html`<nrr-race-lanes .app=${this.app}></nrr-race-lanes>`}
      </section>
      ${going
        ? nothing
        : html`<details class="card race-setup" .open=${phase === "none" && WIDE.matches}>
            <summary>
              <h3>${t(phase === "none" ? "race.setup" : "race.setup.next")}</h3>
              <span class="small quiet">${this.#inShort()}</span>
            </summary>
            <nrr-race-setup .app=${this.app}></nrr-race-setup>
          </details>`}
      ${phase === "ended" ? html`<nrr-race-finish .app=${this.app}></nrr-race-finish>` : nothing}
      ${phase !== "none" && jobs.some((j) => j.records.length > 0)
        ? html`<section class="card race-curves" aria-labelledby="race-curves-title">
            <h3 id="race-curves-title">${t("race.curves")}</h3>
            <nrr-race-curves .app=${this.app}></nrr-race-curves>
          </section>`
        : nothing}
    </div>`;
  }

  /** The race that Start would begin. */
  #inShort(): string {
    const plan = this.race.plan();
    return plan ? t("race.in-short", { lanes: plan.lanes.map((_, i) => laneName(plan.lanes, i)).join(", "), epochs: plan.epochs, seeds: plan.seeds.length, seed: String(plan.seeds[0] ?? 1) }) : "";
  }

  #controls({ phase, choices }: RaceState): TemplateResult {
    const { race } = this;
    const ready = this.app.session.state.description !== undefined;
    const problem = this.project.data.problem();
    const bad = problem !== undefined || doubles(choices.lanes).length > 0;
    const button = this.button;
    switch (phase) {
      case "none":
        return html`<div class="row job-controls">${button("race-start", t("race.begin"), () => race.start(), "primary", bad || !ready)}</div>
          ${bad ? html`<p class="small quiet" data-testid="race-problem">${problem ?? t("race.twice")}</p>` : nothing}`;
      case "racing":
        return html`<div class="row job-controls">${button("race-pause", t("race.pause"), () => race.pause(), "primary")} ${button("race-stop", t("race.stop"), () => race.stop())}</div>`;
      case "paused":
        return html`<div class="row job-controls">${button("race-resume", t("race.resume"), () => race.resume(), "primary")} ${button("race-stop", t("race.stop"), () => race.stop())}</div>`;
      case "ended":
        return html`<div class="row job-controls">
          ${button("race-start", t("race.begin-again"), () => race.start(), "", bad || !ready)} ${button("race-clear", t("race.clear"), () => race.clear(), "plain")}
        </div>`;
    }
  }

  #status({ phase, jobs, plan, most, disturbed, unkept }: RaceState): TemplateResult {
    const queue = jobs.map(queued);
    const atWork = queue.filter(isAtWork).length;
    const waiting = queue.filter((j) => j.phase === "waiting").length;
    return html`<progress max="1" .value=${shareDone(queue)} aria-label=${t("race.progress.all")}></progress>
      <p class="row spread small">
        <strong role="status" data-testid="race-says">${t(`race.says.${phase}`)}</strong>
        ${phase === "ended"
          ? html`<span class="figures">${t("race.over", { over: queue.filter((j) => j.phase === "done").length, of: queue.length })}</span>`
          : html`<span class="figures" data-testid="race-queue" data-at-work=${atWork} data-waiting=${waiting} data-over=${queue.filter(isOver).length}>${t(phase === "paused" ? "race.queue.paused" : "race.queue", { atWork, waiting, over: queue.filter(isOver).length })}</span>
              <span class="figures" data-testid="race-left">${leftText(queue, plan?.atOnce ?? 1, phase)}</span>`}
      </p>
      <p class="small quiet" data-testid="race-at-once">
        ${t("race.at-once.says", { most: Math.max(1, most), limit: plan?.atOnce ?? 1, cores: this.race.coreCount })}${disturbed ? ` ${t("race.disturbed")}` : ""}
      </p>
      ${unkept ? html`<p class="small note warn" role="status" data-testid="race-unkept">${t("race.unkept")}</p>` : nothing}`;
  }
}

customElements.define("nrr-race", RacePanel);
