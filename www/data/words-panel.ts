import { html, svg, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { filesOfDrop, filesOfInput } from "../core/files.ts";
import { count, seconds } from "../core/format.ts";
import { ProjectPanel } from "../project/panel.ts";
import { recordingView } from "../core/recording-view.ts";
import { settle } from "../core/settle.ts";
import { envelope } from "../plots/waveform.ts";
import { MOST_WORDS, type Take, type Word, wordProblem } from "./words-state.ts";

/** Takes of a word that are shown one by one; the rest are counted. */
const SHOWN = 15;
/** Takes recorded one after another. */
const SERIES = 5;

/** The visitor's words and takes. */
export class WordsPanel extends ProjectPanel {
  protected stores() {
    return [this.project.data.words];
  }

  readonly #tell = (text: string): void => this.app.notices.tell({ id: "words", tone: "bad", text });

  protected override render(): TemplateResult {
    const desk = this.project.data.words;
    const { words, importing, problems } = desk.state;
    return html`<div
      class="words"
      data-testid="words"
      @dragover=${(e: DragEvent) => e.preventDefault()}
      @drop=${(e: DragEvent) => {
        e.preventDefault();
        if (e.dataTransfer) {
          settle(filesOfDrop(e.dataTransfer).then((files) => desk.addFolder(files)), this.#tell);
        }
      }}
    >
      <ul class="word-list">
        ${repeat(words, (w) => w.id, (w) => this.#word(w))}
      </ul>
      ${importing
        ? html`<div class="row" role="status">
            <progress max=${importing.of} .value=${importing.done} aria-label="Files read"></progress>
            <span class="small">${importing.done} of ${importing.of} files read</span>
            <button type="button" @click=${() => desk.stopImport()}>Stop reading</button>
          </div>`
        : ""}
      ${(problems[0] ?? []).map((text) => html`<p class="note warn small">${text}</p>`)}
      <div class="row">
        <button type="button" data-testid="add-word" ?disabled=${words.length >= MOST_WORDS} @click=${() => this.#add()}>Add a word</button>
        <label class="button"
          >Add a folder<input
            type="file"
            webkitdirectory
            multiple
            data-testid="add-folder"
            @change=${(e: Event) => this.#folder(e.target as HTMLInputElement)}
        /></label>
        <label class="button"
          >Add files<input
            type="file"
            accept=".wav,audio/wav"
            multiple
            data-testid="add-files"
            @change=${(e: Event) => this.#folder(e.target as HTMLInputElement)}
        /></label>
      </div>
      <p class="small quiet">
        Folders and files can also be dropped here: one folder per word, or names like 7_george_3.wav (digit, speaker, take).
      </p>
    </div>`;
  }

  #add(): void {
    const word = this.project.data.words.addWord("");
    this.updateComplete.then(
      () => this.querySelector<HTMLInputElement>(`#word-${word.id}`)?.focus(),
      () => undefined,
    );
  }

  #folder(input: HTMLInputElement): void {
    const files = filesOfInput(input);
    if (files.length > 0) {
      settle(this.project.data.words.addFolder(files), this.#tell);
    }
    input.value = "";
  }

  #word(word: Word): TemplateResult {
    const desk = this.project.data.words;
    const { words, takes, recording, problems } = desk.state;
    const mine = takes.filter((t) => t.word === word.id);
    const problem = wordProblem(words, word);
    const notes = mine.flatMap((t) => t.notices);
    const busy = recording !== undefined;
    const name = word.text.trim() || "this word";
    return html`<li class="word" data-testid="word" data-word=${word.text.trim()}>
      <div class="word-head">
        <input
          type="text"
          id="word-${word.id}"
          aria-label="Word"
          maxlength="64"
          autocomplete="off"
          aria-invalid=${problem ? "true" : "false"}
          .value=${word.text}
          @input=${(e: Event) => desk.rename(word.id, (e.target as HTMLInputElement).value)}
        />
        <span class="small quiet word-count" data-testid="take-count" data-count=${mine.length}>${count(mine.length, "take")}</span>
        <button
          type="button"
          data-testid="record-series"
          ?disabled=${busy || problem !== undefined}
          aria-label="Record ${SERIES} takes of ${name}"
          @click=${() => settle(desk.record(word, SERIES), this.#tell)}
        >
          <span class="dot" aria-hidden="true"></span>Record ${SERIES}
        </button>
        <button
          type="button"
          data-testid="record-one"
          ?disabled=${busy || problem !== undefined}
          aria-label="Record 1 take of ${name}"
          @click=${() => settle(desk.record(word, 1), this.#tell)}
        >
          Record 1
        </button>
        <label class="button" title="Add WAV files to ${name}"
          >Files<span class="visually-hidden"> for ${name}</span
          ><input
            type="file"
            accept=".wav,audio/wav"
            multiple
            @change=${(e: Event) => {
              const input = e.target as HTMLInputElement;
              settle(desk.addFiles(word, filesOfInput(input)), this.#tell);
              input.value = "";
            }}
        /></label>
        <button type="button" class="plain" aria-label="Remove ${name}" ?disabled=${busy} @click=${() => desk.removeWord(word.id)}>✕</button>
      </div>
      ${problem ? html`<p class="field-problem" role="alert">${problem}</p>` : ""}
      ${recording?.word === word.id ? recordingView(recording.state, name, () => desk.stopRecording()) : ""}
      ${mine.length > 0
        ? html`<ul class="takes" aria-label="Takes of ${name}">
            ${repeat(mine.slice(-SHOWN), (t) => t.id, (t) => this.#take(t))}
            ${mine.length > SHOWN ? html`<li class="small quiet takes-more">and ${mine.length - SHOWN} more</li>` : ""}
          </ul>`
        : ""}
      ${(problems[word.id] ?? []).map((text) => html`<p class="note bad small" role="alert" data-testid="word-problem">${text}</p>`)}
      ${notes.slice(-2).map((text) => html`<p class="note warn small">${text}</p>`)}
    </li>`;
  }

  #take(take: Take): TemplateResult {
    const desk = this.project.data.words;
    const playing = desk.state.playing === take.id;
    const length = take.sound.samples.length / take.sound.rateHz;
    return html`<li class="take ${take.notices.length > 0 ? "doubtful" : ""}">
      <button
        type="button"
        class="take-play"
        aria-label="Play ${take.name}, ${seconds(length)}${take.notices.length > 0 ? ", has a notice" : ""}"
        aria-pressed=${playing ? "true" : "false"}
        title="${take.name}, ${seconds(length)}"
        @click=${() => settle(desk.play(take), this.#tell)}
      >
        ${guard([take.sound], () => thumbnail(take))}
      </button>
      <button type="button" class="plain take-remove" aria-label="Remove ${take.name}" @click=${() => desk.removeTake(take.id)}>✕</button>
    </li>`;
  }
}

/** A take's waveform as a small picture. */
function thumbnail(take: Take): TemplateResult {
  const { low, high } = envelope(take.sound.samples, 48);
  const peak = Math.max(1e-4, ...high, ...low.map((x) => -x));
  const path = Array.from(high, (h, i) => `M${i + 0.5} ${(10 - (h / peak) * 9).toFixed(1)}V${(10 - ((low[i] ?? 0) / peak) * 9 + 0.4).toFixed(1)}`).join("");
  return html`<svg class="thumb" viewBox="0 0 48 20" aria-hidden="true">${svg`<path d=${path}></path>`}</svg>`;
}

customElements.define("nrr-words", WordsPanel);
