import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { Panel } from "../core/panel.ts";
import { settle } from "../core/settle.ts";

/** The engine's state when it is not well, and the page's messages. */
export class NoticesPanel extends Panel {
  protected stores() {
    return [this.app.notices, this.app.session];
  }

  protected override render(): TemplateResult {
    const { engine } = this.app.session.state;
    return html`<div class="notices" aria-live="polite">
      ${engine.kind === "restarting"
        ? html`<div class="note warn" data-testid="engine-restarting"><p>The engine stopped unexpectedly and is being started again; your words and takes are safe. <span class="small quiet">(${engine.message})</span></p></div>`
        : ""}
      ${engine.kind === "failed"
        ? html`<div class="note bad" role="alert" data-testid="engine-failed">
            <p><strong>The engine is not running.</strong> ${engine.message}</p>
            <div class="row">
              <button type="button" @click=${() => settle(this.app.startAgain(), () => undefined)}>Start it again</button>
              <button type="button" @click=${() => globalThis.location.reload()}>Reload the page</button>
            </div>
          </div>`
        : ""}
      ${repeat(
        this.app.notices.state.notices,
        (n) => n.id,
        (n) =>
          html`<div class="note notice ${n.tone}" data-testid="notice" data-notice=${n.id}>
            <p>${n.text}</p>
            <div class="row">
              ${n.action ? html`<button type="button" @click=${n.action.run}>${n.action.title}</button>` : ""}
              <button type="button" class="plain" @click=${() => this.app.notices.dismiss(n.id)}>Close<span class="visually-hidden"> this message</span></button>
            </div>
          </div>`,
      )}
    </div>`;
  }
}

customElements.define("nrr-notices", NoticesPanel);
