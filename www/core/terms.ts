/** Symbols and equations of the words of the glossary; the words themselves are texts (`glossary.json`). */
import type { Term } from "./glossary.ts";

export interface TermForm {
  symbol?: string;
  /** The paper's equation in readable form. */
  equation?: string;
}

/** Equations that several explanations share. */
export const EQUATIONS = {
  channels: "V_f[t] = g · V_f[t−1] · (1 − S_f[t−1]) + W_f · X[t] + b − γ · a[t−1]\nV_r[t] = g · V_r[t−1] · (1 − S_r[t−1]) + (W_r ⊙ M) · S[t−1]\nV[t] = V_f[t] + V_r[t]",
  firing: "S_f[t] = Θ(V[t] − V_th)\nS_r[t] = Θ(V_r[t] − V_th)\nS[t] = S_f[t] + S_r[t]\nΘ(x) = 1 ⟺ x ≥ 0",
  adaptation: "a[t] = α · a[t−1] + β · S[t]",
  surrogate: "Θ′(V) = 1 ⟺ |V − V_th| < V_window",
  reward: "h[t] = S[t] − B · y",
} as const;

/**
 * Channels, firing against the adaptive threshold, adaptation. With `subtracted` adaptation (eq. 4) γ·a is in the potential already, and stands on both
 * sides; else it raises the threshold alone.
 */
export function adaptiveEquations(subtracted: boolean): string {
  const lift = "γ · a[t−1]";
  const channels = subtracted ? EQUATIONS.channels : EQUATIONS.channels.replace(` − ${lift}`, "");
  return `${channels}\nS_f[t] = 1 ⟺ V[t]${subtracted ? ` + ${lift}` : ""} ≥ V_th + ${lift}\n${EQUATIONS.adaptation}`;
}

export const TERMS: Record<Term, TermForm> = {
  accuracy: {},
  adaptation: { symbol: "a", equation: EQUATIONS.adaptation },
  angle: {},
  backpropagation: {},
  band: {},
  batch: {},
  channel: { equation: EQUATIONS.channels },
  clip: {},
  confidence: {},
  confusion: {},
  convolution: {},
  digest: {},
  eligibility: {},
  energy: {},
  epoch: {},
  feedback: { symbol: "B" },
  firing: { equation: EQUATIONS.firing },
  frame: { symbol: "X" },
  "front-end": {},
  gradient: {},
  "held-out": {},
  label: { symbol: "y" },
  layer: {},
  leak: { symbol: "g" },
  "learning-rate": { symbol: "η" },
  loop: {},
  loss: {},
  mask: { symbol: "M" },
  model: {},
  neuron: {},
  noise: {},
  operation: {},
  optimiser: {},
  overfitting: {},
  phone: {},
  plasticity: {},
  potential: { symbol: "V", equation: EQUATIONS.channels },
  preset: {},
  raster: {},
  rate: { symbol: "S" },
  readout: {},
  refractory: { symbol: "τ_ref" },
  reset: { symbol: "V_reset" },
  reward: { equation: EQUATIONS.reward },
  robust: {},
  rule: {},
  saturated: {},
  score: {},
  seed: {},
  silent: {},
  spectrogram: {},
  spike: { symbol: "S" },
  step: { symbol: "t" },
  surrogate: { equation: EQUATIONS.surrogate },
  synapse: { symbol: "W" },
  take: {},
  threshold: { symbol: "V_th" },
  trace: {},
  validation: {},
  wasm: {},
  weight: { symbol: "W" },
  worker: {},
};
