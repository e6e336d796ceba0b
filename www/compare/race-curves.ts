import { html, nothing, type TemplateResult } from "lit";
import type { Term } from "../core/glossary.ts";
import { newCursor } from "../plots/cursor.ts";
import { othersKey } from "../plots/race-marks.ts";
import "../plots/race-plot.ts";
import { texts } from "../text/text.ts";
import { RacePart } from "./race-base.ts";
import { linesOf, type Metric, METRICS, rangeOfMetric, SAY, SYMBOL } from "./race-metrics.ts";

const t = await texts("compare");

/** Words of the glossary for each figure. */
const TERMS: Record<Metric, readonly Term[]> = {
  test: ["accuracy", "held-out"],
  train: ["accuracy", "overfitting"],
  loss: ["loss"],
  rate: ["rate", "spike"],
  spikes: ["spike", "step"],
  operations: ["operation", "synapse"],
  energy: ["energy", "operation"],
  angle: ["angle", "gradient"],
};

/** One figure of all lanes by epoch: laid over each other, and side by side. */
export class RaceCurves extends RacePart {
  static override properties = { ...RacePart.properties, metric: { state: true } };
  declare metric: Metric;
  readonly #cursor = newCursor();

  constructor() {
    super();
    this.metric = "test";
  }

  protected override render(): TemplateResult {
    const { plan, jobs } = this.race.state;
    if (!plan) {
      return html``;
    }
    // What no lane measures is not offered.
    const all = METRICS.filter((m) => m === "train" || jobs.every((j) => j.records.length === 0) || linesOf(plan.lanes, jobs.filter((j) => j.records.length > 0).map((j) => ({ ...j, records: j.records.slice(-1) })), m).some((l) => l.points.length > 0));
    const metric = all.includes(this.metric) ? this.metric : "train";
    const lines = linesOf(plan.lanes, jobs, metric);
    const range = rangeOfMetric(metric, lines);
    const name = t(`race.metric.${metric}`);
    const about = t(`race.metric.${metric}.about`);
    return html`<div class="segments" role="group" aria-label=${t("race.metrics")}>
        ${all.map((m) => html`<button type="button" class="small" data-testid="race-metric-${m}" aria-pressed=${m === metric ? "true" : "false"} @click=${() => (this.metric = m)}>${t(`race.metric.${m}`)}</button>`)}
      </div>
      <p class="small quiet">${about}${plan.seeds.length > 1 ? ` ${t("race.band")}` : ""}</p>
      <nrr-race-overlay
        data-testid="race-overlay"
        .cursor=${this.#cursor}
        .name=${name}
        .symbol=${SYMBOL[metric] ?? ""}
        .about=${`${about}\n${t("race.plot.explain")}`}
        .terms=${TERMS[metric]}
        .unit=${t(`race.metric.${metric}.unit`)}
        .lines=${lines}
        .epochs=${plan.epochs}
        .range=${range}
        .say=${SAY[metric]}
        .front=${undefined}
        .height=${220}
      ></nrr-race-overlay>
      ${lines.length > 1 ? html`<p class="small quiet race-mark">${othersKey()}${t("race.others")}</p>` : nothing}
      <div class="race-multiples" data-testid="race-multiples">
        ${lines.map(
          (l) =>
            html`<nrr-race-plot
              .cursor=${this.#cursor}
              .name=${`${l.lane + 1} ${l.name}`}
              .symbol=${""}
              .unit=${t(`race.metric.${metric}.unit`)}
              .lines=${lines}
              .epochs=${plan.epochs}
              .range=${range}
              .say=${SAY[metric]}
              .front=${l.lane}
              .height=${110}
            ></nrr-race-plot>`,
        )}
      </div>`;
  }
}

customElements.define("nrr-race-curves", RaceCurves);
