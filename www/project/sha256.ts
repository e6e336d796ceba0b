/** SHA-256 that is fed piece by piece, which the browser's own cannot: a data set need not stand in memory twice. */
const K = Uint32Array.from(primes(64), (p) => fraction(Math.cbrt(p)));
const START = Uint32Array.from(primes(8), (p) => fraction(Math.sqrt(p)));

function primes(count: number): number[] {
  const out: number[] = [];
  for (let n = 2; out.length < count; n++) {
    if (out.every((p) => n % p !== 0)) {
      out.push(n);
    }
  }
  return out;
}

/** The first 32 bits behind the point. */
function fraction(x: number): number {
  return ((x - Math.floor(x)) * 2 ** 32) >>> 0;
}

const rotate = (x: number, n: number): number => (x >>> n) | (x << (32 - n));

export class Sha256 {
  readonly #state = START.slice();
  readonly #block = new Uint8Array(64);
  readonly #view = new DataView(this.#block.buffer);
  readonly #w = new Uint32Array(64);
  #filled = 0;
  #length = 0;

  update(bytes: Uint8Array): this {
    this.#length += bytes.length;
    let at = 0;
    while (at < bytes.length) {
      const part = bytes.subarray(at, at + 64 - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === 64) {
        this.#mix();
        this.#filled = 0;
      }
    }
    return this;
  }

  #mix(): void {
    const w = this.#w;
    const at = (i: number): number => w[i] ?? 0;
    for (let i = 0; i < 16; i++) {
      w[i] = this.#view.getUint32(4 * i);
    }
    for (let i = 16; i < 64; i++) {
      const [x, y] = [at(i - 15), at(i - 2)];
      w[i] = at(i - 16) + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + at(i - 7) + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = this.#state;
    for (let i = 0; i < 64; i++) {
      const t1 = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + (K[i] ?? 0) + at(i)) | 0;
      const t2 = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    [a, b, c, d, e, f, g, h].forEach((x, i) => {
      this.#state[i] = (this.#state[i] ?? 0) + x;
    });
  }

  /** The digest in lower-case hexadecimal; nothing can be fed behind it. */
  hex(): string {
    const bits = this.#length * 8;
    const end = new Uint8Array(((this.#filled < 56 ? 56 : 120) - this.#filled) + 8);
    end[0] = 0x80;
    const view = new DataView(end.buffer);
    view.setUint32(end.length - 8, Math.floor(bits / 2 ** 32));
    view.setUint32(end.length - 4, bits >>> 0);
    this.update(end);
    return [...this.#state].map((x) => x.toString(16).padStart(8, "0")).join("");
  }
}
