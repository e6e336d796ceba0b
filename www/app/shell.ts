import { html, LitElement, nothing, type TemplateResult } from "lit";
import { listenForKeys } from "../core/explain-keys.ts";
import type { Place } from "../core/route.ts";
import { settle } from "../core/settle.ts";
import { Watch } from "../core/watch.ts";
import { language, texts } from "../text/text.ts";
import "../try/place.ts";
import { buildApp } from "./build.ts";
import { languageChoice, referenceButtons } from "./header.ts";
import "./notices-panel.ts";

const t = await texts("app");

/** The panels that a first visit need not download. Try comes with the page. */
const LATER: Partial<Record<Place, () => Promise<unknown>>> = {
  data: () => import("../data/place.ts"),
  train: () => import("../train/place.ts"),
  inside: () => import("../inside/place.ts"),
  compare: () => import("../compare/place.ts"),
  listen: () => import("../listen/place.ts"),
  phonemes: () => import("../phonemes/place.ts"),
  reproduce: () => import("../reproduce/place.ts"),
  speed: () => import("../speed/place.ts"),
};

/** Places that work on the project. */
const WITH_PROJECT: ReadonlySet<Place> = new Set(["data", "train", "inside", "compare"]);

/** The whole page: header, run, places, messages, footer. */
export class Shell extends LitElement {
  readonly #app = buildApp();
  /** Places whose panels are there, or on their way. */
  readonly #asked = new Set<Place>();
  readonly #there = new Set<Place>();

  constructor() {
    super();
    new Watch(this, () => [language, this.#app.session]);
    listenForKeys();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const { place, engine, description, project } = this.#app.session.state;
    return html`
      <a class="skip" href="#main" @click=${this.#skip}>${t("skip")}</a>
      <nrr-header .app=${this.#app}></nrr-header>
      ${project ? html`<nrr-run-bar .app=${this.#app}></nrr-run-bar>` : nothing}
      <main id="main" tabindex="-1" data-testid="engine" data-engine=${engine.kind}>
        <nrr-notices .app=${this.#app}></nrr-notices>
        ${place === "try" || place === "listen" ? this.#ways(place) : nothing} ${this.#place(place)}
      </main>
      <footer class="foot small quiet">
        <p data-testid="privacy">${t("privacy")}</p>
        <p>${t("paper")}${description ? t("engine", { version: description.version }) : ""}.</p>
        <div class="row">${referenceButtons(this.#app)} ${languageChoice(this.#app, "language")}</div>
      </footer>
    `;
  }

  /** Try has two ways: one recording, or live. */
  #ways(place: Place): TemplateResult {
    const way = (p: Place, title: string): TemplateResult =>
      html`<button type="button" data-testid="way-${p}" aria-pressed=${p === place ? "true" : "false"} @click=${() => this.#app.go(p)}>${title}</button>`;
    return html`<div class="segments ways" role="group" aria-label=${t("try.views")}>${way("try", t("try.recordings"))} ${way("listen", t("try.live"))}</div>`;
  }

  protected override willUpdate(): void {
    const { place } = this.#app.session.state;
    document.documentElement.lang = language.state.language;
    document.title = `${t(`place.${place}`)} · ${t("title")}`;
    if (!this.#asked.has(place)) {
      this.#asked.add(place);
      settle(this.#fetch(place), (why) => {
        const again = (): void => {
          this.#app.notices.dismiss("place");
          this.#asked.delete(place);
          this.requestUpdate();
        };
        this.#app.notices.tell({ id: "place", tone: "bad", text: t("cannot-open", { place: t(`place.${place}`), why }), action: { title: t("again"), run: again } });
      });
    }
  }

  async #fetch(place: Place): Promise<void> {
    const parts = LATER[place]?.().catch((error: unknown) => {
      throw new Error(t("not-fetched"), { cause: error });
    });
    await Promise.all([parts, WITH_PROJECT.has(place) ? this.#app.openProject() : undefined]);
    this.#there.add(place);
    this.requestUpdate();
  }

  #place(place: Place): TemplateResult {
    if (LATER[place] && !this.#there.has(place)) {
      return html`<p class="quiet" role="status">${t("opening", { place: t(`place.${place}`) })}</p>`;
    }
    switch (place) {
      case "try":
        return html`<nrr-try .app=${this.#app}></nrr-try>`;
      case "data":
        return html`<nrr-data .app=${this.#app}></nrr-data>`;
      case "train":
        return html`<nrr-train .app=${this.#app}></nrr-train>`;
      case "inside":
        return html`<nrr-inside .app=${this.#app}></nrr-inside>`;
      case "compare":
        return html`<nrr-compare .app=${this.#app}></nrr-compare>`;
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
