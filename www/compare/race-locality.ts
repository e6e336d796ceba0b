/**
 * How local a rule is: what its hidden synapses need to know that a synapse of a brain would not have at hand. The marks follow the rules'
 * sources and the engine's own tables (`src/rules`); the readout learns by its exact gradient under every rule and is left out.
 */

export const CRITERIA = ["weights", "layers", "time", "hearing", "signal"] as const;
/**
 * weights: no weight is needed at two places (weight transport);
 * layers: nothing travels back from layer to layer;
 * time: nothing travels back in time, a trace carried forwards will do;
 * hearing: learns while the word is heard, before any answer;
 * signal: needs the label or a sign, no exact error.
 */
export type Criterion = (typeof CRITERIA)[number];

export interface Learner {
  rule: string;
  /** The layers have a loop. */
  loops: boolean;
  /** e-prop sends the error back by the readout's own weights. */
  symmetric: boolean;
}

const MEETS: Record<string, (l: Learner) => readonly Criterion[]> = {
  rp: () => ["weights", "layers", "time", "hearing", "signal"],
  drtp: () => ["weights", "layers", "time", "hearing", "signal"],
  sdfa: () => ["weights", "layers", "time", "signal"],
  dfa: () => ["weights", "layers", "time"],
  // B is needed twice: for the layer's own answer and for the way back from it.
  local: () => ["layers", "time", "hearing"],
  eprop: ({ symmetric }) => (symmetric ? ["layers", "time"] : ["weights", "layers", "time"]),
  // Through time it goes by the loop's own weights, as bptt does.
  fa: ({ loops }) => (loops ? [] : ["weights"]),
  bptt: () => [],
};

/** Criteria that a rule meets; nothing where no hidden synapse learns, so that there is nothing to judge. */
export function criteriaOf(learner: Learner): readonly Criterion[] | undefined {
  return MEETS[learner.rule]?.(learner);
}
