import { html, type TemplateResult } from "lit";
import { fixed, size } from "../core/format.ts";
import type { RunBytes } from "../engine/lab-protocol.ts";
import { english } from "../core/said.ts";
import { texts } from "../text/text.ts";
import { allFigures, laneTag, RacePart } from "./race-base.ts";
import { bytesOf } from "./race-job.ts";
import { CRITERIA } from "./race-locality.ts";
import { type Figures, judgeAccuracy } from "./race-ranking.ts";

const t = await texts("compare");

const HELD = ["weights", "tape", "traces", "scratch", "gradients", "optimiser"] as const satisfies readonly (keyof RunBytes)[];

/** What the verdicts go by: the criteria of locality, the parts of the memory, and how certain the differences of accuracy are. */
export class RaceReasons extends RacePart {
  protected override render(): TemplateResult {
    const { state } = this.race;
    const d = this.app.session.state.description;
    if (!d || !state.plan) {
      return html``;
    }
    const figures = allFigures(d, state).filter((f) => f.jobs.length > 0);
    const source = (rule: string) => d.rules.find((r) => r.id === rule)?.source ?? "";
    return html`
      <details>
        <summary>${t("race.reasons.local")}</summary>
        <p class="small quiet">${t("race.reasons.local.about")}</p>
        ${this.#table(
          "race.reasons.local",
          CRITERIA.map((c) => t(`race.criterion.${c}`)),
          figures,
          (f) => CRITERIA.map((c) => (f.criteria === undefined ? "–" : f.criteria.includes(c) ? t("race.yes") : t("race.no"))),
        )}
        <ul class="plain-list small quiet">
          ${CRITERIA.map((c) => html`<li><strong>${t(`race.criterion.${c}`)}</strong>: ${t(`race.criterion.${c}.about`)}</li>`)}
        </ul>
        <p class="small quiet">${t.rich("race.reasons.sources", { list: english([...new Set(figures.map((f) => `${f.learner.rule}: ${source(f.learner.rule)}`))].join("; ")) })}</p>
      </details>
      <details>
        <summary>${t("race.reasons.memory")}</summary>
        <p class="small quiet">${t("race.reasons.memory.about")}</p>
        ${this.#table(
          "race.reasons.memory",
          [...HELD.map((h) => t(`race.held.${h}`)), t("race.held.all")],
          figures,
          (f) => {
            const bytes = f.jobs[0]?.bytes;
            return bytes ? [...HELD.map((h) => size(bytes[h])), size(bytesOf(bytes))] : [];
          },
        )}
      </details>
      <details>
        <summary>${t("race.reasons.certain")}</summary>
        <p class="small quiet">${t("race.reasons.certain.about")}</p>
        ${this.#certain(figures)}
      </details>
    `;
  }

  #certain(figures: readonly Figures[]): TemplateResult {
    const v = judgeAccuracy(figures);
    return this.#table("race.reasons.certain", [t("race.certain.right"), t("race.certain.p"), t("race.certain.says")], figures, (f) => {
      const right = f.jobs.map((j) => (j.right ? t("race.certain.of", { right: j.right.reduce((a, b) => a + b, 0), of: j.right.length }) : "–")).join("; ");
      const p = v.p.get(f.lane);
      return [right, p === undefined ? "–" : p < 0.001 ? `< ${fixed(0.001, 3)}` : fixed(p, 3), f.lane === v.best ? t("race.certain.best") : p === undefined ? "–" : t(p < 0.05 ? "race.certain.below" : "race.certain.level")];
    });
  }

  #table(label: "race.reasons.local" | "race.reasons.memory" | "race.reasons.certain", head: readonly string[], figures: readonly Figures[], cells: (f: Figures) => readonly string[]): TemplateResult {
    const lanes = this.race.state.plan?.lanes ?? [];
    return html`<div class="race-table" tabindex="0" role="region" aria-label=${t(label)}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t("race.column.lane")}</th>
            ${head.map((h) => html`<th scope="col">${h}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${figures.map((f) => html`<tr><th scope="row">${laneTag(lanes, f.lane)}</th>${cells(f).map((c) => html`<td>${c}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>`;
  }
}

customElements.define("nrr-race-reasons", RaceReasons);
