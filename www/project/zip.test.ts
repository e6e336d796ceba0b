import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { LIMITS, listZip, readEntry, type ZipEntry, ZipError } from "./zip.ts";

const problem = async (run: () => Promise<unknown>): Promise<string> => {
  try {
    await run();
  } catch (error) {
    return error instanceof ZipError ? error.problem : String(error);
  }
  return "none";
};

const blob = (bytes: Uint8Array): Blob => new Blob([bytes.slice()]);
const zipped = () => zipSync({ "yes/a.wav": strToU8("sound ".repeat(200)), "no/b.wav": [strToU8("other"), { level: 0 }], "empty/": new Uint8Array() });
const readAll = (file: Blob, entries: ZipEntry[]) => Promise.all(entries.map(async (e) => new TextDecoder().decode(await readEntry(file, e))));

async function first(file: Blob): Promise<ZipEntry> {
  const [entry] = await listZip(file);
  if (!entry) {
    throw new Error("no entry");
  }
  return entry;
}

describe("zip", () => {
  it("lists its files and unpacks them", async () => {
    const file = blob(zipped());
    const entries = await listZip(file);
    expect(entries.map((e) => [e.path, e.size])).toEqual([["yes/a.wav", 1200], ["no/b.wav", 5]]);
    expect(await readAll(file, entries)).toEqual(["sound ".repeat(200), "other"]);
  });

  it("finds the end in front of a comment", async () => {
    const bytes = zipped();
    const noted = new Uint8Array(bytes.length + 9);
    noted.set(bytes);
    noted.set(strToU8("a comment"), bytes.length);
    new DataView(noted.buffer).setUint16(bytes.length - 2, 9, true);
    expect(await listZip(blob(noted))).toHaveLength(2);
  });

  it("refuses what is no zip, cut, or too large before anything is unpacked", async () => {
    const bytes = zipped();
    const list = (given: Uint8Array, limits = LIMITS) => problem(() => listZip(blob(given), limits));
    expect(await list(strToU8("RIFF and so on, which is longer than an end record"))).toBe("not-zip");
    expect(await list(new Uint8Array())).toBe("not-zip");
    expect(await list(bytes.subarray(0, bytes.length - 30))).toBe("broken");
    expect(await list(bytes.subarray(40))).toBe("broken");
    expect(await list(bytes, { ...LIMITS, entries: 2 })).toBe("many");
    expect(await list(bytes, { ...LIMITS, directoryBytes: 100 })).toBe("many");
    expect(await list(bytes, { ...LIMITS, entryBytes: 1000 })).toBe("large");
    expect(await list(bytes, { ...LIMITS, totalBytes: 1203 })).toBe("far");
  });

  it("never unpacks more than the directory says", async () => {
    const file = blob(zipSync({ "bomb.wav": new Uint8Array(2_000_000) }));
    const entry = await first(file);
    expect(entry.packed).toBeLessThan(5000);
    expect(await problem(() => readEntry(file, { ...entry, size: 1000 }))).toBe("broken");
  });

  it("reads no more of the file than it is asked for", async () => {
    const bytes = zipSync({ "long.wav": [new Uint8Array(1_000_000), { level: 0 }], "short.wav": strToU8("short") });
    let read = 0;
    const counted = { size: bytes.length, slice: (from: number, to: number) => ((read += to - from), blob(bytes).slice(from, to)) } as Blob;
    const [, short] = await listZip(counted);
    expect(short && new TextDecoder().decode(await readEntry(counted, short))).toBe("short");
    expect(read).toBeLessThan(70_000);
  });

  it("refuses damage", async () => {
    const bytes = zipped();
    const file = blob(bytes);
    const entry = await first(file);
    const damaged = bytes.slice();
    const at = 30 + entry.path.length + 4;
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    expect(await problem(() => readEntry(blob(damaged), entry))).toBe("broken");
    expect(await problem(() => readEntry(file, { ...entry, offset: bytes.length }))).toBe("broken");
    expect(await problem(() => readEntry(file, { ...entry, packed: 1e9 }))).toBe("broken");
    expect(await problem(() => readEntry(file, { ...entry, method: 99 }))).toBe("strange");
    const gone = { size: bytes.length, slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) } as unknown as Blob;
    expect(await problem(() => readEntry(gone, entry))).toBe("broken");
  });
});

