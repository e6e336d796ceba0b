import { html, type TemplateResult } from "lit";
import { percent } from "../core/format.ts";
import { named } from "../core/names.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";
import { ProjectPanel } from "./panel.ts";
import "./run-bar.css";

const t = await texts("app");

/** The current run in one line under the header, wherever one is. */
export class RunBar extends ProjectPanel {
  protected stores() {
    return [this.project.run, this.project.train];
  }

  /** A name up to its colon, behind which it is explained. */
  #short(kind: "system" | "rule", id: string): string {
    return (named(kind, id) ?? id).split(":")[0] ?? id;
  }

  protected override render(): TemplateResult {
    const { run } = this.project;
    const { phase, spec, data, records, progress, stopped, stopping } = run.state;
    const last = records.at(-1);
    const epochs = spec?.epochs ?? 1;
    const done = last?.epoch ?? 0;
    const within = progress?.phase === "train" && progress.epoch > done ? progress.batch / Math.max(1, progress.batches) : 0;
    const says = phase === "none" ? t("bar.none") : phase === "ended" ? t(stopped ? "bar.stopped" : "bar.done") : t(stopping ? "bar.stopping" : `bar.${phase}`);
    const accuracy = last?.testAccuracy ?? last?.validationAccuracy ?? last?.trainAccuracy;
    const tell = (text: string): void => this.app.notices.tell({ id: "train", tone: "bad", text });
    return html`<section class="run-bar" aria-label=${t("bar.label")} data-testid="run-bar" data-phase=${phase}>
      <button type="button" class="plain run-bar-open" data-testid="run-bar-open" title=${t("bar.open")} @click=${() => this.app.go("train")}>
        <span class="run-bar-dot" data-phase=${phase} aria-hidden="true"></span>
        <strong>${says}</strong>
        ${phase === "none"
          ? ""
          : html`<span class="run-bar-what">${data?.title ?? ""} · ${spec ? this.#short("system", spec.system) : ""} · ${spec ? this.#short("rule", spec.rule) : ""} · ${t("bar.seed", { seed: String(spec?.seed ?? "") })}</span>
              <span class="figures">${t("bar.epoch", { done, of: epochs })}</span>
              ${accuracy === undefined ? "" : html`<span class="figures">${t("bar.accuracy", { share: percent(accuracy) })}</span>`}`}
      </button>
      ${phase === "training" || phase === "pausing"
        ? html`<button type="button" class="plain" ?disabled=${phase === "pausing"} @click=${() => settle(run.pause(), tell)}>${t("bar.pause")}</button>`
        : phase === "paused"
          ? html`<button type="button" class="plain" @click=${() => settle(run.resume(), tell)}>${t("bar.resume")}</button>`
          : ""}
      ${phase === "preparing" || phase === "training" || phase === "pausing" || phase === "paused"
        ? html`<button type="button" class="plain" data-testid="run-bar-stop" ?disabled=${stopping} @click=${() => settle(run.stop(), tell)}>${t("bar.stop")}</button>`
        : ""}
      ${phase === "none" ? "" : html`<progress max=${epochs} .value=${done + within} aria-hidden="true"></progress>`}
    </section>`;
  }
}

customElements.define("nrr-run-bar", RunBar);
