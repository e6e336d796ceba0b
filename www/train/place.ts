import { html, type TemplateResult } from "lit";
import { ruleTitle } from "../core/names.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import "./train.css";
import "./run.css";
import "./run-panel.ts";
import "./settings-panel.ts";

const t = await texts("train");

/** On narrow screens the settings begin closed, so that Train is near. */
const WIDE = globalThis.matchMedia("(min-width: 64rem)");

/** Train: settings and run. */
export class TrainPlace extends ProjectPanel {
  protected stores() {
    return [this.project.train, this.project.run, this.project.data, this.project.data.words, this.app.session];
  }

  #rule(id: string): string {
    const rule = this.app.session.state.description?.rules.find((r) => r.id === id);
    return rule ? ruleTitle(rule) : id;
  }

  #inShort(): string {
    const { choices } = this.project.train.state;
    return t("in-short", {
      rule: this.#rule(choices.rule),
      epochs: choices.epochs ?? this.project.train.suggestion().epochs,
      seed: String(choices.seed),
      changes: Object.keys(choices.changes).length,
    });
  }

  protected override render(): TemplateResult {
    const { spec } = this.project.run.state;
    return html`<section class="place train" aria-labelledby="train-title">
      <div class="try-head">
        <h2 id="train-title">${t("title")}</h2>
        <p class="quiet">${t("lead")}</p>
      </div>
      <details class="card settings-card" ?open=${WIDE.matches}>
        <summary>
          <h3>${t("settings.title")}</h3>
          <span class="small quiet">${this.#inShort()}</span>
        </summary>
        <nrr-settings .app=${this.app}></nrr-settings>
      </details>
      <section class="card train-run" aria-labelledby="run-title">
        <div class="row">
          <h3 id="run-title">${t("run.title")}</h3>
          ${spec ? html`<span class="small quiet" data-testid="run-what">${t("run.what", { rule: this.#rule(spec.rule), seed: String(spec.seed) })}</span>` : ""}
        </div>
        <nrr-run .app=${this.app}></nrr-run>
      </section>
    </section>`;
  }
}

customElements.define("nrr-train", TrainPlace);
