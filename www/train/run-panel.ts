import { html, type TemplateResult } from "lit";
import { count, figure, percent } from "../core/format.ts";
import { layerPicker } from "../core/layer-picker.ts";
import { ProjectPanel } from "../project/panel.ts";
import { settle } from "../core/settle.ts";
import "../plots/raster.ts";
import { stepScale } from "../plots/steps.ts";
import "./curves.ts";
import type { CurveKind } from "./curves.ts";
import { insideView, measuresAngle } from "./diagnostics.ts";
import { epochTable } from "./epoch-table.ts";
import type { RunState } from "./run-desk.ts";

/** The run: its controls, curves and spikes. */
export class RunPanel extends ProjectPanel {
  static override properties = { ...ProjectPanel.properties, tableOpen: { state: true }, layer: { state: true } };
  /** The table is made only while it is seen: a long run has thousands of rows. */
  declare tableOpen: boolean;
  /** Layer whose spikes are shown. */
  declare layer: number;

  constructor() {
    super();
    this.tableOpen = false;
    this.layer = 0;
  }

  protected stores() {
    return [this.project.train, this.project.data.words, this.project.run, this.app.session];
  }

  readonly #tell = (text: string): void => this.app.notices.tell({ id: "train", tone: "bad", text });

  protected override render(): TemplateResult {
    const run = this.project.run.state;
    return html`<div class="run" data-testid="run" data-phase=${run.phase}>
      ${this.#controls(run)} ${this.#status(run)}
      ${run.problem
        ? html`<div class="note bad" role="alert" data-testid="run-problem">
            ${run.phase === "ended" ? html`<strong>The run ended before its time.</strong>` : ""}
            <p>${run.problem}</p>
          </div>`
        : ""}
      ${run.phase === "ended" && !run.problem ? this.#done(run) : ""} ${run.phase === "none" ? this.#empty() : this.#pictures(run)}
    </div>`;
  }

