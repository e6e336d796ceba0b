import { html, nothing, type TemplateResult } from "lit";
import { figure, list, measured, percent } from "../core/format.ts";
import { layerPicker } from "../core/layer-picker.ts";
import { ProjectPanel } from "../project/panel.ts";
import { said } from "../core/said.ts";
import { settle } from "../core/settle.ts";
import "../plots/raster.ts";
import { stepScale } from "../plots/steps.ts";
import "./curves.ts";
import "./repeat-panel.ts";
import type { CurveKind } from "./curves.ts";
import { insideView, measuresAngle } from "./diagnostics.ts";
import { epochTable } from "./epoch-table.ts";
import { begin } from "./question.ts";
import type { RunState } from "./run-desk.ts";
import { settingName } from "./settings.ts";
import { texts } from "../text/text.ts";

const t = await texts("train");

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
            <strong>${t("run.early")}</strong>
            <p>${said(run.problem)}</p>
          </div>`
        : ""}
      ${run.refused
        ? html`<div class="note bad" role="alert" data-testid="run-refused">
            <strong>${t(run.phase === "none" ? "run.refused" : "run.refused.stays")}</strong>
            <p>${said(run.refused)}</p>
          </div>`
        : ""}
      <nrr-repeat .app=${this.app}></nrr-repeat>
      ${run.phase === "ended" && !run.problem ? this.#done(run) : ""} ${run.phase === "none" ? this.#empty() : this.#pictures(run)}
    </div>`;
  }

  #controls(run: RunState): TemplateResult {
    const { session } = this.app;
    const { train, data, run: desk } = this.project;
    const problem = data.problem();
    const ready = session.state.engine.kind === "ready";
    const start = () => begin(train.state.wrong, () => train.train());
    const button = (id: string, title: string, action: () => Promise<void>, kind = "", disabled = false) =>
      html`<button type="button" class=${kind} data-testid=${id} ?disabled=${disabled} @click=${() => settle(action(), this.#tell)}>${title}</button>`;
    switch (run.phase) {
      case "none":
        return html`<div class="row">
            ${button("train", t("train"), start, "primary wide", problem !== undefined || !ready)}
          </div>
          ${this.#toCorrect()}
          ${problem
            ? html`<p class="small quiet" data-testid="train-problem">${problem}</p>
                <div class="row"><button type="button" data-testid="train-data" @click=${() => this.app.go("data")}>${t("to-data")}</button></div>`
            : ""}`;
      case "preparing":
        return html`<div class="row">${button("train", t("train"), () => train.train(), "primary", true)} ${button("stop", t("stop"), () => desk.stop(), "", run.stopping)}</div>`;
      case "training":
      case "pausing":
        return html`<div class="row">
          ${button("pause", t("pause"), () => desk.pause(), "primary", run.phase === "pausing")} ${button("stop", t("stop"), () => desk.stop())}
          ${button("reset", t("reset"), () => desk.reset())}
        </div>`;
      case "paused":
        return html`<div class="row">
          ${button("resume", t("resume"), () => desk.resume(), "primary")} ${button("stop", t("stop"), () => desk.stop())} ${button("reset", t("reset"), () => desk.reset())}
        </div>`;
      case "ended":
        return html`<div class="row">
            ${button("train", t("train.again"), start, "", problem !== undefined || !ready)} ${button("reset", t("reset"), () => desk.reset())}
            <span class="small quiet">${t("reset.about")}</span>
          </div>
          ${this.#toCorrect()}`;
    }
  }

  /** Fields without which no run begins. */
  #toCorrect(): TemplateResult | typeof nothing {
    const d = this.app.session.state.description;
    const keys = Object.keys(this.project.train.state.wrong);
    return d && keys.length > 0 ? html`<p class="field-problem" role="status" data-testid="train-wrong">${t("wrong", { fields: list(keys.map((key) => settingName(d, key))) })}</p>` : nothing;
  }

  #status(run: RunState): TemplateResult {
    const { progress: p, head } = run;
    if (run.phase === "none") {
      return html``;
    }
    if (!p && run.records.length === 0) {
      return html`<p role="status" class="quiet">${t(run.stopping ? "preparing.stopping" : run.phase === "preparing" ? "preparing" : "starting")}</p>`;
    }
    const last = run.records.at(-1);
    const epochs = p?.epochs ?? run.spec?.epochs ?? 1;
    const doneEpochs = last?.epoch ?? 0;
    const within = p?.phase === "train" && p.epoch > doneEpochs ? p.batch / Math.max(1, p.batches) : 0;
    // Each epoch ends with a test: that is shown, and not told to screen readers every time.
    const says = t(`phase.${run.phase === "ended" ? (run.stopped ? "stopped" : "done") : run.phase}`);
    const testing = run.phase === "training" && p?.phase === "evaluate";
    return html`<div class="run-status">
      <progress max=${epochs} .value=${doneEpochs + within} aria-label=${t("epochs.done")}></progress>
      <p class="row spread small">
        <span
          ><strong role="status">${says}</strong>${testing ? html` <span class="quiet">${t("phase.testing")}</span>` : nothing} ·
          <span class="figures" data-testid="epoch" data-epoch=${doneEpochs}>${t("epoch.of", { done: doneEpochs, of: epochs })}</span></span
        >
        ${p
          ? html`<span class="quiet figures" data-testid="workers" data-workers=${p.workers} data-takes-per-s=${p.takesPerS ?? ""}
              >${p.takesPerS === null ? t("speed.unknown", { workers: p.workers }) : t("speed", { workers: p.workers, rate: figure(p.takesPerS) })}</span
            >`
          : ""}
        ${head ? html`<span class="quiet">${t("parts", { learn: head.trainCount, test: head.testCount })}</span>` : ""}
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
        ? t("done.training", { share: percent(last.trainAccuracy) })
        : t.rich("done.test", { share: html`<strong>${percent(last.testAccuracy, 1)}</strong>`, count: run.head?.testCount ?? 0 });
    return html`<div class="note done" data-testid="done">
      <p>${accuracy} ${run.elapsedMs > 0 ? html`<span class="quiet">${t("done.time", { time: measured(figure(run.elapsedMs / 1000), "s") })}</span>` : ""}</p>
      ${train.adopted
        ? html`<p role="status">${t("adopted")}</p>
            <div class="row">
              <button type="button" class="primary" data-testid="go-listen" @click=${() => this.app.go("listen")}>${t("listen")}</button>
              <button type="button" data-testid="go-try" @click=${() => this.app.go("try")}>${t("see")}</button>
              <button type="button" data-testid="save-trained" @click=${() => settle(train.saveModel(), this.#tell)}>${t("save")}</button>
            </div>`
        : html`<div class="row">
            <button type="button" class="primary" data-testid="adopt" @click=${() => settle(train.adopt(), this.#tell)}>${t("adopt")}</button>
            <button type="button" data-testid="save-trained" @click=${() => settle(train.saveModel(), this.#tell)}>${t("save")}</button>
          </div>`}
    </div>`;
  }

  #empty(): TemplateResult {
    return html`<div class="run-empty quiet">
      <svg viewBox="0 0 120 40" aria-hidden="true"><path d="M2 34 C 20 34 26 12 44 10 S 84 6 118 5"></path></svg>
      <p>${t("empty")}</p>
    </div>`;
  }

  #pictures(run: RunState): TemplateResult {
    const { records, probe } = run;
    const epochs = run.spec?.epochs ?? 1;
    const traces = probe?.traces;
    const layer = traces?.layers[this.layer] ?? traces?.layers[0];
    const angles = measuresAngle(run.spec?.rule, records);
    const kinds: CurveKind[] = ["accuracy", "loss", "rate", ...(angles ? (["angle"] as const) : [])];
    const last = records.at(-1);
    return html`<div class="curves ${angles ? "curves-four" : ""}">
        ${kinds.map((kind) => html`<nrr-curve .kind=${kind} .records=${records} .epochs=${epochs} .layers=${run.head?.layers ?? []}></nrr-curve>`)}
      </div>
      ${last && run.head ? insideView(last, run.head, angles) : ""}
      ${probe && layer && traces
        ? html`<p class="small quiet">
              ${t.rich("probe", {
                title: run.data?.probeTitle ?? "",
                word: html`<strong data-testid="probe-answer">${probe.label}</strong>`,
                score: html`<span class="figures">${percent(probe.score)}</span>`,
              })}
            </p>
            ${layerPicker(traces.layers, traces.layers.indexOf(layer), (i) => {
              this.layer = i;
            })}
            <nrr-raster .layer=${layer} .scale=${stepScale(traces.frames, traces.steps, traces.hopMs, 50)} .height=${200}></nrr-raster>`
        : ""}
      ${records.length > 0
        ? html`<details
            .open=${this.tableOpen}
            @toggle=${(e: Event) => {
              this.tableOpen = (e.target as HTMLDetailsElement).open;
            }}
          >
            <summary data-testid="epochs-text">${t("table")}</summary>
            ${this.tableOpen ? epochTable(records, run.head?.layers ?? []) : ""}
          </details>`
        : ""}`;
  }
}

customElements.define("nrr-run", RunPanel);
