import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { figure, fixed } from "../core/format.ts";
import type { EpochRecord } from "../engine/protocol.ts";
import { language, texts } from "../text/text.ts";

const t = await texts("train");

const share = (x: number | null) => (x === null ? "–" : fixed(x * 100, 1));

/** A row, made once: a record never changes, so that only another language makes it anew. */
const row = (r: EpochRecord) =>
  guard(
    [r, language.state.language],
    () =>
      html`<tr>
        <td>${r.epoch}</td>
        <td>${figure(r.trainLoss)}</td>
        <td>${share(r.trainAccuracy)}</td>
        <td>${share(r.testAccuracy)}</td>
        ${r.layers.map((l) => html`<td>${fixed(l.firingRate, 4)}</td><td>${share(l.silent)}</td><td>${share(l.saturated)}</td><td>${l.angle === null ? "–" : fixed(l.angle, 1)}</td>`)}
        <td>${figure(r.synapticOperations)}</td>
        <td>${figure(r.energyNj)}</td>
      </tr>`,
  );

/** Every epoch as text: the twin of all curves. Each layer has its own columns. */
export function epochTable(records: readonly EpochRecord[], layers: readonly string[]): TemplateResult {
  const n = records[0]?.layers.length ?? 0;
  const names = Array.from({ length: n }, (_, i) => layers[i] ?? t("curve.layer", { n: i + 1 }));
  return html`<div class="twin" tabindex="0" role="region" aria-label=${t("table.label")}>
    <table class="epochs">
      <thead>
        <tr>
          <th>${t("head.epoch")}</th>
          <th>${t("head.loss")}</th>
          <th>${t("head.training")}</th>
          <th>${t("head.test")}</th>
          ${names.map((name) => html`<th>${t("head.rate", { layer: name })}</th><th>${t("head.silent")}</th><th>${t("head.saturated")}</th><th>${t("head.angle")}</th>`)}
          <th>${t("head.operations")}</th>
          <th>${t("head.energy")}</th>
        </tr>
      </thead>
      <tbody>
        ${repeat(records, (r) => r.epoch, row)}
      </tbody>
    </table>
  </div>`;
}
