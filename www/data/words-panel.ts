import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { filesOfDrop, filesOfInput, type PathFile } from "../core/files.ts";
import { settle } from "../core/settle.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { bring, openProject, type Waiting } from "./bring.ts";
import "./checks-panel.ts";
import { carriesFiles } from "./drag.ts";
import { icon } from "./icons.ts";
import "./import-status.ts";
import "./parts-panel.ts";
import { recordOptions } from "./record-options.ts";
import "./selection-bar.ts";
import "./storage-panel.ts";
import { closeEditor } from "./take-editor.ts";
import { SOUNDS, type WordCard } from "./word-card.ts";
import { MOST_WORDS, type Say, type Word, wordProblem } from "./words-state.ts";

const t = await texts("data");

/** The word's card under a drag. */
const cardOf = (event: DragEvent): WordCard | null => (event.target instanceof Element ? event.target.closest<WordCard>("nrr-word") : null);

/** The visitor's words: what can be done with all of them, a card for each, and beside them checks, parts and what is kept. */
export class WordsPanel extends ProjectPanel {
  static override properties = { ...ProjectPanel.properties, waiting: { state: true }, said: { state: true }, dropping: { state: true }, over: { state: true } };
  declare waiting: Waiting | undefined;
  /** What an undo or redo did, for those who do not see it. */
  declare said: string;
  declare dropping: boolean;
  /** The word's card that files are dragged over. */
  declare over: Word | undefined;

  constructor() {
    super();
    this.said = "";
    this.dropping = false;
  }

  protected stores() {
    return [this.project.data.words, this.project.data.recorder, this.project.data.imports, this.project.saved];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("keydown", this.#key);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("keydown", this.#key);
  }

  readonly #tell = (text: string): void => this.app.notices.tell({ id: "words", tone: "bad", text });

  #say(key: "undone" | "redone", what: Say | undefined): void {
    this.said = what ? t(key, { what: t.maybe(what.key, what.values) ?? "" }) : "";
  }

