import { html, type TemplateResult } from "lit";
import { count } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import "./teach.css";
import "./run.css";
import "./run-panel.ts";
import "./settings-panel.ts";
import "./words-panel.ts";

/** On narrow screens the settings begin closed, so that Train is near. */
const WIDE = globalThis.matchMedia("(min-width: 64rem)");

/** Teach: words, settings, run. */
export class TeachPlace extends Panel {
  protected stores() {
    return [this.app.teach, this.app.teach.words, this.app.session];
  }

  #inShort(): string {
    const { choices } = this.app.teach.state;
    const rule = this.app.session.state.description?.rules.find((r) => r.id === choices.rule);
    const changes = Object.keys(choices.changes).length;
    const more = changes === 0 ? "" : `, ${count(changes, "changed setting")}`;
    return `${rule?.title ?? choices.rule}, ${choices.epochs ?? this.app.teach.suggestion().epochs} epochs, seed ${choices.seed}${more}`;
  }

  protected override render(): TemplateResult {
    const { source, packs } = this.app.teach.state;
    const pack = packs.find((p) => p.file === source);
    const tab = (id: string, title: string, test: string) =>
      html`<button
        type="button"
        aria-pressed=${source === id ? "true" : "false"}
        data-testid=${test}
        @click=${() => this.app.teach.set({ source: id })}
      >
        ${title}
      </button>`;
    return html`<section class="place teach" aria-labelledby="teach-title">
      <div class="try-head">
        <h2 id="teach-title">Teach it your words</h2>
        <p class="quiet">Two to ten words, about five takes of each. Training runs here in the browser and takes seconds.</p>
      </div>
      <div class="teach-left">
        <section class="card" aria-labelledby="words-title">
          <h3 id="words-title">1 · What to learn</h3>
          <div class="segments" role="group" aria-label="Source of the recordings">
            ${tab("own", "My words", "source-own")} ${packs.map((p, i) => tab(p.file, p.title, i === 0 ? "source-bundled" : "source-pack"))}
          </div>
          ${pack
            ? html`<p>${pack.title === "Bundled digits"
                ? "Zero to nine, spoken by many synthetic voices. They are fetched from this site when you press Train; some voices are kept aside to test on."
                : "Recordings that this site offers. They are fetched when you press Train."}</p>`
            : html`<nrr-words .app=${this.app}></nrr-words>`}
        </section>
        <details class="card settings-card" ?open=${WIDE.matches}>
          <summary>
            <h3>2 · How it learns</h3>
            <span class="small quiet">${this.#inShort()}</span>
          </summary>
          <nrr-settings .app=${this.app}></nrr-settings>
        </details>
      </div>
      <section class="card teach-run" aria-labelledby="run-title">
        <h3 id="run-title">3 · The run</h3>
        <nrr-run .app=${this.app}></nrr-run>
      </section>
    </section>`;
  }
}

customElements.define("nrr-teach", TeachPlace);
