import { html, type PropertyValues, type TemplateResult } from "lit";
import { fromPart } from "../core/explain.ts";
import { figure, fixed, seconds } from "../core/format.ts";
import type { Box } from "../plots/axes.ts";
import { Plot } from "../plots/plot.ts";
import type { Theme } from "../plots/theme.ts";
import { texts } from "../text/text.ts";
import { LARGE } from "./facts-desk.ts";
import { TOP_HZ } from "./spectrum.ts";
import { drawWave, spectrumPicture } from "./thumbnail.ts";
import type { Take } from "./words-state.ts";

const t = await texts("data");

/** Shares of the height: the waveform, a gap, the spectrogram. */
const WAVE = 0.4;
const GAP = 0.04;
/** Steps of a handle by keyboard, in seconds. */
const STEP_S = 0.01;
const LARGE_STEP_S = 0.1;
/** Rows of the twin, a second. */
const TWIN_PER_S = 20;

/** A take large: waveform and spectrogram over one axis of time, with two handles that say what is learnt of it. */
export class TakePlot extends Plot {
  static override properties = { ...Plot.properties, take: { attribute: false }, levels: { attribute: false } };
  declare take: Take;
  declare levels: Uint8Array | undefined;
  #dragging: "from" | "to" | undefined;
  #frame: ResizeObserver | undefined;

  protected heading() {
    return { title: t("plot.title"), symbol: "", yTitle: t("plot.y") };
  }

  protected override explanation() {
    return { text: fromPart("take"), terms: ["take", "spectrogram", "band"] as const };
  }

  protected dataHeight(): number {
    return 190;
  }

  protected yRange(): [number, number] {
    return [0, 1];
  }

  protected override xAxis() {
    return { ...super.xAxis(), title: t("plot.time") };
  }

  /** Frequencies below, loudness above: each has its own part of the height. */
  protected override yTickTexts() {
    const spectrum = 1 - WAVE - GAP;
    const kHz = [0, 1, 2, 3, 4].map((f) => ({ at: (spectrum * f * 1000) / TOP_HZ, text: String(f) }));
    return [...kHz, { at: 1 - WAVE / 2, text: "0" }];
  }

  protected summary(): string {
    const { sound, from, to } = this.take;
    return t("plot.summary", { length: seconds(this.endS), from: seconds(from / sound.rateHz), to: seconds(to / sound.rateHz) });
  }

  protected override twin(): TemplateResult {
    const { sound, from, to } = this.take;
    const part = Math.max(1, Math.round(sound.rateHz / TWIN_PER_S));
    const rows = Array.from({ length: Math.ceil(sound.samples.length / part) }, (_, i) => {
      const some = sound.samples.subarray(i * part, (i + 1) * part);
      const level = Math.sqrt(some.reduce((sum, x) => sum + x * x, 0) / Math.max(1, some.length));
      const middle = (i + 0.5) * part;
      return { s: i / TWIN_PER_S, level, hz: this.#loudest(middle / sound.samples.length), learnt: middle >= from && middle < to };
    });
    return html`<table>
      <thead>
        <tr>
          <th>${t("plot.time")}</th>
          <th>${t("plot.level")}</th>
          <th>${t("plot.loudest")}</th>
          <th>${t("plot.learnt")}</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map((r) => html`<tr><td>${fixed(r.s, 2)}</td><td>${fixed(r.level, 4)}</td><td>${r.hz === undefined ? "–" : figure(r.hz)}</td><td>${t(r.learnt ? "yes" : "no")}</td></tr>`)}
      </tbody>
    </table>`;
  }

  /** Frequency of the loudest band at a share of the time. */
  #loudest(share: number): number | undefined {
    const { levels } = this;
    if (!levels) {
      return undefined;
    }
    const column = Math.min(LARGE.columns - 1, Math.floor(share * LARGE.columns));
    const band = levels.subarray(column * LARGE.rows, (column + 1) * LARGE.rows);
    return ((band.indexOf(Math.max(...band)) + 0.5) * TOP_HZ) / LARGE.rows;
  }

