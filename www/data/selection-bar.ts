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
    return html`<section class="selection-bar card" aria-label=${t("chosen.title")} data-testid="selection">
      <strong role="status">${t("chosen.count", { count })}</strong>
      <label class="selection-move"
        ><span>${t("chosen.move")}</span>
        <select
          data-testid="chosen-move"
          @change=${(e: Event) => {
            const select = e.target as HTMLSelectElement;
            if (select.value !== "") {
              words.moveTakes(ids, Number(select.value));
              select.value = "";
              selection.clear();
            }
          }}
        >
          <option value="">${t("chosen.word")}</option>
          ${words.state.words.map((w) => html`<option value=${w.id}>${w.text.trim() || t("word.unnamed")}</option>`)}
        </select></label
      >
      <div class="segments" role="group" aria-label=${t("chosen.part")}>
        ${PARTS.map((p) => html`<button type="button" data-testid="chosen-${p}" title=${t(`part.${p}.about`)} @click=${() => words.part(ids, p)}>${t(`part.${p}`)}</button>`)}
      </div>
      <button type="button" data-testid="chosen-remove" @click=${() => words.removeTakes(ids)}>${t("chosen.remove")}</button>
      <button type="button" class="plain" data-testid="chosen-clear" @click=${() => selection.clear()}>${t("chosen.clear")}</button>
    </section>`;
  }
}

customElements.define("nrr-selection", SelectionBar);
