import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { download } from "../core/files.ts";
import { count } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { deskOf, type ReproduceState } from "./desk.ts";
import { remainingMs, roughly } from "./estimate.ts";
import { nameOf, PLAN, type Size, SIZES, wanted } from "./plan.ts";
import { commandOf, resultsFile } from "./report.ts";
import { resultView } from "./result-view.ts";
import "./reproduce.css";
import { ASKS, DRAWN } from "./texts.ts";

/** Reproduce: the paper's table and figures, run here. */
export class ReproducePlace extends Panel {
  protected stores() {
    return [deskOf(this.app), this.app.session];
  }

  protected override render(): TemplateResult {
    const desk = deskOf(this.app);
    const { state, figure, size } = desk;
    return html`<section class="place reproduce" aria-labelledby="reproduce-title">
      <div class="try-head">
        <h2 id="reproduce-title">Does the paper hold here?</h2>
        <p class="quiet">
          Choose one of the paper's figures. Your machine trains the networks behind it and puts what it finds beside the paper's numbers. The
          paper used recorded digits (${PLAN.data.inPlaceOf}), which may not be passed on; here the digits are spoken by <strong>synthetic voices</strong>. So
          compare which network is better, not the numbers as such.
        </p>
      </div>
      <div class="reproduce-left">
        ${this.#figures()} ${this.#sizes()} ${this.#run()}
        <details class="card">
          <summary>Figures 1 to 3</summary>
          <p class="small">Nothing is compared in these. The program draws them; channels, threshold and spectrogram of a word are also in Try.</p>
          ${DRAWN.map(({ what, command }) => html`<p class="small">${what}: <code class="figures reproduce-code">${command}</code></p>`)}
        </details>
      </div>
      <section class="card reproduce-result" aria-labelledby="reproduce-figure">
        <h3 id="reproduce-figure">${figure.title}</h3>
        <p>${ASKS[figure.id]?.plain}</p>
        <p class="small quiet">In the paper: ${figure.paper}</p>
        ${guard([figure, size, state.results, state.current], () => resultView(figure, size, state.results, state.current))} ${this.#export(state)}
      </section>
    </section>`;
  }

