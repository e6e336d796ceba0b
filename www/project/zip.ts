/** Zip files, read with care: every size is known and checked before anything is unpacked. Runs in the worker of Data. */
import { inflateSync } from "fflate";

export interface ZipEntry {
  path: string;
  /** Unpacked, in bytes. */
  size: number;
  packed: number;
  method: number;
  crc: number;
  /** Of its local header. */
  offset: number;
}

/** `far`: the whole is larger than a page can hold. */
export type ZipProblem = "not-zip" | "broken" | "many" | "large" | "far" | "locked" | "strange";

export const LIMITS = { entries: 120_000, entryBytes: 100e6, totalBytes: 600e6 };

/** Thrown inside this module's callers; crosses as its fields. */
export class ZipError extends Error {
  constructor(
    readonly problem: ZipProblem,
    readonly path = "",
  ) {
    super(`${problem} ${path}`);
  }
}

const END = 0x06054b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** The end record and the longest comment behind it. */
const TAIL = 22 + 65_535;

/** What is inside, files alone, from the directory at its end. */
export function listZip(bytes: Uint8Array, limits = LIMITS): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let end = bytes.length - 22;
  while (end >= 0 && end >= bytes.length - TAIL && view.getUint32(end, true) !== END) {
    end -= 1;
  }
  if (end < 0 || end < bytes.length - TAIL) {
    throw new ZipError(bytes[0] === 0x50 && bytes[1] === 0x4b ? "broken" : "not-zip");
  }
  const count = view.getUint16(end + 10, true);
  const start = view.getUint32(end + 16, true);
  if (count === 0xffff || start === 0xffffffff || view.getUint16(end + 4, true) !== 0) {
    throw new ZipError("strange");
  }
  if (count > limits.entries) {
    throw new ZipError("many");
  }
  const out: ZipEntry[] = [];
  let [at, total] = [start, 0];
  for (let i = 0; i < count; i++) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) {
      throw new ZipError("broken");
    }
    const [nameLength, extraLength, noteLength] = [view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true)];
    if (at + 46 + nameLength > end) {
      throw new ZipError("broken");
    }
    const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength)).replace(/\\/g, "/");
    const [packed, size] = [view.getUint32(at + 20, true), view.getUint32(at + 24, true)];
    if (!path.endsWith("/")) {
      if ((view.getUint16(at + 8, true) & 1) !== 0) {
        throw new ZipError("locked", path);
      }
      if (size > limits.entryBytes) {
        throw new ZipError("large", path);
      }
      total += size;
      out.push({ path, size, packed, method: view.getUint16(at + 10, true), crc: view.getUint32(at + 16, true), offset: view.getUint32(at + 42, true) });
    }
    at += 46 + nameLength + extraLength + noteLength;
  }
  if (total > limits.totalBytes) {
    throw new ZipError("far");
  }
  return out;
}

/** Unpacks one file; never more than its directory says. */
export function readEntry(bytes: Uint8Array, entry: ZipEntry): Uint8Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const { offset, packed, size, path } = entry;
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== LOCAL) {
    throw new ZipError("broken", path);
  }
  const from = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (from + packed > bytes.length) {
    throw new ZipError("broken", path);
  }
  const raw = bytes.subarray(from, from + packed);
  let out: Uint8Array<ArrayBuffer>;
  if (entry.method === 0) {
    out = raw.slice();
  } else if (entry.method === 8) {
    out = new Uint8Array(size);
    try {
      // What does not fit into `out` is cut off, and its checksum will not agree.
      const got = inflateSync(raw, { out });
      out = got.length === size ? got : new Uint8Array();
    } catch {
      throw new ZipError("broken", path);
    }
  } else {
    throw new ZipError("strange", path);
  }
  if (out.length !== size || crc32(out) !== entry.crc) {
    throw new ZipError("broken", path);
  }
  return out;
}

const CRC = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) {
    c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  }
  return c >>> 0;
});

export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const x of bytes) {
    c = (CRC[(c ^ x) & 255] ?? 0) ^ (c >>> 8);
  }
  return (c ^ 0xffffffff) >>> 0;
}
