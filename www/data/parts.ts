/** Which takes are learnt from and which test, when nobody has said so by hand. */
import { byWord, type Part, type Table, type Take } from "./words-state.ts";

/** One take in so many tests. */
const ONE_IN = 5;
/** From so many takes of every word on, the page keeps some for testing by itself: with fewer, each is needed for learning. */
export const ENOUGH_TAKES = 10;

/** A number from 0 to 1 that only the seed, the word's place and the take's place decide. */
function draw(seed: number, word: number, take: number): number {
  let x = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(word + 1, 0x85ebca6b) ^ Math.imul(take + 1, 0xc2b2ae35)) >>> 0;
  for (const [shift, factor] of [[16, 0x7feb352d], [15, 0x846ca68b]] as const) {
    x = Math.imul(x ^ (x >>> shift), factor) >>> 0;
  }
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

const given = (takes: readonly Take[], part: (take: Take) => Part): Take[] =>
  takes.map((take) => {
    const now = take.part === "aside" ? "aside" : part(take);
    return now === take.part ? take : { ...take, part: now };
  });

/** One take in five of every word tests, drawn by the seed; of two takes or more at least one, and one always stays to learn from. */
export function bySeed({ words, takes }: Pick<Table, "words" | "takes">, seed: number): Take[] {
  const tests = new Set<number>();
  const all = byWord({ words, takes });
  words.forEach((word, w) => {
    const mine = (all.get(word.id) ?? []).filter((t) => t.part !== "aside");
    const count = mine.length < 2 ? 0 : Math.max(1, Math.round(mine.length / ONE_IN));
    const order = mine.map((take, i) => ({ id: take.id, x: draw(seed, w, i) })).sort((a, b) => a.x - b.x);
    order.slice(0, count).forEach(({ id }) => tests.add(id));
  });
  return given(takes, (take) => (tests.has(take.id) ? "test" : "learn"));
}

/** Everything that this voice says tests. */
export function bySpeaker(takes: readonly Take[], speaker: string): Take[] {
  return given(takes, (take) => (take.speaker === speaker ? "test" : "learn"));
}

/** Every take is learnt from. */
export function noneTested(takes: readonly Take[]): Take[] {
  return given(takes, () => "learn");
}

/** The voices, those with fewest takes first; takes without a name of their voice are left out. */
export function speakers(takes: readonly Take[]): { name: string; takes: number }[] {
  const counts = new Map<string, number>();
  for (const { speaker } of takes) {
    if (speaker !== "") {
      counts.set(speaker, (counts.get(speaker) ?? 0) + 1);
    }
  }
  return [...counts].map(([name, n]) => ({ name, takes: n })).sort((a, b) => a.takes - b.takes || a.name.localeCompare(b.name));
}

/** A voice whose takes can test: it says every word, and every word keeps a take of another voice to learn from. */
export function testableSpeaker({ words, takes }: Pick<Table, "words" | "takes">): string | undefined {
  const all = byWord({ words, takes });
  const spoken = words.filter((w) => !w.noise).map((w) => (all.get(w.id) ?? []).filter((t) => t.part !== "aside"));
  const tests = (name: string): boolean => spoken.every((mine) => mine.some((t) => t.speaker === name) && mine.some((t) => t.speaker !== name));
  return speakers(takes).find(({ name }) => tests(name))?.name;
}

/** The same table with the parts that the page gives by itself; where the visitor or the data gave them, they stay. */
export function settled(table: Table): Table {
  if (table.partsBy === "visitor") {
    return table;
  }
  const { words, takes, partsSeed } = table;
  const all = byWord(table);
  const enough = words.length > 0 && words.every((w) => (all.get(w.id) ?? []).length >= ENOUGH_TAKES);
  return { ...table, takes: enough ? bySeed({ words, takes }, partsSeed) : noneTested(takes) };
}

export function counted(takes: readonly Take[]): Record<Part, number> {
  const out = { learn: 0, test: 0, aside: 0 };
  for (const { part } of takes) {
    out[part] += 1;
  }
  return out;
}
