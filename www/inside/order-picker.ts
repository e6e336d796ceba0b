import { html, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { texts } from "../text/text.ts";
import { ORDERS, type OrderKind } from "./order.ts";
import type { RasterDesk } from "./raster-desk.ts";

const t = await texts("inside");

const TITLES = { index: "order.index", label: "order.by-label", rate: "order.rate", similarity: "order.similarity", weights: "order.weights" } as const satisfies Record<OrderKind, string>;

/** Chooses the order of the neurons: one for all pictures of the place. */
export function orderPicker(rasters: RasterDesk, id: string): TemplateResult {
  return html`<span class="row tight"><label class="row"
    >${t("order.label")}
    <select data-testid="order-${id}" @change=${(e: Event) => rasters.sort((e.target as HTMLSelectElement).value as OrderKind)}>
      ${ORDERS.map((kind) => html`<option value=${kind} .selected=${kind === rasters.state.kind}>${t(TITLES[kind])}</option>`)}
    </select></label
  >${explain({ title: t("order.label"), text: t("order.about"), terms: ["neuron", "rate", "weight"] })}</span>`;
}
