import { describe, expect, test } from "vitest";
import type { Table } from "../data/words-state.ts";
import type { EpochRecord, ModelInfo, RunHead, RunSpec } from "../engine/protocol.ts";
import type { Tested } from "./test-answers.ts";
import { type Present, staleOf, type Takes } from "./test-stale.ts";

const SPEC: RunSpec = { system: "nrr-shallow", rule: "rp", preset: "tuned", seed: 1, epochs: 9, split: "chosen", settings: { a: "1", b: "2" } };
const records = (...validation: (number | null)[]) => validation.map((validationAccuracy, i) => ({ epoch: i + 1, validationAccuracy }) as EpochRecord);
const head = (dataDigest: string) => ({ dataDigest }) as RunHead;

describe("the test of a run", () => {
  const tested: Pick<Tested, "network" | "info" | "data" | "epoch" | "spec" | "takes"> = {
    network: "run",
    info: { weightsSha256: "w" } as ModelInfo,
    data: { title: "", digest: "d", utterances: [] },
    epoch: 2,
    spec: SPEC,
    takes: undefined,
  };
  const now = (run: Present["run"]): Present => ({ run, model: "other", takes: undefined });
  const run = { spec: { ...SPEC, settings: { b: "2", a: "1" } }, head: head("d"), records: records(null, null), weightsSha256: "w" };

  test("is of the run that ended with its weights, or that is at its epoch", () => {
    expect(staleOf(tested, now(run))).toBeUndefined();
    expect(staleOf(tested, now({ ...run, weightsSha256: undefined }))).toBeUndefined();
    // Of the same length, and with a validation part the network is that of its best epoch, the second.
    expect(staleOf(tested, now({ ...run, weightsSha256: undefined, records: records(0.5, 0.75, 0.75, 0.5) }))).toBeUndefined();
  });

  test("is not of one that went on, or came to other weights", () => {
    expect(staleOf(tested, now({ ...run, weightsSha256: undefined, records: records(null, null, null) }))).toBe("epoch");
    expect(staleOf(tested, now({ ...run, weightsSha256: "x" }))).toBe("epoch");
  });

  test("is not of another run, also one as long as it", () => {
    for (const other of [undefined, { ...run, head: undefined }, { ...run, head: head("e") }, { ...run, spec: { ...SPEC, seed: 2 } }, { ...run, spec: undefined }]) {
      expect(staleOf(tested, now(other))).toBe("run");
    }
  });
});

describe("the test of the model in Try", () => {
  const sound = { rateHz: 8000, samples: new Float32Array(8000) };
  const words = [{ id: 1, text: "yes", noise: false }];
  const take = { id: 2, word: 1, name: "a", speaker: "", index: 0, part: "learn", sound, from: 0, to: 8000 } as const;
  const takes = (own: Pick<Table, "words" | "takes">, source = "own"): Takes => ({ source, own });
  const mine = { words, takes: [take] };
  const tested = (of: Takes | undefined) => ({ network: "model", info: { weightsSha256: "w" } as ModelInfo, data: { title: "", digest: "d", utterances: [] }, epoch: undefined, spec: undefined, takes: of }) as const;
  const now = (of: Takes | undefined, model: string | undefined = "w"): Present => ({ run: undefined, model, takes: of });

  test("is not of another model", () => {
    expect(staleOf(tested(undefined), now(undefined))).toBeUndefined();
    expect(staleOf(tested(undefined), now(undefined, "x"))).toBe("model");
    expect(staleOf(tested(undefined), { ...now(undefined), model: undefined })).toBe("model");
  });

  test("is not of takes that were changed; those that came back are the same", () => {
    const old = tested(takes(mine));
    expect(staleOf(old, now(takes({ words: [...words], takes: [{ ...take }] })))).toBeUndefined();
    for (const other of [
      { words, takes: [] },
      { words, takes: [{ ...take, to: 7000 }] },
      { words, takes: [{ ...take, part: "test" as const }] },
      { words, takes: [{ ...take, sound: { rateHz: 8000, samples: new Float32Array(8000) } }] },
      { words: [{ id: 1, text: "no", noise: false }], takes: [take] },
    ]) {
      expect(staleOf(old, now(takes(other)))).toBe("takes");
    }
    expect(staleOf(old, now(takes(mine, "data/digits.pack")))).toBe("takes");
    // Of a pack nothing changes with the visitor's words.
    expect(staleOf(tested(takes(mine, "data/digits.pack")), now(takes({ words, takes: [] }, "data/digits.pack")))).toBeUndefined();
  });
});
