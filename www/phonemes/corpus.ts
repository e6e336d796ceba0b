/** Which sentences of a corpus in TIMIT's layout are taken into the page: as many as it can hold, of as many speakers as there are. */

/** Most sentences that are taken: a page learns while somebody watches. */
export const MOST_SENTENCES = 400;
/** Most bytes of their files; the engine's samples take twice as much. */
export const MOST_BYTES = 100e6;
/** Share of them that tests, where the corpus has a test part. */
const TEST_SHARE = 0.25;

export interface CorpusFile {
  path: string;
  size: number;
}

export interface Choice<F> {
  files: F[];
  /** Sentences that are taken, of those that there are. */
  sentences: number;
  of: number;
}

interface Sentence<F> {
  test: boolean;
  speaker: string;
  files: F[];
  bytes: number;
}

/** Part, speaker and sentence of a path such as `TRAIN/DR1/FCJF0/SX37.WAV`, and its kind. */
const PATH = /(?:^|\/)(train|test)\/dr[1-8]\/([^/]+)\/(s[aix]\d+)(?:\.wav)?\.(wav|sph|phn|wrd)$/i;

/** The sentences that have both sound and phones; those that every speaker reads are left out. */
function sentencesOf<F extends CorpusFile>(files: readonly F[]): Sentence<F>[] {
  const found = new Map<string, Sentence<F> & { kinds: Set<string> }>();
  for (const file of files) {
    const [, part = "", speaker = "", sentence = "", extension = ""] = PATH.exec(file.path) ?? [];
    if (part === "" || /^sa/i.test(sentence)) {
      continue;
    }
    const key = `${part}/${speaker}/${sentence}`.toUpperCase();
    const one = found.get(key) ?? { test: part.toUpperCase() === "TEST", speaker: speaker.toUpperCase(), files: [], bytes: 0, kinds: new Set() };
    one.files.push(file);
    one.bytes += file.size;
    one.kinds.add(extension.toUpperCase() === "SPH" ? "WAV" : extension.toUpperCase());
    found.set(key, one);
  }
  return [...found.values()].filter((s) => s.kinds.has("WAV") && s.kinds.has("PHN"));
}

/** One sentence of every speaker, then another of each, in the order of names. */
function byTurns<F extends CorpusFile>(sentences: readonly Sentence<F>[]): Sentence<F>[] {
  const speakers = new Map<string, Sentence<F>[]>();
  for (const s of sentences) {
    speakers.set(s.speaker, [...(speakers.get(s.speaker) ?? []), s]);
  }
  const names = [...speakers.keys()].sort();
  const out: Sentence<F>[] = [];
  for (let k = 0; out.length < sentences.length; k++) {
    out.push(...names.flatMap((name) => speakers.get(name)?.[k] ?? []));
  }
  return out;
}

/**
 * Chooses among the files of a corpus.
 *
 * @param core speakers who alone test where one of them is in the test part (the core test set)
 */
export function chosen<F extends CorpusFile>(files: readonly F[], core: readonly string[], most = MOST_SENTENCES, bytes = MOST_BYTES): Choice<F> {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const all = sentencesOf(sorted);
  const isCore = all.some((s) => s.test && core.includes(s.speaker));
  const testing = byTurns(all.filter((s) => s.test && (!isCore || core.includes(s.speaker))));
  const learning = byTurns(all.filter((s) => !s.test));
  const tests = learning.length === 0 ? most : Math.max(Math.round(TEST_SHARE * most), most - learning.length);
  const parts: [Sentence<F>[], number, number][] = [
    [testing.slice(0, tests), learning.length === 0 ? bytes : TEST_SHARE * bytes, 0],
    [learning.slice(0, most - Math.min(tests, testing.length)), bytes, 0],
  ];
  let held = 0;
  const taken = parts.flatMap(([sentences, limit]) =>
    sentences.filter((s) => {
      const fits = held + s.bytes <= limit;
      held += fits ? s.bytes : 0;
      return fits;
    }),
  );
  return { files: taken.flatMap((s) => s.files), sentences: taken.length, of: testing.length + learning.length };
}
