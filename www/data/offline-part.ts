import { html, nothing, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { size } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { messageOf, settle } from "../core/settle.ts";
import { keepAll, lookOffline, type Offline, onKept } from "../offline/keep.ts";
import { texts } from "../text/text.ts";

const t = await texts("data");

/** Whether the page works without a network, and the way to have all of it kept. */
export class OfflinePart extends Panel {
  static override properties = { ...Panel.properties, now: { state: true }, done: { state: true }, problem: { state: true } };
  declare now: Offline | undefined;
  /** Files that were fetched, while some are. */
  declare done: number | undefined;
  declare problem: string | undefined;
  #end: (() => void) | undefined;

  constructor() {
    super();
    this.now = undefined;
    this.done = undefined;
    this.problem = undefined;
  }

  protected stores() {
    return [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = onKept(() => this.#look());
    this.#look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }

  #look(): void {
    // Where it cannot be told nothing is promised.
    settle(lookOffline().then((now) => (this.now = now)), () => (this.now = undefined));
  }

  protected override render(): TemplateResult | typeof nothing {
    const { now, done, problem } = this;
    if (!now) {
      return nothing;
    }
    const files = now.missing.length;
    return html`<div data-testid="offline" data-missing=${files}>
      <p class="small">${t(files === 0 ? "offline.all" : "offline.some")} ${explain({ title: t("offline"), text: t("offline.about"), terms: [] })}</p>
      ${done === undefined
        ? files === 0
          ? nothing
          : html`<button type="button" data-testid="offline-keep" @click=${() => this.#keep(now)}>${t("offline.keep", { size: size(now.bytes) })}</button>`
        : html`<progress max=${files} .value=${done} aria-label=${t("offline")}></progress>`}
      ${problem === undefined ? nothing : html`<p class="small note bad" role="alert">${t("offline.failed", { why: problem })}</p>`}
    </div>`;
  }

  #keep(now: Offline): void {
    this.problem = undefined;
    this.done = 0;
    const kept = keepAll(now, (done) => (this.done = done));
    kept
      .catch((error: unknown) => {
        this.problem = messageOf(error);
      })
      .finally(() => {
        this.done = undefined;
        this.#look();
      });
  }
}

customElements.define("nrr-offline", OfflinePart);
