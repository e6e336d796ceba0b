import { html, type TemplateResult } from "lit";
import { figure } from "../core/format.ts";
import "../plots/phase-plane.ts";
import { texts } from "../text/text.ts";
import { InsidePanel } from "./panel.ts";

const t = await texts("inside");

/** The phase plane of the chosen neuron at the step. */
export class PhasePanel extends InsidePanel {
  protected stores() {
    return [this.desk];
  }

  protected override render(): TemplateResult {
    const { desk } = this;
    const { plane, neuron, step } = desk.state;
    const course = desk.course();
    if (!course) {
      return html``;
    }
    return html`<nrr-phase
        .course=${course}
        .ghost=${desk.ghost()}
        .plane=${plane}
        .clock=${desk.cursor}
        .scale=${desk.scale()}
        .step=${step}
        .neuron=${neuron}
        .threshold=${course.threshold[step] ?? 0}
        .decay=${desk.constant("adaptDecay", "adapt_decay")}
        .gain=${desk.constant("adaptGain", "adapt_gain")}
        @step=${(e: CustomEvent<number>) => desk.setStep(e.detail)}
        @neuron-by=${(e: CustomEvent<number>) => desk.setNeuron(neuron + e.detail)}
      ></nrr-phase>
      ${plane
        ? html`<p class="small" data-testid="rest" data-v=${plane.rest.points[0]?.v ?? ""}>
            ${t("phase.drive", { step: plane.toStep + 1, drive: figure(plane.drive) })}.
            ${plane.rest.points.length === 0
              ? t("phase.no-rest")
              : plane.rest.points.map((p) => t(p.reached ? "phase.rest" : "phase.rest-unreached", { v: figure(p.v), a: figure(p.a), kind: t(`phase.kind.${p.kind}`) }))}
          </p>`
        : html`<p class="small quiet">${t("waiting")}</p>`}
      <p class="small quiet">${t("phase.what")}</p>`;
  }
}

customElements.define("nrr-inside-phase", PhasePanel);
