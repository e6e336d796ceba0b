import { html, nothing, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { texts } from "../text/text.ts";
import type { Tested } from "./test-answers.ts";
import { accuracy, speakerFigures } from "./test-evaluation.ts";
import { intervalText, shareCell, shareText, TestPart } from "./test-part.ts";
import { LEAST_VOICES, voicesOf } from "./voices-plan.ts";

const t = await texts("compare");

/** Voices that are offered to be held out. */
const MOST_OFFERED = 12;

/** Right answers by voice, and on voices that the network never learnt from. */
export class TestVoicesPanel extends TestPart {
  protected override render(): TemplateResult {
    const { tested } = this.desk.state;
    const { shown } = this.desk;
    if (!tested || !shown) {
      return html``;
    }
    const figures = speakerFigures(shown.takes, tested.plan.voices);
    const named = figures.filter((f) => f.speaker !== "");
    const fresh = new Set(named.filter((f) => f.learnt === false).map((f) => f.speaker));
    return html`<section class="card" aria-labelledby="test-voices-title" data-testid="voices" data-voices=${named.length} data-fresh=${fresh.size}>
      <div class="beside"><h3 id="test-voices-title">${t("test.voices.title")}</h3>${explain({ title: t("test.voices.title"), text: fromPart("test.voices"), terms: ["held-out", "confidence"] })}</div>
      ${this.#held(tested, fresh)}
      ${named.length === 0
        ? nothing
        : html`<div class="test-scroll test-tall" tabindex="0" role="group" aria-labelledby="test-voices-title">
            <table>
              <thead>
                <tr><th scope="col">${t("test.voice")}</th><th scope="col">${t("test.words.takes")}</th><th scope="col">${t("test.voice.right")}</th><th scope="col">${t("test.voice.learnt")}</th></tr>
              </thead>
              <tbody>
                ${figures.map(
                  ({ speaker, accuracy: share, learnt }) =>
                    html`<tr>
                      <th scope="row">${speaker === "" ? t("test.voice.unnamed") : speaker}</th>
                      <td class="figures">${share.of}</td>
                      ${shareCell(share)}
                      <td>${learnt === undefined ? t("test.unclear") : t(learnt ? "test.yes" : "test.no")}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </div>`}
      ${tested.network === "run" && voicesOf(tested.data.utterances).length >= LEAST_VOICES
        ? html`<div class="row"><button type="button" data-testid="hold-out-each" @click=${() => this.dispatchEvent(new CustomEvent("hold-out-each", { bubbles: true }))}>${t("test.voices.each")}</button></div>`
        : nothing}
    </section>`;
  }

  #held(tested: Tested, fresh: ReadonlySet<string>): TemplateResult {
    const { shown } = this.desk;
    if (fresh.size > 0 && shown) {
      const share = accuracy(shown.takes.filter((x) => fresh.has(x.speaker)));
      return html`<p data-testid="fresh-voices">${t("test.voices.fresh", { count: fresh.size, share: shareText(share, 1), interval: intervalText(share), of: share.of })}</p>`;
    }
    if (tested.plan.voices === undefined) {
      return html`<p class="note small" data-testid="no-fresh-voices">${t("test.voices.unknown")}</p>`;
    }
    const voices = [...new Set(tested.data.utterances.map((u) => u.speaker))].filter((v) => v !== "");
    if (voices.length < 2) {
      return html`<p class="note small" data-testid="no-fresh-voices">${t(voices.length === 0 ? "test.voices.none" : "test.voices.one", { voice: voices[0] ?? "" })}</p>`;
    }
    return html`<div class="note small" data-testid="no-fresh-voices">
      <p>${t("test.voices.all")}</p>
      ${tested.network === "run"
        ? html`<div class="row">${voices.slice(0, MOST_OFFERED).map((v) => html`<button type="button" data-testid="hold-out" @click=${() => this.#holdOut(v)}>${t("test.voices.hold", { voice: v })}</button>`)}</div>`
        : nothing}
    </div>`;
  }

  /** The next run leaves this voice to its test. */
  #holdOut(voice: string): void {
    this.project.train.change({ split: `speaker:${voice}` }, t("test.voices.change", { voice }), "split");
    this.app.go("train");
  }
}

customElements.define("nrr-test-voices", TestVoicesPanel);
