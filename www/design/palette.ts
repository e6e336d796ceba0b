/** Colours as eyes see them: contrast by WCAG, distance by CIE Lab, and how three kinds of colour blindness change both. Used by tests. */

export type Rgb = readonly [number, number, number];

/** Red, green and blue from 0 to 1 of `#rrggbb`. */
export function parseHex(hex: string): Rgb {
  const n = Number.parseInt(hex.slice(1), 16);
  return [((n >> 16) & 255) / 255, ((n >> 8) & 255) / 255, (n & 255) / 255];
}

const linear = (c: number): number => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
const gamma = (c: number): number => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);

function times(m: readonly Rgb[], v: Rgb): Rgb {
  const row = (r: Rgb | undefined): number => (r ? r[0] * v[0] + r[1] * v[1] + r[2] * v[2] : 0);
  return [row(m[0]), row(m[1]), row(m[2])];
}

/** Machado, Oliveira and Fernandes 2009, severity 1, over linear RGB. */
export const SIGHT = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
} as const satisfies Record<string, readonly Rgb[]>;

export type Sight = keyof typeof SIGHT;

/** A colour as someone with that sight sees it. */
export function seen(colour: Rgb, sight: Sight): Rgb {
  const [r, g, b] = times(SIGHT[sight], [linear(colour[0]), linear(colour[1]), linear(colour[2])]);
  const clip = (x: number): number => gamma(Math.min(1, Math.max(0, x)));
  return [clip(r), clip(g), clip(b)];
}

function luminance([r, g, b]: Rgb): number {
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

/** Contrast of WCAG, from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

function lab([r, g, b]: Rgb): Rgb {
  const [x, y, z] = times([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]], [linear(r), linear(g), linear(b)]);
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95047), f(y), f(z / 1.08883)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** Distance in CIE Lab; about 2 is just seen, 10 and more is seen at once. */
export function distance(a: Rgb, b: Rgb): number {
  const [p, q] = [lab(a), lab(b)];
  return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

/** The hexadecimal tokens of each colour scheme of `tokens.css`. */
export function schemesOf(css: string): Record<"light" | "dark", Record<string, string>> {
  const [light = "", dark = ""] = css.split("(prefers-color-scheme: dark)");
  const tokens = (text: string): Record<string, string> => Object.fromEntries([...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/g)].map(([, name, value]) => [name ?? "", value ?? ""]));
  return { light: tokens(light), dark: { ...tokens(light), ...tokens(dark.split("@media")[0] ?? "") } };
}
