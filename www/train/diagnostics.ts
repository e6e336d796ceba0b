import { html, type TemplateResult } from "lit";
import { amount, percent } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import type { EpochRecord, RunHead } from "../engine/protocol.ts";

/** Whether the run measures how far its gradient is from the exact one; for `bptt` itself there is nothing to measure. */
export function measuresAngle(rule: string | undefined, records: readonly EpochRecord[]): boolean {
  return rule !== "bptt" && records.some((r) => r.layers.some((l) => l.angle !== null));
}

/** What happens inside the layers, after the latest epoch, each figure explained in a sentence. */
export function insideView(record: EpochRecord, head: RunHead, angles: boolean): TemplateResult {
  const rate = head.spiking ? html`firing rate ${sym("S")}` : html`mean value ${sym("S")}`;
  return html`<section class="inside" data-testid="inside" aria-labelledby="inside-title">
    <h4 id="inside-title">Inside the network, epoch ${record.epoch}</h4>
    <div class="twin-open">
      <table>
        <thead>
          <tr>
            <th>layer</th>
            <th>${rate}</th>
            <th>silent</th>
            ${head.spiking ? html`<th>saturated</th>` : ""} ${angles ? html`<th>angle to bptt</th>` : ""}
          </tr>
        </thead>
        <tbody>
          ${record.layers.map(
            (l, i) =>
              html`<tr data-testid="inside-layer">
                <td>${head.layers[i] ?? `layer ${i + 1}`}</td>
                <td>${l.firingRate.toFixed(3)}</td>
                <td>${percent(l.silent)}</td>
                ${head.spiking ? html`<td>${percent(l.saturated)}</td>` : ""} ${angles ? html`<td>${l.angle === null ? "–" : `${l.angle.toFixed(0)}°`}</td>` : ""}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="small" data-testid="operations">
      <strong class="figures">${amount(record.synapticOperations)}</strong> synaptic operations and about <strong class="figures">${amount(record.energyNj * 1e-9)}J</strong> for
      one utterance.
    </p>
    <ul class="small quiet plain-list">
      ${head.spiking
        ? html`<li>Firing rate ${sym("S")}: spikes per neuron and step; a neuron with both flags ${sym("S_f")} and ${sym("S_r")} counts two.</li>
            <li>Silent neurons fired in no training take, saturated ones at nine steps in ten: neither tells words apart.</li>`
        : html`<li>Mean value ${sym("S")}: these units do not spike; silent ones were zero in every training take.</li>`}
      ${angles
        ? html`<li>Angle: between this rule's gradient and the exact one of bptt; 0° is the same way, 90° an unrelated one.</li>`
        : ""}
      <li>Synaptic operations: what spikes and sound set off at the connections they leave by. The energy is an estimate for 45 nm circuits, without memory: 0.9 pJ an addition, 4.6 pJ a multiplication with it.</li>
    </ul>
  </section>`;
}
