/** The address: which place is open and how the run is set. `#/train?rule=bptt&seed=2&leak=0.5` */

/** The five places of the laboratory. */
export const MAIN = ["try", "data", "train", "inside", "compare"] as const;
/** What is beside them; Listen is a part of Try. */
export const MORE = ["phonemes", "reproduce", "speed"] as const;
export const PLACES = [...MAIN, "listen", ...MORE] as const;
export type Place = (typeof PLACES)[number];

export interface Route {
  place: Place;
  /** Whatever stands behind `?`, unchecked but short. */
  query: Record<string, string>;
}

const MAX_PAIRS = 60;
const MAX_CHARS = 120;

function isPlace(text: string): text is Place {
  return (PLACES as readonly string[]).includes(text);
}

/** Reads the fragment of an address; anything odd falls back to the first place. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const pairs = [...new URLSearchParams(query)].slice(0, MAX_PAIRS).filter(([k, v]) => k.length <= MAX_CHARS && v.length <= MAX_CHARS);
  return { place: isPlace(path) ? path : "try", query: Object.fromEntries(pairs) };
}

/** The fragment for a route; keys in a fixed order. */
export function printRoute(route: Route): string {
  const pairs = Object.entries(route.query).sort(([a], [b]) => (a < b ? -1 : 1));
  const query = new URLSearchParams(pairs).toString();
  return `#/${route.place}${query === "" ? "" : `?${query}`}`;
}
