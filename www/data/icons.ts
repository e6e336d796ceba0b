import { html, type TemplateResult } from "lit";

/** Paths on a grid of 24. */
const PATHS = {
  add: "M12 5v14M5 12h14",
  file: "M6 3h8l4 4v14H6zM14 3v4h4M12 11v6M9 14h6",
  folder: "M3 6h6l2 2h10v11H3z",
  undo: "M9 7L4 12l5 5M4 12h10a6 6 0 0 1 6 6",
  redo: "M15 7l5 5-5 5M20 12H10a6 6 0 0 0-6 6",
  save: "M12 4v11M7 11l5 5 5-5M4 20h16",
  grip: "M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01",
  trim: "M6 4v16M18 4v16M6 8h12M6 16h12",
  remove: "M6 6l12 12M18 6L6 18",
  more: "M12 5h.01M12 12h.01M12 19h.01",
  noise: "M3 12h2M7 8v8M11 5v14M15 9v6M19 11v2",
  bad: "M12 3l9.5 17h-19zM12 10v4M12 17h.01",
  warn: "M12 3l9.5 17h-19zM12 10v4M12 17h.01",
  info: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 11v6M12 7.5h.01",
  good: "M4 12l5 5L20 7",
  play: "M8 5l11 7-11 7z",
  stop: "M7 7h10v10H7z",
} as const;

export type Icon = keyof typeof PATHS;

/** A small drawing beside words that say the same. */
export function icon(name: Icon): TemplateResult {
  return html`<svg class="icon icon-${name}" viewBox="0 0 24 24" aria-hidden="true"><path d=${PATHS[name]}></path></svg>`;
}
