/** Figures 1 to 3 as they stand on the page. */
import { html, type TemplateResult } from "lit";
import { figure, fixed, measured } from "../../core/format.ts";
import { named } from "../../core/names.ts";
import "../../plots/adaptation.ts";
import "../../plots/cepstra.ts";
import { fixedAdaptation } from "../../plots/course.ts";
import { extremes } from "../../plots/lines.ts";
import "../../plots/potential.ts";
import "../../plots/spectrogram.ts";
import "../../plots/states.ts";
import { middleOf, stepScale } from "../../plots/steps.ts";
import "../../plots/vector-field.ts";
import "../../plots/waveform.ts";
import { texts } from "../../text/text.ts";
import type { DrawnDesk } from "./desk.ts";
import { type PlaneFigure, SPAN } from "./fields.ts";
import { leastFiring, LIF, type LifCourse, type LifFigure, spikesIn, STEP_MS } from "./lif.ts";
import { bandHz, evened, type Heard, peakOf } from "./speech.ts";
import { withSymbols } from "./symbols.ts";
import { follows, type Traced } from "./traced.ts";

const t = await texts("drawn");

const LIF_EQUATION = "V[t] = g · V[t−1] · (1 − S[t−1]) + W · X[t]";
const FIELD_EQUATION = "dV = −(1 − g) · V + W · X − γ · a\nda = −(1 − α) · a + β · S";
const PRINTED_EQUATION = "dV = g · V + W · X − γ · a\nda = −(1 − α) · a";

const caption = (text: string) => html`<p class="small quiet">${withSymbols(text)}</p>`;

/** What was found, one sentence each. */
function finds(sentences: readonly string[]): TemplateResult {
  return html`<div class="drawn-finds">
    <h4>${t("finds")}</h4>
    <ul data-testid="finds">
      ${sentences.map((s) => html`<li>${withSymbols(s)}</li>`)}
    </ul>
  </div>`;
}

function lifCourse(course: LifCourse): TemplateResult {
  const { id, v, s } = course;
  const title = t(`lif.${id}`);
  const times = Array.from(v, (_, k) => k * STEP_MS);
  const picture = {
    title,
    symbol: "V",
    x: { title: t("time-ms"), values: times, to: v.length * STEP_MS },
    yTitle: t("potential"),
    y: [0, 0.75] as [number, number],
    series: [
      { kind: "threshold", name: t("threshold"), symbol: "V_th", values: v.map(() => LIF.vThreshold) },
      { kind: "potential", name: t("potential"), symbol: "V", values: v },
      { kind: "spikes", name: t("spike"), symbol: "S", values: s },
    ],
    says: t("lif.says", { title, spikes: spikesIn(course), high: figure(extremes(v)?.[1] ?? 0), threshold: figure(LIF.vThreshold) }),
    about: { text: t("lif.explain"), equation: LIF_EQUATION, terms: ["neuron", "potential", "leak", "threshold", "reset"] as const },
  };
  return html`<div data-testid="lif-${id}" data-spikes=${spikesIn(course)}>
    <nrr-states .picture=${picture}></nrr-states>
    ${caption(t(`lif.${id}.caption`))}
  </div>`;
}

