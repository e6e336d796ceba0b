import { html, nothing, type TemplateResult } from "lit";
import type { LayerTraces } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";

const t = await texts("app");

/** Chooses one of several layers, the first one next to the sound; nothing to choose with one layer alone. */
export function layerPicker(layers: readonly LayerTraces[], chosen: number, choose: (layer: number) => void): TemplateResult | typeof nothing {
  return layers.length < 2
    ? nothing
    : html`<div class="segments layer-picker" role="group" aria-label=${t("layer.picker")}>
        ${layers.map(
          (l, i) =>
            html`<button type="button" data-testid="layer" aria-pressed=${i === chosen ? "true" : "false"} @click=${() => choose(i)}>
              <span class="visually-hidden">${t("layer.number", { n: i + 1 })}</span>${l.name}
            </button>`,
        )}
      </div>`;
}
