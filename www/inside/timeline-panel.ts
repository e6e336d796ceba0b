import { html, nothing, svg, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { list, percent } from "../core/format.ts";
import type { EpochRecord } from "../engine/protocol.ts";
import { thinned } from "../plots/lines.ts";
import { texts } from "../text/text.ts";
import { momentTitle } from "./moment-title.ts";
import type { Moment } from "./moments.ts";
import { InsidePanel } from "./panel.ts";

const t = await texts("inside");

const WIDTH = 600;
const HEIGHT = 48;

function accuracyOf(record: EpochRecord | undefined): number | undefined {
  return record?.testAccuracy ?? record?.validationAccuracy ?? record?.trainAccuracy;
}

/** The moments of training that can be looked into: a timeline of the run's checkpoints, or the one network in use in Try. */
export class TimelinePanel extends InsidePanel {
  protected stores() {
    return [this.desk, this.project.run];
  }

  protected override render(): TemplateResult {
    const { desk } = this;
    const { moments, moment, follow } = desk.state;
    const now = moments[moment];
    if (!now) {
      return html``;
    }
    const accuracy = accuracyOf(now.record);
    const says = `${momentTitle(now)}${accuracy === undefined ? "" : ` · ${t("timeline.accuracy", { share: percent(accuracy) })}`}`;
    const last = moments.length - 1;
    return html`<div class="beside">
        <h3>${t("timeline.title")}</h3>
        ${explain({ title: t("timeline.title"), text: t("timeline.about"), terms: ["epoch", "accuracy", "model"] })}
      </div>
      <p class="row spread">
        <strong data-testid="moment" data-epoch=${now.epoch ?? ""} data-kind=${now.kind}>${says}</strong>
        ${now.kind === "try" ? html`<button type="button" class="plain" @click=${() => this.app.go("train")}>${t("timeline.go")}</button>` : nothing}
      </p>
      ${now.kind === "try"
        ? html`<p class="small quiet">${t("timeline.hint")}</p>`
        : html`<div class="timeline-row">
              <button type="button" data-testid="moment-before" aria-label=${t("timeline.before")} title=${t("timeline.before")} ?disabled=${moment <= 0} @click=${() => desk.goTo(moment - 1)}>‹</button>
              <div>
                ${this.#chart(moments, moment)}
                <input
                  type="range"
                  data-testid="timeline"
                  min="0"
                  max=${last}
                  step="1"
                  aria-label=${t("timeline.slider")}
                  aria-valuetext=${says}
                  .value=${String(moment)}
                  @input=${(e: Event) => desk.goTo(Number((e.target as HTMLInputElement).value))}
                />
              </div>
              <button type="button" data-testid="moment-next" aria-label=${t("timeline.next")} title=${t("timeline.next")} ?disabled=${moment >= last} @click=${() => desk.goTo(moment + 1)}>›</button>
            </div>
            ${this.project.run.active
              ? html`<button type="button" aria-pressed=${follow ? "true" : "false"} @click=${() => (follow ? desk.set({ follow: false }) : desk.goTo(last))}>${t("timeline.follow")}</button>`
              : nothing}
            <p class="small quiet" data-testid="timeline-kept">${this.#kept(moments)}</p>`}`;
  }

  #kept(moments: readonly Moment[]): string {
    const epochs = moments.filter((m) => m.kind === "epoch").map((m) => String(m.epoch));
    return t("timeline.kept", { count: epochs.length, epochs: list(epochs) });
  }

  /** Accuracy by epoch, with a dot for each checkpoint. The slider below says the same in words. */
  #chart(moments: readonly Moment[], moment: number): TemplateResult {
    const { records, spec } = this.project.run.state;
    const epochs = Math.max(spec?.epochs ?? 1, records.at(-1)?.epoch ?? 1);
    // As the slider's own thumb goes: from half a thumb on the left to half a thumb on the right.
    const x = (epoch: number) => 8 + (epoch / epochs) * (WIDTH - 16);
    const y = (record: EpochRecord | undefined) => HEIGHT - 6 - (accuracyOf(record) ?? 0) * (HEIGHT - 12);
    const path = thinned(records.map((r): [number, number] => [x(r.epoch), y(r)]))
      .map(([px, py], i) => `${i === 0 ? "M" : "L"}${px.toFixed(1)} ${py.toFixed(1)}`)
      .join(" ");
    return html`<svg class="timeline-chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${t("timeline.chart")}>
      <path class="timeline-line" d=${path || "M0 0"}></path>
      ${moments.map((m, i) => svg`<path class="timeline-dot ${i === moment ? "now" : ""}" d="M${x(m.epoch ?? 0)} ${y(m.record)}h0.01"></path>`)}
    </svg>`;
  }
}

customElements.define("nrr-inside-timeline", TimelinePanel);
