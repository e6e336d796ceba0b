/** The files of a build, as the service worker and the page know them. */

/** A file's address beside the page, the digest of what is in it, and its bytes. */
export type File = readonly [url: string, revision: string, bytes: number];

export interface Files {
  /** Digest of the whole build. */
  build: string;
  /** What a first visit shows. */
  first: readonly File[];
  /** Everything else. */
  later: readonly File[];
}

/** Where the page finds the same list. */
export const FILES_LIST = "later-files.json";

/** What the page says to a newer service worker that waits. */
export const TAKE_OVER = "take-over";

/** Without the binaries of the engine that this browser does not run: there is one with SIMD and one without. */
export function wantedHere(files: readonly File[], simd: boolean): readonly File[] {
  const other = simd ? "-scalar-" : "-simd-";
  return files.filter(([url]) => !url.endsWith(".wasm") || !url.includes(other));
}
