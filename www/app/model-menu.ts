import { html, type TemplateResult } from "lit";
import { count, figure, percent } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { settle } from "../core/settle.ts";
import type { ActiveModel } from "./session.ts";

const ORIGIN: Record<ActiveModel["origin"], string> = { shipped: "comes with the page", file: "from a file", taught: "taught here" };

/** Which model is in use, what it is made of, and how to save it or take another. */
export class ModelMenu extends Panel {
  protected stores() {
    return [this.app.session];
  }

  protected override render(): TemplateResult {
    const { model, modelBusy, modelProblem } = this.app.session.state;
    const tell = (text: string) => this.app.session.set({ modelProblem: text });
    return html`<nrr-menu><details class="menu" data-testid="model-menu">
      <summary>
        <span class="menu-kind quiet">Model</span>
        <span class="menu-name" data-testid="model-name">${modelBusy ? "loading …" : (model?.title ?? "none")}</span>
      </summary>
      <div class="menu-body card">
        ${modelProblem ? html`<p class="note bad small" role="alert" data-testid="model-problem">${modelProblem}</p>` : ""}
        ${model ? this.#facts(model) : html`<p>No model is loaded.</p>`}
        <div class="row">
          <button type="button" data-testid="save-model" ?disabled=${!model} @click=${() => this.app.models.save()}>Save</button>
          <label class="button"
            >Load a file<input
              type="file"
              accept=".safetensors"
              data-testid="load-model"
              @change=${(e: Event) => {
                const input = e.target as HTMLInputElement;
                const file = input.files?.[0];
                if (file) {
                  settle(this.app.models.loadFile(file), tell);
                }
                input.value = "";
              }}
          /></label>
          ${model?.origin === "shipped" ? "" : html`<button type="button" data-testid="shipped-model" @click=${() => settle(this.app.models.loadShipped(), tell)}>Back to the digits</button>`}
        </div>
      </div>
    </details></nrr-menu>`;
  }

  #facts({ title, origin, info }: ActiveModel): TemplateResult {
    const tested = info.history.at(-1)?.testAccuracy ?? undefined;
    const weights = info.layers.reduce((sum, l) => sum + l.weights, 0);
    const d = this.app.session.state.description;
    const name = (list: readonly { id: string; title: string }[] | undefined, id: string) => list?.find((x) => x.id === id)?.title ?? id;
    const facts: [string, string | TemplateResult][] = [
      ["Words", info.labels.join(", ")],
      ["Network", html`${name(d?.systems, info.system)} <code>${info.system}</code>`],
      ["Layers", info.topology],
      ["Weights", figure(weights)],
      ["Learning rule", html`${name(d?.rules, info.rule)} <code>${info.rule}</code>`],
      ["Began from", html`${name(d?.presets, info.preset)} <code>${info.preset}</code>`],
      ["Trained for", `${count(info.history.length || info.epochs, "epoch")}, seed ${info.seed}`],
      ["Learnt from", info.data],
      ["Test accuracy", tested === undefined ? "not measured" : `${percent(tested, 1)} (${info.split})`],
      ["Front end", `${info.frontEnd.kind}, ${info.frontEnd.frames} frames of ${info.frontEnd.bands} bands`],
      ["SHA-256", html`<code class="digest" data-testid="model-digest">${info.weightsSha256}</code>`],
    ];
    return html`<h3>${title} <span class="quiet small">${ORIGIN[origin]}</span></h3>
      <dl class="facts">
        ${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
      </dl>`;
  }
}

customElements.define("nrr-model-menu", ModelMenu);
