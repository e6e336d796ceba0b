import { html, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import { messageOf } from "../core/settle.ts";
import { wilson } from "../core/statistics.ts";
import { texts } from "../text/text.ts";
import "./test-band-plot.ts";
import { calibrationError, rejection, scoreBins, type ScoreBin } from "./test-evaluation.ts";
import { intervalText, shareText, TestPart } from "./test-part.ts";
import "./test-score-plot.ts";

const t = await texts("compare");

/** Parts of the histogram, and of the calibration, which needs more answers in each. */
const BINS = 20;
const CALIBRATION_BINS = 5;

/** Scores of right and wrong answers, what a rejection level does to them, and whether scores can be read as chances. */
export class TestRejectionPanel extends TestPart {
  static override properties = { ...TestPart.properties, given: { state: true } };
  /** Level that Listen was given. */
  declare given: number | undefined;

  protected override render(): TemplateResult {
    const { shown } = this.desk;
    const { level } = this.desk.state;
    if (!shown) {
      return html``;
    }
    const { right, wrong, rejected, trust } = rejection(shown.takes, level);
    const all = Math.max(1, shown.takes.length);
    const figure = (id: string, title: string, n: number): TemplateResult =>
      html`<div><dt class="small quiet">${title}</dt><dd><strong class="figures" data-testid="reject-${id}">${n}</strong> <span class="small quiet figures">${percent(n / all)}</span></dd></div>`;
    return html`<section class="card" aria-labelledby="test-scores-title" data-testid="rejection" data-level=${level}>
      <div class="beside"><h3 id="test-scores-title">${t("test.scores.title")}</h3>${explain({ title: t("test.scores.title"), text: fromPart("test.scores"), terms: ["score"] })}</div>
      <p class="small quiet">${t("test.scores.about")}</p>
      <div class="test-two">
        <div>
          <nrr-test-scores .bins=${scoreBins(shown.takes, BINS)} .level=${level} .choose=${(to: number) => this.desk.set({ level: to })}></nrr-test-scores>
          <div class="field">
            <div class="beside">
              <label for="test-level">${t.rich("test.level.slider", { share: html`<strong class="figures">${percent(level)}</strong>` })}</label>
              ${explain({ title: t("test.level"), text: t("test.explain.level"), terms: ["score"] })}
            </div>
            <input
              id="test-level"
              type="range"
              min="0"
              max="1"
              step="0.01"
              data-testid="test-level"
              aria-valuetext=${percent(level)}
              .value=${String(level)}
              @input=${(e: Event) => this.desk.set({ level: Number((e.target as HTMLInputElement).value) })}
            />
          </div>
          <dl class="test-figures">${figure("right", t("test.accepted"), right)} ${figure("wrong", t("test.accepted.wrong"), wrong)} ${figure("rejected", t("test.rejected"), rejected)}</dl>
          <p>${trust.of === 0 ? t("test.trust.none") : t("test.trust", { share: shareText(trust, 1), interval: intervalText(trust) })}</p>
          <div class="row">
            <button type="button" data-testid="level-to-listen" @click=${() => this.#give(level)}>${t("test.level.give", { share: percent(level) })}</button>
            <span class="small quiet" role="status">${this.given === undefined ? "" : t("test.level.given", { share: percent(this.given) })}</span>
          </div>
        </div>
        ${this.#calibration(scoreBins(shown.takes, CALIBRATION_BINS))}
      </div>
    </section>`;
  }

  /** Listen asks with the same level from now on. */
  #give(level: number): void {
    const { desks, engine, session, notices } = this.app;
    import("../listen/desk.ts")
      .then(({ ListenDesk }) => {
        desks.listen ??= new ListenDesk(engine, session, notices);
        desks.listen.set({ leastScore: level });
        this.given = level;
      })
      .catch((error: unknown) => this.desk.set({ problem: messageOf(error) }));
  }

  #calibration(bins: readonly ScoreBin[]): TemplateResult {
    const filled = bins.filter((b) => b.right + b.wrong > 0);
    const points = filled.map((b) => {
      const { share, low, high } = wilson(b.right, b.right + b.wrong);
      return { x: b.meanScore * 100, low: low * 100, y: share * 100, high: high * 100 };
    });
    const error = calibrationError(bins);
    const row = (b: ScoreBin): TemplateResult => {
      const share = wilson(b.right, b.right + b.wrong);
      return html`<tr><th scope="row">${percent(b.meanScore)}</th><td>${shareText(share)}</td><td>${intervalText(share)}</td><td>${share.of}</td></tr>`;
    };
    const table = html`<table>
      <thead>
        <tr><th scope="col">${t("test.calibration.x")}</th><th scope="col">${t("test.calibration.y")}</th><th scope="col">${t("test.interval.title")}</th><th scope="col">${t("test.words.takes")}</th></tr>
      </thead>
      <tbody>${filled.map(row)}</tbody>
    </table>`;
    return html`<div>
      <nrr-test-band
        .name=${t("test.calibration.title")}
        .says=${t("test.calibration.says", { error: percent(error) })}
        .xTitle=${t("test.calibration.x")}
        .yTitle=${t("test.calibration.y")}
        .xTo=${100}
        .points=${points}
        .apart=${true}
        .about=${{ text: t("test.calibration.about", { error: percent(error) }), terms: ["score", "confidence"] }}
        .line=${t("test.calibration.line")}
        .against=${{ title: t("test.calibration.ideal"), at: (x: number) => x }}
        .table=${table}
      ></nrr-test-band>
      <p class="small quiet">${t("test.calibration.about", { error: percent(error) })}</p>
    </div>`;
  }
}

customElements.define("nrr-test-rejection", TestRejectionPanel);
