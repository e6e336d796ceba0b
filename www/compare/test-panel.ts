import { html, type TemplateResult } from "lit";
import "./doctor-panel.ts";
import "./test.css";
import "./test-confusion-panel.ts";
import "./test-export-panel.ts";
import "./test-noise-panel.ts";
import { TestPart } from "./test-part.ts";
import "./test-rejection-panel.ts";
import "./test-setup-panel.ts";
import "./test-verdict-panel.ts";
import "./test-voices-panel.ts";
import "./test-words-panel.ts";

/** The test: what is tested, what came out, and what the neurons are worth. */
export class TestPanel extends TestPart {
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.hush();
  }

  protected override render(): TemplateResult {
    const { phase, tested } = this.desk.state;
    const some = (this.desk.shown?.takes.length ?? 0) > 0;
    return html`<div class="test" data-testid="test" data-phase=${phase} data-tested=${tested && some ? "yes" : "no"}>
      <nrr-test-setup .app=${this.app}></nrr-test-setup>
      ${some
        ? html`<nrr-test-verdict .app=${this.app}></nrr-test-verdict>
            <nrr-test-confusion .app=${this.app}></nrr-test-confusion>
            <div class="test-beside">
              <nrr-test-words .app=${this.app}></nrr-test-words>
              <nrr-test-voices .app=${this.app}></nrr-test-voices>
            </div>
            <nrr-test-rejection .app=${this.app}></nrr-test-rejection>
            <nrr-test-noise .app=${this.app}></nrr-test-noise>
            <nrr-doctor .app=${this.app}></nrr-doctor>
            <nrr-test-export .app=${this.app}></nrr-test-export>`
        : ""}
    </div>`;
  }
}

customElements.define("nrr-test", TestPanel);
