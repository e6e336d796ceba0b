import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { drawn } from "./foreign.ts";
import type { Report } from "./import-desk.ts";
import type { Left, LeftKey } from "./take-reader.ts";

const t = await texts("data");

/** Files that are named one by one for each reason. */
const NAMED = 20;

/** How far reading or writing of files is, and what became of it. */
export class ImportStatus extends ProjectPanel {
  protected stores() {
    return [this.project.data, this.project.data.imports, this.project.saved];
  }

  protected override render(): TemplateResult {
    const { imports, state } = this.project.data;
    const { progress, opening, report } = imports.state;
    const { busy } = this.project.saved.state;
    return html`${progress ? this.#bar(t("import.reading", progress), progress, () => imports.stop()) : ""}
    ${opening !== undefined && !progress ? this.#bar(t("import.opening", { name: opening }), undefined, () => imports.stop()) : ""}
    ${busy ? this.#bar(t(`file.${busy.what}`, { done: busy.done, of: busy.of }), busy, () => this.project.saved.stop()) : ""}
    ${report && state.source === "own" ? this.#report(report) : ""}`;
  }

  /** @param far nothing while it is not known how much there is to do */
  #bar(says: string, far: { done: number; of: number } | undefined, stop: () => void): TemplateResult {
    return html`<div class="card import-bar" data-testid="import-progress">
      <p class="small figures" role="status">${says}</p>
      ${far
        ? html`<progress max=${Math.max(1, far.of)} .value=${far.done} aria-label=${t("import.progress")}></progress>`
        : html`<progress aria-label=${t("import.progress")}></progress>`}
      <button type="button" data-testid="import-stop" @click=${stop}>${t("import.stop")}</button>
    </div>`;
  }

  #report({ takes, words, stopped, left, test, aside }: Report): TemplateResult {
    const reasons = new Map<LeftKey, Left[]>();
    for (const one of left) {
      reasons.set(one.key, [...(reasons.get(one.key) ?? []), one]);
    }
    return html`<div class="note ${left.length > 0 || takes === 0 ? "warn" : ""}" role="status" data-testid="import-report" data-takes=${takes} data-left=${left.length}>
      <div class="row spread">
        <p>
          ${stopped ? t("import.stopped") : ""} ${t("import.done", { takes, words })} ${test > 0 ? t("import.test", { count: test }) : ""} ${aside > 0 ? t("import.aside", { count: aside }) : ""}
          ${left.length > 0 ? t("import.left", { count: left.length }) : ""}
        </p>
        <button type="button" class="plain" data-testid="import-dismiss" @click=${() => this.project.data.imports.dismiss()}>${t("import.dismiss")}</button>
      </div>
      ${left.length > 0
        ? html`<details>
            <summary>${t("import.why")}</summary>
            <ul class="left-list small">
              ${[...reasons].map(
                ([key, files]) =>
                  html`<li data-testid="left" data-reason=${key}>
                    <p><strong>${t(`${key}.title`, { count: files.length })}</strong></p>
                    <ul>
                      ${files.slice(0, NAMED).map((f) => html`<li><span class="left-path">${f.path}</span>${f.values ? html`<span class="quiet">: ${t.rich(key, drawn(f))}</span>` : ""}</li>`)}
                      ${files.length > NAMED ? html`<li class="quiet">${t("import.more", { count: files.length - NAMED })}</li>` : ""}
                    </ul>
                  </li>`,
              )}
            </ul>
          </details>`
        : ""}
    </div>`;
  }
}

customElements.define("nrr-import-status", ImportStatus);
