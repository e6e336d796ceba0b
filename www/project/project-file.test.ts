import { describe, expect, it } from "vitest";
import { FORMAT, type ProjectFile, ProjectFileError, readProjectFile } from "./project-file.ts";
import { weightsDigest } from "./saved-run.ts";

const good = (): ProjectFile => ({
  format: FORMAT,
  version: 1,
  dataDigest: "ab",
  words: [{ text: "yes", noise: false, takes: [{ file: "words/yes/1.wav", name: "yes 1", speaker: "me", index: 0, part: "test", from: 10, to: 900 }] }],
  partsBy: "visitor",
  partsSeed: 3,
  source: "own",
  train: { seed: "5" },
  run: null,
});

function problem(change: (file: Record<string, unknown>) => void): string {
  const file = JSON.parse(JSON.stringify(good())) as Record<string, unknown>;
  change(file);
  try {
    readProjectFile(JSON.stringify(file));
  } catch (error) {
    return error instanceof ProjectFileError ? `${error.problem} ${error.where}`.trim() : String(error);
  }
  return "none";
}

describe("project.json", () => {
  it("comes back as it was written", () => {
    expect(readProjectFile(JSON.stringify(good()))).toEqual(good());
  });

  it("is refused with the place of what is wrong", () => {
    const word = (f: Record<string, unknown>) => (f["words"] as Record<string, unknown>[])[0] ?? {};
    const take = (f: Record<string, unknown>) => (word(f)["takes"] as Record<string, unknown>[])[0] ?? {};
    expect(problem(() => undefined)).toBe("none");
    expect(problem((f) => delete f["format"])).toBe("other");
    expect(problem((f) => (f["version"] = 2))).toBe("newer 2");
    expect(problem((f) => (f["version"] = "1"))).toBe("field version");
    expect(problem((f) => (f["words"] = {}))).toBe("field words");
    expect(problem((f) => (f["words"] = Array.from({ length: 2000 }, () => word(f))))).toBe("field words");
    expect(problem((f) => (word(f)["text"] = "x".repeat(5000)))).toBe("field words[0].text");
    expect(problem((f) => (take(f)["part"] = "other"))).toBe("field words[0].takes[0].part");
    expect(problem((f) => (take(f)["from"] = -1))).toBe("field words[0].takes[0].from");
    expect(problem((f) => (take(f)["to"] = 1e300))).toBe("field words[0].takes[0].to");
    expect(problem((f) => (f["train"] = { seed: 5 }))).toBe("field train.seed");
    expect(problem((f) => (f["run"] = { spec: {} }))).toMatch(/^field run/);
    expect(() => readProjectFile("{")).toThrow(ProjectFileError);
    expect(() => readProjectFile("null")).toThrow(ProjectFileError);
  });
});

describe("a model's file", () => {
  const model = (header: unknown): Uint8Array => {
    const text = new TextEncoder().encode(JSON.stringify(header));
    const out = new Uint8Array(8 + text.length);
    new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
    out.set(text, 8);
    return out;
  };

  it("states the digest of its weights, or nothing", () => {
    expect(weightsDigest(model({ __metadata__: { "nrr-snn": JSON.stringify({ weights_sha256: "abc" }) } }))).toBe("abc");
    expect(weightsDigest(model({}))).toBe("");
    expect(weightsDigest(new Uint8Array(3))).toBe("");
  });
});
