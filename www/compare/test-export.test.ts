import { describe, expect, test } from "vitest";
import type { ModelInfo } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import type { Diagnosis } from "./doctor.ts";
import type { Answered, Tested } from "./test-answers.ts";
import { answersCsv, confusionCsv, csv, neuronsCsv, noiseCsv, report } from "./test-export.ts";

const INFO = { labels: ["yes", 'n"o'], system: "nrr-shallow", rule: "rp", seed: "1", weightsSha256: "ab", settings: {} } as unknown as ModelInfo;
const TAKES = [
  { utterance: 4, name: "a, b", speaker: "ann", said: 0, heard: 0, score: 0.75, scores: [0.75, 0.25] },
  { utterance: 7, name: "c", speaker: "bob", said: 1, heard: 0, score: 0.5, scores: [0.5, 0.5] },
];
const answered = (takes: typeof TAKES): Answered => ({ takes, refused: [], counts: new Float32Array(), steps: 0 });
const TESTED: Tested = {
  network: "run",
  part: "test",
  standing: "untouched",
  title: "yes, no",
  info: INFO,
  epoch: 3,
  spec: undefined,
  takes: undefined,
  runAccuracy: 0.5,
  spiking: true,
  data: { title: "yes, no", digest: "cd", utterances: [] },
  split: "official",
  plan: { test: [4, 7], learnt: [1], standing: "untouched", strange: 0, refused: 0, voices: new Set(["bob"]) },
  asked: [4, 7],
};

const finding = { layer: 0, rate: 0, influence: 2, information: 0, byChance: 0, untold: false };
const DIAGNOSIS: Diagnosis = {
  layers: [{ name: "FC2", neurons: 2, ill: { silent: 1, saturated: 0, unread: 0, mute: 1 }, untold: 0 }],
  findings: [
    { ...finding, neuron: 0, rate: 0.5, byChance: 0.25, ailment: "mute" },
    { ...finding, neuron: 1, ailment: "silent" },
  ],
};

test("fields with commas, quotes or line ends are quoted; what is not there is empty", () => {
  expect(csv([["a,b", 'c"d', "e\nf", undefined, Number.NaN, true, 0.5]])).toBe('"a,b","c""d","e\nf",,,true,0.5\r\n');
});

describe("tables", () => {
  test("answers, by noise", () => {
    expect(answersCsv(TESTED, new Map([[0.5, answered(TAKES.slice(1))], [0, answered(TAKES)]]))).toBe(
      'noise,utterance,name,speaker,said,heard,right,score,standing,score:yes,"score:n""o"\r\n' +
        '0,4,"a, b",ann,yes,yes,true,0.75,untouched,0.75,0.25\r\n' +
        '0,7,c,bob,"n""o",yes,false,0.5,untouched,0.5,0.5\r\n' +
        '0.5,7,c,bob,"n""o",yes,false,0.5,untouched,0.5,0.5\r\n',
    );
  });

  test("confusion, noise and neurons", () => {
    expect(confusionCsv(INFO.labels, answered(TAKES))).toBe('said,yes,"n""o"\r\nyes,1,0\r\n"n""o",1,0\r\n');
    expect(noiseCsv(new Map([[0, answered(TAKES)]]))).toMatch(/^noise,.*\r\n0,1,2,0\.5,0\.0945\d*,0\.9054\d*,0\.5\r\n$/);
    expect(neuronsCsv(DIAGNOSIS)).toMatch(/\r\nFC2,1,tells nothing,0\.5,2,0,0\.25\r\nFC2,2,silent,0,2,0,0\r\n$/);
  });
});

test("the report says what it is, and can be written and read", () => {
  const found = report(TESTED, new Map([[0, answered(TAKES)]]), 0.6, undefined);
  expect(JSON.parse(JSON.stringify(found))).toMatchObject({
    isTest: true,
    accuracy: { right: 1, of: 2, share: 0.5 },
    chance: 0.5,
    tooSmall: { why: "wide" },
    confusion: [[1, 0], [1, 0]],
    rejection: { level: 0.6, right: 1, wrong: 0, rejected: 1 },
    speakers: [{ speaker: "bob", learnt: true }, { speaker: "ann", learnt: false }],
    data: { sha256: "cd", split: "official" },
    network: { weightsSha256: "ab", epoch: 3 },
  });
  expect(report({ ...TESTED, standing: "learnt" }, new Map(), 0.6, undefined)).toMatchObject({ isTest: false, accuracy: { of: 0, share: null } });
});

test("files call a finding what the page calls it", async () => {
  const t = await texts("compare");
  const words = report(TESTED, new Map(), 0.6, DIAGNOSIS).neurons?.ill.map((f) => f.ailment) ?? [];
  expect(words).toEqual(["tells nothing", "silent"]);
  expect(Object.keys(report(TESTED, new Map(), 0.6, DIAGNOSIS).neurons?.layers[0]?.ill ?? {})).toEqual(["silent", "saturated", "unread", "tells nothing"]);
  expect([t("doctor.mute"), t("doctor.silent")].map((title) => title.toLowerCase())).toEqual(words.map((word) => expect.stringContaining(word) as string));
});
