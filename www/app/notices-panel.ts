import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Panel } from "../core/panel.ts";
import { english, saidWith } from "../core/said.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";

const t = await texts("app");

/** The engine's state when it is not well, and the page's messages. */
export class NoticesPanel extends Panel {
  protected stores() {
    return [this.app.notices, this.app.session];
  }

  protected override render(): TemplateResult {
    const { engine } = this.app.session.state;
    return html`<div class="notices" aria-live="polite">
      ${engine.kind === "restarting"
        ? html`<div class="note warn" data-testid="engine-restarting"><p>${t.rich("restarting", { why: english(engine.message) })}</p></div>`
        : ""}
      ${engine.kind === "failed"
        ? html`<div class="note bad" role="alert" data-testid="engine-failed">
            <p><strong>${t("failed")}</strong> ${english(engine.message)}</p>
            <div class="row">
              <button type="button" data-testid="engine-again" @click=${() => settle(this.app.startAgain(), () => undefined)}>${t("failed.start")}</button>
              <button type="button" @click=${() => globalThis.location.reload()}>${t("failed.reload")}</button>
            </div>
          </div>`
        : ""}
      ${repeat(
        this.app.notices.state.notices,
        (n) => n.id,
        (n) =>
          html`<div class="note notice ${n.tone}" data-testid="notice" data-notice=${n.id}>
            <p>${saidWith(n.text, n.why)}</p>
            <div class="row">
              ${n.action ? html`<button type="button" @click=${n.action.run}>${n.action.title}</button>` : ""}
              <button type="button" class="plain" @click=${() => this.app.notices.dismiss(n.id)} aria-label=${t("notice.close-what")}>${t("notice.close")}</button>
            </div>
          </div>`,
      )}
    </div>`;
  }
}

customElements.define("nrr-notices", NoticesPanel);
