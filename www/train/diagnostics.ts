import { html, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { amount, fixed, percent } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import type { EpochRecord, RunHead } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";

const t = await texts("train");

/** Whether the run measures how far its gradient is from the exact one; for `bptt` itself there is nothing to measure. */
export function measuresAngle(rule: string | undefined, records: readonly EpochRecord[]): boolean {
  return rule !== "bptt" && records.some((r) => r.layers.some((l) => l.angle !== null));
}

/** What happens inside the layers, after the latest epoch, each figure explained in a sentence. */
export function insideView(record: EpochRecord, head: RunHead, angles: boolean): TemplateResult {
  const rate = head.spiking ? t.rich("inside.rate", { s: sym("S") }) : t.rich("inside.mean", { s: sym("S") });
  return html`<section class="inside" data-testid="inside" aria-labelledby="inside-title">
    <div class="beside"><h4 id="inside-title">${t("inside", { epoch: record.epoch })}</h4>${explain({ title: t("inside", { epoch: record.epoch }), text: about(head, angles), terms: ["rate", "silent", "saturated", "angle", "operation", "energy"] })}</div>
    <div class="twin-open" tabindex="0" role="group" aria-labelledby="inside-title">
      <table>
        <thead>
          <tr>
            <th>${t("inside.layer")}</th>
            <th>${rate}</th>
            <th>${t("inside.silent")}</th>
            ${head.spiking ? html`<th>${t("inside.saturated")}</th>` : ""} ${angles ? html`<th>${t("inside.angle")}</th>` : ""}
          </tr>
        </thead>
        <tbody>
          ${record.layers.map(
            (l, i) =>
              html`<tr data-testid="inside-layer">
                <td>${head.layers[i] ?? t("curve.layer", { n: i + 1 })}</td>
                <td>${fixed(l.firingRate, 3)}</td>
                <td>${percent(l.silent)}</td>
                ${head.spiking ? html`<td>${percent(l.saturated)}</td>` : ""} ${angles ? html`<td>${l.angle === null ? "–" : `${l.angle.toFixed(0)}°`}</td>` : ""}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="small" data-testid="operations">
      ${t.rich("inside.operations", {
        operations: html`<strong class="figures">${amount(record.synapticOperations)}</strong>`,
        energy: html`<strong class="figures">${amount(record.energyNj * 1e-9)}J</strong>`,
      })}
    </p>
  </section>`;
}

/** Each figure in a sentence. */
function about(head: RunHead, angles: boolean): string {
  const symbols = { s: "S", f: "S_f", r: "S_r" };
  return [
    ...(head.spiking ? [t("inside.about.rate", symbols), t("inside.about.silent")] : [t("inside.about.mean", symbols)]),
    ...(angles ? [t("inside.about.angle")] : []),
    t("inside.about.operations"),
  ].join("\n");
}
