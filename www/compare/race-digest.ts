/** The weights that a run begins with, as a digest of their own: SHA-256 of the tensors that a rule may not choose. */

/** Bytes hashed between two pauses, so that the page stays fluid. */
const AT_ONCE = 1 << 18;

const K = new Uint32Array(64);
const START = new Uint32Array(8);

/** The constants: the first bits of the fractions of square and cube roots of the first primes. */
function constants(): void {
  const bits = (x: number) => Math.floor((x - Math.floor(x)) * 2 ** 32);
  let n = 0;
  for (let p = 2; n < 64; p++) {
    let prime = true;
    for (let d = 2; d * d <= p; d++) {
      prime &&= p % d !== 0;
    }
    if (prime) {
      K[n] = bits(Math.cbrt(p));
      if (n < 8) {
        START[n] = bits(Math.sqrt(p));
      }
      n += 1;
    }
  }
}
constants();

const turn = (x: number, by: number) => (x >>> by) | (x << (32 - by));

/** SHA-256 fed piece by piece. The browser's own is there only on pages served by https. */
export class Sha256 {
  readonly #state = START.slice();
  readonly #block = new Uint8Array(64);
  readonly #view = new DataView(this.#block.buffer);
  readonly #w = new Uint32Array(64);
  #filled = 0;
  #length = 0;

  add(bytes: Uint8Array): void {
    this.#length += bytes.length;
    for (let at = 0; at < bytes.length; ) {
      const take = Math.min(64 - this.#filled, bytes.length - at);
      this.#block.set(bytes.subarray(at, at + take), this.#filled);
      this.#filled += take;
      at += take;
      if (this.#filled === 64) {
        this.#mix();
        this.#filled = 0;
      }
    }
  }

  #mix(): void {
    const [w, s] = [this.#w, this.#state];
    for (let i = 0; i < 64; i++) {
      const [a, b] = [w[i - 15] ?? 0, w[i - 2] ?? 0];
      const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
      const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
      w[i] = i < 16 ? this.#view.getUint32(i * 4) : (w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1;
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = s;
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + (w[i] ?? 0)) | 0;
      const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => {
      s[i] = (s[i] ?? 0) + x;
    });
  }

  hex(): string {
    const bits = this.#length * 8;
    this.add(Uint8Array.of(0x80));
    while (this.#filled !== 56) {
      this.add(Uint8Array.of(0));
    }
    this.#view.setUint32(56, Math.floor(bits / 2 ** 32));
    this.#view.setUint32(60, bits >>> 0);
    this.#mix();
    return [...this.#state].map((x) => x.toString(16).padStart(8, "0")).join("");
  }
}

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
export async function weightsDigest(model: Uint8Array): Promise<string> {
  const hash = new Sha256();
  const names = new TextEncoder();
  for (const { name, from, to } of tensorsOf(model).filter((t) => !NOT_WEIGHTS.test(t.name)).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    hash.add(names.encode(`${name}\n`));
    for (let at = from; at < to; at += AT_ONCE) {
      hash.add(model.subarray(at, Math.min(to, at + AT_ONCE)));
      await new Promise((next) => setTimeout(next));
    }
  }
  return hash.hex();
}
