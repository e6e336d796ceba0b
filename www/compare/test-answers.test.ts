import { expect, test } from "vitest";
import type { ModelInfo, UtteranceInfo } from "../engine/protocol.ts";
import { answeredOf } from "./test-answers.ts";

const u = (name: string, label: string, speaker: string): UtteranceInfo => ({ name, label, speaker, index: 0, heldOut: true, durationS: 1 });

test("answers stand beside what was said; refused takes are named, and their counts left out", () => {
  const answered = answeredOf(
    { info: { labels: ["no", "yes"] } as ModelInfo, data: { title: "", digest: "", utterances: [u("x", "no", ""), u("a", "yes", "ann"), u("b", "no", "bob"), u("c", "no", "bob")] }, asked: [1, 2, 3] },
    {
      answers: [
        { label: 1, scores: Float32Array.of(0.25, 0.75), notices: [], steps: 39 },
        { label: -1, scores: new Float32Array(), notices: [], refused: "silent", steps: 0 },
        { label: 1, scores: Float32Array.of(0.5, 0.5), notices: [], steps: 40 },
      ],
      counts: Float32Array.of(1, 2, 0, 0, 5, 6),
      neurons: 2,
      stopped: false,
    },
  );
  expect(answered.takes).toEqual([
    { utterance: 1, name: "a", speaker: "ann", said: 1, heard: 1, score: 0.75, scores: [0.25, 0.75] },
    { utterance: 3, name: "c", speaker: "bob", said: 0, heard: 1, score: 0.5, scores: [0.5, 0.5] },
  ]);
  expect(answered.refused).toEqual([{ name: "b", why: "silent" }]);
  expect([...answered.counts]).toEqual([1, 2, 5, 6]);
  expect(answered.steps).toBe(79);
});
