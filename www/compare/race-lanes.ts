import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { percent } from "../core/format.ts";
import { ruleTitle, systemName } from "../core/names.ts";
import { said } from "../core/said.ts";
import { settle } from "../core/settle.ts";
import { laneKey } from "../plots/race-marks.ts";
import { texts } from "../text/text.ts";
import { RacePart } from "./race-base.ts";
import type { RaceState } from "./race-desk.ts";
import { type Job, testAccuracy } from "./race-job.ts";
import { laneName } from "./race-metrics.ts";
import type { LaneChoice, RacePlan } from "./race-plan.ts";
import { isAtWork, isOver } from "./race-schedule.ts";
import { standingOf } from "./race-standing.ts";

const t = await texts("compare");

/** A digest as far as an eye compares it. */
const short = (digest: string, length = 12) => digest.slice(0, length);

/** Every lane as it is now, and what can be done with its model. */
export class RaceLanes extends RacePart {
  static override properties = { ...RacePart.properties, asked: { state: true } };
  /** The lane that is to take the place of the run in Train, once that is confirmed. */
  declare asked: number | undefined;

  constructor() {
    super();
    this.asked = undefined;
  }

  protected override render(): TemplateResult {
    const { state } = this.race;
    const { plan } = state;
    return plan
      ? html`<ol class="race-lanes" data-testid="race-lanes">
            ${repeat(
              plan.lanes,
              (_, i) => i,
              (lane, i) => this.#lane(state, plan, lane, i),
            )}
          </ol>
          ${plan.seeds.length > 1 && state.jobs.some((j) => j.model) ? html`<p class="small quiet" data-testid="race-first-seed">${t("race.first-seed", { seed: String(plan.seeds[0]) })}</p>` : nothing}
          ${this.#start(state, plan)}`
      : html``;
  }

