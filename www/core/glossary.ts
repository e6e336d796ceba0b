/** The glossary: every word of the field that the page uses, in plain words; a dialog over whatever place is open. */
import { html, LitElement, type TemplateResult } from "lit";
import type { Catalogs } from "../text/catalogs.ts";
import { language, texts } from "../text/text.ts";
import { equationView } from "./equation.ts";
import { sym } from "./symbol.ts";
import { TERMS } from "./terms.ts";
import { Watch } from "./watch.ts";

const t = await texts("help");
const words = await texts("glossary");

/** A word of the glossary. */
export type Term = Exclude<keyof Catalogs["glossary"], `${string}.text`>;

export function termTitle(term: Term): string {
  return words(term);
}

/** Text as it is compared: without case and accents. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

class Glossary extends LitElement {
  static override properties = { search: { state: true }, term: { state: true } };
  declare search: string;
  /** The word that was asked for. */
  declare term: Term | undefined;

  constructor() {
    super();
    this.search = "";
    this.term = undefined;
    new Watch(this, () => [language]);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Words whose name holds what is searched for come first, then those that explain it. */
  #found(): Term[] {
    const wanted = plain(this.search.trim());
    const order = new Intl.Collator(language.state.language);
    const all = (Object.keys(TERMS) as Term[]).sort((a, b) => order.compare(words(a), words(b)));
    const inName = all.filter((term) => plain(words(term)).includes(wanted));
    return [...inName, ...all.filter((term) => !inName.includes(term) && plain(words(`${term}.text`)).includes(wanted))];
  }

  protected override render(): TemplateResult {
    const found = this.#found();
    return html`<dialog class="sheet" aria-labelledby="glossary-title" data-testid="glossary-window" closedby="any">
      <div class="sheet-head">
        <h2 id="glossary-title">${t("glossary")}</h2>
        <button type="button" class="plain" data-testid="glossary-close" @click=${() => this.#dialog?.close()}>${t("close")}</button>
        <label class="field sheet-search"
          >${t("glossary.search")}
          <input
            type="search"
            data-testid="glossary-search"
            .value=${this.search}
            @input=${(e: Event) => {
              this.search = (e.target as HTMLInputElement).value;
            }}
        /></label>
        <p class="small quiet" role="status">${t("glossary.found", { count: found.length })}</p>
      </div>
      <dl class="sheet-body glossary" tabindex="0" aria-label=${t("glossary")}>
        ${found.map((term) => {
          const { symbol = "", equation } = TERMS[term];
          return html`<div id="term-${term}" class=${term === this.term ? "asked" : ""} tabindex="-1">
            <dt>${words(term)} ${sym(symbol)}</dt>
            <dd>
              <p>${words(`${term}.text`)}</p>
              ${equation ? equationView(equation) : ""}
            </dd>
          </div>`;
        })}
      </dl>
    </dialog>`;
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }

  async show(term: Term | undefined): Promise<void> {
    this.search = "";
    this.term = term;
    await this.updateComplete;
    this.#dialog?.showModal();
    if (term) {
      const entry = this.querySelector<HTMLElement>(`#term-${term}`);
      entry?.focus();
      entry?.scrollIntoView({ block: "center" });
    } else {
      this.querySelector<HTMLElement>("input")?.focus();
    }
  }
}

customElements.define("nrr-glossary", Glossary);

let glossary: Glossary | undefined;

/** Opens the glossary, at `term` where one is named. */
export function openGlossary(term?: Term): void {
  if (!glossary) {
    glossary = new Glossary();
    document.body.append(glossary);
  }
  void glossary.show(term);
}
