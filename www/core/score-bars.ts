import { html, svg, type TemplateResult } from "lit";
import { labelTitle } from "./label.ts";
import { percent } from "./format.ts";

/** A score where it is measured by others: near 0 and 1 with one more figure. */
export function scoreText(score: number): string {
  return percent(score, score > 0.995 || score < 0.0995 ? 1 : 0);
}

/** Scores of all words as bars, best first; a table for those who do not see. */
export function scoreBars(labels: readonly string[], scores: readonly number[], most = 10): TemplateResult {
  const ranked = labels.map((label, k) => ({ label, score: scores[k] ?? 0 })).sort((a, b) => b.score - a.score);
  return html`<ol class="scores" data-testid="scores">
    ${ranked.slice(0, most).map(
      ({ label, score }, rank) =>
        html`<li class=${rank === 0 ? "first" : ""}>
          <span class="scores-label">${labelTitle(label)}</span>
          <svg class="scores-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="bar-back" width="100" height="8"></rect><rect class="bar" width=${(score * 100).toFixed(1)} height="8"></rect>`}</svg>
          <span class="figures small">${scoreText(score)}</span>
        </li>`,
    )}
  </ol>`;
}
