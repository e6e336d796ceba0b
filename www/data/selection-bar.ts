import { html, type TemplateResult } from "lit";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { PARTS } from "./words-state.ts";

const t = await texts("data");

/** What can be done with all chosen takes at once; at the foot of the screen while some are chosen. */
export class SelectionBar extends ProjectPanel {
  protected stores() {
    return [this.project.data.words, this.project.data.selection];
  }

  protected override render(): TemplateResult | string {
    const { words, selection } = this.project.data;
    const count = selection.state.chosen.size;
    if (count === 0) {
      return "";
    }
    const ids = selection.takes;
    const pick = (event: Event, then: (value: string) => void): void => {
      const select = event.target as HTMLSelectElement;
      if (select.value !== "") {
        then(select.value);
        select.value = "";
      }
    };
    return html`<section class="selection-bar card" aria-label=${t("chosen.title")} data-testid="selection">
      <strong role="status">${t("chosen.count", { count })}</strong>
      <select
        aria-label=${t("chosen.move")}
        data-testid="chosen-move"
        @change=${(e: Event) =>
          pick(e, (word) => {
            words.moveTakes(ids, Number(word));
            selection.clear();
          })}
      >
        <option value="">${t("chosen.move")} …</option>
        ${words.state.words.map((w) => html`<option value=${w.id}>${w.text.trim() || t("word.unnamed")}</option>`)}
      </select>
      <select aria-label=${t("chosen.part")} data-testid="chosen-part" @change=${(e: Event) => pick(e, (part) => words.part(ids, PARTS.find((p) => p === part) ?? "learn"))}>
        <option value="">${t("editor.part")} …</option>
        ${PARTS.map((p) => html`<option value=${p}>${t(`part.${p}`)}</option>`)}
      </select>
      <button type="button" data-testid="chosen-remove" @click=${() => words.removeTakes(ids)}>${t("chosen.remove")}</button>
      <button type="button" class="plain" data-testid="chosen-clear" @click=${() => selection.clear()}>${t("chosen.clear")}</button>
    </section>`;
  }
}

customElements.define("nrr-selection", SelectionBar);
