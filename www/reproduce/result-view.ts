/** What was found of a figure: curves, figures beside the paper's, verdicts, weights. */
import { html, nothing, svg, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { figure as short, fixed, measured } from "../core/format.ts";
import "../plots/raster.ts";
import { stepScale } from "../plots/steps.ts";
import { texts } from "../text/text.ts";
import "./figure-curve.ts";
import { cut, epochsOf, type Figure, isLookedAt, nameOf, type Panel, type Row, type Size, type Wanted, wanted } from "./plan.ts";
import { planText, presetOf } from "./plan-texts.ts";
import { byEpoch, byNoise, compare, hasGround, type Outcome, outcomesOf, type Results, underWay, valuesOf } from "./results.ts";
import { interval, judge, mean } from "./statistics.ts";

const t = await texts("reproduce");

export function resultView(whole: Figure, size: Size, results: Results, current: Wanted | undefined): TemplateResult {
  const figure = cut(whole, size);
  const outcomes = wanted(whole, size).flatMap((run) => results.get(run.key) ?? []);
  return html`${size.epochs === undefined ? "" : shorter(figure, size)}
    <div class="reproduce-curves">${figure.panels.map((panel) => curves(panel, size, results))}</div>
    ${figure.id === "fig4" ? spikes(outcomes) : ""} ${presetsOf(figure).map((preset) => rows(figure, preset, size, results, current))}
    ${verdicts(figure, size, results)} ${weights(outcomes)}`;
}

const presetsOf = (figure: Figure) => [...new Set(figure.rows.map((r) => r.preset))];

function shorter(figure: Figure, size: Size): TemplateResult {
  const own = Math.max(...figure.rows.map((r) => epochsOf(r.value.of, { ...size, epochs: undefined })));
  return html`<p class="note">
    <span>${t("shorter", { epochs: size.epochs ?? 0, own })}</span>
  </p>`;
}

function curves(panel: Panel, size: Size, results: Results): TemplateResult {
  const isEpoch = panel.by === "epoch";
  const lines = panel.lines.map((line) => ({ name: planText(line.name), paper: line.paper, points: isEpoch ? byEpoch(results, line, size) : byNoise(results, line, size) }));
  const to = isEpoch ? Math.max(...panel.lines.map((l) => epochsOf(l.values[0]?.of ?? 0, size))) : 90;
  const isRatio = panel.lines.some((l) => l.values.some((v) => v.over !== undefined));
  return html`<div class="reproduce-panel">
    <nrr-figure-curve .name=${planText(panel.title).replace(/\.$/, "")} .by=${panel.by} .isRatio=${isRatio} .to=${to} .curves=${lines}></nrr-figure-curve>
    <p class="small quiet">${planText(panel.caption)}</p>
  </div>`;
}

/** Spikes early and late in training. */
function spikes(outcomes: readonly Outcome[]): TemplateResult | typeof nothing {
  const looks = outcomes.find((o) => isLookedAt(o.run) && o.looks.length > 0)?.looks ?? [];
  if (looks.length === 0) {
    return nothing;
  }
  return html`<div class="reproduce-curves">
    ${looks.map(
      (l) =>
        html`<div data-testid="look">
          <p class="small"><strong>${l.epoch === 1 ? t("look.first") : t("look.last", { epoch: l.epoch })}</strong></p>
          <nrr-raster .layer=${l.layer} .scale=${stepScale(l.frames, l.steps, l.hopMs, 50)} .height=${160}></nrr-raster>
        </div>`,
    )}
  </div>`;
}

/** Figures beside the paper's: the rows are the text of the small pictures in them. */
function rows(figure: Figure, preset: string, size: Size, results: Results, current: Wanted | undefined): TemplateResult {
  const shown = figure.rows.filter((r) => r.preset === preset);
  const hasPaper = shown.some((r) => r.paper !== undefined);
  return html`<table class="reproduce-table" data-testid="rows-${preset}">
    <caption>
      ${t("rows", { preset: presetOf(preset) })}
      <span class="small quiet reproduce-what"
        ><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><circle class="ours" cx="6" cy="6" r="5"></circle></svg> ${t("rows.here")}
        ${hasPaper
          ? html`<svg class="key" viewBox="0 0 12 12" aria-hidden="true"><circle class="paper" cx="6" cy="6" r="4"></circle></svg> ${t("rows.paper")}`
          : html`<br />${t("rows.no-paper")}`}</span
      >
    </caption>
    <thead>
      <tr>
        <th scope="col">${t("rows.network")}</th>
        ${hasPaper ? html`<th scope="col">${t("rows.head.paper")}</th>` : nothing}
        <th scope="col">${t("rows.head.here")}</th>
      </tr>
    </thead>
    <tbody>
      ${shown.map((r) => row(r, hasPaper, size, results, current))}
    </tbody>
  </table>`;
}

function row(r: Row, hasPaper: boolean, size: Size, results: Results, current: Wanted | undefined): TemplateResult {
  const m = mean(valuesOf(results, r.value, size));
  const isRatio = r.value.over !== undefined;
  const outcomes = outcomesOf(results, r.value, size);
  const over = outcomes.filter((o) => o.state !== "partial");
  const failed = outcomes.filter((o) => o.state === "failed").length;
  const all = size.seeds * (isRatio ? 2 : 1);
  const now = m ? undefined : underWay(results, r.value, size);
  const isNow = current !== undefined && (current.cell === r.value.of || current.cell === r.value.over);
  const of = (text: string) => (isRatio ? text : measured(text, "%"));
  const seconds = mean(over.map((o) => o.ms / 1000));
  return html`<tr data-row=${r.name} class=${isNow ? "now" : ""}>
    <th scope="row">
      ${planText(r.name)}
      <span class="small quiet reproduce-what"
        >${[
          t("rows.runs", { over: over.length, all }),
          ...(failed > 0 ? [t("rows.failed", { count: failed })] : []),
          ...(seconds ? [t("rows.each", { time: measured(short(seconds.mean), "s") })] : []),
        ].join(", ")}</span
      >
      ${dots(r.paper, m ?? (now && { mean: now.accuracy, half: undefined }), isRatio ? 1.2 : 100)}
    </th>
    ${hasPaper ? html`<td class="figures">${r.paper === undefined ? "–" : of(fixed(r.paper, 2))}</td>` : nothing}
    <td class="figures" data-value=${m?.mean ?? ""}>
      ${m ? of(interval(m, isRatio ? 3 : 1)) : now ? html`<span class="quiet">${of(fixed(now.accuracy, 1))}<br />${t("rows.epoch", { n: now.epoch })}</span>` : "–"}
    </td>
  </tr>`;
}

/** A mark for the mean with a line for its interval, and a hollow one for the paper's figure. */
function dots(paper: number | undefined, m: { mean: number; half: number | undefined } | undefined, most: number): TemplateResult {
  const x = (value: number) => `${Math.min(100, Math.max(0, (100 * value) / most))}%`;
  return html`<svg class="reproduce-dots" aria-hidden="true">
    ${svg`<line class="ground" x1="0" x2="100%" y1="8" y2="8"></line>
      ${m?.half === undefined ? "" : svg`<line class="half" x1=${x(m.mean - m.half)} x2=${x(m.mean + m.half)} y1="8" y2="8"></line>`}
      ${m ? svg`<circle class="ours" cx=${x(m.mean)} cy="8" r="5"></circle>` : ""}
      ${paper === undefined ? "" : svg`<circle class="paper" cx=${x(paper)} cy="8" r="5"></circle>`}`}
  </svg>`;
}

function verdicts(figure: Figure, size: Size, results: Results): TemplateResult {
  const found = figure.comparisons.flatMap((c) => {
    const m = compare(results, c, size);
    return m ? [{ c, m, verdict: judge(c.claim, m, hasGround(results, c, size)) }] : [];
  });
  return html`<div class="reproduce-verdicts">
    <div class="beside"><h4>${t("verdicts")}</h4>${explain({ title: t("verdicts"), text: t("verdicts.explain"), terms: ["confidence", "seed"] })}</div>
    ${found.length === 0
      ? html`<p class="quiet">${t("verdicts.none")}</p>`
      : html`<ul data-testid="verdicts">
          ${found.map(
            ({ c, m, verdict }) =>
              html`<li data-verdict=${verdict}>
                <span class="reproduce-verdict ${verdict}">${t(`verdict.${verdict}`)}</span>
                <span>${planText(c.what)}: ${points(html`<span class="figures">${m.mean > 0 && c.b ? "+" : ""}${interval(m, c.a.over === undefined ? 2 : 3)}</span>`, c.a.over === undefined)}</span>
              </li>`,
          )}
        </ul>`}
  </div>`;
}

/** A difference of accuracies is told in points; a ratio has no unit. */
const points = (value: TemplateResult, hasUnit: boolean) => (hasUnit ? t.rich("verdicts.points", { value }) : value);

function weights(outcomes: readonly Outcome[]): TemplateResult | typeof nothing {
  const done = outcomes.filter((o) => o.state === "done");
  if (done.length === 0) {
    return nothing;
  }
  return html`<details data-testid="weights">
    <summary>${t("weights")}</summary>
    <div class="twin" tabindex="0" role="region" aria-label=${t("weights")}>
      <table>
        <thead>
          <tr>
            <th scope="col">${t("weights.run")}</th>
            <th scope="col">${t("weights.test")}</th>
            <th scope="col">${t("weights.s")}</th>
            <th scope="col">${t("weights.sha")}</th>
          </tr>
        </thead>
        <tbody>
          ${done.map(
            (o) =>
              html`<tr data-run=${o.run.key}>
                <th scope="row">${t("weights.name", { name: nameOf(o.run), epochs: o.run.epochs })}</th>
                <td>${fixed((o.records.at(-1)?.testAccuracy ?? 0) * 100, 1)}</td>
                <td>${short(o.ms / 1000)}</td>
                <td class="figures reproduce-code" data-sha>${o.weightsSha256}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}
