import { html, type TemplateResult } from "lit";
import { percent } from "../core/format.ts";
import { Panel } from "../core/panel.ts";
import { settle } from "../core/settle.ts";
import { type Heard, ListenDesk } from "./desk.ts";
import "./listen.css";
import "./meter.ts";

/** Listen: the network answers to what is spoken, word by word. */
export class ListenPlace extends Panel {
  private get desk(): ListenDesk {
    return (this.app.desks.listen ??= new ListenDesk(this.app.engine, this.app.session, this.app.notices));
  }

  protected stores() {
    return [this.desk, this.app.session];
  }

  protected override render(): TemplateResult {
    const desk = this.desk;
    const { phase, leastScore, heard, talking } = desk.state;
    const { model } = this.app.session.state;
    const latest = heard[0];
    return html`<section class="place listen" aria-labelledby="listen-title">
      <div class="try-head">
        <h2 id="listen-title">Speak, one word at a time</h2>
        <p class="quiet">
          ${model
            ? html`The network knows ${model.info.labels.length} words: ${model.info.labels.slice(0, 12).join(", ")}${model.info.labels.length > 12 ? " …" : ""}.`
            : "There is no model to ask yet. Load one from the menu “Model”, or teach one."}
        </p>
      </div>
      <div class="card listen-control">
        ${phase === "off"
          ? html`<button type="button" class="primary" data-testid="listen-start" ?disabled=${!model} @click=${() => this.#start()}>Start listening</button>`
          : html`<button type="button" class="live" data-testid="listen-stop" @click=${() => desk.stop()}>Stop and release the microphone</button>`}
        <p role="status" data-testid="listen-phase" data-phase=${phase}>
          ${phase === "off" ? "The microphone is off." : phase === "asking" ? "Allow the microphone in the browser's question." : talking ? "Hearing a word …" : "Listening. Speak a word, then pause."}
        </p>
        <nrr-level .desk=${desk}></nrr-level>
        <p class="small quiet">A word begins when the level passes the mark and ends after a third of a second of quiet. Put the mark above the room's noise.</p>
        <label class="field"
          ><span>Say “not sure” below a score of <strong class="figures">${percent(leastScore)}</strong></span>
          <input
            type="range"
            min="0"
            max="1"
            step="0.01"
            data-testid="least-score"
            .value=${String(leastScore)}
            @input=${(e: Event) => desk.set({ leastScore: Number((e.target as HTMLInputElement).value) })}
        /></label>
      </div>
      <div class="card listen-latest">
        <h3 class="quiet">Last word</h3>
        ${latest ? this.#big(latest, leastScore) : html`<p class="answer-word quiet" aria-hidden="true">–</p><p class="quiet">Nothing heard yet.</p>`}
      </div>
      <div class="card listen-list">
        <h3>What was heard</h3>
        ${heard.length === 0 ? html`<p class="quiet">Answers are listed here, the newest first.</p>` : ""}
        <ol class="heard" data-testid="heard">
          ${heard.map((h) => this.#line(h, leastScore))}
        </ol>
      </div>
    </section>`;
  }

  #start(): void {
    settle(this.desk.start(), (text) => this.app.notices.tell({ id: "listen", tone: "bad", text }));
  }

  #big(h: Heard, least: number): TemplateResult {
    const sure = h.problem === undefined && h.score >= least;
    return html`<p class="answer-word ${sure ? "" : "unsure"}" role="status" data-testid="listen-answer" data-sure=${sure ? "yes" : "no"}>
        ${sure ? h.label : "not sure"}
      </p>
      <p>${h.problem ?? html`${sure ? "score" : html`perhaps “${h.label}”, score`} <strong class="figures">${percent(h.score)}</strong>`}</p>`;
  }

  #line(h: Heard, least: number): TemplateResult {
    const sure = h.problem === undefined && h.score >= least;
    return html`<li class=${sure ? "" : "unsure"} data-label=${h.label}>
      <time class="figures small quiet" datetime=${h.at.toISOString()}>${h.at.toLocaleTimeString()}</time>
      <span class="heard-label">${h.problem ?? (sure ? h.label : `not sure (${h.label}?)`)}</span>
      <span class="figures small">${h.problem === undefined ? percent(h.score) : ""}</span>
    </li>`;
  }
}

customElements.define("nrr-listen", ListenPlace);
