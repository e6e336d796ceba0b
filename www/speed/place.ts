import { html, type TemplateResult } from "lit";
import { percent } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { settle } from "../core/settle.ts";
import "./speed.css";
import { SpeedDesk, type SpeedState } from "./desk.ts";
import { asText, type Result, rows, subject } from "./rows.ts";

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
        <h2 id="speed-title">How fast is it here?</h2>
        <p class="quiet">
          Your machine trains a network of 500 spiking neurons on 500 recorded digits, a few batches again and again, and answers to some. The
          least time of each counts. It takes some seconds, and nothing is uploaded.
        </p>
      </div>
      <div class="card speed-run" data-testid="speed" data-phase=${state.phase}>
        ${state.phase === "running"
          ? html`<button type="button" class="live" data-testid="speed-stop" @click=${() => this.desk.stop()}>Stop</button>`
          : html`<button type="button" class="primary" data-testid="speed-run" @click=${() => this.#run()}>
              ${state.result ? "Run again" : "Run"}
            </button>`}
        ${state.phase === "running" ? html`<progress max="1" .value=${state.done} aria-label="Progress of the benchmark"></progress>` : ""}
        <p role="status" data-testid="speed-status">${status(state)}</p>
        ${state.problem ? html`<div class="note bad" role="alert" data-testid="speed-problem"><p>${state.problem}</p></div>` : ""}
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
      <h3>What was measured</h3>
      <p class="small quiet">${subject(result)}.</p>
      <table class="speed-table" data-testid="speed-table">
        <thead>
          <tr>
            <th scope="col">what</th>
            <th scope="col">here</th>
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
        Times vary with whatever else the machine does, with its temperature and its power supply. Compare figures of one run with each other
        rather than with those of another day.
      </p>
      <div class="row">
        <button type="button" data-testid="speed-copy" @click=${() => this.#copy(result)}>Copy as text</button>
        <span role="status" class="small" data-testid="speed-copied">${this.copied}</span>
      </div>
      <details>
        <summary>The text</summary>
        <div class="twin speed-text" tabindex="0" role="region" aria-label="The result as text"><pre data-testid="speed-text">${asText(result)}</pre></div>
      </details>
    </div>`;
  }

  #copy(result: Result): void {
    const copy = async () => {
      await navigator.clipboard.writeText(asText(result));
      this.copied = "Copied.";
    };
    settle(copy(), () => {
      this.copied = "The browser does not let this page copy; the text is below, to be marked by hand.";
    });
  }
}

/** Told by screen readers as it changes, and so only at every quarter. */
function status({ phase, done, result }: SpeedState): string {
  switch (phase) {
    case "idle":
      return "Nothing measured yet.";
    case "running":
      return done === 0 ? "Loading …" : `Measuring, ${percent(Math.floor(done * 4) / 4)} done.`;
    case "stopped":
      return result ? "Stopped; the table is of the run before." : "Stopped.";
    case "done":
      return "Done.";
    case "failed":
      return "The benchmark could not be run.";
  }
}

customElements.define("nrr-speed", SpeedPlace);