  #undo(): void {
    this.#say("undone", this.project.data.words.undo());
  }

  #redo(): void {
    this.#say("redone", this.project.data.words.redo());
  }

  /** Undo and redo, except where a field has its own; Escape closes the take that is open. */
  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.defaultPrevented && !(event.target instanceof Element && event.target.closest("nrr-menu, select"))) {
      closeEditor(this.project.data.selection);
      return;
    }
    if (!(event.ctrlKey || event.metaKey) || event.altKey || (event.target instanceof HTMLInputElement && event.target.type !== "checkbox")) {
      return;
    }
    const key = event.key.toLowerCase();
    if (key === "z" && !event.shiftKey) {
      event.preventDefault();
      this.#undo();
    } else if (key === "y" || key === "z") {
      event.preventDefault();
      this.#redo();
    }
  };

  #bring(files: readonly PathFile[], into?: Word): void {
    if (files.length > 0) {
      this.app.notices.dismiss("words");
      settle(
        bring(this.app, this.project, files, into).then((waiting) => {
          if (this.waiting) {
            this.#leave(this.waiting);
          }
          this.waiting = waiting;
        }),
        this.#tell,
      );
    }
  }

  protected override render(): TemplateResult {
    const { words: desk } = this.project.data;
    const { words, takes } = desk.state;
    const recording = this.project.data.recorder.state.now !== undefined;
    return html`<div
      class="desk ${this.dropping ? "dropping" : ""}"
      data-testid="words"
      @dragover=${(e: DragEvent) => {
        if (carriesFiles(e)) {
          e.preventDefault();
          this.dropping = true;
          this.over = cardOf(e)?.word;
        }
      }}
      @dragleave=${(e: DragEvent) => {
        if (!(e.relatedTarget instanceof Node && this.contains(e.relatedTarget))) {
          this.dropping = false;
        }
      }}
      @drop=${(e: DragEvent) => {
        e.preventDefault();
        this.dropping = false;
        if (e.dataTransfer && carriesFiles(e)) {
          const into = cardOf(e)?.word;
          settle(filesOfDrop(e.dataTransfer).then((files) => this.#bring(files, into)), this.#tell);
        }
      }}
    >
      <p class="visually-hidden" role="status">${this.said}</p>
      <p class="visually-hidden" id="takes-keys">${t("takes.keys")}</p>
      <div class="desk-main">
        ${takes.length === 0 && !recording ? this.#welcome() : ""} ${this.#toolbar()}
        ${this.waiting ? this.#question(this.waiting) : ""}
        <nrr-import-status .app=${this.app}></nrr-import-status>
        ${recordOptions(this.project.data)}
        <div class="word-list">${repeat(words, (w) => w.id, (w) => html`<nrr-word .app=${this.app} .word=${w}></nrr-word>`)}</div>
        <div class="row">
          <button type="button" data-testid="add-word" ?disabled=${words.length >= 10 * MOST_WORDS} @click=${() => this.#add()}>${icon("add")}${t("bar.add-word")}</button>
          ${words.some((w) => w.noise) ? "" : html`<button type="button" data-testid="add-noise" title=${t("bar.noise-about")} @click=${() => desk.noiseWord()}>${icon("noise")}${t("bar.noise")}</button>`}
        </div>
        <nrr-selection .app=${this.app}></nrr-selection>
      </div>
      <aside class="desk-side" aria-label=${t("side.label")}>
        <nrr-checks .app=${this.app}></nrr-checks>
        <nrr-parts .app=${this.app}></nrr-parts>
        <nrr-storage .app=${this.app}></nrr-storage>
      </aside>
      ${this.dropping ? html`<p class="drop-here" aria-hidden="true">${this.over ? t("drop.word", { word: this.over.text.trim() || t("word.unnamed") }) : t("drop.here")}</p>` : ""}
    </div>`;
  }

  /** The first step, and the other way in. */
  #welcome(): TemplateResult {
    const { words: desk, recorder } = this.project.data;
    const first = desk.state.words.find((w) => !w.noise && !wordProblem(desk.state.words, w));
    return html`<section class="card welcome" data-testid="welcome" aria-labelledby="welcome-title">
      <h3 id="welcome-title">${t("welcome.title")}</h3>
      <p>${t("welcome.text")}</p>
      <div class="row">
        ${first
          ? html`<button type="button" class="primary wide" data-testid="welcome-record" @click=${() => settle(recorder.record(first), this.#tell)}>
              <span class="dot" aria-hidden="true"></span>${t("welcome.record", { word: first.text.trim() })}
            </button>`
          : ""}
        <span class="small quiet">${t("welcome.or")}</span>
      </div>
    </section>`;
  }

  #toolbar(): TemplateResult {
    const { undoable, redoable } = this.project.data.words.state;
    const name = (what: Say | undefined, key: "bar.undo" | "bar.redo"): string => (what ? t(`${key}-of`, { what: t.maybe(what.key, what.values) ?? "" }) : t(key));
    const files = (test: string, says: string, folder: boolean): TemplateResult =>
      html`<label class="button"
        >${icon(folder ? "folder" : "file")}${says}<input
          type="file"
          multiple
          ?webkitdirectory=${folder}
          accept=${folder ? "" : SOUNDS}
          data-testid=${test}
          @change=${(e: Event) => {
            const input = e.target as HTMLInputElement;
            this.#bring(filesOfInput(input));
            input.value = "";
          }}
      /></label>`;
    return html`<div class="toolbar" role="group" aria-label=${t("bar.label")}>
      ${files("add-files", t("bar.files"), false)} ${files("add-folder", t("bar.folder"), true)}
      <span class="toolbar-gap"></span>
      <button type="button" data-testid="undo" ?disabled=${!undoable} title=${name(undoable, "bar.undo")} aria-label=${name(undoable, "bar.undo")} @click=${() => this.#undo()}>${icon("undo")}<span class="bar-word">${t("bar.undo")}</span></button>
      <button type="button" data-testid="redo" ?disabled=${!redoable} title=${name(redoable, "bar.redo")} aria-label=${name(redoable, "bar.redo")} @click=${() => this.#redo()}>${icon("redo")}<span class="bar-word">${t("bar.redo")}</span></button>
    </div>`;
  }

  #question(waiting: Waiting): TemplateResult {
    const { takes } = this.project.data.words.state;
    return html`<div class="note warn" role="alert" data-testid="open-question">
      <p><strong>${t("open.question", { name: waiting.name })}</strong> ${t("open.what", { count: takes.length })}</p>
      <div class="row">
        <button
          type="button"
          class="primary"
          data-testid="open-yes"
          @click=${() => {
            this.waiting = undefined;
            settle(openProject(this.app, this.project, waiting), this.#tell);
          }}
        >
          ${t("open.yes")}
        </button>
        <button type="button" data-testid="open-no" @click=${() => this.#leave(waiting)}>${t("open.no")}</button>
      </div>
    </div>`;
  }

  /** Keeps what is there, and lets go of the file that would have taken its place. */
  #leave(waiting: Waiting): void {
    this.waiting = undefined;
    this.project.saved.close(waiting.list);
  }

  #add(): void {
    const word = this.project.data.words.addWord("");
    requestAnimationFrame(() => requestAnimationFrame(() => this.querySelector<HTMLInputElement>(`#word-${word.id}`)?.focus()));
  }
}

customElements.define("nrr-words", WordsPanel);
