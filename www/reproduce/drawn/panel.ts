import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { download } from "../../core/files.ts";
import { Panel } from "../../core/panel.ts";
import { said } from "../../core/said.ts";
import { language, texts } from "../../text/text.ts";
import { deskOf } from "../desk.ts";
import { type DrawnId, hasRuns, wanted } from "../figures.ts";
import { commandOf, drawingCommand } from "../report.ts";
import { drawnDesk, type Part } from "./desk.ts";
import { tracedOf } from "./run-look.ts";
import { drawnFile, lifTables, type PlotTable, planeTables, speechTables, tracedTables } from "./tables.ts";
import type { Traced } from "./traced.ts";
import { lifView, planesView, speechView, tracedView } from "./views.ts";
import "../../plots/keys.css";
import "./drawn.css";

const t = await texts("drawn");

/** What each figure is made of. */
const PARTS: Record<DrawnId, readonly Part[]> = { fig1: ["lif"], fig2: ["planes", "bundled"], fig3: ["speech"] };

/** One of figures 1 to 3, drawn by the engine as soon as it is looked at. */
export class DrawnPanel extends Panel {
  static override properties = { ...Panel.properties, figure: { attribute: false } };
  declare figure: DrawnId;

  protected stores() {
    return [drawnDesk(), deskOf(this.app), this.app.session];
  }

  /** The neurons of figure 2: of the run, else of the bundled network. */
  #traced(): Traced | undefined {
    const desk = deskOf(this.app);
    const { description, bundled } = drawnDesk().state;
    return (description && tracedOf(desk.state.results, wanted(desk.figure, desk.size)[0], description)) ?? bundled;
  }

  protected override updated(): void {
    for (const part of PARTS[this.figure]) {
      // The bundled network is needed only where the run is not there, which the engine's description tells.
      const spare = part === "bundled" && (!drawnDesk().state.description || this.#traced() !== undefined);
      if (!spare) {
        void drawnDesk().need(part);
      }
    }
  }

  protected override render(): TemplateResult {
    const desk = drawnDesk();
    // The bundled network is not missed where the run is there.
    const needed = PARTS[this.figure].filter((part) => part !== "bundled" || this.#traced() === undefined);
    const problem = needed.map((part) => desk.state.problems.get(part)).find((p) => p !== undefined);
    const { isThere, view } = this.#picture();
    return html`<div class="drawn" data-testid="drawn" data-figure=${this.figure} data-there=${String(isThere)}>
      ${problem === undefined
        ? nothing
        : html`<div class="note bad" role="alert" data-testid="drawn-problem">
            <p>${t.rich("problem", { why: html`${said(problem)}` })}</p>
            <p><button type="button" data-testid="drawn-again" @click=${() => desk.again()}>${t("again")}</button></p>
          </div>`}
      ${isThere || problem !== undefined ? nothing : html`<p class="quiet" role="status">${t("working")}</p>`} ${view} ${this.#export(isThere)}
    </div>`;
  }

  #picture(): { isThere: boolean; view: unknown } {
    const desk = drawnDesk();
    const { lif, planes, speech, step } = desk.state;
    const spoken = language.state.language;
    switch (this.figure) {
      case "fig1":
        return { isThere: lif !== undefined, view: lif ? guard([lif, spoken], () => lifView(lif)) : nothing };
      case "fig2": {
        const traced = this.#traced();
        const neurons = guard([traced, step, spoken], () => (traced ? tracedView(desk, traced) : nothing));
        const rest = guard([planes, traced, spoken], () => (planes ? planesView(planes, traced) : nothing));
        return { isThere: planes !== undefined && traced !== undefined, view: html`${neurons} ${rest}` };
      }
      case "fig3":
        return { isThere: speech !== undefined, view: speech ? guard([speech, spoken], () => speechView(speech)) : nothing };
    }
  }

  #tables(en: Parameters<typeof lifTables>[1]): PlotTable[] {
    const { lif, planes, speech } = drawnDesk().state;
    const traced = this.figure === "fig2" ? this.#traced() : undefined;
    return [
      ...(this.figure === "fig1" && lif ? lifTables(lif, en) : []),
      ...(traced ? tracedTables(traced, en) : []),
      ...(this.figure === "fig2" && planes ? planeTables(planes, en) : []),
      ...(this.figure === "fig3" && speech ? speechTables(speech, en) : []),
    ];
  }

  #command(): string {
    const { figure, size } = deskOf(this.app);
    return hasRuns(figure) ? commandOf(figure, size) : drawingCommand(this.figure);
  }

  async #save(): Promise<void> {
    const { state, size, figure } = deskOf(this.app);
    // Files are in English, as the program's.
    const en = (await import("../../text/en/drawn.json")) as unknown as { default: Parameters<typeof lifTables>[1] };
    const run = this.#traced()?.of.kind === "run" ? wanted(figure, size)[0] : undefined;
    const around = { id: this.figure, command: this.#command(), version: this.app.session.state.description?.version ?? "", size };
    const file = drawnFile({ ...around, run: run && state.results.get(run.key) }, this.#tables(en.default), en.default);
    download(`${this.figure}-results.json`, new TextEncoder().encode(`${JSON.stringify(file, undefined, 2)}\n`), "application/json");
  }

  #export(isThere: boolean): TemplateResult {
    return html`<div class="row">
        <button type="button" data-testid="drawn-save" ?disabled=${!isThere} @click=${() => deskOf(this.app).act(() => this.#save())}>${t("save")}</button>
        <span class="small quiet">${t("save.about")}</span>
      </div>
      <p class="small quiet">
        ${t.rich(this.figure === "fig2" ? "command" : "command.same", { command: html`<code class="figures reproduce-code">${this.#command()}</code>` })}
      </p>`;
  }
}

customElements.define("nrr-drawn", DrawnPanel);
