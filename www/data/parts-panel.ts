import { html, svg, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { splitTitle } from "../core/names.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { MAX_SEED } from "../train/settings.ts";
import { counted, ENOUGH_TAKES, speakers } from "./parts.ts";
import { PARTS } from "./words-state.ts";

const t = await texts("data");

/** How many takes are learnt from and how many test, and who chooses them. */
export class PartsPanel extends ProjectPanel {
  protected stores() {
    return [this.project.data.words, this.project.train];
  }

  protected override render(): TemplateResult {
    const { words } = this.project.data;
    const { takes, partsBy } = words.state;
    const counts = counted(takes);
    let from = 0;
    return html`<section class="card" aria-labelledby="parts-title" data-testid="parts">
      <div class="beside"><h3 id="parts-title">${t("parts.title")}</h3>${explain({ title: t("parts.title"), text: fromPart("data.parts"), terms: ["held-out", "validation"] })}</div>
      <p class="small quiet">${t("parts.about")}</p>
      ${takes.length === 0
        ? ""
        : html`<svg class="parts-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
              ${PARTS.map((part) => {
                const width = (100 * counts[part]) / takes.length;
                const rect = svg`<rect class="part-${part}" x=${from.toFixed(2)} width=${width.toFixed(2)} height="6"></rect>`;
                from += width;
                return rect;
              })}
            </svg>
            <ul class="parts-counts small">
              ${PARTS.filter((p) => p !== "aside" || counts.aside > 0).map(
                (part) => html`<li data-testid="count-${part}" data-count=${counts[part]}><span class="part-key part-${part}" aria-hidden="true"></span>${t(`parts.${part}`, { count: counts[part] })}</li>`,
              )}
            </ul>`}
      <p class="small">${partsBy === "visitor" ? t("parts.by-visitor") : t("parts.by-page", { enough: ENOUGH_TAKES })}</p>
      ${takes.length < 2 ? "" : this.#choices()} ${this.#split()}
    </section>`;
  }

  #choices(): TemplateResult {
    const { words } = this.project.data;
    const { takes, partsBy, partsSeed } = words.state;
    const voices = speakers(takes);
    return html`<div class="parts-do">
        <label class="field"
          >${t("parts.seed")}
          <input
            type="number"
            class="narrow"
            min="0"
            max=${MAX_SEED}
            data-testid="parts-seed"
            .value=${String(partsSeed)}
            @change=${(e: Event) => {
              const seed = Number((e.target as HTMLInputElement).value);
              if (Number.isSafeInteger(seed) && seed >= 0) {
                words.drawParts(seed);
                words.closeStep();
              } else {
                (e.target as HTMLInputElement).value = String(partsSeed);
              }
            }}
        /></label>
        <button type="button" data-testid="parts-draw" title=${t("parts.draw-about")} @click=${() => words.drawParts(partsSeed)}>${t("parts.draw")}</button>
        ${voices.length > 1
          ? html`<label class="field parts-voice"
              >${t("parts.voice")}
              <select
                data-testid="parts-voice"
                @change=${(e: Event) => {
                  const select = e.target as HTMLSelectElement;
                  if (select.value !== "") {
                    words.partsBySpeaker(select.value);
                    select.value = "";
                  }
                }}
              >
                <option value="">${t("parts.voice-none")}</option>
                ${voices.map((v) => html`<option value=${v.name}>${t("parts.voice-of", { speaker: v.name, count: v.takes })}</option>`)}
              </select></label
            >`
          : ""}
        <button type="button" class="plain" data-testid="parts-none" ?disabled=${counted(takes).test === 0} @click=${() => words.partsFor("none")}>${t("parts.none")}</button>
        ${partsBy === "visitor" ? html`<button type="button" class="plain" data-testid="parts-page" @click=${() => words.partsFor("page")}>${t("parts.page")}</button>` : ""}
      </div>`;
  }

  /** Settings of the run that go before the parts shown here. */
  #split(): TemplateResult | string {
    const { train } = this.project;
    const { split } = train.state.choices;
    return split === "auto" || split === "chosen"
      ? ""
      : html`<div class="note warn small" data-testid="parts-unused">
          <p>${t("parts.unused", { split: splitTitle(split) })}</p>
          <button type="button" @click=${() => train.change({ split: "auto" }, t("parts.use"), "split")}>${t("parts.use")}</button>
        </div>`;
  }
}

customElements.define("nrr-parts", PartsPanel);
