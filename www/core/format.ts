/** Numbers and names as people read them, in the present language. */
import { language } from "../text/text.ts";

/** Between a number and its unit: they stay on one line. */
const NBSP = "\u00a0";

/** A number's text with a true minus and the language's own decimal sign. */
export function decimal(text: string): string {
  const signed = text.replace(/-(?=[\d.])/g, "−");
  return language.state.language === "de" ? signed.replace(".", ",") : signed;
}

/** A number with so many decimals. */
export function fixed(x: number, digits: number): string {
  return decimal(x.toFixed(digits));
}

/** A share from 0 to 1 as per cent. */
export function percent(share: number, digits = 0): string {
  return `${fixed(share * 100, digits)}${NBSP}%`;
}

export function seconds(s: number): string {
  return `${fixed(s, 2)}${NBSP}s`;
}

/** A number and its unit. */
export function measured(number: string, unit: string): string {
  return `${number}${NBSP}${unit}`;
}

/** A number with about three significant digits, without a needless exponent. */
export function figure(x: number): string {
  if (!Number.isFinite(x)) {
    return "–";
  }
  const size = Math.abs(x);
  return decimal(size >= 100 || x === 0 ? x.toFixed(0) : size >= 0.001 ? String(Number(x.toPrecision(3))) : x.toExponential(1));
}

/** Joins words as a sentence does: `a, b and c`. */
export function list(words: readonly string[]): string {
  // British English has no comma before the last one.
  return new Intl.ListFormat(language.state.language === "en" ? "en-GB" : language.state.language).format(words);
}

/** Bytes as kB, MB or GB. */
export function size(bytes: number): string {
  const [unit, digits, one] = bytes < 1e6 ? (["kB", 0, 1e3] as const) : bytes < 1e9 ? (["MB", 1, 1e6] as const) : (["GB", 1, 1e9] as const);
  return measured(fixed(bytes / one, digits), unit);
}

/** A positive number with an SI prefix, to be followed by its unit: `1.59 M`, `4.25 µ`. */
export function amount(x: number): string {
  const prefixes = ["p", "n", "µ", "m", "", "k", "M", "G", "T"];
  const step = x > 0 ? Math.min(8, Math.max(0, Math.floor(Math.log10(x) / 3 + 1e-9) + 4)) : 4;
  return measured(figure(x / 1000 ** (step - 4)), prefixes[step] ?? "");
}

/** Splits a symbol such as `V_th` into its base and subscript. */
export function symbolParts(symbol: string): { base: string; sub: string } {
  const [base = "", sub = ""] = symbol.split("_", 2);
  return { base, sub };
}
