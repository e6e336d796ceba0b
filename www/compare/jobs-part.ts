import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";

/** A part of the page that has work done in jobs. */
export abstract class JobsPart extends ProjectPanel {
  #pressed = false;
  /** The focus was in this part before it was drawn anew. */
  #held = false;

  protected override willUpdate(): void {
    this.#held = this.contains(document.activeElement);
  }

  /** A button that was pressed, or that had the focus when it went, gives its place to another: the focus goes on there. */
  protected override updated(): void {
    if (this.#pressed || (this.#held && !this.contains(document.activeElement))) {
      this.#pressed = false;
      this.querySelector<HTMLElement>(".job-controls button:not(:disabled), [tabindex='0']")?.focus();
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
