import { LitElement } from "lit";
import type { App } from "../app/context.ts";
import { language } from "../text/text.ts";
import type { Store } from "./store.ts";
import { Watch } from "./watch.ts";

/**
 * A part of the page that draws from stores and calls the desks of the app, anew whenever one of them or the language changes. It lives in the
 * document itself, so that labels, styles and tests reach in.
 */
export abstract class Panel extends LitElement {
  static override properties = { app: { attribute: false } };
  declare app: App;

  constructor() {
    super();
    new Watch(this, () => [language, ...this.stores()]);
  }

  /** The stores that this panel draws from. */
  protected abstract stores(): Store<object>[];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}
