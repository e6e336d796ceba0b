import { html, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { download } from "../core/files.ts";
import { explain } from "../core/explain.ts";
import { Panel } from "../core/panel.ts";
import { said } from "../core/said.ts";
import { language, texts } from "../text/text.ts";
import { deskOf, type ReproduceState } from "./desk.ts";
import { remainingMs, roughly } from "./estimate.ts";
import { drawnId, FIGURES, hasRuns, wanted } from "./figures.ts";
import { cut, dataOf, type Figure, nameOf, PLAN, type Size, tasksOf } from "./plan.ts";
import { planText } from "./plan-texts.ts";
import { commandOf, resultsFile } from "./report.ts";
import { resultView } from "./result-view.ts";
import "./drawn/panel.ts";
import { withSymbols } from "./drawn/symbols.ts";
import "./reproduce.css";

const t = await texts("reproduce");
const d = await texts("drawn");

/** Reproduce: the paper's table and figures, run here. */
export class ReproducePlace extends Panel {
  protected stores() {
    return [deskOf(this.app), this.app.session];
  }

  protected override render(): TemplateResult {
    const desk = deskOf(this.app);
    const { state, figure, size } = desk;
    const drawn = drawnId(figure);
    return html`<section class="place reproduce" aria-labelledby="reproduce-title">
      <div class="try-head">
        <h2 id="reproduce-title">${t("title")}</h2>
        <p class="quiet">
          ${t.rich("lead", { digits: dataOf("digits").inPlaceOf, sentences: dataOf("phonemes").inPlaceOf, voices: html`<strong>${t("voices")}</strong>` })}
        </p>
      </div>
      <div class="reproduce-left">
        ${this.#figures()}
        ${hasRuns(figure)
          ? html`${this.#tasks()} ${this.#sizes()} ${this.#run()}`
          : html`<p class="card quiet" data-testid="nothing-to-run">${d("nothing")}</p>`}
      </div>
      <section class="card reproduce-result" aria-labelledby="reproduce-figure">
        <h3 id="reproduce-figure">${planText(figure.title)}</h3>
        <p>${t.maybe(`about.${figure.id}.${size.task}`) ?? t.maybe(`about.${figure.id}`) ?? ""}</p>
        ${size.task === "phonemes" ? html`<p class="small quiet">${t("about.few", { count: dataOf(size.task).utterances })}</p>` : ""}
        <p class="small quiet">${t.rich("paper", { says: withSymbols(planText(figure.paper)) })}</p>
        ${drawn
          ? html`<nrr-drawn .app=${this.app} .figure=${drawn}></nrr-drawn>`
          : html`${guard([figure, size.id, size.task, state.results, state.current, language.state.language], () => resultView(figure, size, state.results, state.current))} ${this.#export(state)}`}
      </section>
    </section>`;
  }

  #figures(): TemplateResult {
    const desk = deskOf(this.app);
    return html`<fieldset class="card" ?disabled=${desk.busy} data-testid="figures">
      <legend class="visually-hidden">${t("figure")}</legend>
      <div class="beside"><h3 aria-hidden="true">1 · ${t("figure")}</h3>${explain({ title: t("figure"), text: t("figure.explain"), terms: ["accuracy", "plasticity", "robust"] })}</div>
      <div class="reproduce-list">
        ${FIGURES.map(
          (f) =>
            html`<label class="reproduce-option ${f.id === desk.figure.id ? "chosen" : ""}">
              <input
                type="radio"
                name="figure"
                data-testid="figure-${f.id}"
                .checked=${f.id === desk.figure.id}
                @change=${() => desk.choose({ figure: f.id })}
              />
              <span><strong>${planText(f.title).split(":")[0]}</strong> <span class="small quiet">${t.maybe(`ask.${f.id}`) ?? ""}</span></span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }

  /** What is heard: the paper's two tasks, as far as the figure has them. */
  #tasks(): TemplateResult {
    const desk = deskOf(this.app);
    const tasks = tasksOf(desk.figure);
    const option = ({ task, inPlaceOf, utterances }: (typeof PLAN.data)[number]) =>
      html`<label class="reproduce-option ${task === desk.task ? "chosen" : ""}">
        <input
          type="radio"
          name="task"
          data-testid="task-${task}"
          ?disabled=${!tasks.includes(task)}
          .checked=${task === desk.task}
          @change=${() => desk.choose({ task })}
        />
        <span
          ><strong>${t(`task.${task}`)}</strong> <span class="small quiet">${t(tasks.includes(task) ? `task.${task}.what` : "task.none", { count: utterances, data: inPlaceOf })}</span></span
        >
      </label>`;
    return html`<fieldset class="card" ?disabled=${desk.busy} data-testid="tasks">
      <legend class="visually-hidden">${t("task")}</legend>
      <div class="beside"><h3 aria-hidden="true">2 · ${t("task")}</h3>${explain({ title: t("task"), text: t("task.explain"), terms: ["accuracy", "frame"] })}</div>
      <div class="reproduce-list">${PLAN.data.map(option)}</div>
    </fieldset>`;
  }

  #sizes(): TemplateResult {
    const desk = deskOf(this.app);
    const { timings } = desk.state;
    const isMeasured = timings.epochs.size > 0;
    return html`<fieldset class="card" ?disabled=${desk.busy} data-testid="sizes">
      <legend class="visually-hidden">${t("size")}</legend>
      <div class="beside"><h3 aria-hidden="true">3 · ${t("size")}</h3>${explain({ title: t("size"), text: t("size.explain"), terms: ["seed", "epoch", "preset"] })}</div>
      <div class="reproduce-list">
        ${desk.sizes.map((s) => {
          const runs = wanted(desk.figure, s);
          const ms = remainingMs(timings, runs, () => 0);
          return html`<label class="reproduce-option ${s.id === desk.size.id ? "chosen" : ""}">
            <input type="radio" name="size" data-testid="size-${s.id}" .checked=${s.id === desk.size.id} @change=${() => desk.choose({ size: s.id })} />
            <span
              ><strong>${t(`size.${s.id}`)}</strong>
              <span class="figures small" data-testid="estimate-${s.id}" data-ms=${ms ?? ""}>${ms === undefined ? "" : roughly(ms)}</span>
              <span class="small quiet reproduce-what">${what(desk.figure, drawnId(desk.figure) ? { ...s, seeds: 1 } : s, runs.length)}</span></span
            >
          </label>`;
        })}
      </div>
      ${isMeasured
        ? html`<p class="small quiet">${t("estimated")}</p>`
        : html`<div class="row">
            <button type="button" data-testid="measure" @click=${() => desk.act(() => desk.measure())}>
              ${t(desk.state.phase === "measuring" ? "measuring" : "measure")}
            </button>
            <span class="small quiet">${t(`measure.about.${desk.task}`)}</span>
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
          return button("reproduce-start", t("start"), () => desk.start());
        case "measuring":
          return button("reproduce-start", t("start"), () => desk.start(), "primary wide", true);
        case "opening":
        case "running":
          return button("reproduce-stop", t("stop"), () => desk.stop(), "live wide");
        case "stopping":
          return button("reproduce-stop", t("stopping"), () => desk.stop(), "live wide", true);
        case "stopped":
          return button("reproduce-start", t("go-on"), () => desk.start());
        case "done":
          return failed.length > 0 ? button("reproduce-again", t("again"), () => desk.again(), "wide") : "";
      }
    };
    const current = state.current && state.results.get(state.current.key);
    const within = current && runs.some((r) => r.key === current.run.key) && current.state === "partial" ? (current.records.length + state.within) / current.run.epochs : 0;
    return html`<div class="card" data-testid="reproduce" data-phase=${state.phase} data-over=${over} data-runs=${runs.length}>
      <div class="beside"><h3>4 · ${t("run")}</h3>${explain({ title: t("run"), text: t("run.explain"), terms: ["digest", "worker"] })}</div>
      ${drawnId(desk.figure) ? html`<p class="small quiet">${d("run.fig2")}</p>` : ""}
      <div class="row">${buttons()}</div>
      ${state.phase === "idle" || state.phase === "measuring"
        ? ""
        : html`<progress max=${runs.length} .value=${over + within} aria-label=${t("runs.over")}></progress>
            <p class="small row spread">
              <span class="figures">${t("over", { over, all: runs.length })}</span>
              ${ms !== undefined && over < runs.length ? html`<span class="figures" data-testid="left">${t("left", { time: roughly(ms) })}</span>` : ""}
            </p>`}
      <p role="status" class="small" data-testid="reproduce-status">${status(state, over, runs.length)}</p>
      ${current && desk.busy ? html`<p class="small quiet figures">${current.run.seed > 0 ? running(state) : ""}</p>` : ""}
      ${state.problem ? html`<div class="note bad" role="alert" data-testid="reproduce-problem"><p>${said(state.problem)}</p></div>` : ""}
      ${failed.length > 0
        ? html`<div class="note warn" data-testid="reproduce-failed">
            <p><strong>${t("failed", { count: failed.length })}</strong></p>
            <ul>
              ${failed.map((o) => html`<li class="small">${t.rich("failed.one", { name: nameOf(o.run), why: html`${said(o.reason ?? "")}` })}</li>`)}
            </ul>
          </div>`
        : ""}
      ${state.results.size > 0 && !desk.busy
        ? html`<div class="row">
            <button type="button" class="plain" data-testid="reproduce-forget" @click=${() => desk.act(() => desk.forget())}>${t("forget")}</button>
            <span class="small quiet">${t(state.unkept ? "unkept" : state.remembered ? "remembered" : "kept")}</span>
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
      download(`${figure.id}-${size.task}-${size.id}-results.json`, new TextEncoder().encode(`${text}\n`), "application/json");
    };
    return html`<div class="row">
        <button type="button" data-testid="reproduce-save" ?disabled=${!some} @click=${save}>${t("save")}</button>
        <span class="small quiet">${t("save.about")}</span>
      </div>
      <p class="small quiet">
        ${t.rich("command", { command: html`<code class="figures reproduce-code">${commandOf(figure, size)}</code>` })}
      </p>`;
  }
}

/** What a size runs. */
function what(figure: Figure, size: Size, runs: number): string {
  const { epochs, seeds } = size;
  const settings = t(cut(figure, size).rows.some((r) => r.preset === "paper") ? "size.both" : "size.tuned");
  return epochs === undefined ? t("size.what.own", { runs, seeds, settings }) : t("size.what", { runs, epochs, seeds, settings });
}

/** What is being run now. */
function running({ current, results }: ReproduceState): string {
  if (!current) {
    return "";
  }
  const epoch = Math.min(current.epochs, (results.get(current.key)?.records.length ?? 0) + 1);
  return t("running.now", { name: nameOf(current), epoch, of: current.epochs });
}

/** Told by screen readers as it changes, and so only at every quarter. */
function status({ phase }: ReproduceState, over: number, all: number): string {
  return phase === "running" ? t("status.running", { quarter: Math.floor((over * 4) / all) }) : t(`status.${phase}`);
}

customElements.define("nrr-reproduce", ReproducePlace);
