/** What could be better about the words and takes, each with what to do about it. */
import { CLIPPED_SHARE, type Facts, QUIET_RMS, SILENCE_RMS } from "./facts.ts";
import { counted, speakers, testableSpeaker } from "./parts.ts";
import { quoted } from "./quote.ts";
import { byWord, GOOD_TAKES, lengthS, MOST_WORDS, type Say, type Table, type Take } from "./words-state.ts";

/** Speech beyond this is not heard: the engine keeps the loudest second. */
export const HEARD_S = 1;
/** A word with so many times the takes of another counts as unbalanced. */
const UNBALANCED = 2;
/** Below so many test takes an accuracy tells little. */
const FEW_TESTS = 5;

export type Fix =
  | { kind: "record"; word: number }
  | { kind: "remove"; takes: readonly number[] }
  | { kind: "aside"; takes: readonly number[] }
  | { kind: "parts-seed" }
  | { kind: "parts-speaker"; speaker: string }
  | { kind: "noise" };

export type CheckKey =
  | "few-takes"
  | "unbalanced"
  | "many-words"
  | "silent"
  | "quiet"
  | "clipped"
  | "long"
  | "twice"
  | "twice-words"
  | "twice-parts"
  | "one-speaker"
  | "no-test"
  | "few-tests"
  | "untested"
  | "much-test"
  | "speaker-both"
  | "no-noise";

export interface Check extends Say<CheckKey> {
  /** Names the check in lists and tests; the same as long as it speaks of the same. */
  id: string;
  tone: "bad" | "warn" | "info";
  /** The takes that it speaks of. */
  takes: readonly number[];
  fixes: readonly Fix[];
}

const ids = (takes: readonly Take[]): number[] => takes.map((t) => t.id);

/** What is wrong with a single take, worst first; facts are of what is learnt of it. */
export function takeProblems(take: Take, facts: Facts | undefined): ("silent" | "quiet" | "clipped" | "long")[] {
  if (!facts) {
    return [];
  }
  if (facts.loudest < SILENCE_RMS) {
    return ["silent"];
  }
  const out: ("quiet" | "clipped" | "long")[] = [];
  if (facts.clipped > CLIPPED_SHARE * (take.to - take.from)) {
    out.push("clipped");
  }
  if (facts.loudest < QUIET_RMS) {
    out.push("quiet");
  }
  if (facts.speechToS - facts.speechFromS > HEARD_S + 0.01 && lengthS(take) > HEARD_S + 0.01) {
    out.push("long");
  }
  return out;
}

/** All checks, the gravest first. `factsOf` gives nothing while a take is still being looked at. */
export function checksOf(table: Table, factsOf: (take: Take) => Facts | undefined): Check[] {
  const { words, takes } = table;
  if (takes.length === 0) {
    return [];
  }
  const used = takes.filter((t) => t.part !== "aside");
  const checks = [...amounts(table, used), ...sounds(table, used, factsOf), ...twins(table, used, factsOf), ...parts(table, used), ...voices(table, used)];
  if (words.length > MOST_WORDS) {
    checks.push({ id: "many-words", key: "many-words", values: { count: words.length, most: MOST_WORDS }, tone: "info", takes: [], fixes: [] });
  }
  if (!words.some((w) => w.noise) && words.length >= 2) {
    checks.push({ id: "no-noise", key: "no-noise", tone: "info", takes: [], fixes: [{ kind: "noise" }] });
  }
  const order = { bad: 0, warn: 1, info: 2 };
  return checks.map((c, i) => ({ c, i })).sort((a, b) => order[a.c.tone] - order[b.c.tone] || a.i - b.i).map(({ c }) => c);
}

function amounts({ words }: Table, used: readonly Take[]): Check[] {
  const all = byWord({ words, takes: used });
  const counts = words.map((w) => ({ word: w, n: (all.get(w.id) ?? []).length }));
  const out: Check[] = counts
    .filter(({ n }) => n < GOOD_TAKES)
    .map(({ word, n }) => ({
      id: `few-takes-${word.id}`,
      key: "few-takes",
      values: { word: word.text.trim(), count: n },
      tone: n === 0 ? "bad" : "warn",
      takes: [],
      fixes: [{ kind: "record", word: word.id }],
    }));
  const spoken = counts.filter(({ n }) => n >= GOOD_TAKES).sort((a, b) => a.n - b.n);
  const [least, most] = [spoken[0], spoken.at(-1)];
  if (least && most && most.n > UNBALANCED * least.n) {
    out.push({
      id: "unbalanced",
      key: "unbalanced",
      values: { least: least.word.text.trim(), few: least.n, most: most.word.text.trim(), many: most.n },
      tone: "warn",
      takes: [],
      fixes: [{ kind: "record", word: least.word.id }],
    });
  }
  return out;
}

