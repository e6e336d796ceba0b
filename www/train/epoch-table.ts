import { html, type TemplateResult } from "lit";
import { figure } from "../core/format.ts";
import type { EpochRecord } from "../engine/protocol.ts";

const share = (x: number | null) => (x === null ? "–" : (x * 100).toFixed(1));

/** Every epoch as text: the twin of all curves. Each layer has its own columns. */
export function epochTable(records: readonly EpochRecord[], layers: readonly string[]): TemplateResult {
  const n = records[0]?.layers.length ?? 0;
  const names = Array.from({ length: n }, (_, i) => layers[i] ?? `layer ${i + 1}`);
  return html`<div class="twin" tabindex="0" role="region" aria-label="Epochs as text">
    <table class="epochs">
      <thead>
        <tr>
          <th>epoch</th>
          <th>loss</th>
          <th>training, %</th>
          <th>test, %</th>
          ${names.map((name) => html`<th>${name}: spikes per step</th><th>silent, %</th><th>saturated, %</th><th>angle, °</th>`)}
          <th>synaptic operations</th>
          <th>energy, nJ</th>
        </tr>
      </thead>
      <tbody>
        ${records.map(
          (r) =>
            html`<tr>
              <td>${r.epoch}</td>
              <td>${figure(r.trainLoss)}</td>
              <td>${share(r.trainAccuracy)}</td>
              <td>${share(r.testAccuracy)}</td>
              ${r.layers.map((l) => html`<td>${l.firingRate.toFixed(4)}</td><td>${share(l.silent)}</td><td>${share(l.saturated)}</td><td>${l.angle === null ? "–" : l.angle.toFixed(1)}</td>`)}
              <td>${figure(r.synapticOperations)}</td>
              <td>${figure(r.energyNj)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
