import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { type View, viewOf } from "./address.ts";
import "./compare.css";
import "./race-panel.ts";
import "./test-panel.ts";
import "./voices-panel.ts";

const t = await texts("compare");

/** Compare: rules against each other, and what the present network is worth. */
export class ComparePlace extends ProjectPanel {
  protected stores() {
    return [this.project.run, this.app.addresses.compare];
  }

  get #view(): View {
    return viewOf(this.app.addresses.compare.state) ?? "race";
  }

  /** The address says which view is open; of one that there is not, the page says so. */
  protected override willUpdate(): void {
    const asked = this.app.addresses.compare.state.view;
    if (asked !== this.#view) {
      if (asked !== undefined) {
        this.app.notices.tell({ id: "address-view", tone: "warn", text: t("address", { problems: t("address.value", { key: "view", value: asked }) }) });
      }
      this.#open(this.#view);
    }
  }

  #open(view: View): void {
    this.app.addresses.compare.set({ view });
  }

  protected override render(): TemplateResult {
    const tab = (id: View): TemplateResult =>
      html`<button type="button" data-testid="view-${id}" aria-pressed=${this.#view === id ? "true" : "false"} @click=${() => this.#open(id)}>${t(`view.${id}`)}</button>`;
    return html`<section class="place compare" aria-labelledby="compare-title" @hold-out-each=${() => this.#holdOut()}>
      <div class="try-head">
        <h2 id="compare-title">${t("title")}</h2>
        <p class="quiet">${t("lead")}</p>
      </div>
      <div class="segments" role="group" aria-label=${t("views")}>${tab("race")} ${tab("test")} ${tab("voices")}</div>
      ${this.#shown()}
    </section>`;
  }

  /** The button that led here is gone: the focus goes to the view's own. */
  #holdOut(): void {
    this.#open("voices");
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[data-testid="view-voices"]')?.focus());
  }

  #shown(): TemplateResult {
    switch (this.#view) {
      case "race":
        return html`<nrr-race .app=${this.app}></nrr-race>`;
      case "test":
        return html`<nrr-test .app=${this.app}></nrr-test>`;
      case "voices":
        return html`<nrr-voices .app=${this.app}></nrr-voices>`;
    }
  }
}

customElements.define("nrr-compare", ComparePlace);
