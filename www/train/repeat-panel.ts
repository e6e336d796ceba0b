import { html, nothing, type TemplateResult } from "lit";
import { messageOf } from "../core/settle.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";

const t = await texts("train");

/** Characters of a digest that are shown. */
const SHOWN = 12;

const TONES = { waiting: "", "same-data": "", same: "good", stopped: "", "other-data": "warn", other: "bad" } as const;

/** Whether the run came out as its address or project file says, and the address that gives it again. */
export class RepeatPanel extends ProjectPanel {
  static override properties = { ...ProjectPanel.properties, copied: { state: true } };
  /** The address that was copied, and what became of that. */
  declare copied: { link: string; says: string } | undefined;

  constructor() {
    super();
    this.copied = undefined;
  }

  protected stores() {
    return [this.project.repeat, this.project.run, this.project.train, this.project.data, this.project.data.words];
  }

  protected override render(): TemplateResult {
    return html`${this.#verdict()} ${this.#share()}`;
  }

  #verdict(): TemplateResult | typeof nothing {
    const { repeat, run } = this.project;
    const verdict = repeat.verdict();
    const { expected, from } = repeat.state;
    if (!verdict || !expected) {
      return nothing;
    }
    const values = {
      from: t(`repeat.from.${from}`),
      data: expected.data?.slice(0, SHOWN) ?? "–",
      weights: expected.weights?.slice(0, SHOWN) ?? "–",
      got: (verdict === "other-data" ? run.state.head?.dataDigest : run.state.weightsSha256)?.slice(0, SHOWN) ?? "–",
    };
    return html`<p class="note small ${TONES[verdict]}" role="status" data-testid="repeat" data-verdict=${verdict}>${t(`repeat.${verdict}`, values)}</p>`;
  }

  #share(): TemplateResult | typeof nothing {
    const { run } = this.project;
    const { phase, stopped, problem, weightsSha256, head } = run.state;
    if (phase !== "ended" || stopped || problem !== undefined || weightsSha256 === undefined) {
      return nothing;
    }
    const link = this.project.repeat.link(run.state);
    const own = (run.state.data?.source ?? "own") === "own";
    return html`<details class="share" data-testid="share">
      <summary>${t("share.title")}</summary>
      <p class="small quiet">${t(own ? "share.own" : "share.pack")}</p>
      <dl class="facts">
        <dt>${t("share.data")}</dt>
        <dd><code class="digest" data-testid="data-digest">${head?.dataDigest ?? ""}</code></dd>
        <dt>${t("share.weights")}</dt>
        <dd><code class="digest" data-testid="weights-digest">${weightsSha256}</code></dd>
      </dl>
      <label class="field"
        >${t("share.link")}<input type="text" readonly data-testid="share-link" .value=${link} @focus=${(e: Event) => (e.target as HTMLInputElement).select()}
      /></label>
      <div class="row">
        <button type="button" data-testid="copy-link" @click=${() => this.#copy(link)}>${t("share.copy")}</button>
        ${own ? html`<button type="button" @click=${() => this.app.go("data")}>${t("share.file")}</button>` : nothing}
        <span role="status" class="small">${this.copied?.link === link ? this.copied.says : ""}</span>
      </div>
    </details>`;
  }

  #copy(link: string): void {
    navigator.clipboard.writeText(link).then(
      () => (this.copied = { link, says: t("share.copied") }),
      (error: unknown) => (this.copied = { link, says: t("share.not-copied", { why: messageOf(error) }) }),
    );
  }
}

customElements.define("nrr-repeat", RepeatPanel);