function sounds({ words }: Table, used: readonly Take[], factsOf: (take: Take) => Facts | undefined): Check[] {
  const noise = new Set(words.filter((w) => w.noise).map((w) => w.id));
  const found = { silent: [] as Take[], quiet: [] as Take[], clipped: [] as Take[], long: [] as Take[] };
  for (const take of used) {
    for (const problem of takeProblems(take, factsOf(take))) {
      // Noise may be as quiet as it is.
      if (problem !== "quiet" || !noise.has(take.word)) {
        found[problem].push(take);
      }
    }
  }
  const check = (key: keyof typeof found, tone: Check["tone"], fix: Fix["kind"] & ("remove" | "aside")): Check[] => {
    const which = ids(found[key]);
    return which.length === 0 ? [] : [{ id: key, key, values: { count: which.length }, tone, takes: which, fixes: [{ kind: fix, takes: which }] }];
  };
  return [...check("silent", "bad", "aside"), ...check("clipped", "warn", "remove"), ...check("quiet", "warn", "remove"), ...check("long", "warn", "aside")];
}

/** Takes with the same content, under whatever name. */
function twins({ words }: Table, used: readonly Take[], factsOf: (take: Take) => Facts | undefined): Check[] {
  const groups = new Map<string, Take[]>();
  for (const take of used) {
    const digest = factsOf(take)?.digest;
    if (digest !== undefined) {
      groups.set(digest, [...(groups.get(digest) ?? []), take]);
    }
  }
  const kinds = { twice: [] as Take[][], "twice-words": [] as Take[][], "twice-parts": [] as Take[][] };
  for (const group of groups.values()) {
    if (group.length > 1) {
      const kind = new Set(group.map((t) => t.word)).size > 1 ? "twice-words" : new Set(group.map((t) => t.part)).size > 1 ? "twice-parts" : "twice";
      kinds[kind].push(group);
    }
  }
  return (["twice-words", "twice-parts", "twice"] as const).flatMap((key) => {
    const groups = kinds[key];
    const which = groups.flatMap(ids);
    const later = groups.flatMap((g) => ids(g.slice(1)));
    const of = quoted(words.filter((w) => groups.some((g) => g.some((t) => t.word === w.id))));
    return groups.length === 0
      ? []
      : [{ id: key, key, values: { count: later.length, words: of }, tone: "warn" as const, takes: which, fixes: [{ kind: "remove" as const, takes: key === "twice-words" ? which : later }] }];
  });
}

function parts(table: Table, used: readonly Take[]): Check[] {
  const { words } = table;
  const { test } = counted(used);
  const all = byWord({ words, takes: used });
  const fixes: Fix[] = [{ kind: "parts-seed" }];
  const speaker = testableSpeaker(table);
  if (speaker !== undefined) {
    fixes.push({ kind: "parts-speaker", speaker });
  }
  if (test === 0) {
    const enough = words.some((w) => (all.get(w.id) ?? []).length >= GOOD_TAKES);
    return enough ? [{ id: "no-test", key: "no-test", tone: "info", takes: [], fixes }] : [];
  }
  const out: Check[] = [];
  const { learn } = counted(used);
  if (test > learn) {
    out.push({ id: "much-test", key: "much-test", values: { test, learn }, tone: "warn", takes: [], fixes: fixes.slice(0, 1) });
  }
  const untested = words.filter((w) => !(all.get(w.id) ?? []).some((t) => t.part === "test"));
  if (untested.length > 0) {
    out.push({ id: "untested", key: "untested", values: { words: quoted(untested) }, tone: "warn", takes: [], fixes: fixes.slice(0, 1) });
  }
  if (test < FEW_TESTS * words.length) {
    out.push({ id: "few-tests", key: "few-tests", values: { count: test, good: FEW_TESTS }, tone: "info", takes: [], fixes: [] });
  }
  return out;
}

function voices(table: Table, used: readonly Take[]): Check[] {
  const noise = new Set(table.words.filter((w) => w.noise).map((w) => w.id));
  const spoken = used.filter((t) => !noise.has(t.word));
  const found = speakers(spoken);
  if (spoken.length < GOOD_TAKES) {
    return [];
  }
  if (found.length < 2) {
    return [{ id: "one-speaker", key: "one-speaker", values: { speaker: found[0]?.name ?? "", named: found.length }, tone: "info", takes: [], fixes: [] }];
  }
  const tested = new Set(spoken.filter((t) => t.part === "test").map((t) => t.speaker));
  const both = spoken.some((t) => t.part === "learn" && tested.has(t.speaker));
  const speaker = testableSpeaker(table);
  return both && speaker !== undefined
    ? [{ id: "speaker-both", key: "speaker-both", values: { speaker }, tone: "info", takes: [], fixes: [{ kind: "parts-speaker", speaker }] }]
    : [];
}
