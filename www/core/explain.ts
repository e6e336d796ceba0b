/** The small "?" beside a control or plot, and the key that opens the nearest one. What it says is fetched when it is first asked for. */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { Catalogs } from "../text/catalogs.ts";
import { language, texts } from "../text/text.ts";
import type { Term } from "./glossary.ts";
import { settle } from "./settle.ts";
import { Watch } from "./watch.ts";

const t = await texts("app");

export interface Explanation {
  /** What is explained, as it is called on the page. */
  title: string;
  /** A few plain sentences; a function where they are fetched only when they are asked for. */
  text: string | (() => string | Promise<string>);
  /** The paper's symbol, such as `V_th`. */
  symbol?: string;
  /** The paper's equation in readable form, `V_f[t] = g·V_f[t−1] + x`; several lines by line breaks. */
  equation?: string;
  /** Words of the glossary. */
  terms?: readonly Term[];
}

/** The "?" that explains what stands beside it. It must not stand inside a `label`, whose name it would become a part of. */
export function explain(about: Explanation): TemplateResult {
  return html`<nrr-explain .about=${about}></nrr-explain>`;
}

/** Texts of the part `explain`, a paragraph each, which is fetched when it is first asked for. */
export function fromPart(...keys: (keyof Catalogs["explain"])[]): () => Promise<string> {
  return async () => {
    const t = await texts("explain");
    return keys.map((key) => t(key)).join("\n");
  };
}

let nextId = 0;
/** Room between the "?" and what it opens, in pixels. */
const GAP = 6;

export class Explain extends LitElement {
  static override properties = { about: { attribute: false }, content: { state: true } };
  declare about: Explanation;
  /** What the popover holds, once it was asked for. */
  declare content: TemplateResult | undefined;
  readonly #id = `explain-${nextId++}`;
  #isOpen = false;

  constructor() {
    super();
    this.content = undefined;
    new Watch(this, () => [language]);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    const id = this.#id;
    return html`<button type="button" class="explain-sign" popovertarget=${id} aria-label=${t("explain", { what: this.about.title })}><span aria-hidden="true">?</span></button>
      <div id=${id} class="explanation" popover role="dialog" aria-labelledby="${id}-title" tabindex="-1" @beforetoggle=${this.#before} @toggle=${this.#after}>
        ${this.content ?? nothing}
      </div>`;
  }

  /** Opens it as a click on the "?" does. */
  open(): void {
    this.#popover?.showPopover();
  }

  get #popover(): HTMLElement | null {
    return this.querySelector<HTMLElement>("[popover]");
  }

  readonly #before = (event: ToggleEvent): void => {
    this.#isOpen = event.newState === "open";
    if (this.#isOpen) {
      settle(this.#fill(), (text) => {
        this.content = html`<p id="${this.#id}-title">${text}</p>`;
      });
    }
  };

  readonly #after = (): void => {
    if (this.#isOpen) {
      this.#place();
      this.#popover?.focus();
      addEventListener("scroll", this.#place, { passive: true, capture: true });
      addEventListener("resize", this.#place);
    } else {
      this.#forget();
    }
  };

  #forget(): void {
    removeEventListener("scroll", this.#place, { capture: true });
    removeEventListener("resize", this.#place);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  async #fill(): Promise<void> {
    const { explanationView } = await import("./explanation.ts");
    const { text } = this.about;
    this.content = explanationView(this.about, typeof text === "string" ? text : await text(), this.#id, () => this.#popover?.hidePopover());
    await this.updateComplete;
    this.#place();
  }

  /** Another language or another explanation while it is open. */
  protected override updated(changed: Map<string, unknown>): void {
    if (this.#isOpen && !changed.has("content")) {
      settle(this.#fill(), () => undefined);
    }
  }

  /** Beneath the "?", or above where there is more room; on a phone the style sheet puts it at the bottom. */
  readonly #place = (): void => {
    const popover = this.#popover;
    const at = this.querySelector(".explain-sign")?.getBoundingClientRect();
    if (!popover || !at) {
      return;
    }
    const { width, height } = popover.getBoundingClientRect();
    const fitsBelow = at.bottom + GAP + height <= innerHeight;
    const top = fitsBelow || at.top < innerHeight / 2 ? at.bottom + GAP : at.top - GAP - height;
    popover.style.setProperty("--at-x", `${Math.max(GAP, Math.min(at.left, innerWidth - width - GAP))}px`);
    popover.style.setProperty("--at-y", `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`);
  };
}

customElements.define("nrr-explain", Explain);
