import { html, nothing, type TemplateResult } from "lit";
import type { LayerWeightsView } from "../engine/lab-protocol.ts";
import "../plots/weight-map.ts";
import type { Weights } from "../plots/weight-map.ts";
import type { Cell } from "../plots/zoom-plot.ts";
import { texts } from "../text/text.ts";
import { asTheyStand, type Order } from "./order.ts";
import { orderPicker } from "./order-picker.ts";
import { InsidePanel } from "./panel.ts";

const t = await texts("inside");

/** Weights of a view as pictures; kept, so that a picture is painted anew only for other weights. */
const pictures = new WeakMap<LayerWeightsView, { in: Weights; rec: Weights | undefined }>();

function picturesOf(view: LayerWeightsView): { in: Weights; rec: Weights | undefined } {
  let made = pictures.get(view);
  if (!made) {
    const columns = view.channels > 0 ? view.channels : view.neurons;
    made = {
      in: { rows: Math.floor(view.ff.length / Math.max(1, columns)), columns, values: view.ff, mask: undefined, loop: false },
      rec: view.rec && { rows: view.neurons, columns: view.neurons, values: view.rec, mask: view.mask, loop: true },
    };
    pictures.set(view, made);
  }
  return made;
}

const identities = new Map<number, Order>();

/** Neurons as they stand, the same object each time. */
export function identity(neurons: number): Order {
  let order = identities.get(neurons);
  if (!order) {
    order = asTheyStand(neurons);
    identities.set(neurons, order);
  }
  return order;
}

/** Incoming weights and those of the loop, as pictures. */
export class WeightsPanel extends InsidePanel {
  protected stores() {
    return [this.desk, this.inside.rasters];
  }

  protected override render(): TemplateResult {
    const { desk } = this;
    const { weights: view, neuron, layer, info } = desk.state;
    const shown = desk.shown();
    if (view?.neurons === undefined || view.neurons !== shown?.neurons) {
      return html`<p class="quiet">${t("waiting")}</p>`;
    }
    const { in: incoming, rec } = picturesOf(view);
    const conv = view.channels > 0;
    const { order } = this.inside.rasters.state;
    const sorted = order.length === view.neurons ? order : identity(view.neurons);
    const from = conv ? "cell" : layer > 0 ? "neuron" : incoming.rows === info?.frontEnd.bands ? "band" : "cell";
    const choose = (of: Order) => (e: CustomEvent<Cell>) => desk.setNeuron(of[e.detail.column] ?? 0);
    const by = (of: Order) => (e: CustomEvent<Cell>) => desk.setNeuron(of[of.indexOf(neuron) + e.detail.column + e.detail.row] ?? neuron);
    const inOrder = conv ? identity(view.channels) : sorted;
    return html`<div class="row spread"><h3>${t("weights.heading")}</h3>${orderPicker(this.inside.rasters, "weights")}</div>
      <div class="inside-pair">
        <div>
          <nrr-weight-map
            .weights=${incoming}
            .order=${inOrder}
            .neuron=${conv ? neuron % view.channels : neuron}
            .pointing=${desk.pointed}
            .title=${t("weights.in.title", { layer: view.name })}
            .symbol=${"W_f"}
            .from=${from}
            .name=${"weights-in"}
            .height=${rec ? 320 : 260}
            @cell=${choose(inOrder)}
            @cell-by=${by(inOrder)}
          ></nrr-weight-map>
          ${conv ? html`<p class="small quiet">${t("weights.conv")}</p>` : nothing} <p class="small quiet">${t("weights.what")}</p>
        </div>
        <div>
          ${rec
            ? html`<nrr-weight-map
                  .weights=${rec}
                  .order=${sorted}
                  .neuron=${neuron}
                  .pointing=${desk.pointed}
                  .title=${t("weights.rec.title", { layer: view.name })}
                  .symbol=${"W_r"}
                  .from=${"neuron"}
                  .name=${"weights-rec"}
                  .height=${320}
                  @cell=${choose(sorted)}
                  @cell-by=${by(sorted)}
                ></nrr-weight-map>
                <p class="small quiet">${t("loop.what")}</p>`
            : html`<p class="note">${t("weights.no-loop")}</p>`}
        </div>
      </div>
      <p class="small quiet">${t("zoom.how")}</p>`;
  }
}

customElements.define("nrr-inside-weights", WeightsPanel);
