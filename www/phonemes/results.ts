import { html, svg, type TemplateResult } from "lit";
import { count, percent } from "../core/format.ts";
import { EXAMPLES, rowsOf, totalOf, wilson } from "./phones.ts";
import type { Measure } from "./protocol.ts";

/** How well the test sentences are heard: in all, and phone by phone. */
export function results(m: Measure, labels: readonly string[]): TemplateResult {
  const rows = rowsOf(m.confusion, labels);
  const total = totalOf(rows);
  const [low, high] = wilson(total.share, m.phones);
  const errors = m.substitutions + m.deletions + m.insertions;
  return html`<div class="card phone-results" data-testid="results">
    <h3>${count(m.sentences, "sentence")} that it did not learn from${m.noise > 0 ? html`, in ${percent(m.noise)} noise` : ""}</h3>
    <dl class="phone-figures">
      <div>
        <dt>Frames heard right</dt>
        <dd><strong class="figures" data-testid="accuracy" data-share=${total.share.toFixed(4)}>${percent(total.share, 1)}</strong> of ${total.frames}</dd>
        <dd class="small quiet">
          95 % interval ${percent(low)} to ${percent(high)}, counted as ${m.phones} phones, since the frames of one phone are mostly right or wrong together. Always
          answering “${total.chance.label}” would be right in ${percent(total.chance.share)}.
        </dd>
      </div>
      <div>
        <dt>Phone error rate</dt>
        <dd><strong class="figures" data-testid="error-rate">${percent(errors / Math.max(1, m.phones), 1)}</strong></dd>
        <dd class="small quiet">
          Of ${m.phones} phones ${m.substitutions} were heard as others, ${m.deletions} were not heard, and ${m.insertions} were heard that nobody spoke. Those let the
          rate pass 100 %: each frame is answered by itself, and an answer that flickers for a single frame counts as a phone.
        </dd>
      </div>
      <div>
        <dt>Firing rate</dt>
        <dd><strong class="figures">${m.firingRate.toFixed(3)}</strong> spikes per neuron and step</dd>
      </div>
    </dl>
    <h4>By phone</h4>
    <ol class="phone-bars" data-testid="by-phone">
      ${rows.map(
        (r) =>
          html`<li>
            <span class="phone-label"><b>${r.label}</b> <span class="small quiet">${EXAMPLES[r.label] ?? ""}</span></span>
            <svg class="scores-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">${svg`<rect class="bar-back" width="100" height="8"></rect><rect class="bar" width=${((100 * r.right) / r.frames).toFixed(1)} height="8"></rect>`}</svg>
            <span class="figures small">${percent(r.right / r.frames)}</span>
          </li>`,
      )}
    </ol>
    <details>
      <summary>As a table, with what each is taken for</summary>
      <div class="twin" tabindex="0" role="region" aria-label="Accuracy by phone, as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">phone</th>
              <th scope="col">frames</th>
              <th scope="col">right</th>
              <th scope="col">most often else</th>
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
    <p class="small quiet">Phones that are in no test sentence are left out. The classes are the 39 of Lee and Hon (1989).</p>
  </div>`;
}
