/** Work that is asked for more often than it can be done: what was asked last is done, what was asked between is left out. */
export class Latest {
  #next: (() => Promise<void>) | undefined;
  #running = false;

  constructor(private readonly failed: (error: unknown) => void) {}

  ask(work: () => Promise<void>): void {
    this.#next = work;
    if (!this.#running) {
      this.#running = true;
      void this.#run();
    }
  }

  async #run(): Promise<void> {
    for (let work = this.#next; work; work = this.#next) {
      this.#next = undefined;
      try {
        await work();
      } catch (error) {
        this.failed(error);
      }
    }
    this.#running = false;
  }
}