  #lane({ jobs: all }: RaceState, plan: RacePlan, lane: LaneChoice, at: number): TemplateResult {
    const jobs = all.filter((j) => j.lane === at);
    const standing = standingOf(jobs);
    if (!standing) {
      return html``;
    }
    const { job, phase, waitsAfter, accuracy } = standing;
    const seeds = plan.seeds.length;
    const epoch = job.records.at(-1)?.epoch ?? 0;
    const done = jobs.reduce((sum, j) => sum + (j.records.at(-1)?.epoch ?? 0) + j.within, 0);
    const rule = ruleTitle({ id: lane.rule, title: "" });
    const title = plan.lanes.some((l) => l.system !== lane.system) ? `${rule} · ${this.#system(lane.system)}` : rule;
    const name = laneName(plan.lanes, at);
    const seedAt = plan.seeds.indexOf(job.seed) + 1;
    return html`<li class="race-lane" data-testid="race-lane" data-phase=${phase} data-epoch=${epoch}>
      <p class="race-lane-name"><span class="race-number figures" data-lane=${at}>${at + 1}</span> <strong><code>${name}</code></strong> ${laneKey(at)} <span class="small quiet">${title}</span></p>
      <progress max=${job.spec.epochs * jobs.length} .value=${done} aria-label=${t("race.progress", { lane: name })}></progress>
      <p class="race-lane-says small">
        ${waitsAfter > 0
          ? html`<strong>${t("race.between", { done: waitsAfter, of: seeds })}</strong>`
          : html`<span><strong>${t(`race.phase.${phase}`)}</strong>${seeds > 1 && isAtWork(job) ? html` <span class="figures">${t("race.seed-of", { at: seedAt, of: seeds })}</span>` : nothing}</span>
              <span class="figures quiet">${t("race.epoch-of", { done: epoch, of: job.spec.epochs })}</span>`}
        <span class="figures" data-testid="race-lane-right">${accuracy ? t(seeds > 1 ? "race.right.mean" : "race.right", { share: percent(accuracy.mean, 1), n: accuracy.n }) : ""}</span>
      </p>
      ${jobs.map((j) => (j.problem === undefined ? nothing : this.#problem(j, all.indexOf(j), plan)))}
      ${jobs.some((j) => j.phase === "dropped") && !jobs.some(isAtWork) ? html`<div class="row">${jobs.flatMap((j) => (j.phase === "dropped" ? [this.#again(all.indexOf(j), plan)] : []))}</div>` : nothing}
      ${jobs.map((j) => this.#digest(j, plan))} ${this.#use(jobs[0], at, name, seeds > 1)}
    </li>`;
  }

  #system(id: string): string {
    return systemName(id, this.app.session.state.description?.systems);
  }

  #again(at: number, plan: RacePlan): TemplateResult {
    const seed = this.race.state.jobs[at]?.seed ?? 0;
    return html`<button type="button" data-testid="race-again" @click=${() => this.race.again(at)}>${plan.seeds.length > 1 ? t("race.again.seed", { seed: String(seed) }) : t("race.again")}</button>`;
  }

  #problem(job: Job, at: number, plan: RacePlan): TemplateResult {
    return html`<div class="note bad small" role="alert" data-testid="race-lane-problem">
      <p>${t.rich("race.failed", { why: html`${said(job.problem ?? "")}` })}</p>
      <div class="row">${this.#again(at, plan)}</div>
    </div>`;
  }

  #digest(job: Job, plan: RacePlan): TemplateResult | typeof nothing {
    if (!job.weights) {
      return nothing;
    }
    const several = plan.seeds.length > 1;
    const share = several ? testAccuracy(job) : undefined;
    return html`<p class="small quiet race-digest">
      ${several ? t("race.final.seed", { seed: String(job.seed) }) : t("race.final")}
      <code class="digest" data-testid="race-final" data-digest=${job.weights} title=${job.weights}>${short(job.weights, several ? 8 : 12)}</code>
      ${share === undefined ? nothing : html`<span class="figures" data-testid="race-seed-right">${percent(share, 1)}</span>`}
      ${job.again === undefined ? nothing : html`<strong class="verdict ${job.again === "same" ? "good" : "bad"}" data-testid="race-same" data-same=${job.again}>${t(`race.again.${job.again}`)}</strong>`}
    </p>`;
  }

  /** The buttons of the lane's first seed; with several seeds they name it. */
  #use(job: Job | undefined, lane: number, name: string, several: boolean): TemplateResult | typeof nothing {
    if (!job?.model || !isOver(job)) {
      return nothing;
    }
    const { title } = this.race.state;
    const seed = String(job.seed);
    const adopted = this.race.isAdopted(lane);
    const adopt = (): void => settle(this.race.adopt(lane, `${title} · ${name}`), this.tell);
    const look = (): void => {
      if (this.project.run.active) {
        this.asked = lane;
      } else {
        settle(this.#look(lane), this.tell);
      }
    };
    return html`<div class="row">
        <button type="button" data-testid=${adopted ? `race-try-${lane}` : `race-adopt-${lane}`} @click=${adopted ? () => this.app.go("try") : adopt}
          >${adopted ? t("race.go-try") : several ? t("race.adopt.seed", { seed }) : t("race.adopt")}<span class="visually-hidden">: ${name}</span></button
        >
        ${job.checkpoint ? html`<button type="button" data-testid="race-look-${lane}" @click=${look}>${several ? t("race.look.seed", { seed }) : t("race.look")}<span class="visually-hidden">: ${name}</span></button>` : nothing}
      </div>
      ${this.asked === lane
        ? html`<div class="note warn small" role="alert" data-testid="race-look-question">
            <p>${t("race.look.question", { lane: name })}</p>
            <div class="row">
              <button type="button" class="primary" data-testid="race-look-yes" @click=${() => settle(this.#look(lane), this.tell)}>${t("race.look.yes")}</button>
              <button type="button" data-testid="race-look-no" @click=${() => (this.asked = undefined)}>${t("race.look.no")}</button>
            </div>
          </div>`
        : nothing}`;
  }

  async #look(lane: number): Promise<void> {
    this.asked = undefined;
    await this.race.look(lane);
    this.app.go("inside");
  }

  /** That all began alike: the data's digest, and by network and seed that of the weights before the first batch. */
  #start({ jobs }: RaceState, plan: RacePlan): TemplateResult | typeof nothing {
    const data = new Set(jobs.flatMap((j) => (j.head ? [j.head.dataDigest] : [])));
    const [digest] = data;
    if (digest === undefined) {
      return nothing;
    }
    const groups = [...new Set(plan.lanes.map((l) => l.system))].flatMap((system) =>
      plan.seeds.map((seed) => ({ system, seed, jobs: jobs.filter((j) => j.spec.system === system && j.seed === seed && j.head) })),
    );
    const line = ({ system, seed, jobs: some }: (typeof groups)[number]): TemplateResult | typeof nothing => {
      const known = new Set(some.flatMap((j) => (j.initial ? [j.initial] : [])));
      const [initial] = known;
      if (initial === undefined) {
        return nothing;
      }
      const n = some.filter((j) => j.initial).length;
      return html`<li data-testid="race-initial" data-system=${system} data-seed=${seed} data-same=${known.size === 1 ? "yes" : "no"} data-digest=${initial} data-lanes=${n}>
        ${t.rich(known.size === 1 ? "race.start.same" : "race.start.differs", {
          n,
          system: this.#system(system),
          seed: String(seed),
          digest: html`<code class="digest" title=${[...known].join(" ")}>${[...known].map((d) => short(d)).join(", ")}</code>`,
        })}
      </li>`;
    };
    return html`<details class="race-proof">
      <summary>${t(groups.every((g) => new Set(g.jobs.flatMap((j) => j.initial ?? [])).size < 2) && data.size === 1 ? "race.start.fair" : "race.start.unfair")}</summary>
      <ul class="plain-list small">
        <li data-testid="race-data-digest" data-same=${data.size === 1 ? "yes" : "no"}>${t.rich(data.size === 1 ? "race.start.data" : "race.start.data-differs", { digest: html`<code class="digest" title=${digest}>${short(digest)}</code>` })}</li>
        ${groups.map(line)}
        <li class="quiet">${t("race.start.about")}</li>
      </ul>
    </details>`;
  }
}

customElements.define("nrr-race-lanes", RaceLanes);
