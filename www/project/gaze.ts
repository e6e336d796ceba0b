import { Store } from "../core/store.ts";

/** What another place asks Inside to look at. */
export interface Wanted {
  /** Index of an utterance in the run's data set. */
  utterance?: number;
  /** A hidden layer, and a neuron of it. */
  layer?: number;
  neuron?: number;
}

/** Carries a wish to Inside, which takes it when it is opened and all is there. */
export class Gaze extends Store<{ wanted: Wanted | undefined }> {
  constructor() {
    super({ wanted: undefined });
  }

  /** The wish, which is then no longer there. */
  take(): Wanted | undefined {
    const { wanted } = this.state;
    this.set({ wanted: undefined });
    return wanted;
  }
}
