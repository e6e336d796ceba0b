/**
 * A `details` that works as a menu: it closes by a click beside it, by Escape, by a choice in it and when the focus goes elsewhere; the
 * arrow keys open it and go through what is in it.
 */
export class Menu extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("pointerdown", this.#outside);
    this.addEventListener("keydown", this.#onKey);
    this.addEventListener("click", this.#chosen);
    this.addEventListener("focusout", this.#left);
  }

  disconnectedCallback(): void {
    document.removeEventListener("pointerdown", this.#outside);
    this.removeEventListener("keydown", this.#onKey);
    this.removeEventListener("click", this.#chosen);
    this.removeEventListener("focusout", this.#left);
  }

  get #details(): HTMLDetailsElement | null {
    return this.querySelector("details");
  }

  close(): void {
    this.#details?.removeAttribute("open");
  }

  #items(): HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>(".menu-body :is(a[href], button:not(:disabled), select, .button input)")];
  }

  readonly #outside = (event: PointerEvent): void => {
    if (event.target instanceof Node && !this.contains(event.target)) {
      this.close();
    }
  };

  /** A window that opens takes the focus to nowhere: that closes nothing. */
  readonly #left = (event: FocusEvent): void => {
    if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) {
      this.close();
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const details = this.#details;
    if (!details || event.defaultPrevented) {
      return;
    }
    if (event.key === "Escape" && details.open) {
      this.close();
      details.querySelector("summary")?.focus();
      return;
    }
    // A list has the arrow keys for itself.
    const isArrow = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (!isArrow || (event.target instanceof Element && event.target.matches("select"))) {
      return;
    }
    event.preventDefault();
    details.open = true;
    const items = this.#items();
    const at = items.findIndex((item) => item === document.activeElement);
    const next = event.key === "ArrowDown" ? at + 1 : at < 0 ? items.length - 1 : at - 1;
    items[(next + items.length) % items.length]?.focus();
  };

  readonly #chosen = (event: MouseEvent): void => {
    if (event.target instanceof Element && event.target.closest("[data-closes]")) {
      this.close();
    }
  };
}

customElements.define("nrr-menu", Menu);
