/** Everything that crosses between the page and the worker of Data, which hears, packs and unpacks. */
import type { Sound, TakeData } from "../engine/protocol.ts";
import type { ZipProblem } from "../project/zip.ts";
import type { Facts } from "./facts.ts";

/** A stretch of a recording. */
export interface Stretch extends Sound {
  from: number;
  to: number;
}

export interface ZipList {
  /** Names the open file. */
  zip: number;
  files: { path: string; size: number }[];
}

/** What was wrong with a zip file; a plain object, which crosses whole. */
export interface ZipFault {
  problem: ZipProblem;
  path: string;
}

export interface DataWorkerApi {
  facts(stretches: Stretch[]): Facts[];
  /** Levels 0 to 255, column by column, the lowest band first. */
  picture(sound: Sound, columns: number, rows: number): Uint8Array<ArrayBuffer>;
  /** Lists a zip file, and keeps it open until it is closed. */
  openZip(file: Blob): Promise<ZipList | ZipFault>;
  readZip(zip: number, index: number): Promise<Uint8Array<ArrayBuffer> | ZipFault>;
  closeZip(zip: number): void;
  /** Begins the digest of a data set; its number names it. */
  beginDigest(labels: string[], takes: number): number;
  digest(digest: number, takes: TakeData[]): void;
  /** Nothing from a worker that was started in place of the one that began it. */
  endDigest(digest: number): string | undefined;
  /** Lets go of it, ended or not. */
  dropDigest(digest: number): void;
  /** Begins a zip file; its number names it. */
  beginPack(): number;
  packSounds(into: number, files: { path: string; sound: Sound }[]): void;
  packFile(into: number, path: string, bytes: Uint8Array): void;
  /** Nothing from a worker that was started in place of the one that began it. */
  endPack(into: number): Blob | undefined;
  /** Lets go of it, ended or not. */
  dropPack(into: number): void;
}

export function isFault(answer: object): answer is ZipFault {
  return "problem" in answer;
}
