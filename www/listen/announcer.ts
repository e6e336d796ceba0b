/** Says words to screen readers: each at once when they are rare, several together when they come fast. */

/** Least time between two announcements. */
const GAP_MS = 3000;
/** Words that one announcement holds; of more, the last ones. */
const MOST_WORDS = 6;

export class Announcer {
  #words: string[] = [];
  #lastMs = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly say: (words: string[]) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  add(word: string): void {
    this.#words = [...this.#words, word].slice(-MOST_WORDS);
    this.#timer ??= setTimeout(() => this.#tell(), Math.max(0, this.#lastMs + GAP_MS - this.now()));
  }

  /** What was not said yet stays unsaid. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#words = [];
  }

  #tell(): void {
    const words = this.#words;
    this.clear();
    this.#lastMs = this.now();
    this.say(words);
  }
}
