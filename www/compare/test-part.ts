import { html, svg, type TemplateResult } from "lit";
import { percent } from "../core/format.ts";
import type { Share } from "../core/statistics.ts";
import type { Store } from "../core/store.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { TestDesk } from "./test-desk.ts";

const t = await texts("compare");

/** A part of the test's view; all of them draw from one desk. */
export abstract class TestPart extends ProjectPanel {
  protected get desk(): TestDesk {
    return (this.app.desks.test ??= new TestDesk(this.app));
  }

  protected stores(): Store<object>[] {
    return [this.desk];
  }
}

/** `93.3 %`, or a dash where nothing was counted. */
export function shareText({ share, of }: Share, digits = 0): string {
  return of === 0 ? "–" : percent(share, digits);
}

/** `84 to 97 %`. */
export function intervalText({ low, high, of }: Share): string {
  return of === 0 ? "–" : t("test.interval", { low: (low * 100).toFixed(0), high: (high * 100).toFixed(0) });
}

/** A share and its interval on a scale from 0 to 100 %, with what guessing reaches; the figures stand beside it as text. */
export function intervalBar({ share, low, high, of }: Share, guessing?: number): TemplateResult {
  const x = (value: number): string => (value * 100).toFixed(2);
  return html`<svg class="test-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
    ${svg`<rect class="test-bar-back" y="4" width="100" height="2"></rect>
    ${of === 0 ? "" : svg`<rect class="test-bar-band" x=${x(low)} y="2" width=${x(Math.max(0.004, high - low))} height="6"></rect><rect class="test-bar-at" x=${x(Math.min(0.99, Math.max(0, share - 0.005)))} width="1" height="10"></rect>`}
    ${guessing === undefined ? "" : svg`<rect class="test-bar-chance" x=${x(guessing)} width="0.5" height="10"></rect>`}`}
  </svg>`;
}

/** A table cell with a share and its interval, and what is to be noted of it. */
export function shareCell(share: Share, note = ""): TemplateResult {
  return html`<td>
    ${share.of === 0
      ? "–"
      : html`<div class="test-share">
          <span class="figures">${shareText(share)}</span>
          <span class="small quiet figures">${intervalText(share)}</span>
          ${intervalBar(share)}
        </div>`}
    ${note === "" ? "" : html`<span class="small quiet">${note}</span>`}
  </td>`;
}
