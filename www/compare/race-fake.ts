/** A laboratory for tests: its run tells what the test has it tell. */
import type { EpochRecord, ModelInfo, RunEvent, RunListener } from "../engine/protocol.ts";
import type { LaneLab } from "./race-lane.ts";

const HEADER = new TextEncoder().encode('{"layer0.w_ff":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}');

function model(weight: number): Uint8Array {
  const out = new Uint8Array(8 + HEADER.length + 1);
  new DataView(out.buffer).setBigUint64(0, BigInt(HEADER.length), true);
  out.set(HEADER, 8);
  out[out.length - 1] = weight;
  return out;
}

const INFO = { labels: ["a", "b"], settings: {}, frontEnd: { frames: 39 }, layers: [{ neurons: 2, weights: 3 }] } as unknown as ModelInfo;

export class FakeLab implements LaneLab {
  listener: RunListener | undefined;
  closed = false;
  told: string[] = [];
  /** Whether the pause sent behind the start comes before the first step. */
  late = false;
  /** Whether its run says nothing at first. */
  silent = false;
  weight = 1;
  /** Who says what, in the order of the data. */
  said: readonly { label: string; speaker: string }[] = ["a", "b", "a"].map((label) => ({ label, speaker: "" }));

  readonly newData = () => Promise.resolve();
  readonly addTakes = () => Promise.resolve([]);
  readonly openPack = () => this.summary();
  readonly startRun: LaneLab["startRun"] = (_spec, _probe, listener) => {
    this.listener = listener;
    this.told.push("start");
    if (!this.silent) {
      queueMicrotask(() => this.tell(this.late ? progress(1, 1) : { kind: "paused" }));
    }
    return Promise.resolve({ trainCount: 8, testCount: 2, spiking: true, layers: ["RFC2", "FC2"], notices: [], dataDigest: "data" });
  };
  readonly pauseRun = () => this.#say("pause");
  readonly continueRun = () => this.#say("continue");
  readonly stopRun = () => this.#say("stop");
  readonly runModel = () => Promise.resolve(model(this.weight));
  readonly runBytes = () => Promise.resolve({ weights: 1, tape: 2, traces: 3, scratch: 4, gradients: 5, optimiser: 6 });
  readonly loadModel = () => Promise.resolve(INFO);
  readonly summary = () => Promise.resolve({ name: "", labels: ["a", "b"], notices: [], utterances: this.said.map((one) => ({ ...one, name: "", index: 0, heldOut: false, durationS: 1 })) });
  readonly parts = () => Promise.resolve(Uint8Array.of(1, 0, 1));
  readonly answers: LaneLab["answers"] = () => Promise.resolve({ answers: [0, 1].map((label) => ({ label, scores: new Float32Array(2), notices: [], steps: 39 })), counts: new Float32Array(), neurons: 0, stopped: false });

  close(): void {
    this.closed = true;
  }

  #say(what: string): Promise<void> {
    this.told.push(what);
    return Promise.resolve();
  }

  tell(event: RunEvent): void {
    this.listener?.(event);
  }

  /** The run learns `epochs` epochs and ends. */
  finish(epochs: number, weightsSha256 = "w"): void {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      this.tell(progress(epoch, 0));
      this.tell({ kind: "epoch", record: record(epoch), probe: undefined, checkpoint: epoch === epochs ? Uint8Array.of(epoch) : undefined });
    }
    this.tell({ kind: "ended", stopped: false, weightsSha256 });
  }
}

export function progress(epoch: number, batch: number): RunEvent {
  return { kind: "progress", progress: { epoch, epochs: 2, batch, batches: 4, phase: "train", loss: 1, workers: 1, takesPerS: 80 } };
}

export function record(epoch: number): EpochRecord {
  return { epoch, trainLoss: 1, trainAccuracy: 1, validationAccuracy: null, testAccuracy: 0.5, firingRate: 0.1, synapticOperations: 10, energyNj: 1, layers: [{ firingRate: 0.1, silent: 0, saturated: 0, angle: 10 }] };
}

/** Lets everything that waits for a promise or a timer of no time go on. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 30; i++) {
    await new Promise((next) => setTimeout(next));
  }
}
