/** Numbers and names as people read them. */

/** A share from 0 to 1 as per cent. */
export function percent(share: number, digits = 0): string {
  return `${(share * 100).toFixed(digits)} %`;
}

export function seconds(s: number): string {
  return `${s.toFixed(2)} s`;
}

/** A number with about three significant digits, without a needless exponent. */
export function figure(x: number): string {
  if (!Number.isFinite(x)) {
    return "–";
  }
  const size = Math.abs(x);
  return size >= 100 || x === 0 ? x.toFixed(0) : size >= 0.001 ? String(Number(x.toPrecision(3))) : x.toExponential(1);
}

/** `1 take`, `2 takes`. */
export function count(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

/** Joins words as a sentence does: `a, b and c`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1) ?? ""}`;
}

/** Bytes as kB or MB. */
export function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** A positive number with an SI prefix: `1.59 M`, `4.25 µ`. */
export function amount(x: number): string {
  const prefixes = ["p", "n", "µ", "m", "", "k", "M", "G", "T"];
  const step = x > 0 ? Math.min(8, Math.max(0, Math.floor(Math.log10(x) / 3 + 1e-9) + 4)) : 4;
  return `${figure(x / 1000 ** (step - 4))} ${prefixes[step] ?? ""}`;
}

/** Splits a symbol such as `V_th` into its base and subscript. */
export function symbolParts(symbol: string): { base: string; sub: string } {
  const [base = "", sub = ""] = symbol.split("_", 2);
  return { base, sub };
}
