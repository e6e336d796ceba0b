/** Plots of one neuron over the steps of an utterance: a click or the keys choose the step, for every plot together. */
import { html, type PropertyValues, type TemplateResult } from "lit";
import type { Box } from "./axes.ts";
import { Plot } from "./plot.ts";
import { middleOf, stepAt, type StepScale } from "./steps.ts";

/** Steps of the Page keys. */
const PAGE = 5;

/**
 * Events: `step` with the step chosen (arrow keys, Home, End, a click), `neuron-by` with a move among the neurons (arrow keys up and down).
 */
export abstract class StepPlot extends Plot {
  static override properties = { ...Plot.properties, scale: { attribute: false }, step: { attribute: false }, neuron: { attribute: false } };
  declare scale: StepScale;
  /** The step looked at. */
  declare step: number;
  declare neuron: number;

  protected abstract steps(): number;
  /** What stands at step `t`, in words. */
  protected abstract reading(t: number): string;
  /** Name of the canvas for tests. */
  protected abstract readonly testId: string;

  protected edge(box: Box, t: number): number {
    return this.xOf(box, this.scale.startS + t * this.scale.stepS);
  }

  protected middle(box: Box, t: number): number {
    return this.xOf(box, middleOf(this.scale, t));
  }

  /** Points at the middles of the steps. */
  protected points(box: Box, values: ArrayLike<number>): [number, number][] {
    return Array.from({ length: values.length }, (_, t): [number, number] => [this.middle(box, t), this.yOf(box, values[t] ?? 0)]);
  }

  protected override canvasTemplate(): TemplateResult {
    return html`<canvas
      class="pick"
      role="slider"
      tabindex="0"
      data-testid=${this.testId}
      aria-label=${this.summary()}
      aria-valuemin="1"
      aria-valuemax=${this.steps()}
      aria-valuenow=${this.step + 1}
      aria-valuetext=${this.reading(this.step)}
      @pointermove=${this.onHover}
      @pointerleave=${this.onLeave}
      @click=${this.#onClick}
      @keydown=${this.#onKey}
    ></canvas>`;
  }

  protected override updated(changed: PropertyValues): void {
    // The step's line lies over the kept picture.
    if ([...changed.keys()].some((key) => key !== "step")) {
      super.updated(changed);
    }
  }

  #choose(step: number): void {
    const detail = Math.min(this.steps() - 1, Math.max(0, step));
    this.dispatchEvent(new CustomEvent<number>("step", { detail }));
  }

  /** The step under a pointer. */
  protected stepUnder(event: MouseEvent): number | undefined {
    const at = this.under(event);
    return at && stepAt(this.scale, this.steps(), at.s);
  }

  readonly #onClick = (event: MouseEvent): void => {
    const step = this.stepUnder(event);
    if (step !== undefined) {
      this.#choose(step);
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageDown: -PAGE, PageUp: PAGE, Home: -Infinity, End: Infinity };
    const move = moves[event.key];
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (move !== undefined) {
      event.preventDefault();
      this.#choose(this.step + move);
    } else if (by !== undefined) {
      event.preventDefault();
      this.dispatchEvent(new CustomEvent<number>("neuron-by", { detail: by }));
    }
  };
}
