/** Which settings matter for the present choices. A setting that changes nothing is not shown. */

/** What the choices come to: the rule, and every setting's value. */
export interface Present {
  rule: string;
  value(key: string): string;
}

/** Rules whose learning signal reaches every hidden layer at once. */
const DIRECT = new Set(["rp", "dfa", "sdfa", "drtp", "local", "eprop"]);

const layers = (p: Present) => p.value("topology").split("-");
const hasLoop = (p: Present) => layers(p).some((layer) => layer.startsWith("RFC"));
const isDeep = (p: Present) => layers(p).length > 2;
const hiddenSpikes = (p: Present) => p.value("unit") === "spiking";
const readoutSpikes = (p: Present) => p.value("readout") === "spiking";
const spikes = (p: Present) => hiddenSpikes(p) || readoutSpikes(p);
const adapts = (p: Present) => spikes(p) && Number(p.value("adapt_strength")) > 0;
const hiddenLearns = (p: Present) => p.rule !== "readout";
const isDirect = (p: Present) => DIRECT.has(p.rule);
const som = (p: Present) => p.value("encoding") === "som";

/** The matrix B is in use. e-prop may send the error by the readout's weights, but only to layers that the readout sees. */
function drawsB(p: Present): boolean {
  const byReadout = p.rule === "eprop" && p.value("eprop_feedback") === "symmetric" && (!isDeep(p) || p.value("readout_from") === "all");
  return isDirect(p) && !byReadout;
}

/** A gradient goes back through all of a neuron's state. */
const throughState = (p: Present) => (isDirect(p) ? p.value("through_time") === "state" : hiddenLearns(p)) || readoutSpikes(p);

/** When a setting matters; those that are not named always do. */
const WHEN: Record<string, (p: Present) => boolean> = {
  density: hasLoop,
  loop_kind: hasLoop,
  init_rec: hasLoop,
  readout_from: isDeep,
  readout_leak: (p) => !readoutSpikes(p),
  som_nodes: som,
  som_winners: som,
  leak: spikes,
  v_threshold: spikes,
  v_reset: spikes,
  refractory_steps: spikes,
  adapt_strength: spikes,
  adaptive_share: adapts,
  adapt_decay: adapts,
  adapt_gain: adapts,
  adaptation: adapts,
  surrogate_width: (p) => (hiddenSpikes(p) && hiddenLearns(p)) || readoutSpikes(p),
  reset: (p) => spikes(p) && throughState(p),
  firing: (p) => hiddenSpikes(p) && hasLoop(p),
  recurrent_leak: (p) => hiddenSpikes(p) && hasLoop(p) && p.value("firing") !== "single",
  through_time: (p) => isDirect(p) && hiddenSpikes(p),
  eligibility: isDirect,
  eprop_feedback: (p) => p.rule === "eprop",
  feedback_decay: (p) => p.rule === "eprop" && p.value("eprop_feedback") === "adaptive",
  rate_strength: hiddenLearns,
  rate_target: (p) => hiddenLearns(p) && Number(p.value("rate_strength")) > 0,
  feedback: drawsB,
  feedback_density: (p) => drawsB(p) && p.value("feedback") === "binary",
  feedback_reach: isDirect,
  feedback_skips: (p) => isDirect(p) && isDeep(p),
  noise_kind: (p) => Number(p.value("noise")) > 0 || Number(p.value("test_noise")) > 0,
  patience: (p) => Number(p.value("validation")) > 0,
  angle_utterances: (p) => hiddenLearns(p) && p.rule !== "bptt",
};

/** Whether changing the setting would change the run. */
export function matters(key: string, present: Present): boolean {
  return WHEN[key]?.(present) ?? true;
}

/** The random changes of the training takes, which the page keeps under a heading of their own. */
export function isVariation(key: string): boolean {
  return key.startsWith("augment_");
}
