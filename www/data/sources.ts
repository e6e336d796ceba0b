/** Files to read, from a disk or out of a zip file. */
import { type PathFile, readBytes } from "../core/files.ts";
import { texts } from "../text/text.ts";
import type { DataWorker } from "./worker-client.ts";
import { isFault, type ZipFault, type ZipList } from "./worker-protocol.ts";

const t = await texts("data");

export interface FileSource {
  path: string;
  /** Unpacked, in bytes. */
  size: number;
  bytes(): Promise<Uint8Array>;
}

export function fromFiles(files: readonly PathFile[]): FileSource[] {
  return files.map(({ path, file }) => ({ path, size: file.size, bytes: () => readBytes(file) }));
}

/** What is wrong with a zip file, in words. */
export function faultText(name: string, { problem, path }: ZipFault): string {
  return t(`zip.${problem}`, { name, path });
}

/** What is in a zip file, which stays open until the worker closes all. */
export async function fromZip(worker: DataWorker, file: File): Promise<{ files: FileSource[]; close: () => void }> {
  const list = await worker.call((api) => api.openZip(file));
  if (isFault(list)) {
    throw new Error(faultText(file.name, list));
  }
  const files = list.files.map(({ path, size }, i) => ({
    path,
    size,
    bytes: async () => {
      const bytes = await worker.call((api) => api.readZip(list.zip, i));
      if (isFault(bytes)) {
        throw new Error(faultText(file.name, bytes));
      }
      return bytes;
    },
  }));
  return { files, close: () => closeZip(worker, list) };
}

/** Lets go of a zip file that was opened. */
export function closeZip(worker: DataWorker, { zip }: ZipList): void {
  worker.call((api) => api.closeZip(zip)).catch(() => undefined);
}
