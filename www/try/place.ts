import { html, type TemplateResult } from "lit";
import { clipManner, clipName } from "../core/clip-name.ts";
import { labelTitle, notItsWord } from "../core/label.ts";
import { filesOfDrop } from "../core/files.ts";
import { explain, fromPart } from "../core/explain.ts";
import { measured, percent, seconds } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { recordingView } from "../core/recording-view.ts";
import { english, said } from "../core/said.ts";
import { scoreBars, scoreText } from "../core/score-bars.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import type { Study } from "./desk.ts";
import "./stack.ts";

const t = await texts("try");

/** As many clips as the page comes with: their room before the list is there. */
const CLIPS = 12;

/** Try: choose a sound, see the answer and how the network came to it. */
export class TryPlace extends Panel {
  protected stores() {
    return [this.app.tryDesk, this.app.session];
  }

  readonly #tell = (problem: string): void => this.app.tryDesk.set({ problem });

  protected override render(): TemplateResult {
    const { study, problem, clipsProblem } = this.app.tryDesk.state;
    const { engine, modelProblem } = this.app.session.state;
    // What comes without a click has its room before it is there: nothing that stands already is pushed away.
    const waiting = !study && !problem && !clipsProblem && !modelProblem && engine.kind !== "failed";
    return html`<section
      class="place try"
      aria-labelledby="try-title"
      @dragover=${(e: DragEvent) => e.preventDefault()}
      @drop=${this.#onDrop}
    >
      <div class="try-head">
        <h2 id="try-title">${t("title")}</h2>
        <p class="quiet">${t("lead")}</p>
      </div>
      <div class="try-top">
        <div class="card">${this.#sources()}</div>
        ${problem ? html`<div class="note bad" role="alert" data-testid="try-problem">${said(problem)}</div>` : ""}
      </div>
      <div class="try-side">${study ? this.#answer(study) : this.#empty()}</div>
      <div class="card try-plots" ?data-waiting=${waiting} ?hidden=${!study && !waiting}><nrr-try-stack .app=${this.app}></nrr-try-stack></div>
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
      ${clipsProblem ? html`<p class="note warn">${said(clipsProblem)}</p>` : ""}
      <ul class="clips" aria-label=${t("clips")}>
        ${clips || clipsProblem ? "" : Array.from({ length: CLIPS }, () => html`<li class="clip-waiting" aria-hidden="true"></li>`)}
        ${(clips ?? []).map(
          (c) =>
            html`<li>
              <button
                type="button"
                class="clip"
                aria-pressed=${c.file === clip ? "true" : "false"}
                data-testid="clip"
                data-label=${c.label}
                title=${clipName(c.title)}
                @click=${() => settle(desk.choose(c), this.#tell)}
              >
                <span class="clip-label">${c.label}</span><span class="clip-voice">${clipManner(c.title) ?? c.voice}</span>
              </button>
            </li>`,
        )}
      </ul>
      ${recording
        ? recordingView(recording, undefined, () => desk.stopRecording())
        : html`<div class="row">
            <button type="button" data-testid="record" @click=${() => settle(desk.record(), this.#tell)}>
              <span class="dot" aria-hidden="true"></span>${t("record")}
            </button>
            <label class="button"
              >${t("choose")}<input
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
            <div class="beside">
              <span class="small quiet">${t("drop")}</span>${explain({ title: t("title"), text: fromPart("sound"), terms: ["clip", "take"] })}
            </div>
          </div>`}
    `;
  }

  #answer(study: Study): TemplateResult {
    const desk = this.app.tryDesk;
    const { recognition: r, truth } = study;
    const unknown = truth !== undefined && !r.labels.includes(truth) ? notItsWord(truth, r.labels) : undefined;
    const right = truth === undefined || unknown ? undefined : truth === r.label;
    const { model } = this.app.session.state;
    return html`<div class="card answer" aria-busy=${desk.state.busy ? "true" : "false"}>
      <div class="beside"><h3 class="quiet">${t("heard")}</h3>${explain({ title: t("heard"), text: fromPart("answer"), symbol: "y", terms: ["readout", "score"] })}</div>
      <p class="answer-word" role="status" data-testid="answer" data-label=${r.label}>${labelTitle(r.label)}</p>
      <p class="row spread">
        <span>${t.rich("score", { score: html`<strong class="figures" data-testid="score">${scoreText(r.score)}</strong>` })}</span>
        ${right === undefined
          ? ""
          : right
            ? html`<span class="verdict good"><span aria-hidden="true">✓</span> ${t("right")}</span>`
            : html`<span class="verdict bad"><span aria-hidden="true">✕</span> ${t("wrong", { truth: truth ?? "" })}</span>`}
      </p>
      ${unknown ? html`<p class="note warn small" data-testid="not-its-word">${unknown}</p>` : ""} ${scoreBars(r.labels, r.scores)}
      <div class="field">
        <div class="beside">
          <label for="try-noise">${t("noise", { share: percent(desk.state.noise) })}</label>
          ${explain({ title: t("noise", { share: percent(desk.state.noise) }), text: fromPart("noise"), terms: ["noise"] })}
        </div>
        <input
          id="try-noise"
          type="range"
          max="0.9"
          step="0.05"
          data-testid="noise"
          .value=${String(desk.state.noise)}
          @input=${(e: Event) => desk.disturb(Number((e.target as HTMLInputElement).value))}
        />
      </div>
      <button type="button" data-testid="play" aria-pressed=${desk.state.playing ? "true" : "false"} @click=${() => settle(desk.play(), this.#tell)}>
        <span aria-hidden="true">${desk.state.playing ? "■" : "▶"}</span> ${t(desk.state.playing ? "stop" : "play")}
      </button>
      <p class="small quiet">${t.rich("facts", {
          title: clipName(study.title),
          length: seconds(r.speechEndS - r.speechStartS),
          time: html`<span data-testid="engine-ms" data-ms=${r.engineMs.toFixed(2)}>${measured(String(Math.max(1, Math.round(r.engineMs))), "ms")}</span>`,
        })}</p>
      ${model?.origin === "shipped" && model.info.rule === "bptt" ? html`<p class="small quiet" data-testid="shipped-rule">${t("shipped")}</p>` : ""}
      ${r.notices.map((n) => html`<p class="note warn small">${english(n)}</p>`)}
    </div>`;
  }

  #empty(): TemplateResult {
    const { engine, model, modelProblem } = this.app.session.state;
    if (engine.kind === "failed") {
      return html``;
    }
    if (modelProblem && !model) {
      return html`<div class="card" data-testid="no-model">
        <h3>${t("no-model.title")}</h3>
        <p>${said(modelProblem)}</p>
        <p>${t("no-model.way-on")}</p>
        <button type="button" class="primary" @click=${() => this.app.go("data")}>${t("teach")}</button>
      </div>`;
    }
    return html`<div class="card quiet" role="status">${t(model ? "begin" : "loading")}</div>`;
  }
}

customElements.define("nrr-try", TryPlace);
