/** A data set and a run on it, in whichever worker has the engine's build that learns. */
import { transfer } from "comlink";
import { Bug } from "../core/bug.ts";
import { need } from "./guard.ts";
import type { Native, NativeDataSet } from "./native.ts";
import type { DataSummary, RunHead, RunSpec, Sound, TakeData, WorkersWanted } from "./protocol.ts";
import { Run, type Surroundings } from "./run.ts";

/** Whether the run is still to begin. */
type Wanted = () => Promise<boolean>;

/** Heard by nobody: whoever gave the run up awaits no answer. */
const DROPPED = "the run was given up before it began";

export class Workbench {
  #data: NativeDataSet | undefined;
  #summary: DataSummary | undefined;
  #run: Run | undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(
    readonly native: Native,
    private readonly around: Surroundings,
  ) {}

  /** The data set, which must be there by now. */
  get data(): NativeDataSet {
    return need(this.#data, "data set");
  }

  #take(data: NativeDataSet): void {
    this.#data?.free();
    this.#data = data;
    this.#summary = undefined;
  }

  /** A WAV or NIST SPHERE file. */
  readRecording(name: string, bytes: Uint8Array): Sound {
    return this.native.read_recording(name, bytes);
  }

  newData(name: string, labels: string[]): void {
    this.#take(new this.native.DataSet(name, labels));
  }

  addTakes(takes: TakeData[]): string[] {
    const { data } = this;
    this.#summary = undefined;
    return takes.flatMap((t) => data.add(t.label, t.name, t.speaker, t.index, t.samples, t.rateHz, t.heldOut ?? false));
  }

  openPack(name: string, bytes: Uint8Array): DataSummary {
    this.#take(this.native.DataSet.from_pack(name, bytes));
    return this.summary();
  }

  summary(): DataSummary {
    this.#summary ??= this.data.summary();
    return this.#summary;
  }

  utterance(index: number): Sound {
    const sound = this.data.utterance(index);
    return transfer(sound, [sound.samples.buffer]);
  }

  /** @param wanted asked before the run is made and once it is, which takes its time; nothing where it cannot be given up */
  async startRun(spec: RunSpec, probe: number, workers: WorkersWanted, around = this.around, wanted?: Wanted): Promise<RunHead> {
    return this.#begin(() => Run.start(this.native, spec, this.data, probe, workers, around), wanted);
  }

  async resumeRun(checkpoint: Uint8Array, probe: number, workers: WorkersWanted, around = this.around, wanted?: Wanted): Promise<RunHead> {
    return this.#begin(() => Run.resume(this.native, checkpoint, this.data, probe, workers, around), wanted);
  }

  async #begin(make: () => Run, wanted: Wanted | undefined): Promise<RunHead> {
    if (wanted && !(await wanted())) {
      throw new Bug(DROPPED);
    }
    // Made before the run before it is let go: one that is refused takes no other's place.
    const made = make();
    if (wanted && !(await wanted())) {
      made.free();
      throw new Bug(DROPPED);
    }
    await this.resetRun();
    this.#run = made;
    this.#loop = made.loop();
    return made.head();
  }

  /** The present run, if there is one. */
  get run(): Run | undefined {
    return this.#run;
  }

  /** Ends the present run, if any, and frees it once its loop has left it. */
  async resetRun(): Promise<void> {
    const old = this.#run;
    this.#run = undefined;
    if (old) {
      old.drop();
      await this.#loop;
      old.free();
    }
  }

  runModel(): Uint8Array {
    const bytes = need(this.#run, "run").model();
    return transfer(bytes, [bytes.buffer]);
  }
}
