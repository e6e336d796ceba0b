import { html, type TemplateResult } from "lit";
import { fromPart } from "../core/explain.ts";
import { fixed, percent } from "../core/format.ts";
import type { Box } from "../plots/axes.ts";
import { Plot } from "../plots/plot.ts";
import type { StepScale } from "../plots/steps.ts";
import type { Theme } from "../plots/theme.ts";
import { texts } from "../text/text.ts";
import type { NativeHearing } from "../engine/load-phonemes.ts";
import type { Picked } from "./desk.ts";
import { type Run, runsOf } from "./phones.ts";
import { describePiece } from "./piece.ts";

const t = await texts("phonemes");

const ROW = 34;
const GAP = 8;
/** A row of words above them. */
const WORDS = 24;
const TRACKS = ["spoken", "heard"] as const;

type Word = NativeHearing["words"][number];

/**
 * What was spoken and what was heard, one above the other. Stretches that were heard as something else are hatched.
 *
 * A click on a piece, or the arrow keys and Enter, choose it and have it played (events `pick` and `hear`).
 */
export class TracksPlot extends Plot {
  static override properties = {
    ...Plot.properties,
    spoken: { attribute: false },
    heard: { attribute: false },
    words: { attribute: false },
    labels: { attribute: false },
    scale: { attribute: false },
    picked: { attribute: false },
  };
  /** The label of every frame. */
  declare spoken: Uint8Array;
  declare heard: Uint8Array;
  /** Shown above the phones, where they are known. */
  declare words: readonly Word[];
  declare labels: readonly string[];
  declare scale: StepScale;
  declare picked: Picked;

  protected heading() {
    return { title: t("tracks"), symbol: "", yTitle: "" };
  }

  protected override explanation() {
    return { text: fromPart("tracks"), terms: ["phone", "frame"] as const };
  }

  protected dataHeight(): number {
    return this.#top() + 2 * ROW + GAP;
  }