  protected override canvasTemplate(): TemplateResult {
    const { sound, from, to } = this.take;
    const handle = (which: "from" | "to", at: number, low: number, high: number): TemplateResult =>
      html`<div
        class="trim-handle trim-${which}"
        role="slider"
        tabindex="0"
        data-testid="trim-${which}"
        aria-label=${t(`trim.${which}`)}
        aria-valuemin=${(low / sound.rateHz).toFixed(2)}
        aria-valuemax=${(high / sound.rateHz).toFixed(2)}
        aria-valuenow=${(at / sound.rateHz).toFixed(2)}
        aria-valuetext=${seconds(at / sound.rateHz)}
        @keydown=${(e: KeyboardEvent) => this.#key(e, which)}
        @blur=${() => this.#done()}
        @pointerdown=${(e: PointerEvent) => this.#grab(e, which)}
        @pointermove=${this.#drag}
        @pointerup=${this.#drop}
        @pointercancel=${this.#drop}
      >
        <span class="trim-value figures">${seconds(at / sound.rateHz)}</span>
      </div>`;
    return html`${super.canvasTemplate()} ${handle("from", from, 0, to)} ${handle("to", to, from, sound.samples.length)}`;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#frame = new ResizeObserver(() => this.#place());
    this.#frame.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#frame?.disconnect();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.#place();
  }

  /** Puts the handles where the axis has their moments. */
  #place(): void {
    const box = this.box();
    const { sound, from, to } = this.take;
    for (const [which, at] of [["from", from], ["to", to]] as const) {
      const handle = this.querySelector<HTMLElement>(`.trim-${which}`);
      if (handle) {
        handle.style.left = `${this.xOf(box, at / sound.rateHz)}px`;
        handle.style.top = `${box.y}px`;
        handle.style.height = `${box.h}px`;
      }
    }
  }

  #tell(from: number, to: number): void {
    this.dispatchEvent(new CustomEvent("trim", { detail: { from, to } }));
  }

  #done(): void {
    this.dispatchEvent(new CustomEvent("trimmed"));
  }

  #move(which: "from" | "to", sample: number): void {
    const { from, to } = this.take;
    // A handle stops at the other; it does not push it.
    const least = Math.ceil(0.1 * this.take.sound.rateHz);
    if (which === "from") {
      this.#tell(Math.min(sample, to - least), to);
    } else {
      this.#tell(from, Math.max(sample, from + least));
    }
  }

  #key(event: KeyboardEvent, which: "from" | "to"): void {
    const { sound, from, to } = this.take;
    const step = (event.shiftKey || event.key.startsWith("Page") ? LARGE_STEP_S : STEP_S) * sound.rateHz;
    const at = which === "from" ? from : to;
    const next: Record<string, number> = {
      ArrowLeft: at - step,
      ArrowDown: at - step,
      PageDown: at - step,
      ArrowRight: at + step,
      ArrowUp: at + step,
      PageUp: at + step,
      Home: which === "from" ? 0 : from,
      End: which === "from" ? to : sound.samples.length,
    };
    const sample = next[event.key];
    if (sample !== undefined) {
      event.preventDefault();
      this.#move(which, sample);
    }
  }

  #grab(event: PointerEvent, which: "from" | "to"): void {
    event.preventDefault();
    const handle = event.currentTarget as HTMLElement;
    handle.setPointerCapture(event.pointerId);
    handle.focus();
    this.#dragging = which;
  }

  readonly #drag = (event: PointerEvent): void => {
    const canvas = this.querySelector("canvas");
    if (this.#dragging && canvas) {
      const box = this.box();
      const share = (event.clientX - canvas.getBoundingClientRect().left - box.x) / box.w;
      this.#move(this.#dragging, share * this.take.sound.samples.length);
    }
  };

  readonly #drop = (): void => {
    if (this.#dragging) {
      this.#dragging = undefined;
      this.#done();
    }
  };

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { sound, from, to } = this.take;
    const wave = box.h * WAVE;
    const below = box.y + wave + box.h * GAP;
    if (this.levels) {
      c.imageSmoothingEnabled = false;
      c.drawImage(spectrumPicture(this.levels, LARGE.columns, LARGE.rows, colours.ramp), box.x, below, box.w, box.y + box.h - below);
    }
    c.fillStyle = colours.winner;
    drawWave(c, sound.samples, box.x, box.y + 4, box.w, wave - 8);
    c.globalAlpha = 0.75;
    c.fillStyle = colours.surface;
    const all = sound.samples.length || 1;
    c.fillRect(box.x, box.y, (from / all) * box.w, box.h);
    c.fillRect(box.x + (to / all) * box.w, box.y, (1 - to / all) * box.w, box.h);
    c.globalAlpha = 1;
  }
}

customElements.define("nrr-take-plot", TakePlot);