  #figures(): TemplateResult {
    const desk = deskOf(this.app);
    return html`<fieldset class="card" ?disabled=${desk.busy} data-testid="figures">
      <legend class="visually-hidden">Figure</legend>
      <h3 aria-hidden="true">1 · Figure</h3>
      <div class="reproduce-list">
        ${PLAN.figures.map(
          (f) =>
            html`<label class="reproduce-option ${f.id === desk.figure.id ? "chosen" : ""}">
              <input
                type="radio"
                name="figure"
                data-testid="figure-${f.id}"
                .checked=${f.id === desk.figure.id}
                @change=${() => desk.choose({ figure: f.id })}
              />
              <span><strong>${f.title.split(":")[0]}</strong> <span class="small quiet">${ASKS[f.id]?.short}</span></span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }

  #sizes(): TemplateResult {
    const desk = deskOf(this.app);
    const { timings } = desk.state;
    const isMeasured = timings.epochs.size > 0;
    return html`<fieldset class="card" ?disabled=${desk.busy} data-testid="sizes">
      <legend class="visually-hidden">Size</legend>
      <h3 aria-hidden="true">2 · Size</h3>
      <div class="reproduce-list">
        ${SIZES.map((s) => {
          const runs = wanted(desk.figure, s);
          const ms = remainingMs(timings, runs, () => 0);
          return html`<label class="reproduce-option ${s.id === desk.size.id ? "chosen" : ""}">
            <input type="radio" name="size" data-testid="size-${s.id}" .checked=${s.id === desk.size.id} @change=${() => desk.choose({ size: s.id })} />
            <span
              ><strong>${s.title}</strong>
              <span class="figures small" data-testid="estimate-${s.id}" data-ms=${ms ?? ""}>${ms === undefined ? "" : roughly(ms)}</span>
              <span class="small quiet reproduce-what">${what(s, runs.length)}</span></span
            >
          </label>`;
        })}
      </div>
      ${isMeasured
        ? html`<p class="small quiet">Estimated from the epochs that were timed on this machine so far.</p>`
        : html`<div class="row">
            <button type="button" data-testid="measure" @click=${() => desk.act(() => desk.measure())}>
              ${desk.state.phase === "measuring" ? "Measuring …" : "How long does it take here?"}
            </button>
            <span class="small quiet">Fetches the recordings (2.4 MB) and times one epoch.</span>
          </div>`}
    </fieldset>`;
  }

  #run(): TemplateResult {
    const desk = deskOf(this.app);
    const { state } = desk;
    const runs = desk.runs();
    const over = runs.filter((r) => ["done", "failed"].includes(state.results.get(r.key)?.state ?? "")).length;
    const failed = desk.failed();
    const ms = desk.remaining(desk.size);
    const button = (id: string, title: string, action: () => Promise<void>, kind = "primary wide", disabled = false) =>
      html`<button type="button" class=${kind} data-testid=${id} ?disabled=${disabled} @click=${() => desk.act(action)}>${title}</button>`;
    const buttons = () => {
      switch (state.phase) {
        case "idle":
          return button("reproduce-start", "Start", () => desk.start());
        case "measuring":
          return button("reproduce-start", "Start", () => desk.start(), "primary wide", true);
        case "opening":
        case "running":
          return button("reproduce-stop", "Stop", () => desk.stop(), "live wide");
        case "stopping":
          return button("reproduce-stop", "Stopping …", () => desk.stop(), "live wide", true);
        case "stopped":
          return button("reproduce-start", "Go on", () => desk.start());
        case "done":
          return failed.length > 0 ? button("reproduce-again", "Try the failed runs again", () => desk.again(), "wide") : "";
      }
    };
    const current = state.current && state.results.get(state.current.key);
    const within = current && runs.some((r) => r.key === current.run.key) && current.state === "partial" ? (current.records.length + state.within) / current.run.epochs : 0;
    return html`<div class="card" data-testid="reproduce" data-phase=${state.phase} data-over=${over} data-runs=${runs.length}>
      <h3>3 · Run</h3>
      <div class="row">${buttons()}</div>
      ${state.phase === "idle" || state.phase === "measuring"
        ? ""
        : html`<progress max=${runs.length} .value=${over + within} aria-label="Runs that are over"></progress>
            <p class="small row spread">
              <span class="figures">${over} of ${count(runs.length, "run")}</span>
              ${ms !== undefined && over < runs.length ? html`<span class="figures" data-testid="left">${roughly(ms)} left</span>` : ""}
            </p>`}
      <p role="status" class="small" data-testid="reproduce-status">${status(state, over, runs.length)}</p>
      ${current && desk.busy ? html`<p class="small quiet figures">${current.run.seed > 0 ? running(state) : ""}</p>` : ""}
      ${state.problem ? html`<div class="note bad" role="alert" data-testid="reproduce-problem"><p>${state.problem}</p></div>` : ""}
      ${failed.length > 0
        ? html`<div class="note warn" data-testid="reproduce-failed">
            <p><strong>${count(failed.length, "run")} failed; the others went on.</strong></p>
            <ul>
              ${failed.map((o) => html`<li class="small">${nameOf(o.run)}: ${o.reason}</li>`)}
            </ul>
          </div>`
        : ""}
    </div>`;
  }

  #export(state: ReproduceState): TemplateResult {
    const desk = deskOf(this.app);
    const { figure, size } = desk;
    const some = desk.runs().some((r) => state.results.has(r.key));
    const version = this.app.session.state.description?.version ?? "";
    const save = () => {
      const text = JSON.stringify(resultsFile(figure, size, state.results, version), undefined, 2);
      download(`${figure.id}-${size.id}-results.json`, new TextEncoder().encode(`${text}\n`), "application/json");
    };
    return html`<div class="row">
        <button type="button" data-testid="reproduce-save" ?disabled=${!some} @click=${save}>Save the results as JSON</button>
        <span class="small quiet">Laid out as the program's results.json, with every run.</span>
      </div>
      <p class="small quiet">
        The program's command for this figure: <code class="figures reproduce-code">${commandOf(figure, size)}</code>. The same run has the same
        weights there, to the last bit.
      </p>`;
  }
}

/** What a size runs. */
function what(size: Size, runs: number): string {
  const epochs = size.epochs === undefined ? "each network's own number of epochs" : count(size.epochs, "epoch");
  const settings = size.presets ? "the project's settings" : "the project's settings and the paper's";
  return `${count(runs, "run")}: ${epochs}, ${count(size.seeds, "seed")}, ${settings}`;
}

/** What is being run now. */
function running({ current, results }: ReproduceState): string {
  if (!current) {
    return "";
  }
  return `${nameOf(current)}: epoch ${Math.min(current.epochs, (results.get(current.key)?.records.length ?? 0) + 1)} of ${current.epochs}`;
}

/** Told by screen readers as it changes, and so only at every quarter. */
function status({ phase }: ReproduceState, over: number, all: number): string {
  switch (phase) {
    case "idle":
      return "Nothing was run yet. It goes on while you are in another place of this page.";
    case "measuring":
      return "Timing one epoch …";
    case "opening":
      return "Fetching the recordings …";
    case "running":
      return ["Running.", "Running; a quarter is done.", "Running; half is done.", "Running; three quarters are done."][Math.floor((over * 4) / all)] ?? "Running.";
    case "stopping":
      return "Stopping …";
    case "stopped":
      return "Stopped. Everything so far is kept, and goes on where it was.";
    case "done":
      return "Done.";
  }
}

customElements.define("nrr-reproduce", ReproducePlace);
