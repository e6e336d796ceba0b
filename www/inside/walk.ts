import { Store } from "../core/store.ts";
import type { InsideDesk } from "./desk.ts";

/** Steps a second that can be chosen. */
export const SPEEDS = [2, 5, 10, 20] as const;

/** Walks through the steps by itself, until it is paused or at the end. Nothing walks before it is asked to. */
export class Walk extends Store<{ walking: boolean; perS: number }> {
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param still less motion is wanted: it begins slowly */
  constructor(
    private readonly desk: InsideDesk,
    still: boolean,
  ) {
    super({ walking: false, perS: still ? 2 : 10 });
  }

  toggle(): void {
    if (this.state.walking) {
      this.pause();
      return;
    }
    if (this.desk.state.step >= this.desk.steps() - 1) {
      this.desk.setStep(0);
    }
    this.set({ walking: true });
    this.#wait();
  }

  pause(): void {
    clearTimeout(this.#timer);
    this.set({ walking: false });
  }

  setSpeed(perS: number): void {
    this.set({ perS });
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.desk.setStep(this.desk.state.step + 1);
      if (this.desk.state.step >= this.desk.steps() - 1) {
        this.pause();
      } else if (this.state.walking) {
        this.#wait();
      }
    }, 1000 / this.state.perS);
  }
}
