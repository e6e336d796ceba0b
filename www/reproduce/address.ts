import { Store } from "../core/store.ts";
import type { Asked } from "./choice.ts";

/** The part of the address that is this place's; unchecked until the place is opened. It is all that a first visit downloads of the place. */
export class ReproduceAddress extends Store<Asked> {
  constructor() {
    super({ figure: undefined, size: undefined, task: undefined });
  }

  query(): Record<string, string> {
    return Object.fromEntries(Object.entries(this.state).filter((pair): pair is [string, string] => pair[1] !== undefined));
  }

  /** Runs go on while other places are looked at. */
  readonly leave = (): void => undefined;
}
