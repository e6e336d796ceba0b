import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";

const t = await texts("inside");

export class InsidePlace extends ProjectPanel {
  protected stores() {
    return [this.project.run];
  }

  protected override render(): TemplateResult {
    return html`<section class="place" aria-labelledby="inside-title"><div class="try-head"><h2 id="inside-title">${t("title")}</h2></div></section>`;
  }
}

customElements.define("nrr-inside", InsidePlace);
