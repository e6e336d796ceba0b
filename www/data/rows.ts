/** Words and takes as a run gets them, and what they are in one number. */
import { NOISE_LABEL } from "../core/noise.ts";
import type { TakeData } from "../engine/protocol.ts";
import { type DataWorker, made } from "./worker-client.ts";
import { byWord, learnt, type Table } from "./words-state.ts";

/** Takes that are sent to a worker in one message. */
export const CHUNK = 32;

/** The labels, and the takes that are not set aside, word by word in the visitor's order; their recordings are parts of the originals, not copies. */
export function rowsOf(table: Pick<Table, "words" | "takes">): { labels: string[]; rows: TakeData[] } {
  const labels = table.words.map((w) => (w.noise ? NOISE_LABEL : w.text.trim()));
  const all = byWord(table);
  const rows = table.words.flatMap((word, i) =>
    (all.get(word.id) ?? [])
      .filter((take) => take.part !== "aside")
      .map((take): TakeData => ({ ...learnt(take), label: labels[i] ?? "", name: take.name, speaker: take.speaker, index: take.index, heldOut: take.part === "test" })),
  );
  return { labels, rows };
}

/** SHA-256 of the data, as the engine makes it of the same data. */
export async function digestOf(worker: DataWorker, table: Pick<Table, "words" | "takes">): Promise<string> {
  const { labels, rows } = rowsOf(table);
  const digest = await worker.call((api) => api.beginDigest(labels, rows.length));
  try {
    for (let i = 0; i < rows.length; i += CHUNK) {
      await worker.call((api) => api.digest(digest, rows.slice(i, i + CHUNK)));
    }
    return made(await worker.call((api) => api.endDigest(digest)));
  } finally {
    worker.call((api) => api.dropDigest(digest)).catch(() => undefined);
  }
}
