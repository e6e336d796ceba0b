/** What a data set is, in one number: the same SHA-256 as the engine's (`src/data/digest.rs`), so that a file can be compared with a run. */
import type { TakeData } from "../engine/protocol.ts";
import { Sha256 } from "./sha256.ts";

export class DataDigest {
  readonly #hash = new Sha256();
  readonly #labels: readonly string[];

  constructor(labels: readonly string[], takes: number) {
    this.#labels = labels;
    this.#number(labels.length);
    labels.forEach((label) => this.#text(label));
    this.#number(takes);
  }

  add(take: TakeData): void {
    this.#text(take.name);
    this.#number(this.#labels.indexOf(take.label));
    this.#text(take.speaker);
    this.#number(take.index);
    this.#number(take.heldOut ? 1 : 0);
    // Words have no labelled stretches inside.
    this.#number(0);
    this.#number(take.rateHz);
    this.#number(take.samples.length);
    this.#hash.update(littleEndian(take.samples));
  }

  hex(): string {
    return this.#hash.hex();
  }

  #number(x: number): void {
    const bytes = new Uint8Array(8);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, x >>> 0, true);
    view.setUint32(4, Math.floor(x / 2 ** 32), true);
    this.#hash.update(bytes);
  }

  #text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.#number(bytes.length);
    this.#hash.update(bytes);
  }
}

/** WebAssembly's order of bytes, which is that of all machines that browsers run on but a few. */
function littleEndian(samples: Float32Array): Uint8Array {
  if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) {
    return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  }
  const out = new DataView(new ArrayBuffer(samples.byteLength));
  samples.forEach((x, i) => out.setFloat32(4 * i, x, true));
  return new Uint8Array(out.buffer);
}
