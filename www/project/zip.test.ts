import { strToU8, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { LIMITS, listZip, readEntry, ZipError } from "./zip.ts";

const problem = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof ZipError ? error.problem : String(error);
  }
  return "none";
};

const zipped = () => zipSync({ "yes/a.wav": strToU8("sound ".repeat(200)), "no/b.wav": [strToU8("other"), { level: 0 }], "empty/": new Uint8Array() });

describe("zip", () => {
  it("lists its files and unpacks them", () => {
    const bytes = zipped();
    const entries = listZip(bytes);
    expect(entries.map((e) => [e.path, e.size])).toEqual([["yes/a.wav", 1200], ["no/b.wav", 5]]);
    expect(entries.map((e) => new TextDecoder().decode(readEntry(bytes, e)))).toEqual(["sound ".repeat(200), "other"]);
  });

  it("refuses what is no zip, cut, or too large before anything is unpacked", () => {
    const bytes = zipped();
    expect(problem(() => listZip(strToU8("RIFF and so on, which is longer than an end record")))).toBe("not-zip");
    expect(problem(() => listZip(new Uint8Array()))).toBe("not-zip");
    expect(problem(() => listZip(bytes.subarray(0, bytes.length - 30)))).toBe("broken");
    expect(problem(() => listZip(bytes, { ...LIMITS, entries: 2 }))).toBe("many");
    expect(problem(() => listZip(bytes, { ...LIMITS, entryBytes: 1000 }))).toBe("large");
    expect(problem(() => listZip(bytes, { ...LIMITS, totalBytes: 1203 }))).toBe("far");
  });

  it("never unpacks more than the directory says", () => {
    const bytes = zipSync({ "bomb.wav": new Uint8Array(2_000_000) });
    const [entry] = listZip(bytes);
    if (!entry) {
      throw new Error("no entry");
    }
    expect(entry.packed).toBeLessThan(5000);
    expect(problem(() => readEntry(bytes, { ...entry, size: 1000 }))).toBe("broken");
  });

  it("refuses damage", () => {
    const bytes = zipped();
    const [first] = listZip(bytes);
    if (!first) {
      throw new Error("no entry");
    }
    const damaged = bytes.slice();
    const at = 30 + first.path.length + 4;
    damaged[at] = (damaged[at] ?? 0) ^ 0xff;
    expect(problem(() => readEntry(damaged, first))).toBe("broken");
    expect(problem(() => readEntry(bytes, { ...first, offset: bytes.length }))).toBe("broken");
    expect(problem(() => readEntry(bytes, { ...first, packed: 1e9 }))).toBe("broken");
    expect(problem(() => readEntry(bytes, { ...first, method: 99 }))).toBe("strange");
  });
});
