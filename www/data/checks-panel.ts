import { html, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { settle } from "../core/settle.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { type Check, checksOf, type Fix } from "./checks.ts";
import { icon } from "./icons.ts";

const t = await texts("data");

/** What could be better about words and takes, and buttons that do it. */
export class ChecksPanel extends ProjectPanel {
  protected stores() {
    return [this.project.data.words, this.project.data.facts];
  }

  protected override willUpdate(): void {
    this.project.data.facts.look(this.project.data.words.state.takes);
  }

  protected override render(): TemplateResult {
    const { words, facts } = this.project.data;
    const checks = checksOf(words.table, facts.of);
    const { takes } = words.state;
    const looking = takes.some((x) => facts.of(x) === undefined);
    return html`<section class="card" aria-labelledby="checks-title" data-testid="checks">
      <div class="beside"><h3 id="checks-title">${t("checks.title")}</h3>${explain({ title: t("checks.title"), text: fromPart("data.checks"), terms: ["take", "overfitting"] })}</div>
      ${takes.length === 0
        ? html`<p class="small quiet">${t("checks.none-yet")}</p>`
        : checks.length === 0 && !looking
          ? html`<p class="check good">${icon("good")}<span>${t("checks.good")}</span></p>`
          : html`<ul class="checks">
              ${checks.map((c) => this.#check(c))}
            </ul>`}
      ${looking ? html`<p class="small quiet" role="status">${t("checks.looking")}</p>` : ""}
    </section>`;
  }

  #check(check: Check): TemplateResult {
    const { key, tone, values, takes, fixes } = check;
    return html`<li class="check ${tone}" data-testid="check" data-check=${key} data-tone=${tone}>
      ${icon(tone)}
      <div>
        <p><span class="visually-hidden">${t(`tone.${tone}`)}</span>${t(`check.${key}`, values)} <span class="quiet">${t(`check.${key}.do`, values)}</span></p>
        ${takes.length + fixes.length > 0
          ? html`<div class="check-do">
              ${takes.length > 0 ? html`<button type="button" class="plain" data-testid="check-show" @click=${() => this.#show(takes)}>${t("checks.show", { count: takes.length })}</button>` : ""}
              ${fixes.map((fix) => html`<button type="button" class="plain" data-testid="fix-${fix.kind}" @click=${() => this.#fix(fix)}>${this.#name(fix)}</button>`)}
            </div>`
          : ""}
      </div>
    </li>`;
  }

  #name(fix: Fix): string {
    switch (fix.kind) {
      case "record": {
        const word = this.project.data.words.state.words.find((w) => w.id === fix.word);
        return t("fix.record", { word: word?.text.trim() ?? "" });
      }
      case "remove":
        return t("fix.remove", { count: fix.takes.length });
      case "aside":
        return t("fix.aside", { count: fix.takes.length });
      case "parts-seed":
        return t("fix.parts-seed");
      case "parts-speaker":
        return t("fix.parts-speaker", { speaker: fix.speaker });
      case "noise":
        return t("fix.noise");
    }
  }

  #fix(fix: Fix): void {
    const { words, recorder } = this.project.data;
    const tell = (text: string): void => this.app.notices.tell({ id: "words", tone: "bad", text });
    switch (fix.kind) {
      case "record": {
        const word = words.state.words.find((w) => w.id === fix.word);
        if (word) {
          this.#toWord(word.id);
          settle(recorder.record(word), tell);
        }
        break;
      }
      case "remove":
        words.removeTakes(fix.takes);
        break;
      case "aside":
        words.part(fix.takes, "aside");
        break;
      case "parts-seed":
        words.drawParts(words.state.partsSeed);
        break;
      case "parts-speaker":
        words.partsBySpeaker(fix.speaker);
        break;
      case "noise": {
        const word = words.noiseWord();
        requestAnimationFrame(() => this.#toWord(word.id));
        settle(recorder.record(word), tell);
        break;
      }
    }
  }

  #toWord(id: number): void {
    document.querySelector(`#word-${id}`)?.closest(".word")?.scrollIntoView({ block: "nearest" });
  }

  /** Chooses the takes and goes to the first. */
  #show(takes: readonly number[]): void {
    const { selection } = this.project.data;
    selection.choose(takes);
    const [first] = takes;
    if (first !== undefined) {
      selection.set({ open: first });
    }
  }
}

customElements.define("nrr-checks", ChecksPanel);
