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
    return [this.project.train, this.project.data, this.project.data.words, this.app.session];
  }

  #inShort(): string {
    const { choices } = this.project.train.state;
    const rule = this.app.session.state.description?.rules.find((r) => r.id === choices.rule);
    return t("in-short", {
      rule: rule ? ruleTitle(rule) : choices.rule,
      epochs: choices.epochs ?? this.project.train.suggestion().epochs,
      seed: String(choices.seed),
      changes: Object.keys(choices.changes).length,
    });
  }

  protected override render(): TemplateResult {
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
        <h3 id="run-title">${t("run.title")}</h3>
        <nrr-run .app=${this.app}></nrr-run>
      </section>
    </section>`;
  }
}

customElements.define("nrr-train", TrainPlace);
