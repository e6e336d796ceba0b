import type { Explanation } from "../core/explain.ts";
import type { Term } from "../core/glossary.ts";
import { settingTitle } from "../core/names.ts";
import { EQUATIONS } from "../core/terms.ts";
import type { SettingInfo } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";

/** What rules and settings do, in plain words; the English is printed from the engine's own table (`UPDATE_DOCS=1 cargo test --release --test docs`). */
const t = await texts("explanations");

/** What a learning rule does. */
export function ruleText(id: string): string {
  return t.maybe(`rule.${id}`) ?? "";
}

/** What a setting does. */
export function settingText(key: string): string {
  return t.maybe(`setting.${key}`) ?? "";
}

const { channels, firing, adaptation, surrogate, reward } = EQUATIONS;

/** The paper's equation that a setting stands in, and the words to look up. */
const FORMS: Record<string, { equation?: string; terms: readonly Term[] }> = {
  topology: { terms: ["layer", "convolution", "loop", "readout"] },
  density: { equation: channels, terms: ["loop", "mask"] },
  loop_block: { terms: ["loop", "mask"] },
  loop_kind: { terms: ["loop", "mask"] },
  readout: { terms: ["readout"] },
  readout_from: { terms: ["readout", "layer"] },
  readout_leak: { equation: "u[t] = κ · u[t−1] + W · S[t] + b", terms: ["readout", "leak"] },
  input_scale: { terms: ["band"] },
  encoding: { terms: ["frame", "band", "spike"] },
  steps_per_frame: { terms: ["step", "frame"] },
  init_ff: { terms: ["weight", "seed"] },
  init_rec: { terms: ["weight", "loop"] },
  unit: { terms: ["neuron"] },
  leak: { equation: channels, terms: ["leak", "potential"] },
  adapt_strength: { equation: channels, terms: ["adaptation", "threshold", "plasticity"] },
  adaptive_share: { terms: ["adaptation", "plasticity"] },
  adapt_decay: { equation: adaptation, terms: ["adaptation"] },
  adapt_gain: { equation: adaptation, terms: ["adaptation", "spike"] },
  v_threshold: { equation: firing, terms: ["threshold", "firing"] },
  v_reset: { terms: ["reset", "potential"] },
  refractory_steps: { terms: ["refractory"] },
  surrogate_width: { equation: surrogate, terms: ["surrogate"] },
  firing: { equation: firing, terms: ["firing", "channel"] },
  recurrent_leak: { equation: channels, terms: ["channel", "leak"] },
  adaptation: { equation: channels, terms: ["adaptation", "threshold"] },
  reset: { terms: ["reset", "gradient"] },
  learning_rate: { terms: ["learning-rate", "optimiser"] },
  readout_rate: { terms: ["learning-rate", "readout"] },
  schedule: { terms: ["learning-rate", "epoch"] },
  loss: { terms: ["loss"] },
  batch: { terms: ["batch"] },
  through_time: { terms: ["gradient", "eligibility"] },
  eligibility: { terms: ["eligibility", "trace"] },
  eprop_feedback: { terms: ["feedback"] },
  feedback_decay: { terms: ["feedback"] },
  rate_strength: { terms: ["rate", "saturated"] },
  rate_target: { terms: ["rate"] },
  feedback: { equation: reward, terms: ["feedback", "reward"] },
  feedback_density: { equation: reward, terms: ["feedback"] },
  feedback_reach: { terms: ["feedback"] },
  feedback_skips: { terms: ["feedback", "layer"] },
  validation: { terms: ["validation", "held-out"] },
  patience: { terms: ["validation", "epoch"] },
  angle_utterances: { terms: ["angle", "gradient"] },
  noise: { terms: ["noise"] },
  test_noise: { terms: ["noise"] },
  noise_kind: { terms: ["noise"] },
  normalise: { terms: ["band"] },
  front_end: { terms: ["front-end", "frame", "band"] },
  window_ms: { terms: ["frame"] },
  hop_ms: { terms: ["frame"] },
};

/** A setting's explanation: what it does, its symbol, and the equation that it stands in. */
export function settingExplanation(s: SettingInfo): Explanation {
  return { title: settingTitle(s), text: settingText(s.key), symbol: s.symbol, ...FORMS[s.key] };
}