export function lifView(lif: LifFigure): TemplateResult {
  const { drives, rates } = lif.rates;
  const [least, last] = [leastFiring(lif) ?? 0, rates.at(-1) ?? 0];
  const rate = {
    title: t("lif.rate"),
    symbol: "S",
    x: { title: t("lif.drive"), values: drives, to: drives.at(-1) ?? 1 },
    yTitle: t("lif.rate.y"),
    y: [0, 1.05] as [number, number],
    series: [{ kind: "rate", name: t("lif.rate.line"), symbol: "S", values: rates }],
    says: t("lif.rate.says", { least: figure(least), last: figure(last) }),
    about: { text: t("lif.rate.explain"), equation: LIF_EQUATION, terms: ["rate", "refractory", "leak"] as const },
  };
  const of = (id: string) => lif.courses.find((c) => c.id === id);
  const [weak, b2, b3] = [of("b1"), of("b2"), of("b3")];
  return html`<div class="reproduce-curves">
      ${lif.courses.map(lifCourse)}
      <div data-testid="lif-rate" data-least=${least}><nrr-states .picture=${rate}></nrr-states>${caption(t("lif.rate.caption"))}</div>
    </div>
    ${finds([
      t("lif.find.neuron"),
      t("lif.find.rest", {
        drive: figure(0.08),
        v: figure(weak?.v.at(-1) ?? 0),
        threshold: figure(LIF.vThreshold),
        needs: figure(LIF.vThreshold * (1 - LIF.leak)),
        least: figure(least),
      }),
      t("lif.find.spikes", { b2: b2 ? spikesIn(b2) : 0, b3: b3 ? spikesIn(b3) : 0 }),
    ])}`;
}

/** Letters of the neurons, as in the paper. */
const LETTERS = ["C", "E"];

export function tracedView(desk: DrawnDesk, traced: Traced): TemplateResult {
  const { of, neurons, scale, steps, recurrent, decay, gain } = traced;
  const endS = scale.startS * 2 + steps * scale.stepS;
  const step = Math.min(desk.state.step, steps - 1);
  const onStep = (e: CustomEvent<number>) => desk.setStep(e.detail, scale);
  const says = of.kind === "run" ? t("traced.run", { epochs: of.epochs }) : t("traced.bundled", { ...of, rule: named("rule", of.rule) ?? of.rule });
  return html`<p class="note" data-testid="traced" data-of=${of.kind}><span>${says}</span></p>
    <div class="reproduce-curves">
      ${neurons.map(
        ({ neuron, course }, i) =>
          html`<div class="drawn-neuron" data-testid="neuron-${LETTERS[i]}" data-neuron=${neuron}>
            <h4>${t("traced.panel", { letter: LETTERS[i] ?? "", neuron: neuron + 1 })}</h4>
            <nrr-potential .cursor=${desk.cursor} .endS=${endS} .course=${course} .recurrent=${recurrent} .scale=${scale} .step=${step} .neuron=${neuron} @step=${onStep}></nrr-potential>
            <nrr-adaptation .cursor=${desk.cursor} .endS=${endS} .course=${course} .decay=${decay} .gain=${gain} .scale=${scale} .step=${step} .neuron=${neuron} @step=${onStep}></nrr-adaptation>
          </div>`,
      )}
    </div>
    ${caption(`${t("traced.c.caption")} ${t("traced.a.caption")}`)}`;
}

/** The fixed points of a plane in words. */
function pointsOf({ points }: PlaneFigure): string {
  return points
    .map(({ v, a, kind, reached }) => {
      const at = { v: figure(v), a: figure(a) };
      return reached ? t("field.point", { kind: t(`field.kind.${kind}`), ...at }) : t("field.point.unreached", at);
    })
    .join(" ");
}

function planeView(plane: PlaneFigure): TemplateResult {
  const title = t(`field.${plane.id}`);
  const [point] = plane.points;
  const picture = {
    ...plane,
    title,
    span: SPAN,
    says: t("field.says", { title, points: pointsOf(plane) }),
    about: { text: t("field.explain"), equation: plane.id === "g" ? PRINTED_EQUATION : FIELD_EQUATION, terms: ["potential", "adaptation", "leak", "reset"] as const },
  };
  return html`<div data-testid="plane-${plane.id}" data-v=${point?.v ?? ""} data-a=${point?.a ?? ""} data-kind=${point?.kind ?? ""} data-reached=${String(point?.reached ?? false)}>
    <nrr-vector-field .picture=${picture}></nrr-vector-field>
    ${caption(t(`field.${plane.id}.caption`))}
  </div>`;
}

export function planesView(planes: readonly PlaneFigure[], traced: Traced | undefined): TemplateResult {
  return html`<div class="reproduce-curves">${planes.map(planeView)}</div>
    ${finds([...(traced ? tracedFinds(traced) : []), ...planeFinds(planes)])}`;
}

