/** The weights that a run begins with, as a digest of their own: SHA-256 of the tensors that a rule may not choose. */

import { Sha256 } from "../project/sha256.ts";

/** Bytes hashed between two pauses, so that the page stays fluid. */
const AT_ONCE = 1 << 15;

interface Tensor {
  name: string;
  from: number;
  to: number;
}

/** Where the tensors of a model file lie (safetensors: length of the header, header, data). */
function tensorsOf(bytes: Uint8Array): Tensor[] {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<string, { data_offsets?: [number, number] }>;
  return Object.entries(header).flatMap(([name, { data_offsets: at }]) => (at ? [{ name, from: 8 + length + at[0], to: 8 + length + at[1] }] : []));
}

/** What a rule brings along: the random matrices of its way back. The scale of the input is the data's. */
const NOT_WEIGHTS = /\.(feedback|w_back)$|^standardise\./;

/** SHA-256 of the weights, masks and maps of a model file, by name, in the order of names. */
export async function initialDigest(model: Uint8Array): Promise<string> {
  const hash = new Sha256();
  const names = new TextEncoder();
  for (const { name, from, to } of tensorsOf(model).filter((t) => !NOT_WEIGHTS.test(t.name)).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.update(names.encode(`${name}\n`));
    for (let at = from; at < to; at += AT_ONCE) {
      hash.update(model.subarray(at, Math.min(to, at + AT_ONCE)));
      await new Promise((next) => setTimeout(next));
    }
  }
  return hash.hex();
}
