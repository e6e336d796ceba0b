/** A laboratory on the worker's side: a data set with a run, and a network to look into. */
import { transfer } from "comlink";
import { breathe } from "./breathe.ts";
import { EngineError } from "./fault.ts";
import { lastPanic, need } from "./guard.ts";
import type { Answer, Answers, Grid, LabApi, NeuronChange, RunBytes, Which } from "./lab-protocol.ts";
import type { Native, NativeLab } from "./native.ts";
import type { EngineDescription, Heard, ModelInfo, RunHead, RunListener, RunSpec } from "./protocol.ts";
import type { Surroundings } from "./run.ts";
import { buffersOf } from "./transfers.ts";
import { Workbench } from "./workbench.ts";

/** Progress is told, and messages are let in, at most so often. */
const TOLD_MS = 100;
const TURN_MS = 15;

/** What crosses with all the arrays in it transferred. */
function whole<T extends object>(thing: T): T {
  const arrays = Object.values(thing).filter((v): v is Float32Array | Uint8Array => ArrayBuffer.isView(v));
  return transfer(thing, arrays.map((a) => a.buffer as ArrayBuffer));
}

/** One run, alone in this worker, whose events go to `listener`. */
function surroundings(listener: RunListener): Surroundings {
  return {
    send: (event, buffers) => listener(transfer(event, buffers)),
    panicText: lastPanic,
    cores: 1,
    pool: () => {
      throw new EngineError("a run of a laboratory has no helpers", "order");
    },
  };
}

export class Laboratory {
  #bench: Workbench | undefined;
  #lab: NativeLab | undefined;
  /** How often `stop` was called. */
  #stops = 0;

  constructor(
    private readonly load: (module: WebAssembly.Module) => Promise<Native>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get #open(): Workbench {
    return need(this.#bench, "engine");
  }

  /** The calls that cross, for [`LabApi`]. */
  readonly api = {
    open: async (module: WebAssembly.Module): Promise<EngineDescription> => {
      const native = await this.load(module);
      this.#bench = new Workbench(native, surroundings(() => undefined));
      return native.describe();
    },
    newData: (name: string, labels: string[]) => this.#open.newData(name, labels),
    addTakes: (takes: Parameters<LabApi["addTakes"]>[0]) => this.#open.addTakes(takes),
    openPack: (name: string, bytes: Uint8Array) => this.#open.openPack(name, bytes),
    summary: () => this.#open.summary(),
    parts: (split: string, seed: number, validation?: number) => this.#open.data.parts(split, seed, validation),
    digest: () => this.#open.data.digest(),
    utterance: (index: number) => this.#open.utterance(index),
    loadModel: (name: string, bytes: Uint8Array): ModelInfo => {
      const loaded = this.#open.native.Lab.load(name, bytes);
      this.#lab?.free();
      this.#lab = loaded;
      return loaded.info();
    },
    hear: (which: Which, noise: number, change: NeuronChange): Heard => {
      const lab = this.#model;
      const { name, sound } = this.#sound(which);
      const began = this.now();
      const heard = { ...lab.hear(name, sound.samples, sound.rateHz, noise, change, true), engineMs: this.now() - began };
      return transfer(heard, buffersOf(heard));
    },
    drives: (layer: number) => whole(this.#model.drives(layer)),
    weights: (layer: number) => whole(this.#model.weights(layer)),
    influence: (layer: number) => this.#model.influence(layer),
    field: (change: NeuronChange, layer: number, neuron: number, drive: number, grid: Grid) => {
      const { vFrom, vTo, columns, aFrom, aTo, rows } = grid;
      return whole(this.#model.field(change, layer, neuron, drive, vFrom, vTo, columns, aFrom, aTo, rows));
    },
    rest: (change: NeuronChange, layer: number, neuron: number, drive: number) => this.#model.rest(change, layer, neuron, drive),
    neuronCourse: (change: NeuronChange, drive: Float32Array) => whole(this.#open.native.neuron_course(change, drive)),
    neuronPlane: (change: NeuronChange, drive: number, { vFrom, vTo, columns, aFrom, aTo, rows }: Grid) =>
      whole(this.#open.native.neuron_plane(change, drive, vFrom, vTo, columns, aFrom, aTo, rows)),
    paperInput: (utterance: number, sentence: boolean) => {
      const { name, sound } = this.#sound({ utterance });
      return whole(this.#open.native.paper_input(name, sound.samples, sound.rateHz, sentence));
    },
    answers: (utterances: Uint32Array, noise: number, onProgress: (done: number, of: number) => void) =>
      this.#answers(utterances, noise, onProgress),
    stop: () => {
      this.#stops += 1;
    },
    startRun: (spec: RunSpec, probe: number, listener: RunListener): Promise<RunHead> =>
      this.#open.startRun(spec, probe, 1, surroundings(listener)),
    pauseRun: () => this.#bench?.run?.pause(),
    continueRun: () => this.#bench?.run?.continue(),
    stopRun: () => this.#bench?.run?.stop(),
    runModel: () => this.#open.runModel(),
    runBytes: (): RunBytes => need(this.#open.run, "run").bytes(),
  } satisfies Record<keyof LabApi, (...inputs: never[]) => unknown>;

  get #model(): NativeLab {
    return need(this.#lab, "model");
  }

  #sound(which: Which) {
    if ("sound" in which) {
      return which;
    }
    const sound = this.#open.data.utterance(which.utterance);
    return { name: this.#open.summary().utterances[which.utterance]?.name ?? "", sound };
  }

  async #answers(utterances: Uint32Array, noise: number, onProgress: (done: number, of: number) => void): Promise<Answers> {
    const [lab, data, stops] = [this.#model, this.#open.data, this.#stops];
    const answers: Answer[] = [];
    const rows: Float32Array[] = [];
    let [turned, told] = [this.now(), this.now()];
    for (const index of utterances) {
      if (this.now() - turned >= TURN_MS) {
        await breathe();
        turned = this.now();
        if (lab !== this.#lab || data !== this.#open.data) {
          throw new EngineError("the model or the data set was exchanged while it answered", "order");
        }
      }
      if (stops !== this.#stops) {
        break;
      }
      const { counts, ...answer } = lab.answer(data, index, noise);
      answers.push(answer);
      rows.push(counts);
      if (this.now() - told >= TOLD_MS) {
        told = this.now();
        onProgress(answers.length, utterances.length);
      }
    }
    onProgress(answers.length, utterances.length);
    const neurons = rows[0]?.length ?? 0;
    const counts = new Float32Array(neurons * rows.length);
    rows.forEach((row, i) => counts.set(row, i * neurons));
    return whole({ answers, counts, neurons, stopped: answers.length < utterances.length });
  }
}
