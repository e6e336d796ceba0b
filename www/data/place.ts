import { html, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import "./data.css";
import "./data-side.css";
import "./import-status.ts";
import "./storage-panel.ts";
import "./takes.css";
import "./word-card.ts";
import "./words-panel.ts";

const t = await texts("data");

/** Data: what is learnt, and where it comes from. */
export class DataPlace extends ProjectPanel {
  protected stores() {
    return [this.project.data, this.project.data.words, this.app.session];
  }

  protected override render(): TemplateResult {
    const { data } = this.project;
    const { source, packs } = data.state;
    const pack = packs.find((p) => p.file === source);
    const problem = data.problem();
    const tab = (id: string, title: string, test: string) =>
      html`<button type="button" aria-pressed=${source === id ? "true" : "false"} data-testid=${test} @click=${() => data.set({ source: id })}>${title}</button>`;
    return html`<section class="place data" aria-labelledby="data-title">
      <div class="data-head">
        <div class="try-head">
          <div class="beside"><h2 id="data-title">${t("title")}</h2>${explain({ title: t("title"), text: fromPart("data.words"), terms: ["take", "label", "noise"] })}</div>
          <p class="quiet">${t(pack ? "lead.pack" : "lead")}</p>
        </div>
        <div class="segments" role="group" aria-label=${t("source.label")}>
          ${tab("own", t("source.own"), "source-own")} ${packs.map((p, i) => tab(p.file, i === 0 ? t("source.bundled") : p.title, i === 0 ? "source-bundled" : "source-pack"))}
        </div>
      </div>
      ${pack
        ? html`<div class="desk">
            <div class="desk-main">
              <section class="card"><p>${pack === packs[0] ? t("bundled.about") : t("pack.about")}</p></section>
              <nrr-import-status .app=${this.app}></nrr-import-status>
            </div>
            <div class="desk-side"><nrr-storage .app=${this.app}></nrr-storage></div>
          </div>`
        : html`<nrr-words .app=${this.app}></nrr-words>`}
      <div class="row next-step">
        ${problem === undefined ? "" : html`<span class="small quiet" data-testid="data-problem">${problem}</span>`}
        <button type="button" class="primary wide" data-testid="go-train" ?disabled=${problem !== undefined} @click=${() => this.app.go("train")}>${t("next")}</button>
      </div>
    </section>`;
  }
}

customElements.define("nrr-data", DataPlace);
