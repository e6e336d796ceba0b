import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { filesOfInput } from "../core/files.ts";
import { settle } from "../core/settle.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import "../app/menu.ts";
import { takeProblems } from "./checks.ts";
import { beginDrag, carriesFiles, draggedOf, endDrag, inLaterHalf } from "./drag.ts";
import { drawn } from "./foreign.ts";
import { icon } from "./icons.ts";
import { counted } from "./parts.ts";
import { recordView } from "./record-view.ts";
import "./take-editor.ts";
import { takeKeys } from "./take-keys.ts";
import "./take-tile.ts";
import { MOST_LETTERS, type Take, takesOf, type Word, wordProblem } from "./words-state.ts";

const t = await texts("data");

/** Takes that are shown at first, and by how many more are shown when asked. */
const SHOWN = 12;
const MORE = 48;
/** Fewer than this are shown rather than announced. */
const FEW = 6;

export const SOUNDS = "audio/*,.wav,.sph,.mp3,.ogg,.oga,.opus,.flac,.m4a,.webm,.zip,application/zip";

/** One word with its takes. */
export class WordCard extends ProjectPanel {
  static override properties = { ...ProjectPanel.properties, word: { attribute: false }, shown: { state: true } };
  declare word: Word;
  declare shown: number;
  #recording = false;

  constructor() {
    super();
    this.shown = SHOWN;
  }

  protected stores() {
    const { words, facts, recorder, selection, imports } = this.project.data;
    return [words, facts, recorder, selection, imports];
  }

