import { expect, it, vi } from "vitest";
import type { Native } from "./native.ts";
import type { RunEvent, RunSpec } from "./protocol.ts";
import type { Surroundings } from "./run.ts";
import { Workbench } from "./workbench.ts";

/** Trainers that learn on and on, and refuse the seed 0. */
function bench() {
  const freed: number[] = [];
  class Trainer {
    readonly #seed: number;
    #epoch = 0;

    constructor({ seed }: RunSpec) {
      if (seed === 0) {
        throw new Error("refused");
      }
      this.#seed = seed;
    }

    step() {
      this.#epoch += 1;
      return { done: false, phase: "train", epoch: this.#epoch, epochs: 9, batch: 1, batches: 1, loss: 0, epochEnd: { epoch: this.#epoch } };
    }

    readonly trainCount = () => 1;
    readonly testCount = () => 0;
    readonly spikes = () => true;
    readonly layers = () => [];
    readonly notices = () => [];
    readonly dataDigest = () => `d${this.#seed}`;
    readonly checkpoint = () => new Uint8Array(1);
    readonly probe = () => ({ clip: new Float32Array() });
    readonly weightsSha256 = () => "";
    readonly free = () => freed.push(this.#seed);
  }
  const heard: [number, RunEvent["kind"]][] = [];
  const around = (run: number): Surroundings => ({ send: (event) => heard.push([run, event.kind]), panicText: () => undefined, cores: 1, pool: () => Promise.reject(new Error("none")) as never });
  class DataSet {
    readonly free = () => undefined;
  }
  const made = new Workbench({ Trainer, DataSet } as unknown as Native, around(0));
  made.newData("set", []);
  return { made, around, heard, freed };
}

const spec = (seed: number) => ({ seed }) as RunSpec;

it("keeps the run that it has where another is refused, and lets it go without a word where one begins", async () => {
  const { made, around, heard, freed } = bench();
  await made.startRun(spec(1), 0, 1, around(11));
  const first = made.run;
  await expect(made.startRun(spec(0), 0, 1, around(12))).rejects.toThrow("refused");
  expect(made.run).toBe(first);
  expect(freed).toEqual([]);
  await vi.waitFor(() => expect(heard).toContainEqual([11, "epoch"]));
  expect(await made.startRun(spec(3), 0, 1, around(13))).toMatchObject({ dataDigest: "d3" });
  expect(freed).toEqual([1]);
  heard.length = 0;
  await vi.waitFor(() => expect(heard).toContainEqual([13, "epoch"]));
  expect(heard.some(([run]) => run !== 13)).toBe(false);
  await made.resetRun();
  expect(freed).toEqual([1, 3]);
});
