import { html, nothing, type TemplateResult } from "lit";
import { explain, fromPart } from "../core/explain.ts";
import { splitTitle } from "../core/names.ts";
import { said } from "../core/said.ts";
import { settle } from "../core/settle.ts";
import type { Store } from "../core/store.ts";
import { texts } from "../text/text.ts";
import type { Tested } from "./test-answers.ts";
import { TestPart } from "./test-part.ts";
import type { Network, Part, Source } from "./test-subject.ts";

const t = await texts("compare");

/** What is tested on what, and the button that does it. */
export class TestSetupPanel extends TestPart {
  protected override stores(): Store<object>[] {
    return [this.desk, this.project.run, this.project.data, this.project.data.words, this.app.session];
  }

  /** There is a run whose network can be taken. */
  get #hasRun(): boolean {
    const { phase, records } = this.project.run.state;
    return phase !== "none" && phase !== "preparing" && records.length > 0;
  }

  get #network(): Network {
    return this.#hasRun ? this.desk.state.network : "model";
  }

  /** The project has takes of its own: words with takes, or a pack other than the bundled one. */
  get #hasOwn(): boolean {
    const { data } = this.project;
    return data.state.source === "own" ? data.problem() === undefined : data.state.source !== data.state.packs[0]?.file;
  }

  get #source(): Source {
    return this.#hasOwn ? this.desk.state.source : "bundled";
  }

  protected override render(): TemplateResult {
    const { phase, progress, problem, stopped, tested } = this.desk.state;
    const { model } = this.app.session.state;
    const can = this.#network === "run" || model !== undefined;
    return html`<section class="card" aria-labelledby="test-setup-title">
      <div class="beside"><h3 id="test-setup-title">${t("test.setup.title")}</h3>${explain({ title: t("test.setup.title"), text: fromPart("test.setup"), terms: ["held-out", "accuracy"] })}</div>
      <p class="quiet">${t("test.setup.lead")}</p>
      <div class="test-choices">
        ${this.#choice("network", t("test.network"), this.#network, [
          ["run", t("test.network.run"), this.#hasRun],
          ["model", t("test.network.model", { name: model?.title ?? "–" }), model !== undefined],
        ])}
        ${this.#network === "run"
          ? this.#runTakes()
          : this.#choice("source", t("test.takes"), this.#source, [
              ["project", this.#ownTitle(), this.#hasOwn],
              ["bundled", t("test.takes.bundled"), true],
            ])}
      </div>
      ${this.#hasRun ? nothing : html`<p class="small quiet" data-testid="test-no-run">${t("test.run.none")}</p>`}
      <div class="row">
        ${phase === "idle"
          ? html`<button type="button" class="primary" data-testid="test-start" ?disabled=${!can} @click=${() => this.#start("test")}>${tested ? t("test.again") : t("test.start")}</button>`
          : html`<button type="button" class="live" data-testid="test-stop" @click=${() => this.desk.stop()}>${t("test.stop")}</button>`}
        <span class="small quiet" role="status" data-testid="test-says">${this.#says()}</span>
      </div>
      ${progress ? html`<progress max=${progress.of} .value=${progress.done} aria-label=${t("test.progress")} data-testid="test-progress" data-done=${progress.done} data-of=${progress.of}></progress>` : nothing}
      ${stopped && phase === "idle" ? html`<p class="note small" data-testid="test-stopped">${t("test.stopped")}</p>` : nothing}
      ${problem === undefined ? nothing : html`<p class="note bad" role="alert" data-testid="test-problem">${said(problem)}</p>`}
      ${tested && phase === "idle" ? this.#nothingToTest(tested) : nothing}
    </section>`;
  }

  #says(): string {
    const { phase, progress } = this.desk.state;
    switch (phase) {
      case "idle":
        return "";
      case "opening":
        return t("test.opening");
      case "answering":
      case "curve":
        return t("test.answering", { done: progress?.done ?? 0, of: progress?.of ?? 0 });
    }
  }

  #start(part: Part): void {
    this.desk.set({ network: this.#network, source: this.#source });
    settle(this.desk.test(part), (text) => this.desk.set({ problem: text }));
  }

  #ownTitle(): string {
    const { state, words } = this.project.data;
    return state.source === "own" ? t("test.takes.own", { count: words.state.takes.length }) : (state.packs.find((p) => p.file === state.source)?.title ?? "");
  }

  #runTakes(): TemplateResult {
    const { data, spec, head } = this.project.run.state;
    return html`<p class="test-fixed">
      <span class="small quiet">${t("test.takes")}</span>
      <span>${(head?.testCount ?? 0) === 0 ? t("test.takes.run.none", { title: data?.title ?? "" }) : t("test.takes.run", { title: data?.title ?? "", count: head?.testCount ?? 0, split: splitTitle(spec?.split ?? "") })}</span>
    </p>`;
  }

  #choice<Id extends string>(key: "network" | "source", title: string, value: Id, options: [Id, string, boolean][]): TemplateResult {
    return html`<fieldset class="test-choice">
      <legend class="small quiet">${title}</legend>
      <div class="segments">
        ${options.map(
          ([id, name, can]) =>
            html`<button type="button" data-testid="test-${key}-${id}" aria-pressed=${id === value ? "true" : "false"} ?disabled=${!can || this.desk.busy} @click=${() => this.desk.set({ [key]: id })}>${name}</button>`,
        )}
      </div>
    </fieldset>`;
  }

  /** Said where a test cannot be: every take was learnt from, or no word is known. */
  #nothingToTest({ part, plan, asked, network }: Tested): TemplateResult | typeof nothing {
    if (asked.length > 0) {
      return nothing;
    }
    if (part === "test" && plan.learnt.length > 0) {
      return html`<div class="note warn" role="alert" data-testid="no-test-part">
        <p><strong>${t("test.none.title")}</strong></p>
        <p>${t("test.none.text", { count: plan.learnt.length })}</p>
        <div class="row">
          ${network === "run"
            ? html`<button type="button" class="primary" data-testid="keep-some" @click=${() => this.#keepSome()}>${t("test.none.keep")}</button>`
            : nothing}
          <button type="button" data-testid="test-learnt" @click=${() => this.#start("learnt")}>${t("test.none.look")}</button>
        </div>
      </div>`;
    }
    return html`<p class="note warn" role="alert" data-testid="no-takes">${t("test.none.words", { count: plan.strange })}</p>`;
  }

  /** The next run keeps one take in five for its test. */
  #keepSome(): void {
    this.project.train.change({ split: "random:0.2" }, t("test.none.change"), "split");
    this.app.go("train");
  }
}

customElements.define("nrr-test-setup", TestSetupPanel);
