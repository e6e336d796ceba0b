import { html, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { fileName } from "../app/model-desk.ts";
import { download } from "../core/files.ts";
import { texts } from "../text/text.ts";
import type { Answered, Tested } from "./test-answers.ts";
import { answersCsv, confusionCsv, neuronsCsv, noiseCsv, report } from "./test-export.ts";
import { TestPart } from "./test-part.ts";

const t = await texts("compare");

/** Everything that was found, as files. */
export class TestExportPanel extends TestPart {
  protected override render(): TemplateResult {
    const { tested, answered, level, diagnosis } = this.desk.state;
    const { shown } = this.desk;
    if (!tested || !shown) {
      return html``;
    }
    return html`<section class="card" aria-labelledby="test-export-title">
      <div class="beside"><h3 id="test-export-title">${t("test.export.title")}</h3>${explain({ title: t("test.export.title"), text: fromPart("test.export"), terms: ["digest"] })}</div>
      <p class="small quiet">${t("test.export.about")}</p>
      <div class="row">
        ${this.#file(tested, "answers", "csv", () => answersCsv(tested, answered))} ${this.#file(tested, "confusion", "csv", () => this.#confusion(tested, shown))}
        ${this.#file(tested, "noise", "csv", () => noiseCsv(answered))}
        ${diagnosis ? this.#file(tested, "neurons", "csv", () => neuronsCsv(diagnosis)) : ""}
        ${this.#file(tested, "report", "json", () => `${JSON.stringify(report(tested, answered, level, diagnosis), undefined, 1)}\n`)}
      </div>
    </section>`;
  }

  #confusion({ info }: Tested, shown: Answered): string {
    return confusionCsv(info.labels, shown);
  }

  #file({ title }: Tested, what: "answers" | "confusion" | "noise" | "neurons" | "report", kind: "csv" | "json", make: () => string): TemplateResult {
    const save = (): void => download(`${fileName(title)}-${what}.${kind}`, new TextEncoder().encode(make()), kind === "csv" ? "text/csv" : "application/json");
    return html`<button type="button" data-testid="export-${what}" @click=${save}>${t(`test.export.${what}`)} <span class="small quiet">${kind.toUpperCase()}</span></button>`;
  }
}

customElements.define("nrr-test-export", TestExportPanel);
