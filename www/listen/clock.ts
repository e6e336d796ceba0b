/** Where a stream is now, between its blocks: they come in bursts, and a picture that scrolls must not. */

/** The picture runs this far behind the sound, so that a late block is there before it is drawn. */
const BEHIND_S = 0.1;
/** How fast the clock gives way when blocks come later and later, in seconds a block: the two clocks of sound and page differ a little. */
const GIVE_S = 5e-5;

export class StreamClock {
  /** Least seen of page time less stream time, in seconds. */
  #offsetS = Infinity;
  #heardS = 0;

  constructor(private readonly now: () => number = () => performance.now()) {}

  /** A block has come; `heardS` seconds of the stream are there. */
  came(heardS: number): void {
    this.#heardS = heardS;
    this.#offsetS = Math.min(this.#offsetS + GIVE_S, this.now() / 1000 - heardS);
  }

  /** Another stream begins. */
  restart(): void {
    this.#offsetS = Infinity;
    this.#heardS = 0;
  }

  /** Seconds of the stream that have come. */
  get heardS(): number {
    return this.#heardS;
  }

  /** The moment of the stream that is drawn now, in seconds. */
  get atS(): number {
    return Math.min(this.#heardS, Math.max(0, this.now() / 1000 - this.#offsetS - BEHIND_S));
  }
}
