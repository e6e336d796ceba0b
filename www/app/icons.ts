import type { Place } from "../core/route.ts";

/** Paths of the places' icons, on a grid of 24. */
export const ICONS: Record<Place | "more", string> = {
  try: "M3 12h3l2-5 4 11 3-8 1.5 2H21",
  data: "M4 6c0-1.7 3.6-3 8-3s8 1.3 8 3v12c0 1.7-3.6 3-8 3s-8-1.3-8-3zM4 6c0 1.7 3.6 3 8 3s8-1.3 8-3M4 12c0 1.7 3.6 3 8 3s8-1.3 8-3",
  train: "M4 19V5m0 14h16M7 15l4-5 3 3 5-7",
  inside: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5L21 21M7.5 10.5h1.5l1-2.5 1.5 5 1-2.5h1",
  compare: "M5 20v-6M10 20V8M15 20V11M20 20V4M3 20h18",
  listen: "M12 4a3 3 0 0 1 3 3v4a3 3 0 0 1-6 0V7a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v3",
  phonemes: "M3 7h5v5H3zM8 7h4v5H8zM12 7h9v5h-9zM3 15h9v4H3zM12 15h3v4h-3zM15 15h6v4h-6z",
  reproduce: "M4 19V5m0 14h16M7 15l4-3 3 1 5-6M7 9h.01M11 6h.01M16 17h.01",
  speed: "M4 17a8 8 0 1 1 16 0M12 17l4-6",
  more: "M5 12h.01M12 12h.01M19 12h.01",
};
