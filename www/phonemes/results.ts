import { html, svg, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { fixed, percent } from "../core/format.ts";
import { texts } from "../text/text.ts";
import { exampleOf, rowsOf, totalOf, wilson } from "./phones.ts";
import type { Measure } from "./protocol.ts";

const t = await texts("phonemes");

/** How well the test sentences are heard: in all, and phone by phone. */
export function results(m: Measure, labels: readonly string[]): TemplateResult {
  const rows = rowsOf(m.confusion, labels);
  const total = totalOf(rows);
  const [low, high] = wilson(total.share, m.phones);
  const errors = m.substitutions + m.deletions + m.insertions;
  return html`<div class="card phone-results" data-testid="results">
    <div class="beside">
      <h3>${m.noise > 0 ? t("results.noise", { sentences: m.sentences, noise: percent(m.noise) }) : t("results", { sentences: m.sentences })}</h3>
      ${explain({ title: t("results.frames"), text: t("results.explain"), terms: ["phone", "frame", "held-out", "confidence"] })}
    </div>
    <dl class="phone-figures">
      <div>
        <dt>${t("results.frames")}</dt>
        <dd>${t.rich("results.frames.of", { share: html`<strong class="figures" data-testid="accuracy" data-share=${total.share.toFixed(4)}>${percent(total.share, 1)}</strong>`, frames: String(total.frames) })}</dd>
        <dd class="small quiet">
          ${t("results.interval", { low: percent(low), high: percent(high), phones: m.phones, label: total.chance.label, chance: percent(total.chance.share) })}
        </dd>
      </div>
      <div>
        <dt>${t("results.errors")}</dt>
        <dd><strong class="figures" data-testid="error-rate">${percent(errors / Math.max(1, m.phones), 1)}</strong></dd>
        <dd class="small quiet">
          ${t("results.errors.about", { phones: m.phones, substitutions: m.substitutions, deletions: m.deletions, insertions: m.insertions })}
        </dd>
      </div>
      <div>
        <dt>${t("results.rate")}</dt>
        <dd>${t.rich("results.rate.unit", { rate: html`<strong class="figures">${fixed(m.firingRate, 3)}</strong>` })}</dd>
      </div>
    </dl>
    <h4>${t("results.by")}</h4>
    <ol class="phone-bars" data-testid="by-phone">
      ${rows.map(
        (r) =>
          html`<li>
            <span class="phone-label"><b>${r.label}</b> <span class="small quiet">${exampleOf(r.label) ?? ""}</span></span>
            <svg class="scores-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="bar-back" width="100" height="8"></rect><rect class="bar" width=${((100 * r.right) / r.frames).toFixed(1)} height="8"></rect>`}</svg>
            <span class="figures small">${percent(r.right / r.frames)}</span>
          </li>`,
      )}
    </ol>
    <details>
      <summary>${t("results.table")}</summary>
      <div class="twin" tabindex="0" role="region" aria-label=${t("results.table.label")}>
        <table>
          <thead>
            <tr>
              <th scope="col">${t("results.phone")}</th>
              <th scope="col">${t("results.head.frames")}</th>
              <th scope="col">${t("results.right")}</th>
              <th scope="col">${t("results.else")}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map(
              (r) =>
                html`<tr>
                  <th scope="row">${r.label}</th>
                  <td>${r.frames}</td>
                  <td>${percent(r.right / r.frames)}</td>
                  <td>${r.other ? `${r.other.label}, ${percent(r.other.share)}` : "–"}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </details>
    <p class="small quiet">${t("results.left-out")}</p>
  </div>`;
}
