import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";

export class RacePanel extends ProjectPanel {
  protected stores() {
    return [this.project.run];
  }

  protected override render(): TemplateResult {
    return html``;
  }
}

customElements.define("nrr-race", RacePanel);
