/**
 * The worker: holds the WebAssembly instance and answers the page's calls; under another name, a helper of a run.
 *
 * It begins with the build that only recognises, and changes over to the one with everything at the first call that needs it.
 */
import { expose, transfer } from "comlink";
import { breathe } from "./breathe.ts";
import { describeThrown } from "./fault.ts";
import { guarded, keepPanicText, lastPanic, need } from "./guard.ts";
import { HELPER, type FromHelper, type ToHelper } from "./helper-protocol.ts";
import { loadHear } from "./load.ts";
import type { Hear, HearModel } from "./native.ts";
import type { EngineApi, EngineListener, Heard, RunSpec, Sound, TakeData, WorkersWanted } from "./protocol.ts";
import type { Surroundings } from "./run.ts";
import { buffersOf } from "./transfers.ts";
import type { Workbench } from "./workbench.ts";

/** What a NIST SPHERE file begins with. */
const SPHERE = new TextEncoder().encode("NIST_1A");
const isSphere = (bytes: Uint8Array): boolean => SPHERE.every((x, i) => bytes[i] === x);

let engine: Hear | undefined;
/** Under way since the worker began, before the page asks for it. */
let loading: Promise<Hear> | undefined;
/** With the file that it was read from, for the change-over. */
let model: { name: string; bytes: Uint8Array; loaded: HearModel } | undefined;
let bench: Workbench | undefined;
let changing: Promise<Workbench> | undefined;
let listener: EngineListener | undefined;
/** Of the run of this number. */
let around: ((run: number) => Surroundings) | undefined;
/** The last run that was given up. */
let dropped: number | undefined;

/** Whether the run of this number is to begin, once the page was let in a word. */
const wanted = (run: number) => async (): Promise<boolean> => {
  await breathe();
  return run !== dropped;
};

/** Fetches the build with everything, and goes on in it with the model that is loaded. */
async function changeOver(): Promise<Workbench> {
  const side = await import("./lab-side.ts");
  const module = await side.compileLab();
  const native = await side.loadLab(module);
  around = (run) => ({
    send: (event, buffers) => {
      listener?.(transfer(event, buffers), run);
    },
    panicText: lastPanic,
    // Some browsers let no worker start workers.
    cores: typeof Worker === "undefined" ? 1 : navigator.hardwareConcurrency || 1,
    pool: (count, lost) => new side.Pool(count, module, side.startHelper, lost),
  });
  const made = new side.Workbench(native, around(0));
  if (model) {
    const { name, bytes, loaded: old } = model;
    model = { name, bytes, loaded: native.Model.load(name, bytes) };
    old.free();
  }
  engine = native;
  bench = made;
  return made;
}

/** The build with everything; after a failure the next call tries again. */
function learning(): Promise<Workbench> {
  changing ??= changeOver().catch((error: unknown) => {
    changing = undefined;
    throw error;
  });
  return changing;
}

const api = {
  async open(to: EngineListener) {
    listener = to;
    engine = await (loading ?? loadHear());
    return engine.describe();
  },
  loadModel(name: string, bytes: Uint8Array) {
    const loaded = need(engine, "engine").Model.load(name, bytes);
    model?.loaded.free();
    model = { name, bytes, loaded };
    return loaded.info();
  },
  recognise(name: string, sound: Sound, noise: number, traces: boolean) {
    const { loaded } = need(model, "model");
    const began = performance.now();
    const answer = loaded.recognise(name, sound.samples, sound.rateHz, noise, traces);
    const heard: Heard = { ...answer, engineMs: performance.now() - began };
    return transfer(heard, buffersOf(heard));
  },
  async readWav(name: string, bytes: Uint8Array) {
    // TIDigits and TIMIT call their SPHERE files WAV; the build of a first visit does not know them.
    const sound = isSphere(bytes) ? (await learning()).readRecording(name, bytes) : need(engine, "engine").read_wav(name, bytes);
    return transfer(sound, [sound.samples.buffer]);
  },
  writeWav: (sound: Sound) => need(engine, "engine").write_wav(sound.samples, sound.rateHz),
  parsePaths: (paths: string[]) => paths.map((path) => need(engine, "engine").parse_path(path)),
  checkTake: (name: string, sound: Sound) => need(engine, "engine").check_take(name, sound.samples, sound.rateHz),
  checkLabels: (labels: string[]) => need(engine, "engine").check_labels(labels),
  newData: async (name: string, labels: string[]) => (await learning()).newData(name, labels),
  addTakes: async (takes: TakeData[]) => (await learning()).addTakes(takes),
  openPack: async (name: string, bytes: Uint8Array) => (await learning()).openPack(name, bytes),
  utterance: async (index: number) => (await learning()).utterance(index),
  startRun: async (spec: RunSpec, probe: number, workers: WorkersWanted, run = 0) => {
    const bench = await learning();
    const head = await bench.startRun(spec, probe, workers, around?.(run), wanted(run));
    // The loop takes its first step in a later turn.
    const checkpoint = need(bench.run, "run").checkpoint();
    return transfer({ head, checkpoint }, [checkpoint.buffer]);
  },
  resumeRun: async (checkpoint: Uint8Array, probe: number, workers: WorkersWanted, run = 0) =>
    (await learning()).resumeRun(checkpoint, probe, workers, around?.(run), wanted(run)),
  dropRun: (run: number) => {
    dropped = run;
  },
  pauseRun: () => bench?.run?.pause(),
  continueRun: () => bench?.run?.continue(),
  useWorkers: (workers: WorkersWanted) => bench?.run?.use(workers),
  stopRun: () => bench?.run?.stop(),
  resetRun: () => bench?.resetRun(),
  runModel: async () => (await learning()).runModel(),
} satisfies Record<keyof EngineApi, (...inputs: never[]) => unknown>;

/** Answers the engine's worker that started this one. */
function help(): void {
  const reply = (message: FromHelper, buffers: Transferable[]) => self.postMessage(message, { transfer: buffers });
  const starting = import("./lab-side.ts").then(({ Help, loadLab }) => new Help(loadLab, reply));
  let last: Promise<unknown> = starting;
  self.onmessage = (event: MessageEvent<ToHelper>) => {
    // One after another: what comes while the engine is made waits for it.
    last = last.then(async () => (await starting).hear(event.data)).catch((error: unknown) => {
      reply({ kind: "failed", message: describeThrown(error).message }, []);
    });
  };
}

if (self.name === HELPER) {
  help();
} else {
  keepPanicText();
  loading = loadHear();
  // `open` tells of a failure.
  loading.catch(() => undefined);
  expose(guarded(api));
}
