import { html, nothing, type TemplateResult } from "lit";
import { figure } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import type { Field, Grid, Rest } from "../engine/lab-protocol.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { type Course, fixedAdaptation } from "./course.ts";
import type { Cursor } from "./cursor.ts";
import { strokeLine } from "./lines.ts";
import { columnsWith, drawField, drawRestPoint } from "./phase-marks.ts";
import { StepPlot } from "./step-plot.ts";
import { middleOf, stepAt } from "./steps.ts";
import type { Theme } from "./theme.ts";

const t = await texts("inside");

/** The field of states under one step's drive. */
export interface Plane extends Grid {
  field: Field;
  rest: Rest;
  /** W_f·X + b and the loop's share, of the step that the arrows lead to. */
  drive: number;
  toStep: number;
}

/** Pixels within which a pointer finds a state of the path. */
const NEAR = 28;

/** The plane of (V, a), as the paper's figures 2F and 2G: where each state is drawn to in the coming step, and the neuron's own path through it. */
export class PhasePlane extends StepPlot {
  static override properties = {
    ...StepPlot.properties,
    course: { attribute: false },
    ghost: { attribute: false },
    plane: { attribute: false },
    clock: { attribute: false },
    threshold: { attribute: false },
    decay: { attribute: false },
    gain: { attribute: false },
  };
  declare course: Course;
  declare ghost: Course | undefined;
  declare plane: Plane | undefined;
  /** The moment that the plots over time share; here time is no axis. */
  declare clock: Cursor;
  /** What V is compared with at the step. */
  declare threshold: number;
  declare decay: number;
  declare gain: number;
  protected readonly testId = "phase";
  #end: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#end = this.clock.watch(() => this.ask());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#end?.();
  }

  protected heading() {
    return { title: t("phase.title"), symbol: "", yTitle: t("phase.axis") };
  }

  protected override explanation() {
    return { text: t("phase.look"), equation: "dV = −(1 − g) · V + W · X − γ · a\nda = −(1 − α) · a + β · S", terms: ["potential", "adaptation", "leak", "reset"] as const };
  }

  protected steps(): number {
    return this.course.v.length;
  }

  protected dataHeight(): number {
    return 320;
  }

  protected override xAxis() {
    return { from: this.plane?.vFrom ?? -1, to: this.plane?.vTo ?? 1, title: "V", leastStep: 0 };
  }

  protected yRange(): [number, number] {
    return [this.plane?.aFrom ?? 0, this.plane?.aTo ?? 1];
  }

  protected override aside(): TemplateResult {
    const line = (kind: string, says: TemplateResult | string) =>
      html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class=${kind} d="M1 6 H23"></path></svg>${says}</span>`;
    return html`<span class="legend small">
      ${line("key-v", t("phase.path"))} ${line("key-null-v", html`<span class="sym">dV = 0</span>`)} ${line("key-a", html`<span class="sym">da = 0</span>`)}
      ${line("key-th", html`${sym("V_th")}`)}
      <span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><circle class="key-rest" cx="6" cy="6" r="4.5"></circle></svg>${t("phase.fixed")}</span>
      <span><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><path class="key-win" d="M10.5 6A4.5 4.5 0 1 1 1.5 6A4.5 4.5 0 1 1 10.5 6M3.5 3.5L8.5 8.5M8.5 3.5L3.5 8.5"></path></svg>${t("phase.unreached")}</span>
      ${this.ghost ? line("key-ghost", t("ghost")) : nothing}
    </span>`;
  }

  protected summary(): string {
    return t("phase.summary", { neuron: this.neuron + 1, points: this.restInWords() });
  }

  /** The fixed points in words. */
  restInWords(): string {
    const points = this.plane?.rest.points ?? [];
    return points.length === 0
      ? t("phase.no-rest")
      : points.map((p) => t(p.reached ? "phase.rest" : "phase.rest-unreached", { v: figure(p.v), a: figure(p.a), kind: t(`phase.kind.${p.kind}`) })).join(" ");
  }

  protected reading(at: number): string {
    return t("phase.reading", { step: at + 1, v: figure(this.course.v[at] ?? 0), a: figure(this.course.a[at] ?? 0) });
  }

  protected override twin(): TemplateResult {
    const { v, a } = this.course;
    return html`<p>${this.restInWords()}</p>
      <table>
        <thead>
          <tr>
            <th>${t("step")}</th>
            <th>${sym("V")}</th>
            <th>${sym("a")}</th>
            <th>${t("phase.move-v")}</th>
            <th>${t("phase.move-a")}</th>
          </tr>
        </thead>
        <tbody>
          ${Array.from(v, (x, i) => {
            const last = i + 1 >= v.length;
            return html`<tr><td>${i + 1}</td><td>${figure(x)}</td><td>${figure(a[i] ?? 0)}</td><td>${last ? "–" : figure((v[i + 1] ?? 0) - x)}</td><td>${last ? "–" : figure((a[i + 1] ?? 0) - (a[i] ?? 0))}</td></tr>`;
          })}
        </tbody>
      </table>`;
  }

  #point(box: Box, course: Course, at: number): [number, number] {
    return [this.xOf(box, course.v[at] ?? 0), this.yOf(box, course.a[at] ?? 0)];
  }

  protected override stepUnder(event: MouseEvent): number | undefined {
    const canvas = this.querySelector("canvas")?.getBoundingClientRect();
    if (!canvas) {
      return undefined;
    }
    const [px, py] = [event.clientX - canvas.left, event.clientY - canvas.top];
    const box = this.box();
    let [best, least]: [number | undefined, number] = [undefined, NEAR];
    for (let i = 0; i < this.steps(); i++) {
      const [x, y] = this.#point(box, this.course, i);
      const gap = Math.hypot(x - px, y - py);
      if (gap < least) {
        [best, least] = [i, gap];
      }
    }
    return best;
  }

  protected override readonly onHover = (event: PointerEvent): void => {
    const step = this.stepUnder(event);
    this.clock.set({ hoverS: step === undefined ? undefined : middleOf(this.scale, step) });
  };

  protected override readonly onLeave = (): void => this.clock.set({ hoverS: undefined });

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { plane } = this;
    if (plane) {
      const scale: [number, number] = [box.w / (plane.vTo - plane.vFrom), box.h / (plane.aTo - plane.aFrom)];
      drawField(c, plane.field, scale, (v, a) => [this.xOf(box, v), this.yOf(box, a)], colours.others);
      this.#drawLines(c, box, colours, plane);
    }
    for (const [course, colour, width] of [[this.ghost, colours.others, 2], [this.course, colours.potential, 1.4]] as const) {
      if (course) {
        strokeLine(c, Array.from(course.v, (_, i) => this.#point(box, course, i)), colour, width);
      }
    }
    c.fillStyle = colours.potential;
    for (let i = 0; i < this.steps(); i++) {
      const fired = (this.course.sFf[i] ?? 0) + (this.course.sRec[i] ?? 0);
      const [x, y] = this.#point(box, this.course, i);
      c.fillStyle = fired > 0 ? colours.spikeF : colours.potential;
      c.beginPath();
      c.arc(x, y, fired > 0 ? 3.6 : 2.2, 0, Math.PI * 2);
      c.fill();
    }
    for (const point of plane?.rest.points ?? []) {
      drawRestPoint(c, this.xOf(box, point.v), this.yOf(box, point.a), point, colours);
    }
  }

  #drawLines(c: CanvasRenderingContext2D, box: Box, colours: Theme, plane: Plane): void {
    const { rest, aFrom, aTo } = plane;
    const at = (v: number, a: number): [number, number] => [this.xOf(box, v), this.yOf(box, a)];
    strokeLine(c, [at(this.threshold, aFrom), at(this.threshold, aTo)], colours.threshold, 2, [5, 3]);
    if (rest.vNullcline) {
      const { slope, intercept } = rest.vNullcline;
      strokeLine(c, [at(slope * aFrom + intercept, aFrom), at(slope * aTo + intercept, aTo)], colours.winner, 2, [9, 3, 2, 3]);
    }
    // da = 0 where a = β/(1 − α)·S: one line for the states that go on silent, one for those that fire.
    const star = fixedAdaptation(this.decay, this.gain, 1);
    for (const [a, fires] of [[rest.aNullcline?.intercept, false], [star, true]] as const) {
      if (a !== undefined && a >= aFrom && a <= aTo) {
        for (const [from, to] of columnsWith(plane, a, fires, this.decay, this.gain)) {
          strokeLine(c, [at(from, a), at(to, a)], colours.threshold, 2.6);
        }
      }
    }
  }

  protected override drawOver(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const ring = (step: number | undefined, colour: string, radius: number) => {
      if (step === undefined || step >= this.steps()) {
        return;
      }
      const [x, y] = this.#point(box, this.course, step);
      c.lineWidth = 2.5;
      c.strokeStyle = colour;
      c.beginPath();
      c.arc(x, y, radius, 0, Math.PI * 2);
      c.stroke();
    };
    const { hoverS } = this.clock.state;
    ring(hoverS === undefined ? undefined : stepAt(this.scale, this.steps(), hoverS), colours.ink2, 8);
    ring(this.step, colours.act, 6.5);
  }

  protected override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed);
    if (changed.has("step")) {
      this.ask();
    }
  }
}

customElements.define("nrr-phase", PhasePlane);
