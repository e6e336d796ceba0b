import { html, LitElement, type TemplateResult } from "lit";
import { Watch } from "../core/watch.ts";
import { PLACES, type Place } from "../core/route.ts";
import { settle } from "../core/settle.ts";
import "../try/place.ts";
import { buildApp } from "./build.ts";
import "./model-menu.ts";
import "./notices-panel.ts";

const TITLES: Record<Place, { title: string; icon: string }> = {
  try: { title: "Try", icon: "M3 12h3l2-5 4 11 3-8 1.5 2H21" },
  teach: { title: "Teach", icon: "M4 19V5m0 14h16M7 15l4-5 3 3 5-7" },
  listen: { title: "Listen", icon: "M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v3" },
  phonemes: { title: "Phonemes", icon: "M3 7h5v5H3zM8 7h4v5H8zM12 7h9v5h-9zM3 15h9v4H3zM12 15h3v4h-3zM15 15h6v4h-6z" },
  reproduce: { title: "Reproduce", icon: "M4 19V5m0 14h16M7 15l4-3 3 1 5-6M7 9h.01M11 6h.01M16 17h.01" },
  speed: { title: "Speed", icon: "M4 17a8 8 0 1 1 16 0M12 17l4-6" },
};

/** The panels that a first visit need not download. Try, and the desks of all places, come with the page. */
const LATER: Partial<Record<Place, () => Promise<unknown>>> = {
  teach: () => import("../teach/place.ts"),
  listen: () => import("../listen/place.ts"),
  phonemes: () => import("../phonemes/place.ts"),
  reproduce: () => import("../reproduce/place.ts"),
  speed: () => import("../speed/place.ts"),
};

/** The whole page: header, places, messages, footer. */
export class Shell extends LitElement {
  readonly #app = buildApp();
  /** Places whose panels are there, or on their way. */
  readonly #asked = new Set<Place>();
  readonly #there = new Set<Place>();

  constructor() {
    super();
    new Watch(this, () => [this.#app.session]);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { place, engine } = this.#app.session.state;
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>To the content</a>
      <header class="head">
        <div class="brand">
          <svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7"></rect><path d="M4 21h5l2-3 3 5 3-17 3 15h8"></path></svg>
          <div><h1>NRR-SNN</h1><p class="small quiet">a spiking network that hears</p></div>
        </div>
        <nav class="places" aria-label="Places">
          ${PLACES.map(
            (p) =>
              html`<button type="button" data-testid="place-${p}" aria-current=${p === place ? "page" : "false"} @click=${() => this.#app.go(p)}>
                <svg viewBox="0 0 24 24" aria-hidden="true"><path d=${TITLES[p].icon}></path></svg>${TITLES[p].title}
              </button>`,
          )}
        </nav>
        <nrr-model-menu .app=${this.#app}></nrr-model-menu>
      </header>
      <main id="main" tabindex="-1" data-testid="engine" data-engine=${engine.kind}>
        <nrr-notices .app=${this.#app}></nrr-notices>
        ${this.#place(place)}
      </main>
      <footer class="foot small quiet">
        <p data-testid="privacy">Nothing leaves this page: recordings, models and everything computed from them stay in your browser.</p>
        <p>
          Neuronal-plasticity and reward-propagation improved recurrent spiking neural network (Jia et al. 2021)${this.#app.session.state.description
            ? html`, engine ${this.#app.session.state.description.version}`
            : ""}.
        </p>
      </footer>
    `;
  }

  protected override willUpdate(): void {
    const { place } = this.#app.session.state;
    if (!this.#asked.has(place)) {
      this.#asked.add(place);
      settle(this.#fetch(place), (text) => {
        const again = (): void => {
          this.#app.notices.dismiss("place");
          this.#asked.delete(place);
          this.requestUpdate();
        };
        this.#app.notices.tell({ id: "place", tone: "bad", text: `${TITLES[place].title} cannot be opened. ${text}`, action: { title: "Try again", run: again } });
      });
    }
  }

  async #fetch(place: Place): Promise<void> {
    await LATER[place]?.();
    this.#there.add(place);
    this.requestUpdate();
  }

  #place(place: Place): TemplateResult {
    if (LATER[place] && !this.#there.has(place)) {
      return html`<p class="quiet" role="status">Opening ${TITLES[place].title} …</p>`;
    }
    switch (place) {
      case "try":
        return html`<nrr-try .app=${this.#app}></nrr-try>`;
      case "teach":
        return html`<nrr-teach .app=${this.#app}></nrr-teach>`;
      case "listen":
        return html`<nrr-listen .app=${this.#app}></nrr-listen>`;
      case "phonemes":
        return html`<nrr-phonemes .app=${this.#app}></nrr-phonemes>`;
      case "reproduce":
        return html`<nrr-reproduce .app=${this.#app}></nrr-reproduce>`;
      case "speed":
        return html`<nrr-speed .app=${this.#app}></nrr-speed>`;
    }
  }

  /** The fragment holds the place, so the link moves the focus by hand. */
  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.querySelector<HTMLElement>("#main")?.focus();
  };
}

customElements.define("nrr-app", Shell);