  readonly #tell = (text: string): void => this.app.notices.tell({ id: "words", tone: "bad", text });

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("word") && changed.get("word")?.id !== this.word.id) {
      this.shown = SHOWN;
    }
    // A take that is open or just recorded is in sight.
    const { selection, recorder } = this.project.data;
    const mine = takesOf(this.project.data.words.state.takes, this.word.id);
    const open = mine.findIndex((x) => x.id === selection.state.open);
    this.shown = Math.max(this.shown, open + 1, recorder.state.now?.word === this.word.id ? mine.length : 0);
  }

  /** What records is in sight, and the keyboard stands on what ends it; afterwards on what began it. */
  protected override updated(): void {
    const now = this.querySelector<HTMLElement>(".recording") !== null;
    if (now && !this.#recording) {
      this.scrollIntoView({ block: "nearest" });
      this.querySelector<HTMLElement>("[data-testid=stop-recording]")?.focus({ preventScroll: true });
    } else if (!now && this.#recording && document.activeElement === document.body) {
      this.querySelector<HTMLElement>(".word-record")?.focus({ preventScroll: true });
    }
    this.#recording = now;
  }

  protected override render(): TemplateResult {
    const { word } = this;
    const { words: desk, recorder, facts, selection } = this.project.data;
    const { words, takes } = desk.state;
    const mine = takesOf(takes, word.id);
    const problem = wordProblem(words, word);
    const name = word.text.trim() || t("word.unnamed");
    const { now, said } = recorder.state;
    const recording = now?.word === word.id ? now : undefined;
    const { test, aside } = counted(mine);
    const next = words.slice(words.indexOf(word) + 1).find((w) => !w.noise && !takes.some((x) => x.word === w.id));
    const at = selection.state.at[word.id];
    const reachable = mine.some((x) => x.id === at) ? at : mine[0]?.id;
    const shown = mine.length - this.shown < FEW ? mine : mine.slice(0, this.shown);
    const left = mine.length - shown.length;
    const editing = mine.find((x) => x.id === selection.state.open);
    return html`<article
      class="card word"
      data-testid="word"
      data-word=${word.text.trim()}
      aria-label=${name}
      @dragover=${this.#over}
      @dragleave=${this.#unmark}
      @drop=${this.#drop}
    >
      <h3 class="visually-hidden">${name}</h3>
      <div class="word-head">
        <button
          type="button"
          class="plain word-grip"
          data-testid="word-grip"
          draggable="true"
          aria-label=${t("word.move", { word: name, place: words.indexOf(word) + 1, of: words.length })}
          title=${t("word.move-hint")}
          @keydown=${this.#gripKey}
          @dragstart=${(e: DragEvent) => beginDrag(e, { kind: "word", id: word.id })}
          @dragend=${endDrag}
        >
          ${icon(word.noise ? "noise" : "grip")}
        </button>
        <input
          type="text"
          id="word-${word.id}"
          aria-label=${t("word.name")}
          maxlength=${MOST_LETTERS}
          autocomplete="off"
          placeholder=${t("word.placeholder")}
          aria-invalid=${problem ? "true" : "false"}
          aria-describedby=${problem ? `problem-${word.id}` : nothing}
          .value=${word.text}
          @input=${(e: Event) => desk.rename(word.id, (e.target as HTMLInputElement).value)}
          @change=${() => desk.closeStep()}
        />
        <span class="small quiet word-count" data-testid="take-count" data-count=${mine.length}
          >${t("word.takes", { count: mine.length })}${test > 0 ? ` · ${t("word.tests", { count: test })}` : ""}${aside > 0 ? ` · ${t("word.asides", { count: aside })}` : ""}</span
        >
        <button
          type="button"
          class="word-record"
          data-testid="record-series"
          ?disabled=${recording !== undefined || problem !== undefined}
          aria-label=${word.noise ? t("word.record-noise") : t("word.record-of", { word: name })}
          @click=${() => settle(recorder.record(word), this.#tell)}
        >
          <span class="dot" aria-hidden="true"></span>${word.noise ? t("word.record-noise-short") : t("word.record")}
        </button>
        ${this.#menu(word, name, mine)}
      </div>
      ${problem ? html`<p class="field-problem" role="alert" id="problem-${word.id}">${t(problem.key, problem.values)}</p>` : ""}
      ${recording
        ? recordView(recording, name, word.noise, next?.text.trim(), {
            stop: () => recorder.stop(),
            next: () => {
              if (next) {
                settle(recorder.record(next), this.#tell);
              }
            },
          })
        : ""}
      ${said?.word === word.id ? html`<p class="note warn small" role="alert" data-testid="word-problem">${t.rich(said.key, drawn(said))}</p>` : ""}
      ${mine.length > 0
        ? html`<ul class="takes" aria-label=${t("word.takes-of", { word: name })} aria-describedby="takes-keys" @keydown=${(e: KeyboardEvent) => takeKeys(e, this.project.data, shown)}>
              ${repeat(
                shown,
                (x) => x.id,
                (x) => html`<li data-take=${x.id}>
                  <nrr-take
                    .app=${this.app}
                    .take=${x}
                    .chosen=${selection.state.chosen.has(x.id)}
                    .open=${selection.state.open === x.id}
                    .reachable=${reachable === x.id}
                    .problems=${takeProblems(x, facts.of(x))
                      .filter((p) => p !== "quiet" || !word.noise)
                      .join(" ")}
                  ></nrr-take>
                </li>`,
              )}
            </ul>
            ${left > 0
              ? html`<button type="button" class="plain" data-testid="show-more" @click=${() => (this.shown += MORE)}>${t(left > MORE ? "word.more" : "word.more-all", { count: MORE, left })}</button>`
              : ""}`
        : recording
          ? ""
          : html`<p class="quiet small word-empty">${word.noise ? t("word.empty-noise") : t("word.empty")}</p>`}
      ${editing ? html`<nrr-take-editor .app=${this.app} .take=${editing}></nrr-take-editor>` : ""}
    </article>`;
  }

  #menu(word: Word, name: string, mine: readonly Take[]): TemplateResult {
    const { words: desk, imports, selection } = this.project.data;
    const close = (event: Event): void => (event.target as HTMLElement).closest("details")?.removeAttribute("open");
    const act = (run: () => void) => (event: Event): void => {
      close(event);
      run();
    };
    return html`<nrr-menu class="word-menu"
      ><details>
        <summary aria-label=${t("word.menu", { word: name })} data-testid="word-menu">${icon("more")}</summary>
        <div class="menu-body card">
          <label class="button"
            >${t("word.files")}<input
              type="file"
              multiple
              accept=${SOUNDS}
              data-testid="word-files"
              @change=${(e: Event) => {
                const input = e.target as HTMLInputElement;
                settle(imports.addTo(word, filesOfInput(input)), this.#tell);
                input.value = "";
                close(e);
              }}
          /></label>
          <button type="button" ?disabled=${mine.length === 0} data-testid="choose-all" @click=${act(() => selection.choose(mine.map((x) => x.id)))}>${t("word.choose-all")}</button>
          <button type="button" @click=${act(() => desk.stepWord(word.id, -1))}>${t("word.up")}</button>
          <button type="button" @click=${act(() => desk.stepWord(word.id, 1))}>${t("word.down")}</button>
          <button type="button" data-testid="remove-word" @click=${act(() => desk.removeWord(word.id))}>${t("word.remove")}</button>
        </div>
      </details></nrr-menu
    >`;
  }

  readonly #gripKey = (event: KeyboardEvent): void => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by !== 0) {
      event.preventDefault();
      if (this.project.data.words.stepWord(this.word.id, by)) {
        // The card may be moved in the document, which takes the focus away.
        this.updateComplete.then(
          () => this.querySelector<HTMLElement>(".word-grip")?.focus(),
          () => undefined,
        );
      }
    }
  };

  readonly #over = (event: DragEvent): void => {
    const takes = draggedOf(event, "takes");
    const word = draggedOf(event, "word");
    if (takes || carriesFiles(event)) {
      event.preventDefault();
      this.classList.add("drop-into");
    } else if (word && word.id !== this.word.id) {
      event.preventDefault();
      const later = inLaterHalf(event, this, "y");
      this.classList.toggle("drop-after", later);
      this.classList.toggle("drop-before", !later);
    }
  };

  readonly #unmark = (): void => this.classList.remove("drop-into", "drop-after", "drop-before");

  readonly #drop = (event: DragEvent): void => {
    const { words } = this.project.data;
    const takes = draggedOf(event, "takes");
    const word = draggedOf(event, "word");
    this.#unmark();
    if (takes) {
      words.moveTakes(takes.ids, this.word.id);
    } else if (word) {
      const rest = words.state.words.filter((w) => w.id !== word.id);
      const at = rest.findIndex((w) => w.id === this.word.id);
      words.moveWord(word.id, inLaterHalf(event, this, "y") ? rest[at + 1]?.id : this.word.id);
    } else {
      // Files: the panel around brings them into this word.
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    endDrag();
  };
}

customElements.define("nrr-word", WordCard);
