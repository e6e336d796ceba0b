import { html, nothing, type TemplateResult } from "lit";
import { clipVoice } from "../core/clip-name.ts";
import { labelTitle, notItsWord } from "../core/label.ts";
import { explain } from "../core/explain.ts";
import { scoreText } from "../core/score-bars.ts";
import { texts } from "../text/text.ts";
import { InsidePanel } from "./panel.ts";
import { byWord, type Use } from "./utterances.ts";

const t = await texts("inside");

const USES: readonly Use[] = ["test", "clip", "validation", "left-out", "train"];

/** Chooses recording, layer and neuron, and says what the network answers. */
export class ChoosePanel extends InsidePanel {
  protected stores() {
    return [this.desk];
  }

  protected override render(): TemplateResult {
    const { list, chosen } = this.desk.state;
    const words = byWord(list);
    const word = list[chosen]?.label ?? "";
    const places = words.get(word) ?? [];
    const all = [...words.values()].flat();
    const by = (n: number) => this.desk.choose(all[(all.indexOf(chosen) + n + all.length) % Math.max(1, all.length)] ?? 0);
    return html`<div class="beside">
        <h3>${t("choose.title")}</h3>
        ${explain({ title: t("choose.title"), text: t("choose.about"), terms: ["clip", "take", "held-out", "layer", "neuron"] })}
      </div>
      <div class="inside-choose">
        <div class="row">
          <label class="field">${t("word")}
            <select data-testid="inside-word" @change=${(e: Event) => this.desk.choose(words.get((e.target as HTMLSelectElement).value)?.[0] ?? 0)}>
              ${[...words.keys()].map((w) => html`<option value=${w} .selected=${w === word}>${labelTitle(w)}</option>`)}
            </select></label>
          <label class="field grow">${t("recording")}
            <select data-testid="inside-recording" @change=${(e: Event) => this.desk.choose(Number((e.target as HTMLSelectElement).value))}>
              ${USES.map((use) => this.#group(use, places))}
            </select></label>
          <span class="row tight end">
            <button type="button" aria-label=${t("choose.before")} title=${t("choose.before")} @click=${() => by(-1)}>‹</button>
            <button type="button" data-testid="inside-next" aria-label=${t("choose.next")} title=${t("choose.next")} @click=${() => by(1)}>›</button>
            <button type="button" data-testid="inside-sound" aria-pressed=${this.desk.state.sounding ? "true" : "false"} @click=${() => this.desk.sound()}>
              ${this.desk.state.sounding ? `■ ${t("choose.stop")}` : `▶ ${t("choose.play")}`}
            </button>
          </span>
        </div>
        ${this.#network()}
      </div>
      ${this.#answer()} ${this.#source()}`;
  }

  #group(use: Use, places: readonly number[]): TemplateResult | typeof nothing {
    const { list, chosen } = this.desk.state;
    const mine = places.filter((i) => list[i]?.use === use);
    return mine.length === 0
      ? nothing
      : html`<optgroup label=${t(`use.${use}`)}>
          ${mine.map((i, k) => html`<option value=${i} .selected=${i === chosen}>${k + 1} · ${clipVoice(list[i]?.by ?? "")}</option>`)}
        </optgroup>`;
  }

  #network(): TemplateResult {
    const { desk } = this;
    const { layer, neuron } = desk.state;
    const layers = desk.layers();
    const most = desk.shown()?.neurons ?? 1;
    return html`<div class="row">
      ${layers.length > 1
        ? html`<label class="field">${t("layer")}
            <select data-testid="inside-layer" @change=${(e: Event) => desk.look(Number((e.target as HTMLSelectElement).value))}>
              ${layers.map((l, i) => html`<option value=${i} .selected=${i === layer}>${i + 1} · ${l.name}</option>`)}
            </select></label>`
        : nothing}
      <label class="field">${t("neuron.label", { most })}
        <input
          type="number"
          min="1"
          max=${most}
          step="1"
          data-testid="inside-neuron"
          .value=${String(neuron + 1)}
          @change=${(e: Event) => {
            desk.setNeuron(Number((e.target as HTMLInputElement).value) - 1);
            this.requestUpdate();
          }}
      /></label>
      <span class="row tight end">
        <button type="button" aria-label=${t("neuron.before")} title=${t("neuron.before")} ?disabled=${neuron === 0} @click=${() => desk.setNeuron(neuron - 1)}>‹</button>
        <button type="button" aria-label=${t("neuron.next")} title=${t("neuron.next")} ?disabled=${neuron >= most - 1} @click=${() => desk.setNeuron(neuron + 1)}>›</button>
      </span>
    </div>`;
  }

  #answer(): TemplateResult | typeof nothing {
    const { heard, list, chosen } = this.desk.state;
    const truth = list[chosen]?.label ?? "";
    if (!heard) {
      return nothing;
    }
    const verdict = !heard.labels.includes(truth)
      ? html`<span class="note warn" data-testid="not-its-word">${notItsWord(truth, heard.labels)}</span>`
      : truth === heard.label
        ? html`<span class="verdict good">✓ ${t("answer.right")}</span>`
        : html`<span class="verdict bad">✕ ${t("answer.wrong", { truth: labelTitle(truth) })}</span>`;
    return html`<p class="inside-answer" data-testid="inside-answer" data-label=${heard.label}>${t("answer", { label: labelTitle(heard.label), score: scoreText(heard.score) })} ${verdict}</p>`;
  }

  #source(): TemplateResult {
    const { data } = this.desk.state;
    return data === undefined
      ? html`<p class="small quiet row">${t("choose.clips")}<button type="button" class="plain small" @click=${() => this.app.go("data")}>${t("choose.own")}</button></p>`
      : html`<p class="small quiet">${t("choose.from", { data })}</p>`;
  }
}

customElements.define("nrr-inside-choose", ChoosePanel);
