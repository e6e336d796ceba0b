/** Pictures of many cells, drawn once into an image that is moved and zoomed under its axes: hundreds of neurons by a thousand steps stay fluid. */
import { html, type PropertyValues, type TemplateResult } from "lit";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { CellPicture } from "./cell-picture.ts";
import { Plot } from "./plot.ts";
import { onThemeChange, theme, type Theme } from "./theme.ts";
import { tickStep, ticks } from "./ticks.ts";
import { isWhole, moved, showing, type Size, type View, wholeView, zoomed } from "./view.ts";

const t = await texts("inside");

/** A step of the zoom's keys and buttons. */
const STEP = 1.6;
/** A pointer that moved less than this has clicked, in pixels. */
const STILL = 4;

export interface Cell {
  column: number;
  row: number;
}

/** Event `cell` when a cell is chosen by click; `cell-by` with a move of columns and rows by the arrow keys. */
export abstract class ZoomPlot extends Plot {
  static override properties = { ...Plot.properties, view: { attribute: false }, height: { attribute: false } };
  /** What is in sight; all of it where there is nothing. Each change by the visitor is told by an event `view`. */
  declare view: View | undefined;
  declare height: number;
  protected abstract readonly testId: string;
  readonly #picture = new CellPicture();
  #pointers = new Map<number, { x: number; y: number }>();
  #travelled = 0;
  #endTheme: (() => void) | undefined;

  constructor() {
    super();
    this.view = undefined;
    this.height = 300;
  }

  protected abstract size(): Size;
  /** Colours of all cells, row by row; nothing where there are none. */
  protected abstract paint(colours: Theme): ImageData | undefined;
  /** The chosen cell, which zooming by keys and buttons goes to. */
  protected abstract chosen(): Cell;
  /** What a cell holds, in words. */
  protected abstract says(cell: Cell): string;
  /** A cell is pointed at, or none is any more. */
  protected abstract pointed(cell: Cell | undefined): void;
  /** Most cells are empty, and the ground shows through. */
  protected readonly sparse: boolean = false;
  /** Properties whose change leaves the image as it is. */
  protected abstract readonly light: ReadonlySet<PropertyKey>;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#endTheme = onThemeChange(() => this.#repaint());
    if (this.hasUpdated) {
      // It was taken off the page, and its image with it.
      this.#repaint();
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#endTheme?.();
    this.#picture.drop();
  }

  protected dataHeight(): number {
    return this.height + this.strip();
  }

  /** Pixels over the picture, for names of columns. */
  protected strip(): number {
    return 0;
  }

  protected seen(): View {
    return this.view ?? wholeView(this.size());
  }

  protected override xAxis() {
    const { x0, x1 } = this.seen();
    return { from: x0, to: x1, title: "", leastStep: 1 };
  }

  protected yRange(): [number, number] {
    const { y0, y1 } = this.seen();
    return [y1, y0 - ((y1 - y0) * this.strip()) / this.height];
  }

  /** Rows for ticks: the first in sight, and those whose number is round. */
  protected roundRows(): number[] {
    const { y0, y1 } = this.seen();
    const first = Math.ceil(y0);
    const step = Math.max(1, tickStep(y1 - y0, 7));
    const rounds = ticks(y0 + 1, Math.floor(y1), (y1 - y0) / step).map((n) => Math.round(n) - 1);
    return [first, ...rounds.filter((row) => row - first >= step / 2 && row < y1)];
  }

  protected zoomButtons(): TemplateResult {
    const whole = isWhole(this.seen(), this.size());
    const button = (text: string, says: string, does: () => void, off: boolean, id: string) =>
      html`<button type="button" data-testid="${this.testId}-${id}" aria-label=${says} title=${says} ?disabled=${off} @click=${does}>${text}</button>`;
    return html`<span class="zoom-buttons" role="group" aria-label=${t("zoom.label")}>
      ${button("+", t("zoom.in"), () => this.#zoomTo(STEP), false, "in")} ${button("−", t("zoom.out"), () => this.#zoomTo(1 / STEP), whole, "out")}
      ${button("⤢", t("zoom.whole"), () => this.#set(undefined), whole, "whole")}
    </span>`;
  }

