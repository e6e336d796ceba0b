import { expect, test } from "vitest";
import { Sha256, weightsDigest } from "./race-digest.ts";

test("the digest is SHA-256, however the bytes come", async () => {
  for (const length of [0, 1, 55, 56, 63, 64, 65, 1000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + 11) & 255);
    const hash = new Sha256();
    for (let at = 0; at < length; at += 7) {
      hash.add(bytes.subarray(at, at + 7));
    }
    const expected = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    expect(hash.hex()).toBe([...expected].map((x) => x.toString(16).padStart(2, "0")).join(""));
  }
});

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
  const base = await weightsDigest(model(weights));
  expect(await weightsDigest(model({ "layer0.mask": [0, 1], "layer0.w_ff": [1, 2, 3] }, "another"))).toBe(base);
  expect(await weightsDigest(model({ ...weights, "layer0.feedback": [9], "layer1.w_back": [8], "standardise.mean": [7] }))).toBe(base);
  expect(await weightsDigest(model({ ...weights, "layer0.w_ff": [1, 2, 4] }))).not.toBe(base);
  expect(await weightsDigest(model({ ...weights, "som.codebook": [1] }))).not.toBe(base);
});
