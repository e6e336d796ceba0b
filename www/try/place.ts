import { html, type TemplateResult } from "lit";
import { filesOfDrop } from "../core/files.ts";
import { percent } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { recordingView } from "../core/recording-view.ts";
import { scoreBars } from "../core/score-bars.ts";
import { settle } from "../core/settle.ts";
import type { Study } from "./desk.ts";
import "./stack.ts";

/** Try: choose a sound, see the answer and how the network came to it. */
export class TryPlace extends Panel {
  protected stores() {
    return [this.app.tryDesk, this.app.session];
  }

  readonly #tell = (problem: string): void => this.app.tryDesk.set({ problem });

  protected override render(): TemplateResult {
    const { study, problem } = this.app.tryDesk.state;
    return html`<section
      class="place try"
      aria-labelledby="try-title"
      @dragover=${(e: DragEvent) => e.preventDefault()}
      @drop=${this.#onDrop}
    >
      <div class="try-head">
        <h2 id="try-title">Which word is it?</h2>
        <p class="quiet">Choose a clip, drop a WAV file or say a word. Below the answer: everything the network did to reach it.</p>
      </div>
      <div class="try-sources card">${this.#sources()}</div>
      ${problem ? html`<div class="note bad try-problem" role="alert" data-testid="try-problem">${problem}</div>` : ""}
      <div class="try-side">${study ? this.#answer(study) : this.#empty()}</div>
      <div class="card try-plots" ?hidden=${!study}><nrr-try-stack .app=${this.app}></nrr-try-stack></div>
    </section>`;
  }

  readonly #onDrop = (event: DragEvent): void => {
    event.preventDefault();
    if (event.dataTransfer) {
      settle(
        filesOfDrop(event.dataTransfer).then(async (files) => {
          const first = files[0];
          if (first) {
            await this.app.tryDesk.openFile(first.file);
          }
        }),
        this.#tell,
      );
    }
  };

  #sources(): TemplateResult {
    const desk = this.app.tryDesk;
    const { clips, clipsProblem, clip, recording } = desk.state;
    return html`
      ${clipsProblem ? html`<p class="note warn">${clipsProblem}</p>` : ""}
      <ul class="clips" aria-label="Bundled clips">
        ${(clips ?? []).map(
          (c) =>
            html`<li>
              <button
                type="button"
                class="clip"
                aria-pressed=${c.file === clip ? "true" : "false"}
                data-testid="clip"
                data-label=${c.label}
                title="${c.title}, ${c.voice}"
                @click=${() => settle(desk.choose(c), this.#tell)}
              >
                <span class="clip-label">${c.label}</span><span class="clip-voice">${c.voice}</span>
              </button>
            </li>`,
        )}
      </ul>
      ${recording
        ? recordingView(recording, undefined, () => desk.stopRecording())
        : html`<div class="row">
            <button type="button" data-testid="record" @click=${() => settle(desk.record(), this.#tell)}>
              <span class="dot" aria-hidden="true"></span>Record a word
            </button>
            <label class="button"
              >Choose a WAV file<input
                type="file"
                accept=".wav,audio/wav,audio/x-wav"
                data-testid="try-file"
                @change=${(e: Event) => {
                  const input = e.target as HTMLInputElement;
                  const file = input.files?.[0];
                  if (file) {
                    settle(desk.openFile(file), this.#tell);
                  }
                  input.value = "";
                }}
            /></label>
            <span class="small quiet">or drop one anywhere here</span>
          </div>`}
    `;
  }

  #answer(study: Study): TemplateResult {
    const desk = this.app.tryDesk;
    const { recognition: r, truth } = study;
    const right = truth === undefined || !r.labels.includes(truth) ? undefined : truth === r.label;
    return html`<div class="card answer" aria-busy=${desk.state.busy ? "true" : "false"}>
      <h3 class="quiet">The network heard</h3>
      <p class="answer-word" role="status" data-testid="answer" data-label=${r.label}>${r.label}</p>
      <p class="row spread">
        <span>score <strong class="figures" data-testid="score">${percent(r.score)}</strong></span>
        ${right === undefined
          ? ""
          : right
            ? html`<span class="verdict good">✓ that was said</span>`
            : html`<span class="verdict bad">✕ “${truth}” was said</span>`}
      </p>
      ${scoreBars(r.labels, r.scores)}
      <label class="field"
        >Noise in what it hears, ${percent(desk.state.noise)}<input
          type="range"
          max="0.9"
          step="0.05"
          data-testid="noise"
          title="Share of the input's cells that chance disturbs, as in the paper; the sound stays clean"
          .value=${String(desk.state.noise)}
          @input=${(e: Event) => desk.disturb(Number((e.target as HTMLInputElement).value))}
      /></label>
      <button type="button" data-testid="play" aria-pressed=${desk.state.playing ? "true" : "false"} @click=${() => settle(desk.play(), this.#tell)}>
        ${desk.state.playing ? "■ Stop" : "▶ Play the sound"}
      </button>
      <p class="small quiet">${study.title} · speech from ${r.speechStartS.toFixed(2)} to ${r.speechEndS.toFixed(2)} s · <span data-testid="engine-ms" data-ms=${r.engineMs.toFixed(2)}>${Math.max(1, Math.round(r.engineMs))} ms</span> in the engine</p>
      ${r.notices.map((n) => html`<p class="note warn small">${n}</p>`)}
    </div>`;
  }

  #empty(): TemplateResult {
    const { engine, model, modelProblem } = this.app.session.state;
    if (engine.kind === "failed") {
      return html``;
    }
    if (modelProblem && !model) {
      return html`<div class="card" data-testid="no-model">
        <h3>No model yet</h3>
        <p>${modelProblem}.</p>
        <p>Load a model file from the menu “Model” above, or teach a network your own words.</p>
        <button type="button" class="primary" @click=${() => this.app.go("data")}>Teach a network</button>
      </div>`;
    }
    return html`<div class="card quiet" role="status">${model ? "Choose a sound to begin." : "Loading the network …"}</div>`;
  }
}

customElements.define("nrr-try", TryPlace);
