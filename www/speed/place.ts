import { html, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { said } from "../core/said.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import "./speed.css";
import { SpeedDesk, type SpeedState } from "./desk.ts";
import { asText, type Result, rows, subject } from "./rows.ts";

const t = await texts("speed");

/** Speed: how fast the engine is on the visitor's machine. */
export class SpeedPlace extends Panel {
  static override properties = { ...Panel.properties, copied: { state: true } };
  /** What became of the last wish to copy. */
  declare copied: string;

  constructor() {
    super();
    this.copied = "";
  }

  private get desk(): SpeedDesk {
    return (this.app.desks.speed ??= new SpeedDesk());
  }

  protected stores() {
    return [this.desk];
  }

  protected override render(): TemplateResult {
    const { state } = this.desk;
    return html`<section class="place speed" aria-labelledby="speed-title">
      <div class="try-head">
        <h2 id="speed-title">${t("title")}</h2>
        <p class="quiet">
          ${t("lead")}
        </p>
      </div>
      <div class="card speed-run" data-testid="speed" data-phase=${state.phase}>
        <div class="row">
        ${state.phase === "running"
          ? html`<button type="button" class="live" data-testid="speed-stop" @click=${() => this.desk.stop()}>${t("stop")}</button>`
          : html`<button type="button" class="primary" data-testid="speed-run" @click=${() => this.#run()}>
              ${t(state.result ? "run.again" : "run")}
            </button>`}
          ${explain({ title: t("title"), text: t("run.explain"), terms: ["wasm", "digest", "batch"] })}
        </div>
        ${state.phase === "running" ? html`<progress max="1" .value=${state.done} aria-label=${t("progress")}></progress>` : ""}
        <p role="status" data-testid="speed-status">${status(state)}</p>
        ${state.problem ? html`<div class="note bad" role="alert" data-testid="speed-problem"><p>${said(state.problem)}</p></div>` : ""}
      </div>
      ${state.result ? this.#result(state.result) : ""}
    </section>`;
  }

  #run(): void {
    this.copied = "";
    this.desk.run();
  }

  #result(result: Result): TemplateResult {
    return html`<div class="card speed-result">
      <h3>${t("result")}</h3>
      <p class="small quiet">${subject(result)}.</p>
      <table class="speed-table" data-testid="speed-table">
        <thead>
          <tr>
            <th scope="col">${t("head.what")}</th>
            <th scope="col">${t("head.here")}</th>
          </tr>
        </thead>
        <tbody>
          ${rows(result).map(
            (row) =>
              html`<tr data-row=${row.id}>
                <th scope="row">${row.title}<span class="speed-meaning quiet">${row.meaning}</span></th>
                <td class="figures">${row.value}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="small quiet">
        ${t("vary")}
      </p>
      <div class="row">
        <button type="button" data-testid="speed-copy" @click=${() => this.#copy(result)}>${t("copy")}</button>
        <span role="status" class="small" data-testid="speed-copied">${this.copied}</span>
      </div>
      <details>
        <summary>${t("text")}</summary>
        <div class="twin speed-text" tabindex="0" role="region" aria-label=${t("text.label")}><pre data-testid="speed-text">${asText(result)}</pre></div>
      </details>
    </div>`;
  }

  #copy(result: Result): void {
    const copy = async () => {
      await navigator.clipboard.writeText(asText(result));
      this.copied = t("copied");
    };
    settle(copy(), () => {
      this.copied = t("copy.refused");
    });
  }
}

/** Told by screen readers as it changes, and so only at every quarter. */
function status({ phase, done, result }: SpeedState): string {
  switch (phase) {
    case "running":
      return done === 0 ? t("status.loading") : t("status.running", { share: percent(Math.floor(done * 4) / 4) });
    case "stopped":
      return t(result ? "status.stopped.before" : "status.stopped");
    case "idle":
    case "done":
    case "failed":
      return t(`status.${phase}`);
  }
}

customElements.define("nrr-speed", SpeedPlace);
