/** Zip files, read with care: every number is known and checked before anything is unpacked, and of the file no more is read than is asked for. Runs in the worker of Data. */
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

/** `many`, `large`, `far`: more files, a larger file, or a larger whole than a page reads. */
export type ZipProblem = "not-zip" | "broken" | "many" | "large" | "far" | "locked" | "strange";

/** Speech Commands has 106 000 files of 3.3 GB, and a system may put one of its own beside each. */
export const LIMITS = { entries: 250_000, directoryBytes: 50e6, entryBytes: 100e6, totalBytes: 8e9 };

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
const FAR_END = 0x06064b50;
const FAR_LOCATOR = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
/** Lengths without names, extras and comments. */
const SIZE = { end: 22, farEnd: 56, farLocator: 20, central: 46, local: 30 };
/** The longest comment behind the end record. */
const MOST_COMMENT = 65_535;
/** In place of a number that stands elsewhere, in 64 bits. */
const FAR_16 = 0xffff;
const FAR_32 = 0xffffffff;
/** Name of the extra field that holds such numbers. */
const FAR_EXTRA = 1;
/** What packing may add to a file, in bytes. */
const PACKING = 1e6;

async function bytesOf(file: Blob, from: number, length: number, path = ""): Promise<DataView<ArrayBuffer>> {
  let buffer: ArrayBuffer;
  try {
    buffer = await file.slice(from, from + length).arrayBuffer();
  } catch {
    // Changed or taken away since it was opened.
    throw new ZipError("broken", path);
  }
  if (buffer.byteLength !== length) {
    throw new ZipError("broken", path);
  }
  return new DataView(buffer);
}

/** A number of 64 bits; one that no file can have is damage. */
function far(view: DataView, at: number): number {
  const n = at + 8 <= view.byteLength ? view.getBigUint64(at, true) : undefined;
  if (n === undefined || n > Number.MAX_SAFE_INTEGER) {
    throw new ZipError("broken");
  }
  return Number(n);
}

/** Where the list of files is, and how many it names. */
interface Directory {
  count: number;
  start: number;
  length: number;
}

/** The directory as the 64-bit end record tells it, to which the locator in front of the plain one leads. */
async function farDirectory(file: Blob, locator: DataView, at: number, before: number): Promise<Directory> {
  const start = far(locator, at + 8);
  if (start + SIZE.farEnd > before) {
    throw new ZipError("broken");
  }
  const view = await bytesOf(file, start, SIZE.farEnd);
  if (view.getUint32(0, true) !== FAR_END) {
    throw new ZipError("broken");
  }
  const directory = { count: far(view, 32), length: far(view, 40), start: far(view, 48) };
  if (locator.getUint32(at + 4, true) !== 0 || view.getUint32(16, true) !== 0 || view.getUint32(20, true) !== 0 || far(view, 24) !== directory.count) {
    // In several parts.
    throw new ZipError("strange");
  }
  if (directory.start + directory.length > start) {
    throw new ZipError("broken");
  }
  return directory;
}

async function directoryOf(file: Blob): Promise<Directory> {
  const tail = Math.max(0, file.size - SIZE.farLocator - SIZE.end - MOST_COMMENT);
  const view = await bytesOf(file, tail, file.size - tail);
  let at = view.byteLength - SIZE.end;
  while (at >= 0 && !(view.getUint32(at, true) === END && at + SIZE.end + view.getUint16(at + 20, true) <= view.byteLength)) {
    at -= 1;
  }
  if (at < 0) {
    const first = file.size < 2 ? undefined : await bytesOf(file, 0, 2);
    // "PK", as every zip file begins.
    throw new ZipError(first?.getUint16(0) === 0x504b ? "broken" : "not-zip");
  }
  const [disk, diskOfStart, here] = [view.getUint16(at + 4, true), view.getUint16(at + 6, true), view.getUint16(at + 8, true)];
  const plain = { count: view.getUint16(at + 10, true), length: view.getUint32(at + 12, true), start: view.getUint32(at + 16, true) };
  const locator = at - SIZE.farLocator;
  if ([disk, plain.count].includes(FAR_16) || [plain.length, plain.start].includes(FAR_32)) {
    if (locator >= 0 && view.getUint32(locator, true) === FAR_LOCATOR) {
      return farDirectory(file, view, locator, tail + locator);
    }
  }
  if (disk !== 0 || diskOfStart !== 0 || here !== plain.count) {
    throw new ZipError("strange");
  }
  if (plain.start + plain.length > tail + at) {
    throw new ZipError("broken");
  }
  return plain;
}

