import { html, nothing, type TemplateResult } from "lit";
import { download } from "../core/files.ts";
import { fixed } from "../core/format.ts";
import { settle } from "../core/settle.ts";
import type { EngineDescription } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import { allFigures, laneTag, RacePart } from "./race-base.ts";
import type { RaceState } from "./race-desk.ts";
import { csvOf, jsonOf, markdownTable, raceFileName } from "./race-export.ts";
import "./race-reasons.ts";
import type { RacePlan } from "./race-plan.ts";
import { type AccuracyVerdict, type Figures, judge, type Verdict, wins } from "./race-ranking.ts";
import { accuracyText, COLUMNS, CONTEST_OF, goodAt, rowsOf } from "./race-table.ts";

const t = await texts("compare");

/** What came out: what each lane is good at, what cannot be told, and the table. */
export class RaceFinish extends RacePart {
  static override properties = { ...RacePart.properties, copied: { state: true } };
  declare copied: boolean;

  constructor() {
    super();
    this.copied = false;
  }

  protected override render(): TemplateResult {
    const { state } = this.race;
    const d = this.app.session.state.description;
    const { plan } = state;
    if (!d || !plan) {
      return html``;
    }
    const figures = allFigures(d, state);
    const verdicts = judge(figures);
    const [accuracy] = verdicts;
    const rows = rowsOf(plan.lanes, figures, verdicts);
    return html`<section class="card race-finish" aria-labelledby="race-finish-title" data-testid="race-finish">
      <h3 id="race-finish-title">${t("race.finish")}</h3>
      <p data-testid="race-accuracy" data-kind=${accuracy.kind}>${this.#accuracy(plan, figures, accuracy)}</p>
      <ul class="race-contests">
        ${verdicts.map((v) => this.#contest(plan, v))}
      </ul>
      ${state.jobs.some((j) => j.phase !== "done") ? html`<p class="note warn small">${t("race.unfinished")}</p>` : nothing}
      <div class="race-table" tabindex="0" role="region" aria-label=${t("race.table")}>
        <table>
          <caption class="visually-hidden">${t("race.table")}</caption>
          <thead>
            <tr>
              <th scope="col">${t("race.column.lane")}</th>
              ${COLUMNS.map((c) => html`<th scope="col">${t(`race.column.${c}`)}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (row) =>
                html`<tr data-testid="race-result" data-lane=${row.lane}>
                  <th scope="row">${laneTag(plan.lanes, row.lane)}${row.good.map((g) => html`<span class="race-good small">${g}</span>`)}</th>
                  ${row.cells.map((cell, k) => {
                    const contest = CONTEST_OF[COLUMNS[k] ?? "time"];
                    const ahead = verdicts.some((v) => v.contest === contest && wins(v, row.lane));
                    return html`<td class=${ahead ? "race-wins" : ""}>${cell}</td>`;
                  })}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
      <nrr-race-reasons .app=${this.app}></nrr-race-reasons>
      ${this.#files(d, state, plan, figures, verdicts)}
    </section>`;
  }

  /** The best accuracy in a sentence, or why there is none. */
  #accuracy(plan: RacePlan, figures: readonly Figures[], v: AccuracyVerdict): unknown {
    const best = figures.find((f) => f.lane === v.best);
    if (!best || v.best === undefined) {
      return t(plan.split === "none" ? "race.accuracy.no-test" : "race.accuracy.none");
    }
    const limit = v.takes > 0 ? fixed((100 * v.needed) / v.takes, 1) : "–";
    const parts = {
      best: laneTag(plan.lanes, v.best),
      figure: accuracyText(best),
      takes: v.takes,
      seeds: v.seeds,
      how: t(v.seeds > 1 ? "race.accuracy.by-seeds" : "race.accuracy.by-takes", { takes: v.takes, limit, seeds: v.seeds }),
    };
    if (v.kind === "clear") {
      return t.rich("race.accuracy.clear", parts);
    }
    const others = v.winners.filter((w) => w !== v.best);
    return t.rich(v.kind === "few" ? "race.accuracy.few" : "race.accuracy.tie", { ...parts, others: html`${others.map((w, i) => html`${i > 0 ? ", " : ""}${laneTag(plan.lanes, w)}`)}` });
  }

  #contest(plan: RacePlan, { contest, kind, winners, all }: Verdict): TemplateResult {
    return html`<li class="race-contest" data-testid="race-contest" data-contest=${contest} data-kind=${kind} data-winners=${winners.join(" ")}>
      <h4>${t(`race.contest.${contest}`)}</h4>
      <p>
        ${kind === "none" || kind === "few" || all
          ? html`<span class="quiet">${t(`race.verdict.${kind === "tie" || kind === "clear" ? "all" : kind}`)}</span>`
          : html`${winners.map((w) => laneTag(plan.lanes, w))}${kind === "tie" ? html` <span class="small quiet">${t("race.verdict.tie")}</span>` : nothing}`}
      </p>
      <p class="small quiet">${t(`race.contest.${contest}.about`)}</p>
    </li>`;
  }

  #files(d: EngineDescription, state: RaceState, plan: RacePlan, figures: readonly Figures[], verdicts: readonly [AccuracyVerdict, ...Verdict[]]): TemplateResult {
    const name = raceFileName(state.title, plan.lanes);
    const markdown = (): string => {
      const head = [t("race.column.lane"), ...COLUMNS.map((c) => t(`race.column.${c}`)), t("race.column.good"), "SHA-256"];
      const rows = rowsOf(plan.lanes, figures, verdicts).map((r) => [`${r.lane + 1} ${r.name}`, ...r.cells, goodAt(verdicts, r.lane).join(", "), figures.find((f) => f.lane === r.lane)?.jobs.map((j) => j.weights ?? "").join(" ") ?? ""]);
      const digest = state.jobs.find((j) => j.head)?.head?.dataDigest ?? "";
      return `${t("race.markdown", { data: state.title, digest, epochs: plan.epochs, seeds: plan.seeds.join(", "), most: state.most })}\n\n${markdownTable(head, rows)}\n`;
    };
    const save = (end: string, type: string, text: () => string) => (): void => download(`${name}.${end}`, new TextEncoder().encode(text()), type);
    const copy = (): void =>
      settle(
        navigator.clipboard.writeText(markdown()).then(() => {
          this.copied = true;
        }),
        () => this.tell(t("race.copy.refused")),
      );
    return html`<div class="row">
      <button type="button" data-testid="race-copy" @click=${copy}>${t("race.copy")}</button>
      <button type="button" data-testid="race-md" @click=${save("md", "text/markdown", markdown)}>${t("race.save", { kind: "Markdown" })}</button>
      <button type="button" data-testid="race-csv" @click=${save("csv", "text/csv", () => csvOf(state.jobs))}>${t("race.save", { kind: "CSV" })}</button>
      <button type="button" data-testid="race-json" @click=${save("json", "application/json", () => jsonOf(state, figures, verdicts, { version: d.version, cores: this.race.coreCount }))}>${t("race.save", { kind: "JSON" })}</button>
      <span role="status" class="small quiet">${this.copied ? t("race.copied") : ""}</span>
    </div>`;
  }
}

customElements.define("nrr-race-finish", RaceFinish);
