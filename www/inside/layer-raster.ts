import type { Box } from "../plots/axes.ts";
import type { Pointed } from "../plots/pointed.ts";
import { RasterPlot } from "../plots/raster.ts";
import { stepAt } from "../plots/steps.ts";
import type { Theme } from "../plots/theme.ts";

/** The raster of one recording, tied to the rest of Inside: it tells the neuron under the pointer, marks that of others, and a click chooses the step as well. */
export class LayerRaster extends RasterPlot {
  static override properties = { ...RasterPlot.properties, pointing: { attribute: false }, steps: { attribute: false } };
  declare pointing: Pointed;
  declare steps: number;
  #end: (() => void) | undefined;

  constructor() {
    super();
    this.addEventListener("click", (event) => {
      const at = this.under(event);
      const step = at && event.target instanceof HTMLCanvasElement ? stepAt(this.scale, this.steps, at.s) : undefined;
      if (step !== undefined) {
        this.dispatchEvent(new CustomEvent<number>("step", { detail: step }));
      }
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = this.pointing.watch(() => this.ask());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }

  protected override readonly onHover = (event: PointerEvent): void => {
    const at = this.under(event);
    const [bottom, top] = this.yRange();
    this.cursor?.set({ hoverS: at?.s });
    this.pointing.set({ neuron: at && this.neuronOf(Math.floor(top + at.down * (bottom - top))) });
  };

  protected override readonly onLeave = (): void => {
    this.cursor?.set({ hoverS: undefined });
    this.pointing.set({ neuron: undefined });
  };

  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { neuron } = this.pointing.state;
    const [bottom, top] = this.yRange();
    const row = neuron === undefined ? -1 : this.rowOf(neuron);
    if (row >= top && row < bottom) {
      c.strokeStyle = colours.ink2;
      c.lineWidth = 1;
      const half = Math.max(2, (this.yOf(box, row + 1) - this.yOf(box, row)) / 2);
      c.strokeRect(box.x, this.yOf(box, row + 0.5) - half, box.w, 2 * half);
    }
    super.drawOver(c, box, colours);
  }
}

customElements.define("nrr-layer-raster", LayerRaster);