/** Size, packed size and offset of a file; those without room in its header stand in its extra field, in this order. */
function numbersOf(view: DataView, at: number, extra: number, next: number): { size: number; packed: number; offset: number } {
  let from = extra;
  let to = extra;
  const plain = [view.getUint32(at + 24, true), view.getUint32(at + 20, true), view.getUint32(at + 42, true)];
  if (plain.includes(FAR_32)) {
    let id = 0;
    while (id !== FAR_EXTRA && to + 4 <= next) {
      id = view.getUint16(to, true);
      from = to + 4;
      to = from + view.getUint16(to + 2, true);
    }
    if (id !== FAR_EXTRA || to > next) {
      throw new ZipError("broken");
    }
  }
  const [size = 0, packed = 0, offset = 0] = plain.map((n) => {
    if (n !== FAR_32) {
      return n;
    }
    if (from + 8 > to) {
      throw new ZipError("broken");
    }
    from += 8;
    return far(view, from - 8);
  });
  return { size, packed, offset };
}

/** What is inside, files alone, from the directory at its end. */
export async function listZip(file: Blob, limits = LIMITS): Promise<ZipEntry[]> {
  const { count, start, length } = await directoryOf(file);
  if (count > limits.entries || length > limits.directoryBytes) {
    throw new ZipError("many");
  }
  if (count * SIZE.central > length) {
    throw new ZipError("broken");
  }
  const view = await bytesOf(file, start, length);
  const names = new TextDecoder();
  const out: ZipEntry[] = [];
  let [at, total] = [0, 0];
  for (let i = 0; i < count; i++) {
    if (at + SIZE.central > length || view.getUint32(at, true) !== CENTRAL) {
      throw new ZipError("broken");
    }
    const extra = at + SIZE.central + view.getUint16(at + 28, true);
    const note = extra + view.getUint16(at + 30, true);
    const next = note + view.getUint16(at + 32, true);
    if (next > length) {
      throw new ZipError("broken");
    }
    const path = names.decode(new Uint8Array(view.buffer, at + SIZE.central, extra - at - SIZE.central)).replace(/\\/g, "/");
    if (!path.endsWith("/")) {
      const { size, packed, offset } = numbersOf(view, at, extra, note);
      const method = view.getUint16(at + 10, true);
      if ((view.getUint16(at + 8, true) & 1) !== 0) {
        throw new ZipError("locked", path);
      }
      if (size > limits.entryBytes || packed > limits.entryBytes + PACKING) {
        throw new ZipError("large", path);
      }
      if (offset + SIZE.local + packed > start || (method === 0 && packed !== size)) {
        throw new ZipError("broken", path);
      }
      total += size;
      out.push({ path, size, packed, method, crc: view.getUint32(at + 16, true), offset });
    }
    at = next;
  }
  if (total > limits.totalBytes) {
    throw new ZipError("far");
  }
  return out;
}

/** Unpacks one file; never more than its directory says. */
export async function readEntry(file: Blob, { offset, packed, size, path, method, crc }: ZipEntry): Promise<Uint8Array<ArrayBuffer>> {
  const header = await bytesOf(file, offset, SIZE.local, path);
  if (header.getUint32(0, true) !== LOCAL) {
    throw new ZipError("broken", path);
  }
  const from = offset + SIZE.local + header.getUint16(26, true) + header.getUint16(28, true);
  const raw = new Uint8Array((await bytesOf(file, from, packed, path)).buffer);
  let out: Uint8Array<ArrayBuffer>;
  if (method === 0) {
    out = raw;
  } else if (method === 8) {
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
  if (out.length !== size || crc32(out) !== crc) {
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
