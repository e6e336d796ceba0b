import { html, type PropertyValues, type TemplateResult } from "lit";
import { seconds } from "../core/format.ts";
import { settle } from "../core/settle.ts";
import { onThemeChange, theme } from "../plots/theme.ts";
import { ProjectPanel } from "../project/panel.ts";
import { texts } from "../text/text.ts";
import { beginDrag, draggedOf, endDrag, inLaterHalf } from "./drag.ts";
import { SMALL } from "./facts-desk.ts";
import { icon } from "./icons.ts";
import { drawThumbnail, PIXELS, whenSeen } from "./thumbnail.ts";
import { lengthS, type Take } from "./words-state.ts";

const t = await texts("data");

/** A take: its pictures, which play it, and what can be done with it. */
export class TakeTile extends ProjectPanel {
  static override properties = {
    ...ProjectPanel.properties,
    take: { attribute: false },
    chosen: { attribute: false },
    open: { attribute: false },
    reachable: { attribute: false },
    problems: { attribute: false },
    playing: { state: true },
  };
  declare take: Take;
  declare chosen: boolean;
  declare open: boolean;
  /** Tab stops here; the arrow keys go to the others. */
  declare reachable: boolean;
  /** Keys of what is wrong with it, joined by spaces. */
  declare problems: string;
  declare playing: boolean;

  #seen = false;
  #levels: Uint8Array | undefined;
  #ends: (() => void)[] = [];

  constructor() {
    super();
    this.playing = false;
    this.problems = "";
  }

  protected stores() {
    return [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const { play } = this.project.data;
    const heard = (): void => {
      const { take, s } = play.state;
      const mine = take === this.take.id;
      if (mine || this.playing) {
        this.playing = mine;
        this.#moveCursor(mine ? s : undefined);
      }
    };
    this.#ends = [
      play.watch(heard),
      onThemeChange(() => this.#draw()),
      whenSeen(this, () => {
        this.#seen = true;
        this.#picture();
      }),
    ];
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ends.forEach((end) => end());
    this.#ends = [];
  }

  #picture(): void {
    const { take } = this;
    this.#draw();
    this.project.data.facts.picture(take, SMALL).then(
      (levels) => {
        if (this.take.sound === take.sound) {
          this.#levels = levels;
          this.#draw();
        }
      },
      // The waveform is there all the same.
      () => undefined,
    );
  }

  #draw(): void {
    const canvas = this.querySelector("canvas");
    if (canvas && this.#seen) {
      drawThumbnail(canvas, this.take, this.#levels, theme());
    }
  }

  #moveCursor(s: number | undefined): void {
    const cursor = this.querySelector<HTMLElement>(".take-cursor");
    if (cursor) {
      cursor.hidden = s === undefined;
      const { sound } = this.take;
      cursor.style.insetInlineStart = `${(((s ?? 0) * sound.rateHz) / Math.max(1, sound.samples.length)) * 100}%`;
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has("take") && this.#seen) {
      if (changed.get("take")?.sound === this.take.sound) {
        this.#draw();
      } else {
        this.#levels = undefined;
        this.#picture();
      }
    }
  }

  protected override render(): TemplateResult {
    const { take, problems } = this;
    const { words, play, selection } = this.project.data;
    const tab = this.reachable ? "0" : "-1";
    const length = seconds(lengthS(take));
    const part = t(`part.${take.part}`);
    const wrong = problems === "" ? "" : problems.split(" ").map((key) => t.maybe(`take.${key}`) ?? key).join(", ");
    return html`<div
      class="take ${this.chosen ? "chosen" : ""} ${this.open ? "open" : ""} ${wrong ? "doubtful" : ""}"
      data-testid="take"
      data-part=${take.part}
      data-name=${take.name}
      draggable="true"
      @focusin=${() => selection.stand(take.word, take.id)}
      @dragstart=${(e: DragEvent) => beginDrag(e, { kind: "takes", ids: this.chosen ? selection.takes : [take.id] })}
      @dragend=${endDrag}
      @dragover=${this.#over}
      @dragleave=${this.#unmark}
      @drop=${this.#drop}
    >
      <button
        type="button"
        class="take-play"
        data-testid="take-play"
        tabindex=${tab}
        aria-pressed=${this.playing ? "true" : "false"}
        aria-label=${t("take.play", { name: take.name, length, part, wrong: wrong || "–" })}
        title=${[take.name, length, wrong].filter((x) => x !== "").join(" · ")}
        @click=${() => settle(play.toggle(take), (text) => this.app.notices.tell({ id: "play", tone: "bad", text }))}
      >
        <canvas width=${PIXELS.width} height=${PIXELS.height}></canvas>
        <span class="take-cursor" hidden></span>
        <span class="take-length figures">${length}</span>
        ${wrong ? html`<span class="take-wrong">${icon("warn")}</span>` : ""}
      </button>
      <label class="take-choose" title=${t("take.choose", { name: take.name })}
        ><input
          type="checkbox"
          data-testid="take-choose"
          tabindex=${tab}
          aria-label=${t("take.choose", { name: take.name })}
          .checked=${this.chosen}
          @click=${(e: MouseEvent) => selection.toggle(take.id, e.shiftKey)}
      /></label>
      <div class="take-foot">
        <button
          type="button"
          class="plain take-part"
          data-testid="take-part"
          data-part=${take.part}
          tabindex=${tab}
          aria-label=${t("take.part", { name: take.name, part })}
          title=${t(`part.${take.part}.about`)}
          @click=${() => words.part([take.id], take.part === "learn" ? "test" : "learn")}
        >
          ${part}
        </button>
        <button
          type="button"
          class="plain take-edit"
          data-testid="take-edit"
          tabindex=${tab}
          aria-expanded=${this.open ? "true" : "false"}
          aria-label=${t("take.edit", { name: take.name })}
          title=${t("take.edit", { name: take.name })}
          @click=${() => selection.open(take.id)}
        >
          ${icon("trim")}
        </button>
        <button
          type="button"
          class="plain take-remove"
          tabindex=${tab}
          aria-label=${t("take.remove", { name: take.name })}
          title=${t("take.remove", { name: take.name })}
          @click=${() => words.removeTakes([take.id])}
        >
          ${icon("remove")}
        </button>
      </div>
    </div>`;
  }

  readonly #over = (event: DragEvent): void => {
    if (draggedOf(event, "takes")) {
      event.preventDefault();
      const later = inLaterHalf(event, this, "x");
      this.classList.toggle("drop-after", later);
      this.classList.toggle("drop-before", !later);
    }
  };

  readonly #unmark = (): void => this.classList.remove("drop-after", "drop-before");

  readonly #drop = (event: DragEvent): void => {
    const dragged = draggedOf(event, "takes");
    this.#unmark();
    if (dragged) {
      event.preventDefault();
      event.stopPropagation();
      const mine = this.project.data.words.state.takes.filter((x) => x.word === this.take.word && !dragged.ids.includes(x.id));
      const at = mine.findIndex((x) => x.id === this.take.id);
      const before = inLaterHalf(event, this, "x") ? mine[at + 1]?.id : this.take.id;
      this.project.data.words.moveTakes(dragged.ids, this.take.word, before);
      endDrag();
    }
  };
}

customElements.define("nrr-take", TakeTile);
