import { html, nothing, type TemplateResult } from "lit";
import { count, percent } from "../core/format.ts";
import { layerPicker } from "../core/layer-picker.ts";
import { Panel } from "../core/panel.ts";
import { settle } from "../core/settle.ts";
import { sym } from "../core/symbol.ts";
import "../plots/raster.ts";
import "../plots/spectrogram.ts";
import { stepScale } from "../plots/steps.ts";
import "../train/curves.ts";
import { PhonemesDesk, type PhonemesState, type Picked } from "./desk.ts";
import "./phonemes.css";
import type { Run } from "./phones.ts";
import type { Hearing } from "./protocol.ts";
import { results } from "./results.ts";
import "./settings.ts";
import { describePiece } from "./tracks.ts";

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
        <h2 id="phonemes-title">Which phone is it, every 10 ms?</h2>
        <p class="quiet">
          A network hears whole sentences and names the speech sound (phone) of every frame. It learns from 16 sentences by two synthetic voices
          and is tested on 4 others: enough to see it at work, too few to measure it.
        </p>
      </div>
      ${state.phase === "failed" ? this.#failed(state) : this.#whole(state)}
    </section>`;
  }

  #failed({ problem }: PhonemesState): TemplateResult {
    return html`<div class="note bad" role="alert" data-testid="phonemes-problem">
      <p>The engine of this place has stopped. ${problem}</p>
      <div><button type="button" @click=${() => this.#desk().open()}>Start it again</button></div>
    </div>`;
  }

  #whole(state: PhonemesState): TemplateResult {
    if (!state.description) {
      return html`<p class="quiet" role="status">Loading the engine and the sentences …</p>`;
    }
    const { measure, labels } = state;
    return html`
      ${this.#run(state)}
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
      <h3>Train</h3>
      <nrr-phone-settings .desk=${desk}></nrr-phone-settings>
      <div class="row">
        ${busy
          ? html`<button type="button" class="live" data-testid="phones-stop" ?disabled=${phase === "stopping"} @click=${() => desk.stop()}>Stop</button>`
          : html`<button type="button" class="primary" data-testid="phones-train" ?disabled=${phase !== "ready"} @click=${() => desk.train()}>
              ${records.length > 0 ? "Train anew" : "Train"}
            </button>`}
        <p role="status" data-testid="phones-status">${status(state)}</p>
      </div>
      ${busy || records.length > 0
        ? html`<progress max=${p?.epochs ?? 1} .value=${p ? Math.max(done, p.epoch - 1 + p.batch / Math.max(1, p.batches)) : 0} aria-label="Epochs done"></progress>`
        : nothing}
      ${busy && p ? html`<p class="small quiet figures" data-testid="phones-epoch">epoch ${p.epoch} of ${p.epochs}, ${p.batch} of ${count(p.batches, "batch", "batches")}</p>` : nothing}
      ${problem ? html`<div class="note bad" role="alert" data-testid="phonemes-problem"><p>${problem}</p></div>` : nothing}
      ${records.length > 0
        ? html`<nrr-curve .kind=${"accuracy"} .records=${records} .epochs=${p?.epochs ?? records.length} .layers=${[]}></nrr-curve>
            <details>
              <summary>The curve as a table</summary>
              <div class="twin" tabindex="0" role="region" aria-label="Accuracy by epoch">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">epoch</th>
                      <th scope="col">training frames right</th>
                      <th scope="col">test frames right</th>
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
    const { sentences, texts, sentence, noise, playing } = state;
    const of = (heldOut: boolean) =>
      sentences.flatMap((s, i) =>
        s.heldOut === heldOut ? [html`<option value=${i} .selected=${i === sentence}>${texts[s.name] ?? s.name} (${s.speaker.startsWith("F") ? "woman" : "man"}, ${s.durationS.toFixed(1)} s)</option>`] : [],
      );
    return html`<div class="phone-sentence">
      <div class="field">
        <label for="phones-sentence">Sentence</label>
        <select id="phones-sentence" data-testid="phones-sentence" @change=${(e: Event) => desk.show(Number((e.target as HTMLSelectElement).value))}>
          <optgroup label="To test: not learnt from">${of(true)}</optgroup>
          <optgroup label="Learnt from">${of(false)}</optgroup>
        </select>
      </div>
      <div class="field">
        <label for="phones-disturb">Noise in what it hears <span class="figures quiet" data-testid="phones-noise-now">${percent(noise)}</span></label>
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
        ${playing ? "■ Stop" : "▶ Play the sentence"}
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
        Click a phone to hear it. By keyboard: ← → go along a row, ↑ ↓ change rows, Enter plays. Hovering marks the same moment in every picture.
      </p>`;
  }

  #words({ spec }: PhonemesState): TemplateResult {
    return html`<details class="phone-words">
      <summary>What one sees</summary>
      <p>
        Every 10 ms a column of 39 numbers ${sym("X")} enters: mel cepstra of 25 ms of sound and how they change, each brought to mean 0 and deviation 1. The
        spectrogram shows the same sound as loudness by pitch, since cepstra are no picture.
      </p>
      <p>
        Each hidden neuron gathers its input in a potential ${sym("V")} and spikes (${sym("S")}, a mark in the raster) where that passes its threshold
        ${sym("V_th")} + ${sym("γ")}·${sym("a")}, which rises with its own spikes. In a recurrent layer a spike also reaches other neurons of the layer one step later.
        The readout has 39 leaky neurons; the phone whose activity ${sym("y")} is highest is what is heard in the frame, with nothing to smooth it.
      </p>
      <p>
        With <code>rp</code> no error goes back: while a phone is spoken, its label ${sym("y")} pulls the hidden spikes to a fixed random code, ${sym("S")} −
        ${sym("B")}·${sym("y")}. <code>bptt</code> computes the exact gradient of the surrogate network through time. The rule <code>readout</code> leaves the hidden neurons
        as they were drawn: the control that the others have to beat.
      </p>
      <p>
        Noise is the paper's: a share of the input's cells is replaced by draws from the range of the training set. The slider above disturbs what the
        network hears now; the two settings disturb training and test. The sound that is played stays clean.
      </p>
      ${spec ? nothing : html`<p>The network has not learnt yet: its weights are as the seed drew them, so what it hears is chance.</p>`}
    </details>`;
  }
}

/** Told by screen readers as it changes, and so without the epochs. */
function status({ phase, ended, records }: PhonemesState): string {
  switch (phase) {
    case "training":
      return "Training …";
    case "stopping":
      return "Stopping …";
    case "ready":
      return ended === undefined ? "The network has not learnt yet." : `${ended === "done" ? "Done" : "Stopped"} after ${count(records.at(-1)?.epoch ?? 0, "epoch")}.`;
    case "closed":
    case "opening":
    case "failed":
      return "";
  }
}

customElements.define("nrr-phonemes", PhonemesPlace);
