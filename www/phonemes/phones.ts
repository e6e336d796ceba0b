/** Frames, phones and what can be counted of them. */
import { texts } from "../text/text.ts";

const t = await texts("phonemes");

/** A frame that has no label. */
export const UNLABELLED = 255;

/** An English word in which each class is heard; its letters stand in capitals. */
export const EXAMPLES: Readonly<Record<string, string>> = {
  aa: "fAther", ae: "bAt", ah: "bUt", aw: "cOW", ay: "bIte", b: "Bee", ch: "CHoke", d: "Day", dh: "THen", dx: "buTTer", eh: "bEt",
  er: "bIRd", ey: "bAIt", f: "Fin", g: "Gay", hh: "Hay", ih: "bIt", iy: "bEEt", jh: "Joke", k: "Key", l: "Lay", m: "Mom", n: "Noon",
  ng: "siNG", ow: "bOAt", oy: "bOY", p: "Pea", r: "Ray", s: "Sea", sh: "SHe", t: "Tea", th: "THin", uh: "bOOk",
  uw: "bOOt", v: "Van", w: "Way", y: "Yacht", z: "Zone",
};

/** A word with the phone in it. */
export function exampleOf(label: string): string | undefined {
  return label === "sil" ? t("silence") : EXAMPLES[label];
}

/** Frames in a row with one label. */
export interface Run {
  /** Nothing where no phone was labelled. */
  label: number | undefined;
  /** First frame. */
  from: number;
  /** The frame behind the last one. */
  to: number;
}

export function runsOf(frames: Uint8Array): Run[] {
  const runs: Run[] = [];
  for (const [t, x] of frames.entries()) {
    const label = x === UNLABELLED ? undefined : x;
    const last = runs.at(-1);
    if (last && last.label === label) {
      last.to = t + 1;
    } else {
      runs.push({ label, from: t, to: t + 1 });
    }
  }
  return runs;
}

/** The part of a run's frames that has each label, the greatest part first. */
export function partsOf(frames: Uint8Array, { from, to }: Run): { label: number; share: number }[] {
  const counts = new Map<number, number>();
  for (const x of frames.subarray(from, to)) {
    counts.set(x, (counts.get(x) ?? 0) + 1);
  }
  return [...counts].map(([label, n]) => ({ label, share: n / Math.max(1, to - from) })).sort((a, b) => b.share - a.share || a.label - b.label);
}

/** Wilson's interval of 95 % for a share of `n`. */
export function wilson(share: number, n: number): [number, number] {
  if (n <= 0) {
    return [0, 1];
  }
  const z2 = 1.959964 ** 2;
  const middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const half = Math.sqrt(z2 * ((share * (1 - share)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

/** How often one phone is heard right. */
export interface PhoneRow {
  label: string;
  frames: number;
  right: number;
  /** What it is taken for most often when it is not heard right. */
  other: { label: string; share: number } | undefined;
}

/** The phones that were spoken, best heard first. */
export function rowsOf(confusion: Uint32Array, labels: readonly string[]): PhoneRow[] {
  const n = labels.length;
  return labels
    .map((label, k): PhoneRow => {
      const row = confusion.subarray(k * n, (k + 1) * n);
      const frames = row.reduce((sum, x) => sum + x, 0);
      let best = -1;
      for (const [j, x] of row.entries()) {
        if (j !== k && x > (best < 0 ? 0 : (row[best] ?? 0))) {
          best = j;
        }
      }
      return { label, frames, right: row[k] ?? 0, other: best < 0 ? undefined : { label: labels[best] ?? "", share: (row[best] ?? 0) / frames } };
    })
    .filter((row) => row.frames > 0)
    .sort((a, b) => b.right / b.frames - a.right / a.frames || b.frames - a.frames);
}

/** Figures over all phones. */
export interface Total {
  frames: number;
  /** Share of them that is right. */
  share: number;
  /** Share that the most frequent phone alone would have right. */
  chance: { label: string; share: number };
}

export function totalOf(rows: readonly PhoneRow[]): Total {
  const frames = rows.reduce((sum, r) => sum + r.frames, 0);
  const most = rows.reduce<PhoneRow | undefined>((a, b) => (a && a.frames >= b.frames ? a : b), undefined);
  const of = (x: number) => x / Math.max(1, frames);
  return { frames, share: of(rows.reduce((sum, r) => sum + r.right, 0)), chance: { label: most?.label ?? "", share: of(most?.frames ?? 0) } };
}

/** What is said in each sentence, out of `sentences.json`; whatever is no such entry is left out. */
export function textsOf(manifest: unknown): Record<string, string> {
  const list = typeof manifest === "object" && manifest !== null && "sentences" in manifest ? manifest.sentences : undefined;
  const texts: Record<string, string> = {};
  for (const entry of Array.isArray(list) ? (list as unknown[]) : []) {
    if (typeof entry === "object" && entry !== null && "name" in entry && "text" in entry && typeof entry.name === "string" && typeof entry.text === "string") {
      texts[entry.name] = entry.text;
    }
  }
  return texts;
}
