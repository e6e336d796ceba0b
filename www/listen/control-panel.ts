import { html, type TemplateResult } from "lit";
import { Panel } from "../core/panel.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import type { ListenDesk } from "./desk.ts";
import "./meter.ts";

const t = await texts("listen");

/** Starts and stops the microphone, and shows what it hears. */
export class ListenControl extends Panel {
  static override properties = { ...Panel.properties, desk: { attribute: false }, still: { attribute: false } };
  declare desk: ListenDesk;
  declare still: boolean;

  protected stores() {
    return [this.desk, this.app.session];
  }

  readonly #tell = (text: string): void => this.app.notices.tell({ id: "listen", tone: "bad", text });

  protected override render(): TemplateResult {
    const { desk } = this;
    const { phase, silent, stoppedHidden } = desk.state;
    const { model } = this.app.session.state;
    const start = (testid: string, title: string): TemplateResult =>
      html`<button type="button" class="primary" data-testid=${testid} ?disabled=${!model} @click=${() => settle(desk.start(), this.#tell)}>${title}</button>`;
    return html`<div class="card listen-control">
      <div class="row listen-buttons">
        ${phase !== "off"
          ? html`<button type="button" class="live" data-testid="listen-stop" @click=${() => desk.stop()}>${t("stop")}</button>`
          : stoppedHidden
            ? start("listen-go-on", t("go-on"))
            : start("listen-start", t("start"))}
        <p role="status" data-testid="listen-phase" data-phase=${phase}>${stoppedHidden ? t("phase.hidden") : silent && phase === "on" ? t("phase.silent") : t(`phase.${phase}`)}</p>
      </div>
      <nrr-level .desk=${desk} .still=${this.still}></nrr-level>
    </div>`;
  }
}

customElements.define("nrr-listen-control", ListenControl);