  protected override canvasTemplate(): TemplateResult {
    const { column, row } = this.chosen();
    const zoomedIn = !isWhole(this.seen(), this.size());
    return html`<canvas
        class="pick zoom ${zoomedIn ? "near" : ""}"
        role="slider"
        tabindex="0"
        data-testid=${this.testId}
        aria-label=${this.summary()}
        aria-orientation="vertical"
        aria-valuemin="1"
        aria-valuemax=${Math.max(1, this.size().rows)}
        aria-valuenow=${row + 1}
        aria-valuetext=${this.says({ column, row })}
        @pointerdown=${this.#onDown}
        @pointermove=${this.#onMove}
        @pointerup=${this.#onUp}
        @pointercancel=${this.#onUp}
        @pointerleave=${this.#onOut}
        @wheel=${this.#onWheel}
        @keydown=${this.#onKey}
      ></canvas>
      <p class="small quiet zoom-says" data-testid="${this.testId}-says"></p>`;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if ([...changed.keys()].some((key) => !this.light.has(key) && key !== "view" && key !== "twinOpen" && key !== "height")) {
      this.#repaint();
    }
    this.#say();
  }

  #repaint(): void {
    this.#picture.repaint(() => this.paint(theme()), () => this.redraw());
  }

  #point(cell: Cell | undefined): void {
    this.pointed(cell);
    this.#say(cell);
  }

  #say(cell = this.chosen()): void {
    const says = this.querySelector(".zoom-says");
    if (says) {
      says.textContent = this.says(cell);
    }
  }

  #set(view: View | undefined): void {
    this.view = view && isWhole(view, this.size()) ? undefined : view;
    this.dispatchEvent(new CustomEvent<View | undefined>("view", { detail: this.view }));
  }

  /** Nearer to, or further from, what is chosen. */
  #zoomTo(factor: number): void {
    const { column, row } = this.chosen();
    const size = this.size();
    this.#set(zoomed(showing(this.seen(), column, row, size), factor, column + 0.5, row + 0.5, size));
  }

  /** The place under a pointer, in cells; outside of the picture too. */
  #at(event: { clientX: number; clientY: number }): { x: number; y: number } {
    const at = this.querySelector("canvas")?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const [box, { x0, x1, y0, y1 }] = [this.box(), this.seen()];
    return {
      x: x0 + ((event.clientX - at.left - box.x) / box.w) * (x1 - x0),
      y: y0 + ((event.clientY - at.top - box.y - this.strip()) / this.height) * (y1 - y0),
    };
  }

  #cell(event: { clientX: number; clientY: number }): Cell | undefined {
    const [{ x, y }, view, { columns, rows }] = [this.#at(event), this.seen(), this.size()];
    const inside = x >= view.x0 && x < Math.min(view.x1, columns) && y >= view.y0 && y < Math.min(view.y1, rows);
    return inside ? { column: Math.floor(x), row: Math.floor(y) } : undefined;
  }

  readonly #onDown = (event: PointerEvent): void => {
    if (event.button === 0) {
      this.#pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      this.#travelled = this.#pointers.size > 1 ? STILL : 0;
      (event.target as Element).setPointerCapture(event.pointerId);
    }
  };

  readonly #onMove = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) {
      this.#point(this.#cell(event));
      return;
    }
    const now = { x: event.clientX, y: event.clientY };
    const other = [...this.#pointers].find(([id]) => id !== event.pointerId)?.[1];
    const [box, { x0, x1, y0, y1 }, size] = [this.box(), this.seen(), this.size()];
    const [dx, dy] = [now.x - before.x, now.y - before.y];
    this.#pointers.set(event.pointerId, now);
    this.#travelled += Math.hypot(dx, dy);
    if (other) {
      const gap = (p: { x: number; y: number }) => Math.max(10, Math.hypot(p.x - other.x, p.y - other.y));
      const { x, y } = this.#at({ clientX: (now.x + other.x) / 2, clientY: (now.y + other.y) / 2 });
      this.#set(zoomed(this.seen(), gap(now) / gap(before), x, y, size));
    } else if (this.#travelled >= STILL) {
      this.#set(moved(this.seen(), (-dx / box.w) * (x1 - x0), (-dy / this.height) * (y1 - y0), size));
    }
  };

  readonly #onUp = (event: PointerEvent): void => {
    if (!this.#pointers.delete(event.pointerId)) {
      return;
    }
    const cell = this.#cell(event);
    if (event.type === "pointerup" && this.#travelled < STILL && cell) {
      this.dispatchEvent(new CustomEvent<Cell>("cell", { detail: cell }));
    }
  };

  readonly #onOut = (): void => this.#point(undefined);

  readonly #onWheel = (event: WheelEvent): void => {
    // A plain wheel moves the page; with Ctrl, and by pinching a touchpad, it zooms.
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      const { x, y } = this.#at(event);
      this.#set(zoomed(this.seen(), Math.exp(-event.deltaY / 240), x, y, this.size()));
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], PageUp: [0, -10], PageDown: [0, 10] }[event.key];
    if (by) {
      event.preventDefault();
      const [columns = 0, rows = 0] = by;
      this.dispatchEvent(new CustomEvent<Cell>("cell-by", { detail: { column: columns, row: rows } }));
      if (this.view) {
        const { column, row } = this.chosen();
        this.#set(showing(this.view, column + columns, row + rows, this.size()));
      }
    } else if (event.key === "+" || event.key === "-") {
      event.preventDefault();
      this.#zoomTo(event.key === "+" ? STEP : 1 / STEP);
    } else if (event.key === "0" || event.key === "Escape") {
      this.#set(undefined);
    }
  };

  /** Draws the part of the image that is in sight. */
  protected drawPicture(c: CanvasRenderingContext2D, box: Box): void {
    const [image, { x0, x1, y0, y1 }, size] = [this.#picture.image, this.seen(), this.size()];
    if (image && size.rows > 0 && size.columns > 0) {
      // The whole columns, whatever the picture's own width.
      const [sx, sy] = [image.width / size.columns, image.height / size.rows];
      const far = box.w < (x1 - x0) * sx || this.height < (y1 - y0) * sy;
      c.imageSmoothingEnabled = far;
      c.imageSmoothingQuality = "medium";
      // From far away single marks are mixed with the ground between them; a second layer makes up for it.
      for (let layer = 0; layer < (far && this.sparse ? 2 : 1); layer++) {
        c.drawImage(image, x0 * sx, y0 * sy, (x1 - x0) * sx, (y1 - y0) * sy, box.x, box.y + this.strip(), box.w, this.height);
      }
    }
  }

  /** A frame around one column, one row, or both. */
  protected frame(c: CanvasRenderingContext2D, box: Box, { column, row }: Partial<Cell>, colour: string, width: number): void {
    c.save();
    c.beginPath();
    c.rect(box.x, box.y, box.w, box.h);
    c.clip();
    c.strokeStyle = colour;
    c.lineWidth = width;
    if (column !== undefined) {
      const w = Math.max(3, this.xOf(box, column + 1) - this.xOf(box, column));
      c.strokeRect(this.xOf(box, column + 0.5) - w / 2, box.y, w, box.h);
    }
    if (row !== undefined) {
      const h = Math.max(3, this.yOf(box, row + 1) - this.yOf(box, row));
      c.strokeRect(box.x, this.yOf(box, row + 0.5) - h / 2, box.w, h);
    }
    c.restore();
  }
}