  #controls(run: RunState): TemplateResult {
    const { session } = this.app;
    const { train, data, run: desk } = this.project;
    const problem = data.problem();
    const ready = session.state.engine.kind === "ready";
    const button = (id: string, title: string, action: () => Promise<void>, kind = "", disabled = false) =>
      html`<button type="button" class=${kind} data-testid=${id} ?disabled=${disabled} @click=${() => settle(action(), this.#tell)}>${title}</button>`;
    switch (run.phase) {
      case "none":
        return html`<div class="row">
            ${button("train", "Train", () => train.train(), "primary wide", problem !== undefined || !ready)}
          </div>
          ${problem ? html`<p class="small quiet" data-testid="train-problem">${problem}</p>` : ""}`;
      case "preparing":
        return html`<div class="row">${button("train", "Train", () => train.train(), "primary wide", true)}</div>`;
      case "training":
      case "pausing":
        return html`<div class="row">
          ${button("pause", "Pause", () => desk.pause(), "primary", run.phase === "pausing")} ${button("stop", "Stop", () => desk.stop())}
          ${button("reset", "Reset", () => desk.reset())}
        </div>`;
      case "paused":
        return html`<div class="row">
          ${button("resume", "Resume", () => desk.resume(), "primary")} ${button("stop", "Stop", () => desk.stop())} ${button("reset", "Reset", () => desk.reset())}
        </div>`;
      case "ended":
        return html`<div class="row">
          ${button("train", "Train again", () => train.train(), "", problem !== undefined || !ready)} ${button("reset", "Reset", () => desk.reset())}
          <span class="small quiet">Reset forgets this run; the same seed gives it again.</span>
        </div>`;
    }
  }

  #status(run: RunState): TemplateResult {
    const { progress: p, head } = run;
    if (run.phase === "none") {
      return html``;
    }
    if (!p && run.records.length === 0) {
      return html`<p role="status" class="quiet">${run.phase === "preparing" ? "Preparing the recordings …" : "Starting …"}</p>`;
    }
    const last = run.records.at(-1);
    const epochs = p?.epochs ?? run.spec?.epochs ?? 1;
    const doneEpochs = last?.epoch ?? 0;
    const within = p?.phase === "train" && p.epoch > doneEpochs ? p.batch / Math.max(1, p.batches) : 0;
    const says = {
      preparing: "Preparing",
      training: p?.phase === "evaluate" ? "Testing" : "Training",
      pausing: "Pausing",
      paused: "Paused",
      ended: run.stopped ? "Stopped" : "Done",
      none: "",
    }[run.phase];
    return html`<div class="run-status">
      <progress max=${epochs} .value=${doneEpochs + within} aria-label="Epochs done"></progress>
      <p class="row spread small">
        <span
          ><strong role="status">${says}</strong> ·
          <span class="figures" data-testid="epoch" data-epoch=${doneEpochs}>epoch ${doneEpochs} of ${epochs}</span></span
        >
        ${p
          ? html`<span class="quiet figures" data-testid="workers" data-workers=${p.workers} data-takes-per-s=${p.takesPerS ?? ""}
              >${count(p.workers, "worker")}${p.takesPerS === null ? "" : `, ${figure(p.takesPerS)} takes/s`}</span
            >`
          : ""}
        ${head ? html`<span class="quiet">${count(head.trainCount, "take")} to learn from, ${head.testCount} to test</span>` : ""}
      </p>
    </div>`;
  }

  #done(run: RunState): TemplateResult {
    const { train } = this.project;
    const last = run.records.at(-1);
    if (!last) {
      return html``;
    }
    const accuracy =
      last.testAccuracy === null
        ? html`${percent(last.trainAccuracy)} of the training takes were right. There was no test part, so say the words yourself to see how well it hears.`
        : html`<strong>${percent(last.testAccuracy, 1)}</strong> of the ${run.head?.testCount ?? 0} test takes were right.`;
    return html`<div class="note done" data-testid="done">
      <p>${accuracy} ${run.elapsedMs > 0 ? html`<span class="quiet">It took ${figure(run.elapsedMs / 1000)} s.</span>` : ""}</p>
      ${train.state.adopted
        ? html`<p role="status">Try and Listen now use this model.</p>
            <div class="row">
              <button type="button" class="primary" data-testid="go-listen" @click=${() => this.app.go("listen")}>Listen with it</button>
              <button type="button" data-testid="go-try" @click=${() => this.app.go("try")}>See it in Try</button>
              <button type="button" data-testid="save-trained" @click=${() => settle(train.saveModel(), this.#tell)}>Save the model</button>
            </div>`
        : html`<div class="row">
            <button type="button" class="primary" data-testid="adopt" @click=${() => settle(train.adopt(), this.#tell)}>Use this model in Try and Listen</button>
            <button type="button" data-testid="save-trained" @click=${() => settle(train.saveModel(), this.#tell)}>Save the model</button>
          </div>`}
    </div>`;
  }

  #empty(): TemplateResult {
    return html`<div class="run-empty quiet">
      <svg viewBox="0 0 120 40" aria-hidden="true"><path d="M2 34 C 20 34 26 12 44 10 S 84 6 118 5"></path></svg>
      <p>Press Train: the loss falls, the accuracy rises, and the spikes of one utterance are redrawn after every epoch.</p>
    </div>`;
  }

  #pictures(run: RunState): TemplateResult {
    const { records, probe } = run;
    const epochs = run.spec?.epochs ?? 1;
    const t = probe?.traces;
    const layer = t?.layers[this.layer] ?? t?.layers[0];
    const angles = measuresAngle(run.spec?.rule, records);
    const kinds: CurveKind[] = ["accuracy", "loss", "rate", ...(angles ? (["angle"] as const) : [])];
    const last = records.at(-1);
    return html`<div class="curves ${angles ? "curves-four" : ""}">
        ${kinds.map((kind) => html`<nrr-curve .kind=${kind} .records=${records} .epochs=${epochs} .layers=${run.head?.layers ?? []}></nrr-curve>`)}
      </div>
      ${last && run.head ? insideView(last, run.head, angles) : ""}
      ${probe && layer && t
        ? html`<p class="small quiet">
              Shown: ${run.data?.probeTitle ?? ""}. The network now hears “<strong data-testid="probe-answer">${probe.label}</strong>”, score
              <span class="figures">${percent(probe.score)}</span>.
            </p>
            ${layerPicker(t.layers, t.layers.indexOf(layer), (i) => {
              this.layer = i;
            })}
            <nrr-raster .layer=${layer} .scale=${stepScale(t.frames, t.steps, t.hopMs, 50)} .height=${200}></nrr-raster>`
        : ""}
      ${records.length > 0
        ? html`<details
            .open=${this.tableOpen}
            @toggle=${(e: Event) => {
              this.tableOpen = (e.target as HTMLDetailsElement).open;
            }}
          >
            <summary>Every epoch as text</summary>
            ${this.tableOpen ? epochTable(records, run.head?.layers ?? []) : ""}
          </details>`
        : ""}`;
  }
}

customElements.define("nrr-run", RunPanel);
