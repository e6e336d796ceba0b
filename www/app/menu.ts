/** A `details` that closes like a menu: by a click beside it, by Escape, and by a choice in it. */
export class Menu extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("pointerdown", this.#outside);
    this.addEventListener("keydown", this.#escape);
    this.addEventListener("click", this.#chosen);
  }

  disconnectedCallback(): void {
    document.removeEventListener("pointerdown", this.#outside);
    this.removeEventListener("keydown", this.#escape);
    this.removeEventListener("click", this.#chosen);
  }

  readonly #outside = (event: PointerEvent): void => {
    if (event.target instanceof Node && !this.contains(event.target)) {
      this.querySelector("details")?.removeAttribute("open");
    }
  };

  readonly #escape = (event: KeyboardEvent): void => {
    const details = this.querySelector("details");
    if (event.key === "Escape" && details?.open) {
      details.open = false;
      details.querySelector("summary")?.focus();
    }
  };

  readonly #chosen = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest(".menu-body button[data-testid^='place-']")) {
      this.querySelector("details")?.removeAttribute("open");
    }
  };
}

customElements.define("nrr-menu", Menu);
