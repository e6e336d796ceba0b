import { html, type PropertyValues, type TemplateResult } from "lit";
import { fixed, measured, seconds } from "../core/format.ts";
import { settle } from "../core/settle.ts";
import { type Cursor, newCursor } from "../plots/cursor.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { takeProblems } from "./checks.ts";
import { LARGE } from "./facts-desk.ts";
import { icon } from "./icons.ts";
import type { SelectDesk } from "./select-desk.ts";
import "./take-plot.ts";
import { isTrimmed, lengthS, MOST_LETTERS, PARTS, type Take } from "./words-state.ts";

const t = await texts("data");

/** Closes the take that is open; the focus goes back to where it was opened. */
export function closeEditor(selection: SelectDesk): void {
  const { open } = selection.state;
  if (open !== undefined) {
    selection.open(undefined);
    document.querySelector<HTMLElement>(`[data-take="${open}"] .take-edit`)?.focus();
  }
}

/** A take for a closer look: trim, word, voice, part, place. */
export class TakeEditor extends ProjectPanel {
  static override properties = { ...ProjectPanel.properties, take: { attribute: false }, levels: { state: true } };
  declare take: Take;
  declare levels: Uint8Array | undefined;
  readonly #cursor: Cursor = newCursor();
  #end: (() => void) | undefined;

  protected stores() {
    return [this.project.data.facts];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { play } = this.project.data;
    this.#end = play.watch(() => this.#cursor.set({ playS: play.state.take === this.take.id ? play.state.s : undefined }));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("take") && changed.get("take")?.sound !== this.take.sound) {
      const { take } = this;
      this.levels = undefined;
      this.project.data.facts.picture(take, LARGE).then(
        (levels) => {
          if (this.take.sound === take.sound) {
            this.levels = levels;
          }
        },
        () => undefined,
      );
    }
  }

  protected override firstUpdated(): void {
    this.scrollIntoView({ block: "nearest" });
    this.querySelector<HTMLElement>(".trim-from")?.focus({ preventScroll: true });
  }

  protected override render(): TemplateResult {
    const { take } = this;
    const { words, play, facts, selection } = this.project.data;
    const known = facts.of(take);
    const { rateHz, samples } = take.sound;
    const problems = takeProblems(take, known);
    const name = take.name;
    return html`<section
      class="take-editor"
      data-testid="take-editor"
      aria-label=${t("editor.title", { name })}
    >
      <div class="row spread">
        <h4>${name} <span class="small quiet figures">${seconds(lengthS(take))} · ${measured(fixed(rateHz / 1000, 1), "kHz")}</span></h4>
        <button type="button" class="plain" data-testid="editor-close" @click=${() => closeEditor(selection)}>${t("editor.close")}</button>
      </div>
      <nrr-take-plot
        .take=${take}
        .levels=${this.levels}
        .endS=${samples.length / rateHz}
        .cursor=${this.#cursor}
        @trim=${(e: CustomEvent<{ from: number; to: number }>) => words.trim(take.id, e.detail.from, e.detail.to)}
        @trimmed=${() => words.closeStep()}
      ></nrr-take-plot>
      ${problems.map((p) => html`<p class="note warn small">${t(`take.${p}.do`)}</p>`)}
      <div class="row">
        <button type="button" class="primary" data-testid="editor-play" @click=${() => settle(play.toggle(take), (text) => this.app.notices.tell({ id: "play", tone: "bad", text }))}>
          ${icon("play")}${t("editor.play")}
        </button>
        <button
          type="button"
          data-testid="trim-speech"
          ?disabled=${!known}
          @click=${() => {
            if (known) {
              words.trim(take.id, take.from + known.speechFromS * rateHz, take.from + known.speechToS * rateHz);
              words.closeStep();
            }
          }}
        >
          ${t("editor.to-speech")}
        </button>
        <button
          type="button"
          data-testid="trim-whole"
          ?disabled=${!isTrimmed(take)}
          @click=${() => {
            words.trim(take.id, 0, samples.length);
            words.closeStep();
          }}
        >
          ${t("editor.whole")}
        </button>
      </div>
      <div class="editor-fields">
        <label class="field"
          >${t("editor.word")}
          <select data-testid="editor-word" @change=${(e: Event) => words.moveTakes([take.id], Number((e.target as HTMLSelectElement).value))}>
            ${words.state.words.map((w) => html`<option value=${w.id} .selected=${w.id === take.word}>${w.text.trim() || t("word.unnamed")}</option>`)}
          </select></label
        >
        <label class="field"
          >${t("editor.voice")}
          <input
            type="text"
            autocomplete="off"
            maxlength=${MOST_LETTERS}
            data-testid="editor-voice"
            .value=${take.speaker}
            @change=${(e: Event) => {
              words.speaker([take.id], (e.target as HTMLInputElement).value.trim());
              words.closeStep();
            }}
        /></label>
        <div class="field">
          <span id="part-of-${take.id}">${t("editor.part")}</span>
          <div class="segments" role="group" aria-labelledby="part-of-${take.id}">
            ${PARTS.map((p) => html`<button type="button" aria-pressed=${p === take.part ? "true" : "false"} data-testid="editor-${p}" title=${t(`part.${p}.about`)} @click=${() => words.part([take.id], p)}>${t(`part.${p}`)}</button>`)}
          </div>
        </div>
        <div class="field">
          <span id="order-of-${take.id}">${t("editor.order")}</span>
          <div class="segments" role="group" aria-labelledby="order-of-${take.id}">
            <button type="button" @click=${() => words.stepTake(take.id, -1)}>${t("editor.earlier")}</button>
            <button type="button" @click=${() => words.stepTake(take.id, 1)}>${t("editor.later")}</button>
          </div>
        </div>
      </div>
      <p class="small quiet">${t("editor.hint")}</p>
    </section>`;
  }
}

customElements.define("nrr-take-editor", TakeEditor);
