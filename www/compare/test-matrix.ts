import { html, LitElement, nothing, type TemplateResult } from "lit";
import { texts } from "../text/text.ts";
import { Watch } from "../core/watch.ts";
import { language } from "../text/text.ts";
import type { Cell } from "./test-desk.ts";

const t = await texts("compare");

/** Shades of the cells, by their share of the row. */
const SHADES = 5;

/**
 * The confusion matrix: words said by words heard. One of its cells is in the order of the Tab key; arrows, Home and End go through the others, Enter plays
 * what is in a cell.
 */
export class TestMatrix extends LitElement {
  static override properties = { labels: { attribute: false }, cells: { attribute: false }, cell: { attribute: false }, choose: { attribute: false }, at: { state: true } };
  declare labels: readonly string[];
  /** Counts, a row for each word said. */
  declare cells: readonly (readonly number[])[];
  /** The cell whose utterances are listed. */
  declare cell: Cell | undefined;
  /** Plays and lists a cell. */
  declare choose: (cell: Cell) => void;
  /** The cell that has the keyboard. */
  declare at: Cell;

  constructor() {
    super();
    this.at = { said: 0, heard: 0 };
    new Watch(this, () => [language]);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(): void {
    const last = this.labels.length - 1;
    if (this.at.said > last || this.at.heard > last) {
      this.at = { said: 0, heard: 0 };
    }
  }

  protected override render(): TemplateResult {
    const words = this.labels;
    return html`<div class="test-matrix-frame">
      <table class="test-matrix" role="grid" aria-label=${t("test.matrix.title")} aria-readonly="true" aria-describedby="test-matrix-how" data-testid="matrix" @keydown=${this.#key}>
        <thead>
          <tr>
            <th class="test-matrix-corner small quiet" scope="col">${t("test.matrix.corner")}</th>
            ${words.map((w) => html`<th scope="col"><span>${w}</span></th>`)}
            <th scope="col" class="quiet">${t("test.matrix.sum")}</th>
          </tr>
        </thead>
        <tbody>
          ${this.cells.map((row, said) => this.#row(row, said))}
        </tbody>
      </table>
    </div>`;
  }

  #row(row: readonly number[], said: number): TemplateResult {
    const sum = row.reduce((a, b) => a + b, 0);
    return html`<tr>
      <th scope="row"><span>${this.labels[said]}</span></th>
      ${row.map((n, heard) => this.#cell(n, sum, said, heard))}
      <td class="quiet test-matrix-sum">${sum}</td>
    </tr>`;
  }

  #cell(n: number, sum: number, said: number, heard: number): TemplateResult {
    const shade = n === 0 ? 0 : Math.max(1, Math.ceil((n / sum) * SHADES));
    const here = this.at.said === said && this.at.heard === heard;
    const chosen = this.cell?.said === said && this.cell.heard === heard;
    const words = { said: this.labels[said] ?? "", heard: this.labels[heard] ?? "", count: n };
    return html`<td
      role="gridcell"
      tabindex=${here ? 0 : -1}
      class="test-cell ${said === heard ? "right" : "wrong"} shade-${shade}"
      data-said=${said}
      data-heard=${heard}
      data-count=${n}
      aria-selected=${chosen ? "true" : "false"}
      aria-label=${t(said === heard ? "test.matrix.right" : "test.matrix.wrong", words)}
      @click=${() => this.#choose({ said, heard })}
      @focus=${() => (this.at = { said, heard })}
    >
      ${n === 0 ? nothing : n}
    </td>`;
  }

  #choose(cell: Cell): void {
    this.at = cell;
    if ((this.cells[cell.said]?.[cell.heard] ?? 0) > 0) {
      this.choose(cell);
    }
  }

  readonly #key = (event: KeyboardEvent): void => {
    const last = this.labels.length - 1;
    const { said, heard } = this.at;
    const whole = event.ctrlKey || event.metaKey;
    const to = {
      ArrowUp: { said: said - 1, heard },
      ArrowDown: { said: said + 1, heard },
      ArrowLeft: { said, heard: heard - 1 },
      ArrowRight: { said, heard: heard + 1 },
      Home: { said: whole ? 0 : said, heard: 0 },
      End: { said: whole ? last : said, heard: last },
      PageUp: { said: 0, heard },
      PageDown: { said: last, heard },
    }[event.key];
    if (to) {
      event.preventDefault();
      this.#focus({ said: Math.min(last, Math.max(0, to.said)), heard: Math.min(last, Math.max(0, to.heard)) });
    } else if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      this.#choose(this.at);
    }
  };

  #focus({ said, heard }: Cell): void {
    this.querySelector<HTMLElement>(`[data-said="${said}"][data-heard="${heard}"]`)?.focus();
  }
}

customElements.define("nrr-test-matrix", TestMatrix);
