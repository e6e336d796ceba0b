import { html, type TemplateResult } from "lit";
import type { App } from "../app/context.ts";
import "./doctor-panel.ts";
import "./test.css";
import "./test-tables.css";
import "./test-confusion-panel.ts";
import "./test-export-panel.ts";
import "./test-noise-panel.ts";
import { TestPart } from "./test-part.ts";
import "./test-rejection-panel.ts";
import "./test-setup-panel.ts";
import "./test-verdict-panel.ts";
import "./test-voices-panel.ts";
import "./test-words-panel.ts";

/** The cards of the findings, in their order. */
const CARDS: readonly ((app: App) => TemplateResult)[] = [
  (app) => html`<nrr-test-verdict .app=${app}></nrr-test-verdict>`,
  (app) => html`<nrr-test-confusion .app=${app}></nrr-test-confusion>`,
  (app) => html`<div class="test-beside">
    <nrr-test-words .app=${app}></nrr-test-words>
    <nrr-test-voices .app=${app}></nrr-test-voices>
  </div>`,
  (app) => html`<nrr-test-rejection .app=${app}></nrr-test-rejection>`,
  (app) => html`<nrr-test-noise .app=${app}></nrr-test-noise>`,
  (app) => html`<nrr-doctor .app=${app}></nrr-doctor>`,
  (app) => html`<nrr-test-export .app=${app}></nrr-test-export>`,
];

/** The test: what is tested, what came out, and what the neurons are worth. */
export class TestPanel extends TestPart {
  static override properties = { ...TestPart.properties, drawn: { state: true } };
  /** Cards that are there: one more in each frame, since all at once would hold up the page. */
  declare drawn: number;

  constructor() {
    super();
    this.drawn = 0;
  }

  get #some(): boolean {
    return (this.desk.shown?.takes.length ?? 0) > 0;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.desk.hush();
  }

  protected override updated(): void {
    if (!this.#some) {
      this.drawn = 0;
    } else if (this.drawn < CARDS.length) {
      const next = this.drawn + 1;
      requestAnimationFrame(() => {
        this.drawn = next;
      });
    }
  }

  protected override render(): TemplateResult {
    const { phase } = this.desk.state;
    const whole = this.#some && this.drawn === CARDS.length;
    return html`<div class="test" data-testid="test" data-phase=${phase} data-tested=${whole ? "yes" : "no"}>
      <nrr-test-setup .app=${this.app}></nrr-test-setup>
      ${this.#some ? CARDS.slice(0, this.drawn).map((card) => card(this.app)) : ""}
    </div>`;
  }
}

customElements.define("nrr-test", TestPanel);
