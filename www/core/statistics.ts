/** Statistics of shares: how sure a count of right answers makes one. */

/** 97.5 % quantile of the normal distribution. */
export const Z95 = 1.959964;

/** A share from 0 to 1 and where it may lie. */
export interface Share {
  hits: number;
  of: number;
  /** `hits / of`; NaN without any. */
  share: number;
  /** 95 % interval after Wilson; from 0 to 1 when nothing was counted. */
  low: number;
  high: number;
}

/** A share with its 95 % interval after Wilson, which stays within 0 and 1 and holds for few counts too. */
export function wilson(hits: number, of: number): Share {
  if (of <= 0) {
    return { hits, of: 0, share: Number.NaN, low: 0, high: 1 };
  }
  const p = hits / of;
  const zz = Z95 * Z95;
  const middle = (p + zz / (2 * of)) / (1 + zz / of);
  const half = (Z95 / (1 + zz / of)) * Math.sqrt((p * (1 - p)) / of + zz / (4 * of * of));
  // At none and all the bound is 0 or 1; rounding must not leave it beside.
  return { hits, of, share: p, low: hits === 0 ? 0 : Math.max(0, middle - half), high: hits === of ? 1 : Math.min(1, middle + half) };
}

/** Least number of counts at which the interval of the share `p` is at most `width` wide. */
export function countsForWidth(p: number, width: number): number {
  const widthAt = (of: number): number => {
    const { low, high } = wilson(p * of, of);
    return high - low;
  };
  let high = 1;
  while (widthAt(high) > width && high < 1e7) {
    high *= 2;
  }
  let low = Math.floor(high / 2);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (widthAt(middle) > width) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

/** Draws from 0 to 1 (1 excluded), the same for the same seed (mulberry32). */
export function draws(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

/** Entropy of counts, in bits. */
export function entropy(counts: Iterable<number>): number {
  let [sum, weighted] = [0, 0];
  for (const n of counts) {
    if (n > 0) {
      sum += n;
      weighted += n * Math.log2(n);
    }
  }
  return sum === 0 ? 0 : Math.log2(sum) - weighted / sum;
}
