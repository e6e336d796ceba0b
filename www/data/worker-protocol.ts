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
  /** Keeps a zip file open until it is closed. */
  openZip(file: Blob): Promise<ZipList | ZipFault>;
  readZip(zip: number, index: number): Uint8Array<ArrayBuffer> | ZipFault;
  closeZip(zip: number): void;
  /** Begins the digest of a data set, in place of the one before. */
  beginDigest(labels: string[], takes: number): void;
  digest(takes: TakeData[]): void;
  endDigest(): string;
  /** Begins a zip file, in place of the one before. */
  beginPack(): void;
  packSounds(files: { path: string; sound: Sound }[]): void;
  packFile(path: string, bytes: Uint8Array): void;
  endPack(): Blob;
}

export function isFault(answer: object): answer is ZipFault {
  return "problem" in answer;
}
