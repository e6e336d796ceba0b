/** Colours of the canvases, read from the design's custom properties, again when the colour scheme changes. */
const NAMES = {
  ink: "--ink",
  ink2: "--ink-2",
  rule: "--rule",
  well: "--well",
  surface: "--surface",
  spikeF: "--spike-f",
  spikeR: "--spike-r",
  threshold: "--threshold",
  potential: "--potential",
  winner: "--winner",
  others: "--others",
  act: "--act",
} as const;

export type Theme = Record<keyof typeof NAMES, string> & { ramp: readonly [number, number, number][]; font: string };

let current: Theme | undefined;
const listeners = new Set<() => void>();

function read(): Theme {
  const style = getComputedStyle(document.documentElement);
  const value = (name: string) => style.getPropertyValue(name).trim();
  const colours = Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, value(name)])) as Record<keyof typeof NAMES, string>;
  const ramp = [0, 1, 2, 3, 4].map((i) => rgb(value(`--ramp-${i}`)));
  return { ...colours, ramp, font: value("--font-text") };
}

/** Red, green and blue from 0 to 255 of `#rrggbb`. */
export function rgb(hex: string): [number, number, number] {
  const n = Number.parseInt(hex.replace("#", ""), 16);
  return [(n >> 16) & 255, (n >> 8) & 255, n & 255];
}

/** The colours as they are now. */
export function theme(): Theme {
  current ??= read();
  return current;
}

/** What a place of the ramp is louder by: on a dark ground brighter, else darker. */
export function ground(): "dark" | "light" {
  const { ramp } = theme();
  const light = (at: number) => (ramp.at(at) ?? []).reduce((sum, x) => sum + x, 0);
  return light(-1) > light(0) ? "dark" : "light";
}

/** Calls `listener` when the colours change; gives the function that ends it. */
export function onThemeChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

for (const query of ["(prefers-color-scheme: dark)", "(forced-colors: active)"]) {
  globalThis.matchMedia(query).addEventListener("change", () => {
    current = undefined;
    for (const listener of listeners) {
      listener();
    }
  });
}

/** Colour of the ramp at x from 0 to 1. */
export function rampAt(ramp: readonly [number, number, number][], x: number): [number, number, number] {
  const last = ramp.length - 1;
  const at = Math.min(1, Math.max(0, x)) * last;
  const i = Math.min(last - 1, Math.floor(at));
  const [a, b] = [ramp[i], ramp[i + 1]];
  if (!a || !b) {
    return [0, 0, 0];
  }
  const f = at - i;
  return [a[0] + (b[0] - a[0]) * f, a[1] + (b[1] - a[1]) * f, a[2] + (b[2] - a[2]) * f];
}
