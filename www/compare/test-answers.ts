/** What was asked of a network, and its answers as the counts want them. */
import type { Answers } from "../engine/lab-protocol.ts";
import type { ModelInfo, RunSpec, UtteranceInfo } from "../engine/protocol.ts";
import type { HeardTake } from "./test-evaluation.ts";
import type { Takes } from "./test-stale.ts";
import type { Network, Part, Plan, Standing } from "./test-subject.ts";

/** A network with the takes that it is asked. */
export interface Tested {
  network: Network;
  part: Part;
  standing: Standing;
  title: string;
  info: ModelInfo;
  /** Epoch of a run after which it was taken, and what that run was begun with. */
  epoch: number | undefined;
  spec: RunSpec | undefined;
  /** The project's takes as they were, where those are tested on. */
  takes: Takes | undefined;
  /** What the run itself measured after that epoch, where it can be compared. */
  runAccuracy: number | undefined;
  spiking: boolean;
  data: { title: string; digest: string; utterances: readonly UtteranceInfo[] };
  /** How the takes were parted, as far as is known. */
  split: string | undefined;
  plan: Plan;
  /** Indices of the utterances that are asked. */
  asked: readonly number[];
}

/** Answers to all that was asked, at one share of noise. */
export interface Answered {
  takes: readonly HeardTake[];
  /** Takes that the front end refused, which no network hears. */
  refused: readonly { name: string; why: string }[];
  /** Spikes of the hidden neurons for each of `takes`, shape `[takes, neurons]`. */
  counts: Float32Array;
  /** Steps of all takes together. */
  steps: number;
}

export function answeredOf({ info, data, asked }: Pick<Tested, "info" | "data" | "asked">, { answers, counts, neurons }: Answers): Answered {
  const takes: HeardTake[] = [];
  const refused: { name: string; why: string }[] = [];
  const kept: number[] = [];
  let steps = 0;
  for (const [row, answer] of answers.entries()) {
    const utterance = asked[row] ?? 0;
    const u = data.utterances[utterance];
    if (!u) {
      continue;
    }
    if (answer.label < 0) {
      refused.push({ name: u.name, why: answer.refused ?? "" });
      continue;
    }
    kept.push(row);
    steps += answer.steps;
    takes.push({
      utterance,
      name: u.name,
      speaker: u.speaker,
      said: info.labels.indexOf(u.label),
      heard: answer.label,
      score: answer.scores[answer.label] ?? 0,
      scores: Array.from(answer.scores),
    });
  }
  // Rows of refused takes are left out, so that counts and takes stand side by side.
  const rows = new Float32Array(kept.length * neurons);
  kept.forEach((row, i) => rows.set(counts.subarray(row * neurons, (row + 1) * neurons), i * neurons));
  return { takes, refused, counts: rows, steps };
}
