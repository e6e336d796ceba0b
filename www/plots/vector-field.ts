import { html, nothing, svg, type TemplateResult } from "lit";
import type { Explanation } from "../core/explain.ts";
import { figure } from "../core/format.ts";
import { sym } from "../core/symbol.ts";
import type { Field, NeuronCourse, RestPoint } from "../engine/lab-protocol.ts";
import { texts } from "../text/text.ts";
import type { Box } from "./axes.ts";
import { strokeLine } from "./lines.ts";
import { drawField, drawRestPoint } from "./phase-marks.ts";
import { Plot } from "./plot.ts";
import type { Theme } from "./theme.ts";

const t = await texts("drawn");

export interface FieldPicture {
  title: string;
  span: { v: readonly [number, number]; a: readonly [number, number] };
  field: Field;
  /** V = slope · a + intercept, where V stands still; a does at 0. */
  stillV: { slope: number; intercept: number } | undefined;
  points: readonly RestPoint[];
  course: NeuronCourse | undefined;
  threshold: number | undefined;
  /** One sentence that says what is seen. */
  says: string;
  about: Omit<Explanation, "title">;
}

/** The plane of (V, a): where one step moves each state, the lines on which one of the two stands still, fixed points, a neuron's course. */
export class VectorField extends Plot {
  static override properties = { ...Plot.properties, picture: { attribute: false } };
  declare picture: FieldPicture;

  protected heading() {
    return { title: this.picture.title, symbol: "", yTitle: t("field.a") };
  }

  protected override explanation() {
    return this.picture.about;
  }

  protected dataHeight(): number {
    return 320;
  }

  protected override xAxis() {
    const [from, to] = this.picture.span.v;
    return { from, to, title: "V", leastStep: 0 };
  }

  protected yRange(): [number, number] {
    const [low, high] = this.picture.span.a;
    return [low, high];
  }

  protected override aside(): TemplateResult {
    const { course, threshold, points } = this.picture;
    const line = (kind: string, says: unknown) =>
      html`<span><svg class="key key-wide" viewBox="0 0 24 12" aria-hidden="true"><path class=${kind} d="M1 6 H23"></path></svg>${says}</span>`;
    return html`<span class="legend small">
      ${line("key-null-v", html`<span class="sym">dV = 0</span>`)} ${line("key-null-a", html`<span class="sym">da = 0</span>`)}
      ${threshold === undefined ? nothing : line("key-th", sym("V_th"))} ${course ? line("key-v", t("field.course")) : nothing}
      ${points.map(
        ({ kind, reached }) =>
          html`<span
            ><svg class="key" viewBox="0 0 12 12" aria-hidden="true"><circle class=${kind === "attracting" && reached ? "key-rest" : "key-ring"} cx="6" cy="6" r="4.5"></circle>${reached ? nothing : svg`<path class="key-ring" d="M3 3 L9 9 M9 3 L3 9"></path>`}</svg
            >${t(reached ? `field.kind.${kind}` : "field.unreached")}</span
          >`,
      )}
    </span>`;
  }

  protected summary(): string {
    return this.picture.says;
  }

  protected override twin(): TemplateResult {
    const { field, course, says } = this.picture;
    return html`<p>${says}</p>
      <table>
        <caption>${t("field.twin")}</caption>
        <thead>
          <tr>
            ${["V", "a", "dV", "da"].map((head) => html`<th scope="col"><span class="sym">${head}</span></th>`)}
          </tr>
        </thead>
        <tbody>
          ${Array.from(field.v, (v, i) => html`<tr>${[v, field.a[i], field.dv[i], field.da[i]].map((x) => html`<td>${figure(x ?? 0)}</td>`)}</tr>`)}
        </tbody>
      </table>
      ${course
        ? html`<table>
            <caption>${t("field.twin.course")}</caption>
            <thead>
              <tr>
                ${["t", "V", "a", "S"].map((head) => html`<th scope="col">${sym(head)}</th>`)}
              </tr>
            </thead>
            <tbody>
              ${Array.from(course.v, (v, i) => html`<tr><th scope="row">${i + 1}</th>${[v, course.a[i], course.s[i]].map((x) => html`<td>${figure(x ?? 0)}</td>`)}</tr>`)}
            </tbody>
          </table>`
        : nothing}`;
  }

  protected drawData(c: CanvasRenderingContext2D, box: Box, colours: Theme): void {
    const { field, span, stillV, course, threshold, points } = this.picture;
    const at = (v: number, a: number): [number, number] => [this.xOf(box, v), this.yOf(box, a)];
    const [[vFrom, vTo], [aFrom, aTo]] = [span.v, span.a];
    drawField(c, field, [box.w / (vTo - vFrom), box.h / (aTo - aFrom)], at, colours.others);
    strokeLine(c, [at(vFrom, 0), at(vTo, 0)], colours.spikeR, 2.2, [2, 3]);
    if (stillV) {
      strokeLine(c, [aFrom, aTo].map((a) => at(stillV.slope * a + stillV.intercept, a)), colours.winner, 2, [9, 3, 2, 3]);
    }
    if (threshold !== undefined) {
      strokeLine(c, [at(threshold, aFrom), at(threshold, aTo)], colours.threshold, 2, [5, 3]);
    }
    if (course) {
      this.#drawCourse(c, [at(0, 0), ...Array.from(course.v, (v, i) => at(v, course.a[i] ?? 0))], course, colours);
    }
    for (const point of points) {
      drawRestPoint(c, ...at(point.v, point.a), point, colours);
    }
  }

  #drawCourse(c: CanvasRenderingContext2D, path: [number, number][], { s }: NeuronCourse, colours: Theme): void {
    strokeLine(c, path, colours.potential, 1.4);
    for (const [i, [x, y]] of path.entries()) {
      // The first point is the rest, before the first step.
      const fired = (s[i - 1] ?? 0) > 0;
      c.fillStyle = fired ? colours.spikeF : colours.potential;
      c.beginPath();
      c.arc(x, y, fired ? 3.6 : 2.6, 0, Math.PI * 2);
      c.fill();
    }
  }
}

customElements.define("nrr-vector-field", VectorField);
