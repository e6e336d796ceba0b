import { html, nothing, type TemplateResult } from "lit";
import { labelTitle } from "../core/label.ts";
import { figure } from "../core/format.ts";
import { explain } from "../core/explain.ts";
import { sym } from "../core/symbol.ts";
import type { NeuronChange } from "../engine/lab-protocol.ts";
import { spikesOf } from "../plots/course.ts";
import { settingExplanation } from "../train/explanations.ts";
import { texts } from "../text/text.ts";
import { InsidePanel } from "./panel.ts";
import { isChanged } from "./study.ts";

const t = await texts("inside");

/** Constants that can be tried out: their names here, among the engine's settings, and in the paper. */
const CONSTANTS = [
  { key: "adaptStrength", setting: "adapt_strength", symbol: "γ", title: "constants.gamma" },
  { key: "adaptDecay", setting: "adapt_decay", symbol: "α", title: "constants.alpha" },
  { key: "adaptGain", setting: "adapt_gain", symbol: "β", title: "constants.beta" },
  { key: "vThreshold", setting: "v_threshold", symbol: "V_th", title: "constants.vth" },
  { key: "leak", setting: "leak", symbol: "g", title: "constants.g" },
] as const satisfies readonly { key: keyof NeuronChange; setting: string; symbol: string; title: string }[];

/** The slider needs no more than this where the engine would take any size. */
const MOST: Partial<Record<keyof NeuronChange, number>> = { adaptStrength: 3, vThreshold: 3, adaptGain: 1 };

/** Sliders on the neurons' constants: the same recording is heard again at once. */
export class ConstantsPanel extends InsidePanel {
  protected stores() {
    return [this.desk, this.app.session];
  }

  protected override render(): TemplateResult {
    const { desk } = this;
    const { change, heard, trained } = desk.state;
    const [course, ghost] = [desk.course(), desk.ghost()];
    const changed = isChanged(change);
    const [now, was] = [course && spikesOf(course), ghost && spikesOf(ghost)];
    return html`<div class="row spread">
        <div class="beside"><h3>${t("constants.title")}</h3>${explain({ title: t("constants.title"), text: t("constants.look"), terms: ["neuron", "adaptation", "threshold", "leak"] })}</div>
        <button type="button" data-testid="as-trained" ?disabled=${!changed} @click=${() => desk.asTrained()}>${t("constants.reset")}</button>
      </div>
      <p class="small quiet">${t("constants.what")}</p>
      <div class="constants">${CONSTANTS.map((c) => this.#slider(c))}</div>
      <p class="small" role="status" data-testid="effect" data-f=${now?.f ?? 0} data-was-f=${was?.f ?? now?.f ?? 0}>
        ${changed && now && was
          ? t("constants.effect", { f: now.f, r: now.r, wf: was.f, wr: was.r, label: labelTitle(heard?.label ?? ""), was: labelTitle(trained?.label ?? "") })
          : t("constants.same")}
      </p>`;
  }

  #slider({ key, setting, symbol, title }: (typeof CONSTANTS)[number]): TemplateResult {
    const { desk } = this;
    const about = this.app.session.state.description?.settings.find((s) => s.key === setting);
    const trained = Number(desk.state.info?.settings[setting] ?? 0);
    const value = desk.constant(key, setting);
    const most = Math.max(trained, Math.min(about?.max ?? 1, MOST[key] ?? Infinity));
    const changed = desk.state.change[key] !== undefined;
    return html`<div class="constant ${changed ? "changed" : ""}">
      <span class="spread row"
        ><span class="beside"><label for="constant-${key}">${sym(symbol)} <span class="small">${t(title)}</span></label>${about ? explain(settingExplanation(about)) : nothing}</span>
        <span class="figures">${figure(value)}${changed ? html` <span class="small quiet">${t("constants.trained", { value: figure(trained) })}</span>` : nothing}</span></span
      >
      <input
        type="range"
        id="constant-${key}"
        data-testid="constant-${key}"
        min=${about?.min ?? 0}
        max=${most}
        step=${Math.min(about?.step ?? 0.01, 0.01)}
        .value=${String(value)}
        @input=${(e: Event) => {
          const to = Number((e.target as HTMLInputElement).value);
          desk.tryOut({ [key]: Math.abs(to - trained) < 1e-9 ? undefined : to });
        }}
      />
    </div>`;
  }
}

customElements.define("nrr-inside-constants", ConstantsPanel);
