import { html, nothing, type TemplateResult } from "lit";
import type { App } from "../app/context.ts";
import { settle } from "../core/settle.ts";
import { texts } from "../text/text.ts";

const t = await texts("train");

/** Begins a run, unless a field is wrong: then the first of those has the focus. */
export async function begin(wrong: object, start: () => Promise<void>): Promise<void> {
  if (Object.keys(wrong).length === 0) {
    await start();
    return;
  }
  const field = document.querySelector<HTMLElement>("nrr-settings [aria-invalid=true]");
  for (let part = field?.closest("details"); part; part = part.parentElement?.closest("details")) {
    part.open = true;
  }
  field?.focus();
}

/** Asked beside the control `key` when a change made with it would restart the run, before anything happens. */
export function restartQuestion(app: App, key: string): TemplateResult | typeof nothing {
  const { project } = app;
  const pending = project?.train.state.pending;
  if (!project || pending?.key !== key) {
    return nothing;
  }
  const { train, run } = project;
  const done = run.state.records.length;
  const tell = (text: string) => app.notices.tell({ id: "train", tone: "bad", text });
  return html`<div class="note warn pending" role="alert" data-testid="restart-question">
    <p><strong>${t("question")}</strong> ${t("question.lost", { what: pending.what, done })}</p>
    <div class="row">
      <button type="button" class="primary" data-testid="restart-yes" @click=${() => settle(begin(train.state.wrong, () => train.acceptPending()), tell)}>${t("question.yes")}</button>
      <button type="button" data-testid="restart-no" @click=${() => train.refusePending()}>${t("question.no")}</button>
    </div>
  </div>`;
}
