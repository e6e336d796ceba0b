import { html, type TemplateResult } from "lit";
import { figure, percent } from "../core/format.ts";
import { labelTitle } from "../core/label.ts";
import { Panel } from "../core/panel.ts";
import { said } from "../core/said.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import type { ActiveModel } from "./session.ts";

const t = await texts("app");

type Names = typeof import("../core/names.ts");
type Named = Parameters<Names["named"]>[0];

/** Names of networks and rules in the present language, fetched when the menu is first opened; until then the engine's own. */
let names: Names | undefined;

/** Which model is in use, what it is made of, and how to save it or take another. */
export class ModelMenu extends Panel {
  protected stores() {
    return [this.app.session];
  }

  protected override render(): TemplateResult {
    const { model, modelBusy, modelProblem } = this.app.session.state;
    const tell = (text: string) => this.app.session.set({ modelProblem: text });
    return html`<nrr-menu><details class="menu" data-testid="model-menu" @toggle=${this.#fetchNames}>
      <summary>
        <span class="menu-kind quiet">${t("model")}</span>
        <span class="menu-name" data-testid="model-name">${modelBusy ? t("model.loading") : (model?.title ?? t("model.none"))}</span>
      </summary>
      <div class="menu-body card">
        ${modelProblem ? html`<p class="note bad small" role="alert" data-testid="model-problem">${said(modelProblem)}</p>` : ""}
        ${model ? this.#facts(model) : html`<p>${t("model.none-loaded")}</p>`}
        <div class="row">
          <button type="button" data-testid="save-model" ?disabled=${!model} @click=${() => this.app.models.save()}>${t("model.save")}</button>
          <label class="button"
            >${t("model.load")}<input
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
          ${model?.origin === "shipped" ? "" : html`<button type="button" data-testid="shipped-model" @click=${() => settle(this.app.models.loadShipped(), tell)}>${t("model.back")}</button>`}
        </div>
      </div>
    </details></nrr-menu>`;
  }

  readonly #fetchNames = (): void => {
    settle(
      import("../core/names.ts").then((there) => {
        names = there;
        this.requestUpdate();
      }),
      () => undefined,
    );
  };

  #facts({ title, origin, info }: ActiveModel): TemplateResult {
    const tested = info.history.at(-1)?.testAccuracy ?? undefined;
    const weights = info.layers.reduce((sum, l) => sum + l.weights, 0);
    const d = this.app.session.state.description;
    const name = (kind: Named, id: string, list: readonly { id: string; title: string }[] | undefined) =>
      names?.named(kind, id) ?? list?.find((x) => x.id === id)?.title ?? id;
    const facts: [string, string | TemplateResult][] = [
      [t("model.words"), info.labels.map(labelTitle).join(", ")],
      [t("model.network"), html`${name("system", info.system, d?.systems)} <code>${info.system}</code>`],
      [t("model.layers"), info.topology],
      [t("model.weights"), figure(weights)],
      [t("model.rule"), html`${name("rule", info.rule, d?.rules)} <code>${info.rule}</code>`],
      [t("model.preset"), html`${name("preset", info.preset, d?.presets)} <code>${info.preset}</code>`],
      [t("model.trained"), t("model.trained-for", { epochs: info.history.length || info.epochs, seed: info.seed })],
      [t("model.data"), names?.dataTitle(info.data) ?? info.data],
      [t("model.accuracy"), tested === undefined ? t("model.unmeasured") : `${percent(tested, 1)} (${names?.splitTitle(info.split) ?? info.split})`],
      [t("model.front-end"), t("model.frames", { kind: names?.choiceTitle("front_end", { id: info.frontEnd.kind, title: info.frontEnd.kind }) ?? info.frontEnd.kind, frames: info.frontEnd.frames, bands: info.frontEnd.bands })],
      [t("model.digest"), html`<code class="digest" data-testid="model-digest">${info.weightsSha256}</code>`],
    ];
    return html`<h3>${title} <span class="quiet small">${t(`model.origin.${origin}`)}</span></h3>
      <dl class="facts">
        ${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
      </dl>`;
  }
}

customElements.define("nrr-model-menu", ModelMenu);
