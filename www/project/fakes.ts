/** For tests: a browser's locks, and runs and projects to keep. */
import type { Take } from "../data/words-state.ts";
import type { RunState } from "../train/run-desk.ts";
import type { Kept } from "./layout.ts";
import type { SavedRun } from "./saved-run.ts";
import type { Locks } from "./tab.ts";

interface Waiting {
  hold: (lock: unknown) => Promise<void>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

/** One lock, as the browser's are: granted in turn, stolen, waited for until a signal. */
export class FakeLocks {
  #holder: Waiting | undefined;
  #queue: Waiting[] = [];

  /** The locks as one tab sees them, and the end of that tab. */
  tab(): { locks: Locks; close: () => void } {
    const mine = new Set<Waiting>();
    const locks: Locks = {
      request: (_, options, hold) =>
        new Promise((resolve, reject) => {
          const waiting = { hold, resolve, reject };
          mine.add(waiting);
          options.signal?.addEventListener("abort", () => {
            if (this.#queue.includes(waiting)) {
              this.#queue = this.#queue.filter((w) => w !== waiting);
              reject(new DOMException("", "AbortError"));
            }
          });
          if (options.ifAvailable && (this.#holder || this.#queue.length > 0)) {
            hold(null).then(resolve, reject);
            return;
          }
          if (options.steal) {
            this.#holder?.reject(new DOMException("", "AbortError"));
            this.#holder = undefined;
            this.#queue.unshift(waiting);
          } else {
            this.#queue.push(waiting);
          }
          queueMicrotask(() => this.#grant());
        }),
    };
    return {
      locks,
      close: () => {
        this.#queue = this.#queue.filter((w) => !mine.has(w));
        if (this.#holder && mine.has(this.#holder)) {
          this.#holder = undefined;
          this.#grant();
        }
      },
    };
  }

  #grant(): void {
    if (!this.#holder) {
      const holder = (this.#holder = this.#queue.shift());
      void holder?.hold({}).then(() => {
        holder.resolve(undefined);
        if (this.#holder === holder) {
          this.#holder = undefined;
          this.#grant();
        }
      });
    }
  }
}

/** A take whose recording is all of one value. */
export function takeOf(id: number, value: number): Take {
  return { id, word: 1, name: `take ${id}`, speaker: "", index: 0, part: "learn", sound: { rateHz: 16000, samples: new Float32Array(8).fill(value) }, from: 0, to: 8 };
}

export function projectOf(takes: Take[], source = "own"): Kept {
  return { table: { words: [{ id: 1, text: "yes", noise: false }], takes, partsBy: "page", partsSeed: 1 }, source, train: {} };
}

const RECORD = { trainLoss: 1, trainAccuracy: 1, validationAccuracy: null, testAccuracy: null, firingRate: 1, synapticOperations: 1, energyNj: 1, layers: [] };

const SPEC = { system: "nrr-shallow", rule: "rp", preset: "tuned", seed: 1, epochs: 9, split: "none", settings: {} };
const HEAD = { trainCount: 1, testCount: 1, spiking: true, layers: [], notices: [], dataDigest: "d" };

/** A run after so many epochs, with a checkpoint of each. */
export function stateOf(epochs: number, more: Partial<RunState> = {}): RunState {
  return {
    phase: "training",
    spec: SPEC,
    data: { source: "own", title: "words", labels: ["yes", "no"], probe: 0, probeTitle: "", load: () => Promise.resolve() },
    head: { ...HEAD },
    progress: undefined,
    records: Array.from({ length: epochs }, (_, i) => ({ ...RECORD, epoch: i + 1 })),
    checkpoints: Array.from({ length: epochs + 1 }, (_, epoch) => ({ epoch, bytes: Uint8Array.of(epoch, 1) })),
    probe: undefined,
    weightsSha256: undefined,
    stopped: false,
    stopping: false,
    problem: undefined,
    refused: undefined,
    elapsedMs: 0,
    ...more,
  };
}

export function runOf(model: number[], epochs: number[]): SavedRun {
  const { records } = stateOf(epochs.length);
  const checkpoints = epochs.map((epoch) => ({ epoch, bytes: Uint8Array.of(epoch, ...model) }));
  return {
    spec: SPEC, head: HEAD, records: [...records], checkpoints, source: "own", title: "", labels: [], probe: undefined, probeTitle: "",
    stopped: false, cut: false, elapsedMs: 0, weightsSha256: "", model: Uint8Array.from(model),
  };
}

/** Lets everything that is under way go on for a while. */
export function turns(ms = 30): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
