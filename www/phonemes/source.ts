import { html, nothing, type TemplateResult } from "lit";
import { explain } from "../core/explain.ts";
import { filesOfInput } from "../core/files.ts";
import { english } from "../core/said.ts";
import { texts } from "../text/text.ts";
import type { PhonemesDesk } from "./desk.ts";
import type { Corpus } from "./protocol.ts";

const t = await texts("phonemes");

/** Notices of a folder that are shown one by one. */
const NAMED = 50;

/** Where the sentences are from, and how to bring one's own. */
export function source(desk: PhonemesDesk): TemplateResult {
  const { corpus, phase, reading } = desk.state;
  const ready = phase === "ready";
  return html`<div class="card phone-source" data-testid="phones-source" data-corpus=${corpus?.name ?? ""}>
    <div class="row spread">
      <div class="beside">
        <h3>${t("source")}</h3>
        ${explain({ title: t("source"), text: t("source.explain"), terms: ["phone", "held-out"] })}
      </div>
      <div class="row">
        <label class="button"
          >${t("source.folder")}<input
            type="file"
            webkitdirectory
            multiple
            data-testid="phones-folder"
            ?disabled=${!ready}
            @change=${(e: Event) => {
              const input = e.target as HTMLInputElement;
              desk.bring(filesOfInput(input));
              input.value = "";
            }}
        /></label>
        ${corpus ? html`<button type="button" data-testid="phones-bundled" ?disabled=${!ready} @click=${() => desk.leaveCorpus()}>${t("source.bundled")}</button>` : nothing}
      </div>
    </div>
    ${reading
      ? html`<div class="row">
          <progress max=${Math.max(1, reading.of)} .value=${reading.done} aria-label=${t("source.reading")}></progress>
          <button type="button" data-testid="phones-reading-stop" @click=${() => desk.stop()}>${t("stop")}</button>
        </div>`
      : nothing}
    ${corpus ? told(corpus, desk.state.sentences.length) : html`<p class="small quiet">${t("source.is-bundled")}</p>`}
  </div>`;
}

/** What became of a folder. */
function told({ name, taken, of, notices }: Corpus, sentences: number): TemplateResult {
  return html`<p class="small" role="status" data-testid="phones-corpus" data-sentences=${sentences}>
      ${t("source.taken", { name, sentences })} ${taken < of ? t("source.more", { of }) : ""}
    </p>
    ${notices.length > 0
      ? html`<details data-testid="phones-left">
          <summary>${t("source.left", { count: notices.length })}</summary>
          <ul class="left-list small">
            ${notices.slice(0, NAMED).map((n) => html`<li>${english(n)}</li>`)}
            ${notices.length > NAMED ? html`<li class="quiet">${t("source.left.more", { count: notices.length - NAMED })}</li>` : nothing}
          </ul>
        </details>`
      : nothing}`;
}
