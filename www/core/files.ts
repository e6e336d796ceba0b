/** Files out of and into the page. */
import { texts } from "../text/text.ts";

const t = await texts("app");

/** Largest file that the page reads, in bytes: a 10-minute recording at 192 kHz, stereo, 24 bit, and some more. */
export const MAX_FILE_BYTES = 800e6;

/** Offers `bytes` as a download. */
export function download(name: string, bytes: Uint8Array, type = "application/octet-stream"): void {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the blob once the click's task is over.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Bytes of a file that a person chose. */
export async function readBytes(file: File): Promise<Uint8Array> {
  if (file.size > MAX_FILE_BYTES) {
    throw new Error(t("file.large", { name: file.name, mb: Math.round(file.size / 1e6), most: MAX_FILE_BYTES / 1e6 }));
  }
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch {
    throw new Error(t("file.unreadable", { name: file.name }));
  }
}

/** Bytes of a file of this site; `what` names it in the present language. */
export async function fetchBytes(path: string, what: string): Promise<Uint8Array> {
  const response = await fetchChecked(path, what);
  return new Uint8Array(await response.arrayBuffer());
}

/** A JSON file of this site. */
export async function fetchJson(path: string, what: string): Promise<unknown> {
  const response = await fetchChecked(path, what);
  return response.json() as Promise<unknown>;
}

async function fetchChecked(path: string, what: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(new URL(path, document.baseURI));
  } catch {
    throw new Error(t("fetch.failed", { what }));
  }
  // Servers that answer every path with a page: a page is never what was asked for.
  if (!response.ok || (response.headers.get("content-type") ?? "").startsWith("text/html")) {
    throw new Error(t("fetch.missing", { what, path, status: response.status }));
  }
  return response;
}

/** One file of a dropped or chosen folder, with its path in it. */
export interface PathFile {
  path: string;
  file: File;
}

/** Every file of a drop, folders opened. Must be called before the drop event ends. */
export async function filesOfDrop(transfer: DataTransfer): Promise<PathFile[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) {
    return [...transfer.files].map((file) => ({ path: file.name, file }));
  }
  const out: PathFile[] = [];
  for (const entry of entries) {
    await walk(entry, out);
  }
  return out;
}

async function walk(entry: FileSystemEntry, out: PathFile[]): Promise<void> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    out.push({ path: entry.fullPath.replace(/^\//, ""), file });
  } else if (isFolder(entry)) {
    const reader = entry.createReader();
    for (;;) {
      // A reader gives a folder in parts; an empty one is the end.
      const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
      if (part.length === 0) {
        return;
      }
      for (const child of part) {
        await walk(child, out);
      }
    }
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

/** Every file of a file input; of a folder input with its path. */
export function filesOfInput(input: HTMLInputElement): PathFile[] {
  return [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}
