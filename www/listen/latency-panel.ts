import { html, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { Panel } from "../core/panel.ts";
import { texts } from "../text/text.ts";
import type { ListenDesk } from "./desk.ts";
import { type Figures, latency, TIMED_WORDS } from "./latency.ts";

const t = await texts("listen");

/** How long the answers took, with the parts. */
export class ListenLatency extends Panel {
  static override properties = { ...Panel.properties, desk: { attribute: false } };
  declare desk: ListenDesk;

  protected stores() {
    return [this.desk];
  }

  protected override render(): TemplateResult {
    const { timings } = this.desk.state;
    return html`<div class="card listen-latency">
      <div class="beside"><h3>${t("latency")}</h3>${explain({ title: t("latency"), text: t("latency.help", { words: TIMED_WORDS }), terms: ["front-end"] })}</div>
      ${timings.length === 0 ? html`<p class="quiet">${t("latency.empty")}</p>` : this.#table()}
    </div>`;
  }

  #table(): TemplateResult {
    const { words, silence, network, draw, all, asked } = latency(this.desk.state.timings);
    const ms = (x: number): string => t("ms", { ms: x.toFixed(0) });
    const row = (id: "silence" | "network" | "draw" | "all", { median, worst }: Figures): TemplateResult =>
      html`<tr data-testid="latency-${id}" data-median=${median.toFixed(1)} data-worst=${worst.toFixed(1)}>
        <th scope="row">${t(`latency.${id}`)}</th>
        <td class="figures">${ms(median)}</td>
        <td class="figures">${ms(worst)}</td>
      </tr>`;
    return html`<table class="latency">
        <thead>
          <tr>
            <th scope="col">${t("latency.words", { words })}</th>
            <th scope="col">${t("latency.median")}</th>
            <th scope="col">${t("latency.worst")}</th>
          </tr>
        </thead>
        <tbody>
          ${row("all", all)} ${row("silence", silence)} ${row("network", network)} ${row("draw", draw)}
        </tbody>
      </table>
      <p class="small">${t("latency.asked", { median: ms(asked.median), worst: ms(asked.worst) })}</p>`;
  }
}

customElements.define("nrr-listen-latency", ListenLatency);