function tracedFinds({ decay, gain, neurons }: Traced): string[] {
  const [moved, held] = neurons.map(({ course }) => follows(course)).reduce(([m, h], f) => [m + f.moved, h + f.held], [0, 0]);
  return [
    t("traced.find.star", { ratio: figure(fixedAdaptation(decay, gain, 1) ?? Infinity), decay: figure(decay), gain: figure(gain) }),
    t("traced.find.follows", { held, moved }),
  ];
}

function planeFinds(planes: readonly PlaneFigure[]): string[] {
  const of = (id: string) => planes.find((p) => p.id === id);
  const [f, fs, g] = [of("f"), of("fs"), of("g")];
  const [rest, saddle] = [f?.points[0], g?.points[0]];
  const spikes = fs?.course?.s.reduce((n, x) => n + x, 0) ?? 0;
  return [
    ...(rest && f?.course
      ? [
          t("field.find.f", {
            v: figure(rest.v),
            a: figure(rest.a),
            g: figure(rest.eigenvalues[0]),
            alpha: figure(rest.eigenvalues[1]),
            steps: f.course.v.length,
            end: figure(f.course.v.at(-1) ?? 0),
          }),
        ]
      : []),
    t("field.find.fs", { spikes, steps: fs?.course?.s.length ?? 0 }),
    ...(saddle ? [t("field.find.g", { up: figure(saddle.eigenvalues[0]), down: figure(saddle.eigenvalues[1]) })] : []),
  ];
}

function heardView(heard: Heard): TemplateResult {
  const { id, kind, name, word, input } = heard;
  const endS = input.samples.length / input.rateHz;
  const frames = Math.floor(input.values.length / input.bands);
  const scale = stepScale(frames, frames, input.hopMs, input.windowMs);
  const letter = id.toUpperCase();
  const peak = peakOf(input);
  return html`<div class="drawn-neuron" data-testid="heard-${id}" data-name=${name} data-frames=${frames} data-frame=${peak.frame} data-band=${peak.band} data-value=${peak.value}>
    <h4>${kind === "word" ? t("speech.word", { letter, word }) : t("speech.sentence", { letter })} <span class="small quiet figures drawn-name">${name}</span></h4>
    <nrr-waveform .endS=${endS} .samples=${input.samples} .rateHz=${input.rateHz}></nrr-waveform>
    ${kind === "word"
      ? html`<nrr-spectrogram .endS=${endS} .values=${input.values} .bands=${input.bands} .scale=${scale} .topHz=${input.rateHz / 2}></nrr-spectrogram>`
      : html`<nrr-cepstra .endS=${endS} .values=${evened(input.values, input.bands)} .cepstra=${input.values} .bands=${input.bands} .scale=${scale} .topHz=${input.rateHz / 2}></nrr-cepstra>`}
    ${caption(t(`speech.${kind}.caption`))}
  </div>`;
}

function heardFind({ id, kind, word, input }: Heard): string {
  const { bands, rateHz, hopMs, windowMs, values, samples } = input;
  const frames = Math.floor(values.length / bands);
  if (kind === "sentence") {
    return t("speech.find.sentence", { letter: id.toUpperCase(), frames, bands, time: measured(fixed(samples.length / rateHz, 2), "s") });
  }
  const { frame, band } = peakOf(input);
  return t("speech.find.word", {
    word,
    frame: frame + 1,
    frames,
    time: measured(fixed(middleOf(stepScale(frames, frames, hopMs, windowMs), frame), 2), "s"),
    band: band + 1,
    bands,
    hz: measured(figure(Math.round(bandHz({ rateHz, bands }, band) / 10) * 10), "Hz"),
  });
}

export function speechView(all: readonly Heard[]): TemplateResult {
  return html`<div class="reproduce-curves">${all.map(heardView)}</div>
    ${finds([t("speech.find.inputs"), ...all.map(heardFind)])}`;
}