/*
 * Made by Python's own zip writer, made to believe that 10 bytes and 1 file are too many for 32 bits:
 *
 * import base64, io, struct, zipfile
 * zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 10, 1
 * out = io.BytesIO()
 * with zipfile.ZipFile(out, "w") as z:
 *     for name, text, kind in [("yes/a.wav", "sound " * 40, zipfile.ZIP_DEFLATED), ("no/b.wav", "other", zipfile.ZIP_STORED)]:
 *         z.writestr(zipfile.ZipInfo(name), text, kind)
 * made = bytearray(out.getvalue())
 * # The plain end record refers to the other, as in a file that is too large indeed.
 * struct.pack_into("<HHII", made, len(made) - 14, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF)
 * print(base64.b64encode(made).decode())
 */
const FAR =
  "UEsDBC0AAAAIAAAAIQBL6AIU//////////8JABQAeWVzL2Eud2F2AQAQAPAAAAAAAAAACwAAAAAAAAArzi/NS1EoHjEkAFBLAwQUAAAAAAAAACEAIDVY2QUAAAAFAAAACAAAAG5vL2Iud2F2b3RoZXJQSwECLQMtAAAACAAAACEAS+gCFP//////////" +
  "CQAUAAAAAAAAAAAAgAEAAAAAeWVzL2Eud2F2AQAQAPAAAAAAAAAACwAAAAAAAABQSwECLQMtAAAAAAAAACEAIDVY2QUAAAAFAAAACAAMAAAAAAAAAAAAgAH/////bm8vYi53YXYBAAgARgAAAAAAAABQSwYGLAAAAAAAAAAtAC0AAAAAAAAAAAACAAAAAAAAAAIAAAAAAAAA" +
  "jQAAAAAAAABxAAAAAAAAAFBLBgcAAAAA/gAAAAAAAAABAAAAUEsFBgAAAAD///////////////8AAA==";

describe("zip of 64 bits", () => {
  const made = () => Uint8Array.from(atob(FAR), (c) => c.charCodeAt(0));
  /** Where the directory, its end record and the locator of that begin. */
  const [DIRECTORY, END, LOCATOR] = [0x71, 0xfe, 0xfe + 56];

  it("is listed and unpacked as any other", async () => {
    const file = blob(made());
    const entries = await listZip(file);
    expect(entries.map((e) => [e.path, e.size, e.offset])).toEqual([["yes/a.wav", 240, 0], ["no/b.wav", 5, 70]]);
    expect(await readAll(file, entries)).toEqual(["sound ".repeat(40), "other"]);
  });

  const huge = 2n ** 60n;
  it.each<[string, string, (view: DataView) => void]>([
    ["more files than a page reads", "many", (v) => [24, 32].forEach((at) => v.setBigUint64(END + at, 300_000n, true))],
    ["more files than its directory has room for", "broken", (v) => [24, 32].forEach((at) => v.setBigUint64(END + at, 100n, true))],
    ["a count of files that no file has", "broken", (v) => [24, 32].forEach((at) => v.setBigUint64(END + at, huge, true))],
    ["a directory beyond its end record", "broken", (v) => v.setBigUint64(END + 40, 200n, true)],
    ["a directory that begins beyond the file", "broken", (v) => v.setBigUint64(END + 48, huge, true)],
    ["an end record that is elsewhere", "broken", (v) => v.setBigUint64(LOCATOR + 8, 3n, true)],
    ["an end record beyond the file", "broken", (v) => v.setBigUint64(LOCATOR + 8, huge, true)],
    ["several parts", "strange", (v) => v.setUint32(LOCATOR + 4, 1, true)],
    ["its files in several parts", "strange", (v) => v.setBigUint64(END + 24, 1n, true)],
    ["no locator", "broken", (v) => v.setUint32(LOCATOR, 0, true)],
    ["a file larger than a page reads", "large", (v) => v.setBigUint64(DIRECTORY + 46 + 9 + 4, 200_000_000n, true)],
    ["a file of a size that no file has", "broken", (v) => v.setBigUint64(DIRECTORY + 46 + 9 + 4, huge, true)],
    ["more packed than there is", "broken", (v) => v.setBigUint64(DIRECTORY + 46 + 9 + 12, 1000n, true)],
    ["an extra field that is too short", "broken", (v) => v.setUint16(DIRECTORY + 46 + 9 + 2, 8, true)],
    ["an extra field that is too long", "broken", (v) => v.setUint16(DIRECTORY + 46 + 9 + 2, 40, true)],
    ["no extra field of its kind", "broken", (v) => v.setUint16(DIRECTORY + 46 + 9, 7, true)],
  ])("is refused with %s: %s", async (_, expected, change) => {
    const bytes = made();
    change(new DataView(bytes.buffer));
    expect(await problem(() => listZip(blob(bytes)))).toBe(expected);
  });
});
