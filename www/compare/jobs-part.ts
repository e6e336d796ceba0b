import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";

/** A part of the page that has work done in jobs. */
export abstract class JobsPart extends ProjectPanel {
  #pressed = false;

  /** A button that was pressed gives its place to another: the focus goes on there. */
  protected override updated(): void {
    if (this.#pressed) {
      this.#pressed = false;
      this.querySelector<HTMLElement>(".job-controls button:not(:disabled)")?.focus();
    }
  }

  /** A button of the row `job-controls`. */
  protected readonly button = (id: string, title: string, action: () => void, kind = "", disabled = false): TemplateResult =>
    html`<button
      type="button"
      class=${kind}
      data-testid=${id}
      ?disabled=${disabled}
      @click=${() => {
        this.#pressed = true;
        action();
      }}
    >
      ${title}
    </button>`;
}
