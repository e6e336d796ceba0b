/** Round numbers for an axis. */
import { decimal, fixed } from "../core/format.ts";

/** Step of a scale over `span` with about `wanted` ticks: 1, 2 or 5 times a power of ten. */
export function tickStep(span: number, wanted: number): number {
  if (!(span > 0) || !Number.isFinite(span)) {
    return 1;
  }
  const raw = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(raw));
  const unit = raw / power;
  return power * (unit <= 1 ? 1 : unit <= 2 ? 2 : unit <= 5 ? 5 : 10);
}

/** Ticks from `low` to `high`, both ends allowed. */
export function ticks(low: number, high: number, wanted: number): number[] {
  const step = tickStep(high - low, wanted);
  const out: number[] = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) {
    out.push(k * step);
  }
  return out;
}

/** Text of a tick with as many decimals as the step needs. */
export function tickText(value: number, step: number): string {
  const decimals = Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? fixed(0, decimals) : decimal(text);
}