  /** Height of the row of words, where there are any. */
  #top(): number {
    return this.words.length > 0 ? WORDS : 0;
  }

  protected yRange(): [number, number] {
    return [0, this.dataHeight()];
  }

  protected override yTickTexts() {
    const tracks = TRACKS.map((track, k) => ({ at: 2 * ROW + GAP - k * (ROW + GAP) - ROW / 2, text: t(`tracks.${track}`) }));
    return this.words.length > 0 ? [{ at: this.dataHeight() - WORDS / 2, text: t("tracks.words") }, ...tracks] : tracks;
  }

  protected override aside(): TemplateResult {
    return html`<span class="legend small">
      <span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><rect class="key-right" x="1" y="1" width="22" height="10"></rect></svg>${t("tracks.right")}</span>
      <span><svg class="key key-wide key-wrong" viewBox="0 0 24 12" aria-hidden="true"><rect x="1" y="1" width="22" height="10"></rect><path d="M2 11 L10 1 M9 11 L17 1 M16 11 L23 2"></path></svg>${t("tracks.wrong")}</span>
    </span>`;
  }

  #runs(track: Picked["track"]): Run[] {
    return runsOf(this[track]);
  }

  #name(label: number | undefined): string {
    return label === undefined ? t("piece.none") : (this.labels[label] ?? "");
  }

  #wordAt(s: number): string {
    return this.words.find((w) => w.fromS <= s && s < w.toS)?.text ?? "";
  }

  #second(frame: number): number {
    return this.scale.startS + frame * this.scale.stepS;
  }

  #right({ from, to }: Run): number {
    let right = 0;
    for (let t = from; t < to; t++) {
      right += this.heard[t] === this.spoken[t] ? 1 : 0;
    }
    return right / Math.max(1, to - from);
  }

  protected summary(): string {
    const share = percent(this.#right({ label: undefined, from: 0, to: this.spoken.length }));
    return t("tracks.says", { spoken: this.#runs("spoken").length, heard: this.#runs("heard").length, share });
  }

  protected override twin(): TemplateResult {
    return html`<table>
      <thead>
        <tr>
          ${this.words.length > 0 ? html`<th>${t("tracks.word")}</th>` : ""}
          <th>${t("tracks.spoken")}</th>
          <th>${t("tracks.from")}</th>
          <th>${t("tracks.to")}</th>
          <th>${t("tracks.heard")}</th>
          <th>${t("tracks.frames")}</th>
        </tr>
      </thead>
      <tbody>
        ${this.#runs("spoken").map(
          (run) =>
            html`<tr>
              ${this.words.length > 0 ? html`<td>${this.#wordAt(this.#second((run.from + run.to) / 2))}</td>` : ""}
              <td>${this.#name(run.label)}</td>
              <td>${fixed(this.#second(run.from), 2)}</td>
              <td>${fixed(this.#second(run.to), 2)}</td>
              <td>${runsOf(this.heard.subarray(run.from, run.to)).map((r) => this.#name(r.label)).join(" ")}</td>
              <td>${percent(this.#right(run))}</td>
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  protected override canvasTemplate(): TemplateResult {
    const { track, index } = this.picked;
    return html`<canvas
      class="pick"
      role="slider"
      tabindex="0"
      data-testid="tracks"
      aria-label=${t("tracks.slider", { summary: this.summary() })}
      aria-orientation="horizontal"
      aria-valuemin="1"
      aria-valuemax=${this.#runs(track).length}
      aria-valuenow=${index + 1}
      aria-valuetext=${describePiece(this, this.labels, this.scale, this.picked)}
      @pointermove=${this.onHover}
      @pointerleave=${this.onLeave}
      @click=${this.#onClick}
      @keydown=${this.#onKey}
    ></canvas>`;
  }

  #choose(track: Picked["track"], index: number): void {
    const last = this.#runs(track).length - 1;
    this.dispatchEvent(new CustomEvent<Picked>("pick", { detail: { track, index: Math.min(last, Math.max(0, index)) } }));
  }

  #play({ track, index }: Picked): void {
    const run = this.#runs(track)[index];
    if (run) {
      this.dispatchEvent(new CustomEvent<Run>("hear", { detail: run }));
    }
  }

  /** The piece of a track at a moment; the last one behind its end. */
  #at(track: Picked["track"], s: number): number {
    const runs = this.#runs(track);
    const found = runs.findIndex((r) => s < this.#second(r.to));
    return found < 0 ? runs.length - 1 : found;
  }

  readonly #onClick = (event: MouseEvent): void => {
    const under = this.under(event);
    if (under) {
      const track = under.down * this.dataHeight() < this.#top() + ROW + GAP / 2 ? "spoken" : "heard";
      const index = this.#at(track, under.s);
      this.#choose(track, index);
      this.#play({ track, index });
    }
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    const { track, index } = this.picked;
    const run = this.#runs(track)[index];
    const middle = run ? (this.#second(run.from) + this.#second(run.to)) / 2 : 0;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => this.#choose(track, index - 1),
      ArrowRight: () => this.#choose(track, index + 1),
      ArrowUp: () => this.#choose("spoken", track === "spoken" ? index : this.#at("spoken", middle)),
      ArrowDown: () => this.#choose("heard", track === "heard" ? index : this.#at("heard", middle)),
      Home: () => this.#choose(track, 0),
      End: () => this.#choose(track, Infinity),
      Enter: () => this.#play(this.picked),
      " ": () => this.#play(this.picked),
    };
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  };

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    c.font = `12px ${colours.font}`;
    c.textAlign = "center";
    c.textBaseline = "middle";
    c.lineJoin = "round";
    for (const word of this.words) {
      const [x, end] = [this.xOf(box, word.fromS), this.xOf(box, word.toS)];
      // As wide as it is spoken: a pause behind it is no part of it.
      c.fillStyle = colours.surface;
      c.fillRect(x, box.y + 2, end - x, WORDS - 4);
      c.strokeStyle = colours.rule;
      c.lineWidth = 1;
      c.strokeRect(x + 0.5, box.y + 2.5, Math.max(0, end - x - 1), WORDS - 5);
      if (c.measureText(word.text).width + 4 <= end - x) {
        c.fillStyle = colours.ink;
        c.fillText(word.text, (x + end) / 2, box.y + WORDS / 2);
      }
    }
    for (const [k, track] of TRACKS.entries()) {
      const y = box.y + this.#top() + k * (ROW + GAP);
      for (const run of this.#runs(track)) {
        const [x, end] = [this.xOf(box, this.#second(run.from)), this.xOf(box, this.#second(run.to))];
        c.fillStyle = colours.surface;
        c.fillRect(x, y, end - x, ROW);
        if (track === "heard") {
          this.#judge(c, box, colours, run, y);
        }
        c.strokeStyle = colours.ink2;
        c.lineWidth = 1;
        c.strokeRect(x + 0.5, y + 0.5, Math.max(0, end - x - 1), ROW - 1);
        const name = run.label === undefined ? "" : this.#name(run.label);
        if (c.measureText(name).width + 3 <= end - x) {
          c.strokeStyle = colours.surface;
          c.lineWidth = 4;
          c.strokeText(name, (x + end) / 2, y + ROW / 2);
          c.fillStyle = colours.ink;
          c.fillText(name, (x + end) / 2, y + ROW / 2);
        }
      }
    }
  }

  /** Right stretches of a piece get a bar beneath, the others hatching. */
  #judge(c: CanvasRenderingContext2D, box: Box, colours: Theme, run: Run, y: number): void {
    for (let from = run.from; from < run.to; ) {
      const right = this.heard[from] === this.spoken[from];
      let to = from + 1;
      while (to < run.to && (this.heard[to] === this.spoken[to]) === right) {
        to++;
      }
      const [x, end] = [this.xOf(box, this.#second(from)), this.xOf(box, this.#second(to))];
      if (right) {
        c.fillStyle = colours.winner;
        c.globalAlpha = 0.3;
        c.fillRect(x, y, end - x, ROW);
        c.globalAlpha = 1;
      } else {
        c.save();
        c.beginPath();
        c.rect(x, y, end - x, ROW);
        c.clip();
        c.strokeStyle = colours.spikeR;
        c.lineWidth = 1.5;
        c.beginPath();
        // One grid of lines for all pieces, so that neighbours join.
        for (let at = Math.floor((x - ROW - box.x) / 7) * 7 + box.x; at < end; at += 7) {
          c.moveTo(at, y + ROW);
          c.lineTo(at + ROW, y);
        }
        c.stroke();
        c.restore();
      }
      from = to;
    }
  }

  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { track, index } = this.picked;
    const run = this.#runs(track)[index];
    if (run) {
      const [x, end] = [this.xOf(box, this.#second(run.from)), this.xOf(box, this.#second(run.to))];
      c.strokeStyle = colours.threshold;
      c.lineWidth = 3;
      c.strokeRect(x, box.y + this.#top() + (track === "spoken" ? 0 : ROW + GAP) + 1, end - x, ROW - 2);
    }
  }
}

customElements.define("nrr-tracks", TracksPlot);
