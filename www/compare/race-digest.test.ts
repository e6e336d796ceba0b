import { expect, test } from "vitest";
import { initialDigest } from "./race-digest.ts";

function model(tensors: Record<string, number[]>, note = ""): Uint8Array {
  let at = 0;
  const places = Object.entries(tensors).map(([name, bytes]) => {
    const from = at;
    at += bytes.length;
    return [name, { dtype: "U8", shape: [bytes.length], data_offsets: [from, at] }] as const;
  });
  const header = new TextEncoder().encode(JSON.stringify({ __metadata__: { note }, ...Object.fromEntries(places) }));
  const out = new Uint8Array(8 + header.length + at);
  new DataView(out.buffer).setBigUint64(0, BigInt(header.length), true);
  out.set(header, 8);
  out.set(Object.values(tensors).flat(), 8 + header.length);
  return out;
}

test("weights count, and in any order; a rule's own matrices and the header do not", async () => {
  const weights = { "layer0.w_ff": [1, 2, 3], "layer0.mask": [0, 1] };
  const base = await initialDigest(model(weights));
  expect(await initialDigest(model({ "layer0.mask": [0, 1], "layer0.w_ff": [1, 2, 3] }, "another"))).toBe(base);
  expect(await initialDigest(model({ ...weights, "layer0.feedback": [9], "layer1.w_back": [8], "standardise.mean": [7] }))).toBe(base);
  expect(await initialDigest(model({ ...weights, "layer0.w_ff": [1, 2, 4] }))).not.toBe(base);
  expect(await initialDigest(model({ ...weights, "som.codebook": [1] }))).not.toBe(base);
});
