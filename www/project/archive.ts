/** The whole project as one zip file, and back. A file that is broken or hostile is refused as a whole, and changes nothing. */
import { faultText } from "../data/sources.ts";
import { CHUNK, digestOf } from "../data/rows.ts";
import { type DataWorker, made } from "../data/worker-client.ts";
import { isFault, type ZipList } from "../data/worker-protocol.ts";
import { fitTrim, LONGEST_S, megabytes, MOST_SAMPLES, type Take, type Word } from "../data/words-state.ts";
import type { EngineClient } from "../engine/client.ts";
import { texts } from "../text/text.ts";
import type { Kept } from "./layout.ts";
import { FORMAT, FORMAT_VERSION, type FileRun, type FileTake, MODEL_FILE, PROJECT_JSON, type ProjectFile, ProjectFileError, readProjectFile } from "./project-file.ts";
import type { SavedRun } from "./saved-run.ts";

const t = await texts("data");

/** How far it is; throws when the visitor stopped it. */
export type Progress = (done: number, of: number) => void;

export interface Opened {
  kept: Kept;
  run: SavedRun | undefined;
  /** Of the data as they are now, and as the file says. */
  dataDigest: string;
  stated: string;
}

/** Names of folders: letters, digits and dashes, each once. */
function folders(words: readonly Word[]): string[] {
  const used = new Set<string>();
  return words.map((word) => {
    const plain = word.text.trim().replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-+|-+$/g, "").slice(0, 40) || "word";
    let name = plain;
    for (let n = 2; used.has(name.toLowerCase()); n++) {
      name = `${plain}-${n}`;
    }
    used.add(name.toLowerCase());
    return name;
  });
}

/** A run as the file tells it: its model is a file of its own, its picture is drawn anew. */
function inFileRun({ spec, source, title, labels, probeTitle, head, records, stopped, elapsedMs, weightsSha256 }: SavedRun): FileRun {
  return { spec, source, title, labels, probeTitle, head, records, stopped, elapsedMs, weightsSha256 };
}

export async function writeArchive(worker: DataWorker, { table, source, train }: Kept, run: SavedRun | undefined, progress: Progress): Promise<{ zip: Blob; dataDigest: string }> {
  const { words, takes, partsBy, partsSeed } = table;
  const names = folders(words);
  const sounds: { path: string; take: Take }[] = [];
  const inFile = words.map((word, w) => {
    const mine = takes.filter((x) => x.word === word.id);
    const digits = String(mine.length).length;
    const list = mine.map((take, i): FileTake => {
      const path = `words/${names[w] ?? ""}/${String(i + 1).padStart(digits, "0")}.wav`;
      sounds.push({ path, take });
      const { name, speaker, index, part, from, to } = take;
      return { file: path, name, speaker, index, part, from, to };
    });
    return { text: word.text, noise: word.noise, takes: list };
  });
  const dataDigest = takes.length > 0 ? await digestOf(worker, table) : "";
  const file: ProjectFile = { format: FORMAT, version: FORMAT_VERSION, dataDigest, words: inFile, partsBy, partsSeed, source, train, run: run ? inFileRun(run) : null };
  const into = await worker.call((api) => api.beginPack());
  try {
    const text = (words: string): Uint8Array => new TextEncoder().encode(words);
    await worker.call((api) => api.packFile(into, "README.txt", text(t("readme", { words: words.length, takes: takes.length, digest: dataDigest || "–", weights: run?.weightsSha256 ?? "–" }))));
    await worker.call((api) => api.packFile(into, PROJECT_JSON, text(`${JSON.stringify(file, null, 1)}\n`)));
    if (run) {
      await worker.call((api) => api.packFile(into, MODEL_FILE, run.model));
    }
    for (let i = 0; i < sounds.length; i += CHUNK) {
      progress(i, sounds.length);
      const some = sounds.slice(i, i + CHUNK).map(({ path, take }) => ({ path, sound: take.sound }));
      await worker.call((api) => api.packSounds(into, some));
    }
    return { zip: made(await worker.call((api) => api.endPack(into))), dataDigest };
  } finally {
    worker.call((api) => api.dropPack(into)).catch(() => undefined);
  }
}

/** Whether an open zip file is a project. */
export function isProject({ files }: ZipList): boolean {
  return files.some((f) => f.path === PROJECT_JSON);
}

/** What is wrong with a project file, in words. */
function inWords(error: unknown, name: string): Error {
  return error instanceof ProjectFileError ? new Error(t(`project.${error.problem}`, { name, where: error.where })) : error instanceof Error ? error : new Error(String(error));
}

/** Throws where a file is named twice: few bytes would be many recordings, or it is not clear which is meant. */
function checkNames(name: string, paths: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    if (seen.has(path)) {
      throw new Error(t("project.twice", { name, path }));
    }
    seen.add(path);
  }
}

export async function readArchive(worker: DataWorker, engine: EngineClient, name: string, list: ZipList, id: () => number, progress: Progress): Promise<Opened> {
  const at = new Map(list.files.map(({ path }, i) => [path, i]));
  const read = async (path: string): Promise<Uint8Array> => {
    const index = at.get(path);
    if (index === undefined) {
      throw new Error(t("project.missing", { name, path }));
    }
    const bytes = await worker.call((api) => api.readZip(list.zip, index));
    if (isFault(bytes)) {
      throw new Error(faultText(name, bytes));
    }
    return bytes;
  };
  try {
    const file = readProjectFile(new TextDecoder().decode(await read(PROJECT_JSON)));
    const all = file.words.flatMap((w) => w.takes);
    checkNames(name, list.files.map((f) => f.path));
    checkNames(name, all.map((x) => x.file));
    let samples = 0;
    const words: Word[] = [];
    const takes: Take[] = [];
    for (const { text, noise, takes: mine } of file.words) {
      const word = { id: id(), text, noise };
      words.push(word);
      for (const { file: path, name: takeName, speaker, index, part, from, to } of mine) {
        progress(takes.length, all.length);
        const bytes = await read(path);
        const sound = await engine.call((api) => api.readWav(path, bytes));
        samples += sound.samples.length;
        if (sound.samples.length > LONGEST_S * sound.rateHz) {
          throw new Error(t("project.long", { name, path, most: LONGEST_S }));
        }
        if (samples > MOST_SAMPLES) {
          throw new Error(t("project.large", { name, mb: megabytes(MOST_SAMPLES) }));
        }
        takes.push({ id: id(), word: word.id, name: takeName, speaker, index, part, sound, ...fitTrim(sound, from, to) });
      }
    }
    const table = { words, takes, partsBy: file.partsBy, partsSeed: file.partsSeed };
    const run: SavedRun | undefined = file.run ? { ...file.run, cut: false, checkpoints: [], probe: undefined, model: await read(MODEL_FILE) } : undefined;
    return { kept: { table, source: file.source, train: file.train }, run, dataDigest: takes.length > 0 ? await digestOf(worker, table) : "", stated: file.dataDigest };
  } catch (error) {
    throw inWords(error, name);
  }
}
