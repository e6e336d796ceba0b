import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import "./compare.css";
import "./race-panel.ts";
import "./test-panel.ts";
import "./voices-panel.ts";

const t = await texts("compare");

type View = "race" | "test" | "voices";

/** Compare: rules against each other, and what the present network is worth. */
export class ComparePlace extends ProjectPanel {
  static override properties = { ...ProjectPanel.properties, view: { state: true } };
  declare view: View;

  constructor() {
    super();
    this.view = "race";
  }

  protected stores() {
    return [this.project.run];
  }

  protected override render(): TemplateResult {
    const tab = (id: View): TemplateResult =>
      html`<button type="button" data-testid="view-${id}" aria-pressed=${this.view === id ? "true" : "false"} @click=${() => (this.view = id)}>${t(`view.${id}`)}</button>`;
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
    this.view = "voices";
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[data-testid="view-voices"]')?.focus());
  }

  #shown(): TemplateResult {
    switch (this.view) {
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
