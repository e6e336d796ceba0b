import { html, nothing, type TemplateResult } from "lit";
import { size } from "../core/format.ts";
import { saidWith } from "../core/said.ts";
import { settle } from "../core/settle.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { saveFile } from "./bring.ts";
import { icon } from "./icons.ts";
import "./offline-part.ts";

const t = await texts("data");

/** What this browser keeps, the project as a file, and the way to forget everything. */
export class StoragePanel extends ProjectPanel {
  static override properties = { ...ProjectPanel.properties, asking: { state: true }, said: { state: true } };
  declare asking: boolean;
  declare said: string;

  constructor() {
    super();
    this.asking = false;
    this.said = "";
  }

  protected stores() {
    return [this.project.saved, this.project.data, this.project.data.words, this.project.run];
  }

  readonly #tell = (text: string): void => this.app.notices.tell({ id: "storage", tone: "bad", text });

  protected override render(): TemplateResult {
    const { saved, data } = this.project;
    const { phase, bytes, usage, quota, persisted, busy } = saved.state;
    // A project on a pack has settings and a run, and needs no takes.
    const empty = data.words.state.takes.length === 0 && data.state.source === "own" && saved.state.run === undefined;
    const can = typeof (navigator.storage as StorageManager | undefined)?.persist === "function";
    return html`<section class="card" aria-labelledby="storage-title" data-testid="storage" data-phase=${phase}>
      <h3 id="storage-title">${t("storage.title")}</h3>
      ${this.#phase()}
      <p class="small quiet" data-testid="storage-used" data-bytes=${bytes}>
        ${t("storage.used", { bytes: size(bytes) })} ${usage === undefined || quota === undefined ? "" : t(usage < bytes ? "storage.packed" : "storage.browser", { usage: size(usage), quota: size(quota) })}
      </p>
      <div class="storage-do">
        <button type="button" data-testid="save-project" ?disabled=${busy !== undefined || empty} @click=${() => settle(saveFile(this.app, this.project), this.#tell)}>${icon("save")}${t("storage.file")}</button>
        ${persisted || !can || phase === "empty"
          ? ""
          : html`<button type="button" data-testid="persist" @click=${() => settle(this.#persist(), this.#tell)}>${t("storage.persist")}</button>`}
        <button type="button" class="plain danger" data-testid="forget" @click=${() => (this.asking = true)}>${t("storage.forget")}</button>
      </div>
      <nrr-offline .app=${this.app}></nrr-offline>
      ${persisted ? html`<p class="small quiet">${t("storage.persisted")}</p>` : ""}
      ${this.said === "" ? "" : html`<p class="small" role="status">${this.said}</p>`}
      ${this.asking ? this.#question() : ""}
    </section>`;
  }

  /** Whether it is kept; where it is not, what can be done. */
  #phase(): TemplateResult {
    const { saved } = this.project;
    const { phase, problem } = saved.state;
    const button = (test: string, title: string, action: () => Promise<void>): TemplateResult =>
      html`<button type="button" data-testid=${test} @click=${() => settle(action(), this.#tell)}>${title}</button>`;
    const over = (title: string): TemplateResult => button("take-over", title, () => saved.takeOver());
    const again = (title: string): TemplateResult => button("read-again", title, () => saved.readAgain());
    return html`<p class="small" role=${phase === "saved" || phase === "saving" ? nothing : "status"} data-testid="storage-phase">${saidWith(t(`storage.phase.${phase}`, { why: problem }), problem)}</p>
      ${phase === "elsewhere"
        ? over(t("storage.take-over"))
        : phase === "differs"
          ? html`<div class="storage-do">${over(t("storage.take-over"))} ${again(t("storage.read-saved"))}</div>`
          : phase === "unread"
            ? html`<div class="storage-do">${again(t("storage.read-again"))} ${over(t("storage.write-over"))}</div>`
            : ""}`;
  }

  async #persist(): Promise<void> {
    this.said = t((await this.project.saved.persist()) ? "storage.persisted" : "storage.persist-no");
  }

  #question(): TemplateResult {
    const { words, takes } = this.project.data.words.state;
    const done = (said: string): void => {
      this.asking = false;
      this.said = said;
    };
    return html`<div class="note bad" role="alertdialog" aria-label=${t("storage.forget")} data-testid="forget-question">
      <p><strong>${t("forget.question", { words: words.length, takes: takes.length })}</strong> ${t("forget.what")}</p>
      <div class="row">
        <button
          type="button"
          class="live"
          data-testid="forget-yes"
          @click=${() => settle(this.project.saved.forget().then(() => done(t("forget.done"))), this.#tell)}
        >
          ${t("forget.yes")}
        </button>
        <button type="button" data-testid="forget-no" @click=${() => done("")}>${t("forget.no")}</button>
      </div>
    </div>`;
  }

  protected override updated(): void {
    if (this.asking && !this.querySelector("[data-testid=forget-question]")?.contains(document.activeElement)) {
      this.querySelector<HTMLElement>("[data-testid=forget-no]")?.focus();
    }
  }
}

customElements.define("nrr-storage", StoragePanel);
