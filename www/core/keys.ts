/** All keys of the page, and the switch for those without Ctrl or Alt. */
import { html, LitElement, type TemplateResult } from "lit";
import type { Catalogs } from "../text/catalogs.ts";
import { language, texts } from "../text/text.ts";
import { setSingleKeys, singleKeys } from "./explain-keys.ts";
import { Watch } from "./watch.ts";

const t = await texts("help");

type About = Extract<keyof Catalogs["help"], `keys.${string}`>;

/** Groups of keys; words such as Tab are what stands on the key. */
const GROUPS: { title: About; keys: [string[], About][] }[] = [
  {
    title: "keys.everywhere",
    keys: [
      [["?", "F1"], "keys.explain"],
      [["Tab", "Shift+Tab"], "keys.tab"],
      [["Enter", "Space"], "keys.press"],
      [["Esc"], "keys.escape"],
    ],
  },
  {
    title: "keys.menus",
    keys: [
      [["←", "→", "Home", "End"], "keys.places"],
      [["↓", "↑"], "keys.menu"],
      [["←", "→", "↑", "↓"], "keys.choice"],
    ],
  },
  {
    title: "keys.plots",
    keys: [
      [["↑", "↓"], "keys.neuron"],
      [["Page ↑", "Page ↓"], "keys.page"],
      [["←", "→"], "keys.phone"],
      [["←", "→"], "keys.step"],
      [["+", "−", "0"], "keys.zoom"],
      [["Home", "End"], "keys.ends"],
    ],
  },
];

class Keys extends LitElement {
  constructor() {
    super();
    new Watch(this, () => [language, singleKeys]);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): TemplateResult {
    return html`<dialog class="sheet" aria-labelledby="keys-title" data-testid="keys-window" closedby="any">
      <div class="sheet-head">
        <h2 id="keys-title">${t("keys")}</h2>
        <button type="button" class="plain" data-testid="keys-close" @click=${() => this.dialog?.close()}>${t("close")}</button>
      </div>
      <div class="sheet-body">
        ${GROUPS.map(
          ({ title, keys }) =>
            html`<h3>${t(title)}</h3>
              <dl class="keys">
                ${keys.map(([names, about]) => html`<dt>${names.map((name) => html`<kbd>${t.maybe(`key.${name}`) ?? name}</kbd> `)}</dt><dd>${t(about)}</dd>`)}
              </dl>`,
        )}
        <label class="check"
          ><input
            type="checkbox"
            data-testid="single-keys"
            .checked=${singleKeys.state.on}
            @change=${(e: Event) => setSingleKeys((e.target as HTMLInputElement).checked)}
          />${t("keys.single")}</label
        >
      </div>
    </dialog>`;
  }

  get dialog(): HTMLDialogElement | null {
    return this.querySelector("dialog");
  }

  async show(): Promise<void> {
    await this.updateComplete;
    this.dialog?.showModal();
  }
}

customElements.define("nrr-keys", Keys);

let keys: Keys | undefined;

export function openKeys(): void {
  if (!keys) {
    keys = new Keys();
    document.body.append(keys);
  }
  void keys.show();
}
