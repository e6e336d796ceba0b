import { html, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import "./test-band-plot.ts";
import { NOISES } from "./test-desk.ts";
import { accuracy, chance } from "./test-evaluation.ts";
import { intervalText, shareText, TestPart } from "./test-part.ts";

const t = await texts("compare");

/** Right answers by the share of the input that is disturbed. */
export class TestNoisePanel extends TestPart {
  protected override render(): TemplateResult {
    const { answered, phase, noise, tested } = this.desk.state;
    if (!tested) {
      return html``;
    }
    const at = NOISES.flatMap((x) => {
      const there = answered.get(x);
      return there ? [{ x, share: accuracy(there.takes), guessing: chance(there.takes) }] : [];
    });
    const points = at.map(({ x, share: { share, low, high } }) => ({ x: x * 100, low: low * 100, y: share * 100, high: high * 100 }));
    const guessing = (at[0]?.guessing ?? 0) * 100;
    const table = html`<table>
      <thead>
        <tr><th scope="col">${t("test.noise.x")}</th><th scope="col">${t("test.noise.y")}</th><th scope="col">${t("test.interval.title")}</th></tr>
      </thead>
      <tbody>
        ${at.map(({ x, share }) => html`<tr data-noise=${x}><th scope="row">${Math.round(x * 100)}</th><td>${shareText(share, 1)}</td><td>${intervalText(share)}</td></tr>`)}
      </tbody>
    </table>`;
    const missing = NOISES.length - at.length;
    return html`<section class="card" aria-labelledby="test-noise-title" data-testid="noise-curve" data-points=${at.length}>
      <div class="beside"><h3 id="test-noise-title">${t("test.noise.title")}</h3>${explain({ title: t("test.noise.title"), text: fromPart("test.noise"), terms: ["noise", "robust"] })}</div>
      <p class="small quiet">${t(tested.standing === "learnt" ? "test.noise.lead.learnt" : "test.noise.lead")}</p>
      <nrr-test-band
        .name=${t("test.noise.plot")}
        .says=${t("test.noise.says", { count: at.length, first: percent(at[0]?.share.share ?? 0, 1), last: percent(at.at(-1)?.share.share ?? 0, 1), noise: percent(at.at(-1)?.x ?? 0), chance: percent(guessing / 100) })}
        .xTitle=${t("test.noise.x")}
        .yTitle=${t("test.noise.y")}
        .xTo=${90}
        .points=${points}
        .line=${t("test.noise.line")}
        .against=${{ title: t("test.chance"), at: () => guessing }}
        .mark=${noise * 100}
        .table=${table}
        .about=${{ text: t("test.explain.noise"), terms: ["noise", "confidence"] }}
      ></nrr-test-band>
      <div class="row">
        ${phase === "curve"
          ? html`<button type="button" class="live" data-testid="curve-stop" @click=${() => this.desk.stop()}>${t("test.stop")}</button>`
          : html`<button type="button" data-testid="curve-start" ?disabled=${this.desk.busy || missing === 0} @click=${() => settle(this.desk.curve(), (text) => this.desk.set({ problem: text }))}>${t("test.noise.measure")}</button>`}
        <span class="small quiet" role="status">${missing === 0 ? t("test.noise.whole") : t("test.noise.missing", { done: at.length, of: NOISES.length })}</span>
      </div>
    </section>`;
  }
}

customElements.define("nrr-test-noise", TestNoisePanel);
