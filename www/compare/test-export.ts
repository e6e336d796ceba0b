/** The test as files: tables as CSV (RFC 4180), everything as JSON. Shares are numbers from 0 to 1; layers and neurons are numbered from 1, as on the page. */
import type { Share } from "../core/statistics.ts";
import { type Ailment, AILMENTS, type Diagnosis } from "./doctor.ts";
import type { Answered, Tested } from "./test-answers.ts";
import { accuracy, calibrationError, chance, confusion, isRight, rejection, scoreBins, speakerFigures, tooSmall, wordFigures } from "./test-evaluation.ts";

type Field = string | number | boolean | undefined;

function field(value: Field): string {
  const text = value === undefined || (typeof value === "number" && !Number.isFinite(value)) ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csv(rows: readonly (readonly Field[])[]): string {
  return rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** One row for each take and share of noise. */
export function answersCsv({ info, standing }: Pick<Tested, "info" | "standing">, answered: ReadonlyMap<number, Answered>): string {
  const head = ["noise", "utterance", "name", "speaker", "said", "heard", "right", "score", "standing", ...info.labels.map((l) => `score:${l}`)];
  const rows = [...answered]
    .sort(([a], [b]) => a - b)
    .flatMap(([noise, { takes }]) =>
      takes.map((x): Field[] => [noise, x.utterance, x.name, x.speaker, info.labels[x.said], info.labels[x.heard], isRight(x), x.score, standing, ...x.scores]),
    );
  return csv([head, ...rows]);
}

export function confusionCsv(labels: readonly string[], { takes }: Answered): string {
  return csv([["said", ...labels], ...confusion(takes, labels.length).map((row, i) => [labels[i], ...row])]);
}

export function noiseCsv(answered: ReadonlyMap<number, Answered>): string {
  const rows = [...answered]
    .sort(([a], [b]) => a - b)
    .map(([noise, { takes }]) => {
      const { share, low, high, hits, of } = accuracy(takes);
      return [noise, hits, of, share, low, high, chance(takes)];
    });
  return csv([["noise", "right", "takes", "accuracy", "low95", "high95", "chance"], ...rows]);
}

/** A finding as the page calls it in English; files are the same in every language. */
const findingWord = (ailment: Ailment | undefined): string => (ailment === "mute" ? "tells nothing" : (ailment ?? ""));

export function neuronsCsv({ layers, findings }: Diagnosis): string {
  const head = ["layer", "neuron", "finding", "spikesPerStep", "influence", "informationBits", "chanceBits"];
  return csv([head, ...findings.map((f) => [layers[f.layer]?.name, f.neuron + 1, findingWord(f.ailment), f.rate, f.influence, f.information, f.byChance])]);
}

/** A share as it is written: nothing counted has none. */
function plain({ hits, of, share, low, high }: Share) {
  return { right: hits, of, share: of === 0 ? null : share, low, high };
}

/** Everything that was found, for people and programs. */
export function report(tested: Tested, answered: ReadonlyMap<number, Answered>, level: number, diagnosis: Diagnosis | undefined) {
  const base = answered.get(0);
  const takes = base?.takes ?? [];
  const { info, data, plan } = tested;
  const bins = scoreBins(takes, 20);
  return {
    kind: "nrr-snn test",
    isTest: tested.standing === "untouched",
    standing: tested.standing,
    network: { title: tested.title, system: info.system, rule: info.rule, seed: info.seed, epoch: tested.epoch ?? null, weightsSha256: info.weightsSha256, labels: info.labels, settings: info.settings },
    data: { title: data.title, sha256: data.digest, split: tested.split ?? null, tested: tested.asked.length, learnt: plan.learnt.length, otherWords: plan.strange },
    accuracy: plain(accuracy(takes)),
    chance: chance(takes),
    tooSmall: tooSmall(accuracy(takes), chance(takes)) ?? null,
    confusion: confusion(takes, info.labels.length),
    words: wordFigures(takes, info.labels.length).map(({ word, recall, precision }) => ({ word: info.labels[word] ?? "", recall: plain(recall), precision: plain(precision) })),
    speakers: speakerFigures(takes, plan.voices).map((s) => ({ speaker: s.speaker, accuracy: plain(s.accuracy), learnt: s.learnt ?? null })),
    scores: bins.map(({ from, to, right, wrong }) => ({ from, to, right, wrong })),
    calibrationError: takes.length === 0 ? null : calibrationError(scoreBins(takes, 5)),
    rejection: (({ right, wrong, rejected, trust }) => ({ level, right, wrong, rejected, trust: plain(trust) }))(rejection(takes, level)),
    noise: [...answered].sort(([a], [b]) => a - b).map(([noise, a]) => ({ noise, accuracy: plain(accuracy(a.takes)) })),
    refused: base?.refused ?? [],
    neurons: diagnosis
      ? {
          layers: diagnosis.layers.map((l) => ({ ...l, ill: Object.fromEntries(AILMENTS.map((a) => [findingWord(a), l.ill[a]])) })),
          ill: diagnosis.findings.filter((f) => f.ailment !== undefined).map((f) => ({ ...f, layer: f.layer + 1, neuron: f.neuron + 1, ailment: findingWord(f.ailment) })),
        }
      : null,
    answers: takes.map((x) => ({ utterance: x.utterance, name: x.name, speaker: x.speaker, said: info.labels[x.said] ?? "", heard: info.labels[x.heard] ?? "", scores: x.scores })),
  };
}
