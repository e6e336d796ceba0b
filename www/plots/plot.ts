import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { explain, type Explanation } from "../core/explain.ts";
import { sym } from "../core/symbol.ts";
import { language, texts } from "../text/text.ts";
import { type Box, drawAxes, type YTick } from "./axes.ts";
import { type Cursor, drawCursor } from "./cursor.ts";
import { onThemeChange, theme, type Theme } from "./theme.ts";
import { tickStep, ticks, tickText } from "./ticks.ts";

const t = await texts("plots");

/** Space for the axes; the same in every plot, so that stacked plots share their time axis. */
const GUTTER = { start: 52, end: 14, top: 8, bottom: 22 };

let nextId = 0;

/** A horizontal axis, and the range of the vertical one. */
interface Ranges {
  x: { from: number; to: number; title: string; leastStep: number };
  y: [number, number];
}

/**
 * A canvas with axes, a title and a text twin.
 *
 * The data are drawn once into a picture that is kept; the cursor is laid over it. Drawing happens in animation frames alone, and only
 * while the plot is in sight.
 */
export abstract class Plot extends LitElement {
  static override properties = {
    cursor: { attribute: false },
    endS: { type: Number, attribute: false },
    twinOpen: { state: true },
  };

  /** Moment shared with the other plots of a stack. */
  declare cursor: Cursor | undefined;
  /** Right end of the time axis, in seconds. */
  declare endS: number;
  declare twinOpen: boolean;

  readonly #twinId = `twin-${nextId++}`;
  readonly #kept = document.createElement("canvas");
  /** Of the kept picture; nothing where it has to be drawn again. */
  #ranges: Ranges | undefined;
  /** The same while it is drawn, or drawn over: not every point asks for them anew. */
  #drawing: Ranges | undefined;
  #frame = 0;
  #inSight = true;
  #width = 0;
  #ends: (() => void)[] = [];

