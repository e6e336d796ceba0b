/** What a number of test takes, or of seeds, allows to be said. All intervals are of 95 %. */

/** 97.5 % quantile of the normal distribution. */
const Z = 1.959964;
/** 97.5 % quantiles of Student's t for 1 to 4 degrees of freedom; beyond them its expansion is exact to three decimals. */
const T975 = [12.7062, 4.302653, 3.182446, 2.776445];

/** 97.5 % quantile of Student's t: of the table, else by Abramowitz and Stegun 26.7.5. */
export function t975(df: number): number {
  const exact = T975[df - 1];
  if (exact !== undefined) {
    return exact;
  }
  const z = Z;
  const terms = [(z ** 3 + z) / 4, (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96, (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384];
  return terms.reduce((sum, g, i) => sum + g / df ** (i + 1), z);
}

/** A difference counts below this. */
export const ALPHA = 0.05;

export interface Interval {
  low: number;
  high: number;
}

/** Wilson's interval of a share: `right` of `n`. */
export function wilson(right: number, n: number): Interval {
  if (n === 0) {
    return { low: 0, high: 1 };
  }
  const [p, z2] = [right / n, Z * Z];
  const middle = (p + z2 / (2 * n)) / (1 + z2 / n);
  const half = (Z / (1 + z2 / n)) * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

export interface Mean {
  mean: number;
  /** Half the interval by Student's t; nothing for a single value. */
  half: number | undefined;
  n: number;
}

export function meanOf(values: readonly number[]): Mean | undefined {
  const n = values.length;
  if (n === 0) {
    return undefined;
  }
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1);
  return { mean, half: n > 1 ? t975(n - 1) * Math.sqrt(variance / n) : undefined, n };
}

export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const at = sorted.length >> 1;
  const [low, high] = [sorted[at - (sorted.length % 2 === 0 ? 1 : 0)], sorted[at]];
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}

/** Two-sided p of t with 1 to 4 degrees of freedom, by its closed forms. */
function studentP(t: number, df: number): number {
  const x = Math.abs(t);
  const s = x / Math.sqrt(df);
  switch (df) {
    case 1:
      return 1 - (2 / Math.PI) * Math.atan(x);
    case 2:
      return 1 - x / Math.sqrt(2 + x * x);
    case 3:
      return 1 - (2 / Math.PI) * (Math.atan(s) + s / (1 + s * s));
    default: {
      const c = x / Math.sqrt(4 + x * x);
      return 1 - (c * (3 - c * c)) / 2;
    }
  }
}

/**
 * Whether the mean of paired differences is away from zero: p of the t test.
 *
 * @param step least difference that can be seen: with few takes all differences are alike by rounding alone, which must not count as certainty
 */
export function pairedP(differences: readonly number[], step: number): number {
  const n = differences.length;
  if (n < 2) {
    return 1;
  }
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const deviation = Math.sqrt(differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1));
  const t = mean / (Math.max(deviation, step / 2) / Math.sqrt(n));
  return Number.isFinite(t) ? studentP(t, Math.min(4, n - 1)) : 1;
}

/** Exact two-sided p of McNemar's test: `only` takes that one alone got right, `others` that the other alone did. */
export function mcnemarP(only: number, others: number): number {
  const n = only + others;
  const least = Math.min(only, others);
  // Terms of the binomial distribution of one half, by logarithms: 0.5ⁿ alone would be lost for many takes.
  let log = -n * Math.LN2;
  let sum = Math.exp(log);
  for (let k = 1; k <= least; k++) {
    log += Math.log(n - k + 1) - Math.log(k);
    sum += Math.exp(log);
  }
  return Math.min(1, 2 * sum);
}

/** Takes on which two answered differently, by who was right. */
export function discordant(a: Uint8Array, b: Uint8Array): [number, number] {
  let [only, others] = [0, 0];
  for (const [i, right] of a.entries()) {
    only += right > (b[i] ?? 0) ? 1 : 0;
    others += right < (b[i] ?? 0) ? 1 : 0;
  }
  return [only, others];
}

/** Holm's correction: p values of several comparisons, so that all of them together err in one case of twenty at most. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, i) => ({ p, i })).sort((a, b) => a.p - b.p);
  const out = ps.map(() => 1);
  let least = 0;
  order.forEach(({ p, i }, rank) => {
    least = Math.max(least, Math.min(1, p * (ps.length - rank)));
    out[i] = least;
  });
  return out;
}

/** Least number of takes on which one must be right and the other wrong, with none the other way, for a difference to count. */
export function leastTakes(comparisons: number): number {
  let k = 1;
  while (mcnemarP(k, 0) * Math.max(1, comparisons) > ALPHA) {
    k += 1;
  }
  return k;
}
