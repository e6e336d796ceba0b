/** Where frames and steps lie on the time axis of a clip. */
export interface StepScale {
  /** Start of step 0, in seconds: half of what the first window overlaps. */
  startS: number;
  /** Length of a step, in seconds. */
  stepS: number;
}

/**
 * Scale of `steps` steps over `frames` frames.
 *
 * A frame's window is longer than its hop; it is drawn over one hop at the window's middle.
 */
export function stepScale(frames: number, steps: number, hopMs: number, windowMs: number): StepScale {
  return { startS: (windowMs - hopMs) / 2000, stepS: (hopMs * frames) / Math.max(1, steps) / 1000 };
}

/** The step at a moment, or nothing before the first and after the last. */
export function stepAt(scale: StepScale, steps: number, s: number): number | undefined {
  const step = Math.floor((s - scale.startS) / scale.stepS + 1e-9);
  return step >= 0 && step < steps ? step : undefined;
}

/** Middle of a step, in seconds. */
export function middleOf(scale: StepScale, step: number): number {
  return scale.startS + (step + 0.5) * scale.stepS;
}
