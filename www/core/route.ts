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

/** What was left out of an address: a place that there is not, what is too long or there twice (by its key), how many pairs are too many. */
export type RouteProblem = { key: "place" | "long" | "twice"; what: string } | { key: "many"; count: number };

/** A route as somebody else wrote it. */
export interface ReadRoute extends Route {
  problems: RouteProblem[];
}

const MAX_PAIRS = 60;
/** Eight lanes of a race, with room to spare. */
const MAX_CHARS = 240;
/** Characters of what is wrong that are shown. */
const SHOWN = 40;

function isPlace(text: string): text is Place {
  return (PLACES as readonly string[]).includes(text);
}

/** Reads the fragment of an address; anything odd falls back to the first place, or is left out, and is named. */
export function parseRoute(hash: string): ReadRoute {
  const text = hash.replace(/^#\/?/, "");
  const gap = text.indexOf("?");
  const path = gap < 0 ? text : text.slice(0, gap);
  const pairs = gap < 0 ? [] : [...new URLSearchParams(text.slice(gap + 1))];
  const problems: RouteProblem[] = [];
  const query = new Map<string, string>();
  for (const [key, value] of pairs.slice(0, MAX_PAIRS)) {
    if (key.length > MAX_CHARS || value.length > MAX_CHARS) {
      problems.push({ key: "long", what: key.slice(0, SHOWN) });
    } else if (query.has(key)) {
      problems.push({ key: "twice", what: key.slice(0, SHOWN) });
    } else {
      query.set(key, value);
    }
  }
  if (pairs.length > MAX_PAIRS) {
    problems.push({ key: "many", count: pairs.length - MAX_PAIRS });
  }
  const known = isPlace(path);
  if (!known && path !== "") {
    problems.unshift({ key: "place", what: path.slice(0, SHOWN) });
  }
  return { place: known ? path : "try", query: Object.fromEntries(query), problems };
}

/** The fragment for a route; keys in a fixed order. */
export function printRoute(route: Route): string {
  const pairs = Object.entries(route.query).sort(([a], [b]) => (a < b ? -1 : 1));
  const query = new URLSearchParams(pairs).toString();
  return `#/${route.place}${query === "" ? "" : `?${query}`}`;
}