  constructor() {
    super();
    this.endS = 1;
    this.twinOpen = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Title in plain words, the paper's symbol beside it, and what the vertical axis counts. */
  protected abstract heading(): { title: string; symbol: string; yTitle: string };
  /** One sentence that says what the picture shows; its accessible name. */
  protected abstract summary(): string;
  /** The same facts as text, unless another part of the place has them. */
  protected twin?(): TemplateResult;
  /** What is plotted and how to read it, for the "?" beside the title. */
  protected explanation?(): Omit<Explanation, "title"> | undefined;
  /** Height of the data's box in CSS pixels. */
  protected abstract dataHeight(): number;
  /** Range of the vertical axis. */
  protected abstract yRange(): [number, number];
  /** Range of the horizontal axis and what it counts; time by default. */
  protected xAxis(): Ranges["x"] {
    return { from: 0, to: this.endS, title: t("time"), leastStep: 0 };
  }

  /** Draws the data inside `box`. */
  protected abstract drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void;

  /** Draws what changes often over the kept picture, beneath the cursor. */
  protected drawOver?(c: CanvasRenderingContext2D, box: Box, colours: Theme): void;

  /** Legend and controls beside the title. */
  protected aside(): TemplateResult | typeof nothing {
    return nothing;
  }

  protected yTickTexts(): YTick[] {
    const [low, high] = this.#drawing?.y ?? this.yRange();
    const wanted = Math.max(2, Math.round(this.dataHeight() / 38));
    const step = tickStep(high - low, wanted);
    return ticks(low, high, wanted).map((at) => ({ at, text: tickText(at, step) }));
  }

  protected canvasTemplate(): TemplateResult {
    return html`<canvas role="img" aria-label=${this.summary()} @pointermove=${this.onHover} @pointerleave=${this.onLeave}></canvas>`;
  }

  protected override render(): TemplateResult {
    const { title, symbol } = this.heading();
    const about = this.explanation?.();
    return html`<figure class="plot">
      <figcaption class="plot-head">
        <div class="plot-title"><h3>${title} ${sym(symbol)}</h3>${about ? explain({ title, symbol, ...about }) : nothing}</div>
        ${this.aside()}
        ${this.twin
          ? html`<button
              type="button"
              class="plain small plot-twin"
              aria-expanded=${this.twinOpen ? "true" : "false"}
              aria-controls=${this.#twinId}
              aria-label=${t("as-text.of", { title })}
              @click=${() => {
                this.twinOpen = !this.twinOpen;
              }}
            >
              ${t("as-text")}
            </button>`
          : nothing}
      </figcaption>
      <div class="plot-canvas">${this.canvasTemplate()}</div>
      ${this.twin
        ? html`<div id=${this.#twinId} class="twin" ?hidden=${!this.twinOpen} tabindex="0" role="region" aria-label=${t("twin", { title })}>
            ${this.twinOpen ? this.twin() : nothing}
          </div>`
        : nothing}
    </figure>`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const resized = new ResizeObserver((entries) => {
      const width = Math.floor(entries.at(-1)?.contentRect.width ?? 0);
      if (width > 0 && width !== this.#width) {
        this.#width = width;
        this.redraw();
      }
    });
    const sight = new IntersectionObserver((entries) => {
      this.#inSight = entries.at(-1)?.isIntersecting ?? true;
      if (this.#inSight) {
        this.ask();
      }
    });
    resized.observe(this);
    sight.observe(this);
    this.#ends = [onThemeChange(() => this.#speak()), language.watch(() => this.#speak()), () => resized.disconnect(), () => sight.disconnect()];
    if (this.cursor) {
      this.#ends.push(this.cursor.watch(() => this.ask()));
    }
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    for (const end of this.#ends) {
      end();
    }
    this.#ends = [];
  }

  #height(): number {
    return GUTTER.top + this.dataHeight() + GUTTER.bottom;
  }

  protected override updated(changed: PropertyValues): void {
    // Before it is drawn too, so that nothing below it moves.
    this.querySelector("canvas")?.style.setProperty("block-size", `${this.#height()}px`);
    if ([...changed.keys()].some((key) => key !== "twinOpen")) {
      this.redraw();
    }
  }

  /** Another language or colour scheme: the words of the axes are part of the picture, and texts name its tones. */
  #speak(): void {
    this.requestUpdate();
    this.redraw();
  }

  /** Draws everything again in the next frame. */
  protected redraw(): void {
    this.#ranges = undefined;
    this.ask();
  }

  /** Draws what is over the kept picture again. */
  protected ask(): void {
    if (this.#frame === 0 && this.#inSight && this.isConnected) {
      this.#frame = requestAnimationFrame(() => {
        this.#frame = 0;
        try {
          this.#draw();
        } finally {
          this.#drawing = undefined;
        }
      });
    }
  }

  protected box(): Box {
    return { x: GUTTER.start, y: GUTTER.top, w: Math.max(10, this.#width - GUTTER.start - GUTTER.end), h: this.dataHeight() };
  }

  protected xOf(box: Box, x: number): number {
    const { from, to } = this.#drawing?.x ?? this.xAxis();
    return box.x + ((x - from) / (to - from || 1)) * box.w;
  }

  protected yOf(box: Box, y: number): number {
    const [low, high] = this.#drawing?.y ?? this.yRange();
    return box.y + box.h - ((y - low) / (high - low || 1)) * box.h;
  }

  /** Time and height under a pointer, from 0 to 1 of the box, or nothing outside. */
  protected under(event: PointerEvent | MouseEvent): { s: number; down: number } | undefined {
    const canvas = this.querySelector("canvas");
    if (!canvas) {
      return undefined;
    }
    const at = canvas.getBoundingClientRect();
    const box = this.box();
    const x = (event.clientX - at.left - box.x) / box.w;
    const down = (event.clientY - at.top - box.y) / box.h;
    return x >= 0 && x <= 1 && down >= 0 && down <= 1 ? { s: x * this.endS, down } : undefined;
  }

  protected readonly onHover = (event: PointerEvent): void => {
    this.cursor?.set({ hoverS: this.under(event)?.s });
  };

  protected readonly onLeave = (): void => {
    this.cursor?.set({ hoverS: undefined });
  };

  #draw(): void {
    const canvas = this.querySelector("canvas");
    if (!canvas || this.#width === 0) {
      return;
    }
    const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
    const [w, h] = [Math.round(this.#width * ratio), Math.round(this.#height() * ratio)];
    if (canvas.width !== w || canvas.height !== h) {
      canvas.width = w;
      canvas.height = h;
      this.#ranges = undefined;
    }
    const box = this.box();
    const colours = theme();
    const stale = this.#ranges === undefined;
    const ranges = (this.#ranges ??= { x: this.xAxis(), y: this.yRange() });
    this.#drawing = ranges;
    if (stale) {
      this.#kept.width = w;
      this.#kept.height = h;
      const kept = this.#kept.getContext("2d");
      if (kept) {
        kept.scale(ratio, ratio);
        drawAxes(kept, box, colours, {
          x: { ...ranges.x, place: (x) => this.xOf(box, x) },
          y: { title: this.heading().yTitle, texts: this.yTickTexts(), place: (y) => this.yOf(box, y) },
        });
        kept.save();
        kept.beginPath();
        kept.rect(box.x, box.y, box.w, box.h);
        kept.clip();
        this.drawData(kept, box, colours);
        kept.restore();
      }
    }
    const c = canvas.getContext("2d");
    if (c) {
      c.setTransform(1, 0, 0, 1, 0, 0);
      c.clearRect(0, 0, w, h);
      c.drawImage(this.#kept, 0, 0);
      c.scale(ratio, ratio);
      this.drawOver?.(c, box, colours);
      drawCursor(c, box, colours, this.cursor?.state, (x) => this.xOf(box, x));
    }
  }
}
