import { html, nothing, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { fixed, measured, percent } from "../core/format.ts";
import { layerPicker } from "../core/layer-picker.ts";
import { Panel } from "../core/panel.ts";
import { said } from "../core/said.ts";
import { settle } from "../core/settle.ts";
import { sym } from "../core/symbol.ts";
import "../plots/raster.ts";
import "../plots/spectrogram.ts";
import { stepScale } from "../plots/steps.ts";
import { texts } from "../text/text.ts";
import "../train/curves.ts";
import { PhonemesDesk, type PhonemesState, type Picked } from "./desk.ts";
import "./phonemes.css";
import type { Run } from "./phones.ts";
import { describePiece } from "./piece.ts";
import type { Hearing } from "./protocol.ts";
import { results } from "./results.ts";
import { source } from "./source.ts";
import "./settings.ts";
import "./tracks.ts";

const t = await texts("phonemes");

/** Phonemes: a network learns to name the phone of every frame of running speech, and one watches what it hears. */
export class PhonemesPlace extends Panel {
  #desk(): PhonemesDesk {
    return (this.app.desks.phonemes ??= new PhonemesDesk(this.app.player));
  }

  readonly #tell = (problem: string): void => this.#desk().set({ problem });

  protected stores() {
    return [this.#desk()];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#desk().open();
  }

  protected override render(): TemplateResult {
    const { state } = this.#desk();
    return html`<section class="place phonemes" aria-labelledby="phonemes-title" data-testid="phonemes" data-phase=${state.phase} data-ended=${state.ended ?? ""}>
      <div class="try-head">
        <h2 id="phonemes-title">${t("title")}</h2>
        <p class="quiet">
          ${t(state.corpus ? "lead.own" : "lead")}
        </p>
      </div>
      ${state.phase === "failed" ? this.#failed(state) : this.#whole(state)}
    </section>`;
  }

  #failed({ problem }: PhonemesState): TemplateResult {
    return html`<div class="note bad" role="alert" data-testid="phonemes-problem">
      <p>${t.rich("failed", { why: html`${said(problem ?? "")}` })}</p>
      <div><button type="button" @click=${() => this.#desk().open()}>${t("failed.start")}</button></div>
    </div>`;
  }

  #whole(state: PhonemesState): TemplateResult {
    if (!state.description) {
      return html`<p class="quiet" role="status">${t("loading")}</p>`;
    }
    const { measure, labels } = state;
    return html`
      ${source(this.#desk())} ${this.#run(state)}
      <div class="card phone-main">${this.#sentences(state)} ${state.hearing ? this.#plots(state, state.hearing) : nothing} ${this.#words(state)}</div>
      ${measure ? results(measure, labels) : nothing}
    `;
  }

  #run(state: PhonemesState): TemplateResult {
    const desk = this.#desk();
    const { phase, progress: p, records, problem } = state;
    const busy = phase === "training" || phase === "stopping";
    const done = records.at(-1)?.epoch ?? 0;
    return html`<div class="card phone-run">
      <h3>${t("train.title")}</h3>
      <nrr-phone-settings .desk=${desk}></nrr-phone-settings>
      <div class="row">
        ${busy
          ? html`<button type="button" class="live" data-testid="phones-stop" ?disabled=${phase === "stopping"} @click=${() => desk.stop()}>${t("stop")}</button>`
          : html`<button type="button" class="primary" data-testid="phones-train" ?disabled=${phase !== "ready"} @click=${() => desk.train()}>
              ${t(records.length > 0 ? "train.anew" : "train")}
            </button>`}
        <p role="status" data-testid="phones-status">${status(state)}</p>
      </div>
      ${busy || records.length > 0
        ? html`<progress max=${p?.epochs ?? 1} .value=${p ? Math.max(done, p.epoch - 1 + p.batch / Math.max(1, p.batches)) : 0} aria-label=${t("epochs.done")}></progress>`
        : nothing}
      ${busy && p ? html`<p class="small quiet figures" data-testid="phones-epoch">${t("epoch", { epoch: p.epoch, of: p.epochs, batch: p.batch, batches: p.batches })}</p>` : nothing}
      ${problem ? html`<div class="note bad" role="alert" data-testid="phonemes-problem"><p>${said(problem)}</p></div>` : nothing}
      ${records.length > 0
        ? html`<nrr-curve .kind=${"accuracy"} .records=${records} .epochs=${p?.epochs ?? records.length} .layers=${[]}></nrr-curve>
            <details>
              <summary>${t("curve")}</summary>
              <div class="twin" tabindex="0" role="region" aria-label=${t("curve.label")}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">${t("curve.epoch")}</th>
                      <th scope="col">${t("curve.training")}</th>
                      <th scope="col">${t("curve.test")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    ${records.map((r) => html`<tr><td>${r.epoch}</td><td>${percent(r.trainAccuracy, 1)}</td><td>${r.testAccuracy === null ? "–" : percent(r.testAccuracy, 1)}</td></tr>`)}
                  </tbody>
                </table>
              </div>
            </details>`
        : nothing}
    </div>`;
  }

  #sentences(state: PhonemesState): TemplateResult {
    const desk = this.#desk();
    const { sentences, texts: spoken, sentence, noise, playing } = state;
    const of = (heldOut: boolean) =>
      sentences.flatMap((s, i) =>
        s.heldOut === heldOut ? [html`<option value=${i} .selected=${i === sentence}>${t(s.speaker.startsWith("F") ? "sentence.woman" : "sentence.man", { text: spoken[s.name] ?? s.name, length: measured(fixed(s.durationS, 1), "s") })}</option>`] : [],
      );
    return html`<div class="phone-sentence">
      <div class="field">
        <div class="beside"><label for="phones-sentence">${t("sentence")}</label>${explain({ title: t("sentence"), text: t("sentence.explain"), terms: ["held-out"] })}</div>
        <select id="phones-sentence" data-testid="phones-sentence" @change=${(e: Event) => desk.show(Number((e.target as HTMLSelectElement).value))}>
          <optgroup label=${t("sentence.test")}>${of(true)}</optgroup>
          <optgroup label=${t("sentence.learnt")}>${of(false)}</optgroup>
        </select>
      </div>
      <div class="field">
        <div class="beside">
          <label for="phones-disturb">${t("noise")} <span class="figures quiet" data-testid="phones-noise-now">${percent(noise)}</span></label>
          ${explain({ title: t("noise"), text: t("noise.explain"), terms: ["noise"] })}
        </div>
        <input
          id="phones-disturb"
          data-testid="phones-disturb"
          type="range"
          min="0"
          max="0.9"
          step="0.05"
          .value=${String(noise)}
          @input=${(e: Event) => desk.disturb(Number((e.target as HTMLInputElement).value))}
        />
      </div>
      <button type="button" data-testid="phones-play" aria-pressed=${playing ? "true" : "false"} @click=${() => settle(desk.play(), this.#tell)}>
        <span aria-hidden="true">${playing ? "■" : "▶"}</span> ${t(playing ? "play.stop" : "play")}
      </button>
    </div>`;
  }

  #plots(state: PhonemesState, h: Hearing): TemplateResult {
    const desk = this.#desk();
    const frames = h.spoken.length;
    const endS = h.samples.length / h.rateHz;
    const scale = stepScale(frames, frames, h.hopMs, h.windowMs);
    const layer = h.layers[state.layer];
    return html`<div class="phone-scroll">
        <div class="stack phone-plots">
          <nrr-spectrogram .cursor=${desk.cursor} .endS=${endS} .values=${h.spectrogram} .bands=${h.bands} .scale=${scale} .topHz=${h.topHz}></nrr-spectrogram>
          <nrr-tracks
            .cursor=${desk.cursor}
            .endS=${endS}
            .spoken=${h.spoken}
            .heard=${h.heard}
            .labels=${state.labels}
            .words=${h.words}
            .scale=${scale}
            .picked=${state.picked}
            @pick=${(e: CustomEvent<Picked>) => desk.pick(e.detail)}
            @hear=${(e: CustomEvent<Run>) => settle(desk.play(e.detail), this.#tell)}
          ></nrr-tracks>
          ${layer
            ? html`${layerPicker(h.layers, state.layer, (i) => desk.set({ layer: i }))}
                <nrr-raster .cursor=${desk.cursor} .endS=${endS} .layer=${layer} .scale=${stepScale(frames, h.steps, h.hopMs, h.windowMs)} .height=${240}></nrr-raster>`
            : nothing}
        </div>
      </div>
      <p class="small" data-testid="phones-picked">${describePiece(h, state.labels, scale, state.picked)}</p>
      <p class="small quiet">
        ${t("hint")}
      </p>`;
  }

  #words({ spec }: PhonemesState): TemplateResult {
    return html`<details class="phone-words">
      <summary>${t("words")}</summary>
      <p>${t.rich("words.input", { x: sym("X") })}</p>
      <p>${t.rich("words.neuron", { v: sym("V"), s: sym("S"), threshold: html`${sym("V_th")} + ${sym("γ")}·${sym("a")}`, y: sym("y") })}</p>
      <p>
        ${t.rich("words.rule", {
          rp: html`<code>rp</code>`,
          bptt: html`<code>bptt</code>`,
          readout: html`<code>readout</code>`,
          y: sym("y"),
          difference: html`${sym("S")} − ${sym("B")}·${sym("y")}`,
        })}
      </p>
      <p>${t("words.noise")}</p>
      ${spec ? nothing : html`<p>${t("words.new")}</p>`}
    </details>`;
  }
}

/** Told by screen readers as it changes, and so without the epochs. */
function status({ phase, ended, records }: PhonemesState): string {
  switch (phase) {
    case "training":
      return t("status.training");
    case "stopping":
      return t("status.stopping");
    case "ready":
      return ended === undefined ? t("status.new") : t(`status.${ended}`, { epochs: records.at(-1)?.epoch ?? 0 });
    case "reading":
      return t("status.reading");
    case "closed":
    case "opening":
    case "failed":
      return "";
  }
}

customElements.define("nrr-phonemes", PhonemesPlace);
