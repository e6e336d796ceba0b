import { html, type TemplateResult } from "lit";
import { labelTitle } from "../core/label.ts";
import { explain, fromPart } from "../core/explain.ts";
import { texts } from "../text/text.ts";
import { wordFigures } from "./test-evaluation.ts";
import { shareCell, TestPart } from "./test-part.ts";

const t = await texts("compare");

/** How well each word is told. */
export class TestWordsPanel extends TestPart {
  protected override render(): TemplateResult {
    const { tested } = this.desk.state;
    const { shown } = this.desk;
    if (!tested || !shown) {
      return html``;
    }
    const { info } = tested;
    const figures = wordFigures(shown.takes, info.labels.length).filter((w) => w.recall.of + w.precision.of > 0);
    return html`<section class="card" aria-labelledby="test-words-title">
      <div class="beside"><h3 id="test-words-title">${t("test.words.title")}</h3>${explain({ title: t("test.words.title"), text: fromPart("test.words"), terms: ["accuracy", "confusion"] })}</div>
      <p class="small quiet">${t("test.words.about")}</p>
      <div class="test-scroll" tabindex="0" role="group" aria-labelledby="test-words-title">
        <table data-testid="words">
          <thead>
            <tr>
              <th scope="col">${t("test.word")}</th>
              <th scope="col">${t("test.words.takes")}</th>
              <th scope="col">${t("test.recall")}</th>
              <th scope="col">${t("test.precision")}</th>
            </tr>
          </thead>
          <tbody>
            ${figures.map(
              ({ word, recall, precision }) =>
                html`<tr>
                  <th scope="row">${labelTitle(info.labels[word] ?? "")}</th>
                  <td class="figures">${recall.of}</td>
                  ${shareCell(recall)} ${shareCell(precision)}
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </section>`;
  }
}

customElements.define("nrr-test-words", TestWordsPanel);
