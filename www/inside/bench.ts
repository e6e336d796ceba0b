/** One laboratory for all that Inside wants to know: one thing after the other, each with the network that it is about. */
import type { LabClient } from "../engine/lab-client.ts";
import type { ModelInfo } from "../engine/protocol.ts";

/** As much of a laboratory as Inside needs; tests give it another. */
export type LabLike = Pick<
  LabClient,
  "newData" | "addTakes" | "openPack" | "summary" | "parts" | "utterance" | "loadModel" | "hear" | "drives" | "weights" | "field" | "rest"
>;

/** A network to look into. Two are the same when their bytes are the same object. */
export interface Network {
  name: string;
  bytes: Uint8Array;
}

export class Bench {
  #turn: Promise<unknown> = Promise.resolve();
  #loaded: { bytes: Uint8Array; info: ModelInfo } | undefined;

  constructor(readonly lab: LabLike) {}

  /** Does `job` when its turn has come, with nothing else between its calls. */
  alone<T>(job: (lab: LabLike) => Promise<T>): Promise<T> {
    const mine = this.#turn.then(() => job(this.lab));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  /** The same with `network` loaded. */
  with<T>(network: Network, job: (lab: LabLike, info: ModelInfo) => Promise<T>): Promise<T> {
    return this.alone(async (lab) => {
      if (this.#loaded?.bytes !== network.bytes) {
        this.#loaded = undefined;
        this.#loaded = { bytes: network.bytes, info: await lab.loadModel(network.name, network.bytes) };
      }
      return job(lab, this.#loaded.info);
    });
  }
}
