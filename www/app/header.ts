/** The head of the page: five places, what is beside them, language, and the model in use. */
import { html, type TemplateResult } from "lit";
import { openGlossary, openKeys } from "../core/explain-keys.ts";
import { Panel } from "../core/panel.ts";
import { MAIN, MORE, parseRoute, type Place } from "../core/route.ts";
import { settle } from "../core/settle.ts";
import { isLanguage, language, LANGUAGES, speak, texts } from "../text/text.ts";
import type { App } from "./context.ts";
import { ICONS } from "./icons.ts";
import "./menu.ts";
import "./model-menu.ts";

const t = await texts("app");

function icon(name: keyof typeof ICONS): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${ICONS[name]}></path></svg>`;
}

/** A list of the languages, each by its own name. */
export function languageChoice(app: App, testid: string): TemplateResult {
  const choose = (event: Event): void => {
    const to = (event.target as HTMLSelectElement).value;
    if (isLanguage(to)) {
      settle(speak(to), (text) => app.notices.tell({ id: "language", tone: "bad", text }));
    }
  };
  return html`<label class="row language"
    ><span>${t("language")}</span>
    <select data-testid=${testid} @change=${choose}>
      ${LANGUAGES.map((l) => html`<option value=${l.id} lang=${l.id} .selected=${l.id === language.state.language}>${l.title}</option>`)}
    </select></label
  >`;
}

/** The two windows to look things up in. */
export function referenceButtons(app: App, prefix = ""): TemplateResult {
  const open = (window: () => Promise<void>) => () => settle(window(), (text) => app.notices.tell({ id: "help", tone: "bad", text }));
  return html`<button type="button" class="plain" data-testid="${prefix}glossary" data-closes @click=${open(openGlossary)}>${t("glossary")}</button>
    <button type="button" class="plain" data-testid="${prefix}keys" data-closes @click=${open(openKeys)}>${t("keys")}</button>`;
}

export class Header extends Panel {
  protected stores() {
    return [this.app.session];
  }

  protected override render(): TemplateResult {
    const { place } = this.app.session.state;
    const inMore = (MORE as readonly Place[]).includes(place);
    return html`<header class="head">
      <div class="brand">
        <svg viewBox="0 0 32 32" aria-hidden="true"><rect width="32" height="32" rx="7"></rect><path d="M4 21h5l2-3 3 5 3-17 3 15h8"></path></svg>
        <div><h1>NRR-SNN</h1><p class="small quiet">${t("subtitle")}</p></div>
      </div>
      <nav class="places" aria-label=${t("places")} @keydown=${this.#onKey}>
        ${MAIN.map((p) => this.#entry(p, p === place || (p === "try" && place === "listen")))}
        <nrr-menu class="more-menu ${inMore ? "current" : ""}">
          <details>
            <summary data-testid="more">${icon("more")}<span>${inMore ? t(`place.${place}`) : t("more")}</span></summary>
            <div class="menu-body card">
              ${MORE.map((p) => this.#entry(p, p === place))}
              <div class="menu-part">${referenceButtons(this.app, "menu-")} ${languageChoice(this.app, "menu-language")}</div>
            </div>
          </details>
        </nrr-menu>
      </nav>
      <nrr-model-menu .app=${this.app}></nrr-model-menu>
    </header>`;
  }

  #entry(p: Place, current: boolean): TemplateResult {
    return html`<a class="place-link" href=${this.app.addressOf(p)} data-testid="place-${p}" data-closes aria-current=${current ? "page" : "false"} @pointerdown=${this.#fresh} @click=${(e: MouseEvent) => this.#open(e, p)}
      >${icon(p)}<span>${t(`place.${p}`)}</span></a
    >`;
  }

  /** The settings may have changed since this was drawn. */
  readonly #fresh = (event: PointerEvent): void => {
    const link = event.currentTarget as HTMLAnchorElement;
    link.href = this.app.addressOf(parseRoute(new URL(link.href).hash).place);
  };

  /** A plain click goes there without a new page; with a key held, the browser opens a tab or a window of its own. */
  #open(event: MouseEvent, place: Place): void {
    if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      this.app.go(place);
    }
  }

  /** Arrow keys go along the places; each can be reached by Tab as well. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const places = [...this.querySelectorAll<HTMLElement>(".places > .place-link, .places summary")];
    const at = places.findIndex((p) => p === document.activeElement);
    const to: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: places.length - 1 };
    const next = to[event.key];
    if (at >= 0 && next !== undefined) {
      event.preventDefault();
      places[(next + places.length) % places.length]?.focus();
    }
  };
}

customElements.define("nrr-header", Header);
