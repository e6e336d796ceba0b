import { html, nothing, type TemplateResult } from "lit";
import { labelTitle } from "../core/label.ts";
import { explain, fromPart } from "../core/explain.ts";
import { percent } from "../core/format.ts";
import { settle } from "../core/settle.ts";
import type { Store } from "../core/store.ts";
import { texts } from "../text/text.ts";
import type { Answered, Tested } from "./test-answers.ts";
import type { Cell } from "./test-desk.ts";
import { confusion, type HeardTake } from "./test-evaluation.ts";
import "./test-matrix.ts";
import { TestPart } from "./test-part.ts";

const t = await texts("compare");

/** Which words are heard as which, with the takes behind each count. */
export class TestConfusionPanel extends TestPart {
  protected override stores(): Store<object>[] {
    return [this.desk, this.project.run];
  }

  protected override render(): TemplateResult {
    const { tested } = this.desk.state;
    const { shown } = this.desk;
    return tested && shown ? this.#matrix(tested, shown) : html``;
  }

  #inCell(shown: Answered, { said, heard }: Cell): HeardTake[] {
    // The doubtful ones first among the right, the surest first among the wrong: what is odd comes first.
    const takes = shown.takes.filter((x) => x.said === said && x.heard === heard);
    return takes.sort((a, b) => (said === heard ? a.score - b.score : b.score - a.score));
  }

  #matrix({ info }: Tested, shown: Answered): TemplateResult {
    const { cell } = this.desk.state;
    return html`<section class="card" aria-labelledby="test-matrix-title">
      <div class="beside"><h3 id="test-matrix-title">${t("test.matrix.title")}</h3>${explain({ title: t("test.matrix.title"), text: fromPart("test.matrix"), terms: ["confusion"] })}</div>
      <p class="small quiet" id="test-matrix-how">${t("test.matrix.how")}</p>
      <div class="test-matrix-row">
        <nrr-test-matrix .labels=${info.labels.map(labelTitle)} .cells=${confusion(shown.takes, info.labels.length)} .cell=${cell} .choose=${(to: Cell) => this.#choose(shown, to)}></nrr-test-matrix>
        ${cell ? this.#list(info.labels.map(labelTitle), this.#inCell(shown, cell), cell) : html`<p class="quiet test-cell-empty">${t("test.cell.empty")}</p>`}
      </div>
    </section>`;
  }

  /** Plays the cell's next take: the first one of a cell newly chosen, then one after another. */
  #choose(shown: Answered, to: Cell): void {
    const { cell, playing, heardLast } = this.desk.state;
    const takes = this.#inCell(shown, to);
    const same = cell?.said === to.said && cell.heard === to.heard;
    const last = same ? takes.findIndex((x) => x.utterance === (playing ?? heardLast)) : -1;
    const next = takes[(last + 1) % takes.length];
    this.desk.set({ cell: to });
    if (next) {
      settle(this.desk.play(next.utterance), (text) => this.desk.set({ problem: text }));
    }
  }

  #list(labels: readonly string[], takes: readonly HeardTake[], { said, heard }: Cell): TemplateResult {
    const words = { said: labels[said] ?? "", heard: labels[heard] ?? "", count: takes.length };
    return html`<div class="test-cell-list" data-testid="cell-list">
      <h4>${t(said === heard ? "test.cell.right" : "test.cell.wrong", words)}</h4>
      <ul>
        ${takes.map((take) => this.#take(take))}
      </ul>
    </div>`;
  }

  #take({ utterance, name, speaker, score }: HeardTake): TemplateResult {
    const { playing, heardLast } = this.desk.state;
    const plays = playing === utterance;
    const look = (): void => {
      this.project.gaze.set({ wanted: { utterance } });
      this.app.go("inside");
    };
    return html`<li class=${heardLast === utterance ? "last" : ""} data-testid="cell-take" data-utterance=${utterance} data-playing=${plays ? "yes" : "no"}>
      <button type="button" class="plain" aria-pressed=${plays ? "true" : "false"} data-testid="cell-play" @click=${() => settle(this.desk.play(utterance), (text) => this.desk.set({ problem: text }))}>
        <span aria-hidden="true">${plays ? "■" : "▶"}</span><span class="visually-hidden">${t(plays ? "test.take.stop" : "test.take.play", { name })}</span>
      </button>
      <span class="test-take-name"><span>${name}</span> ${speaker === "" || name.includes(speaker) ? nothing : html`<span class="small quiet">${speaker}</span>`}</span>
      <span class="figures small" title=${t("test.score")}>${percent(score)}</span>
      ${this.desk.canLook ? html`<button type="button" class="plain small" data-testid="cell-look" @click=${look}>${t("test.take.look")}<span class="visually-hidden">: ${name}</span></button>` : nothing}
    </li>`;
  }
}

customElements.define("nrr-test-confusion", TestConfusionPanel);
