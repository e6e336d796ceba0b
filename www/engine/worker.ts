/** The worker: holds the WebAssembly instance and answers the page's calls; under another name, a helper of a run. */
import { expose, transfer } from "comlink";
import { describeThrown, EngineError } from "./fault.ts";
import { Help } from "./helper.ts";
import { HELPER, type ToHelper } from "./helper-protocol.ts";
import { compileNative, loadNative } from "./load.ts";
import type { Native, NativeDataSet, NativeModel } from "./native.ts";
import { Pool } from "./pool.ts";
import type { EngineApi, Heard, RunListener, WorkersWanted } from "./protocol.ts";
import { buffersOf, Run, type Surroundings } from "./run.ts";
import { startHelper } from "./workers.ts";

let module: WebAssembly.Module | undefined;
let native: Native | undefined;
let model: NativeModel | undefined;
let data: NativeDataSet | undefined;
let run: Run | undefined;
let loop: Promise<void> = Promise.resolve();
let listener: RunListener | undefined;
let panicText: string | undefined;

/** A panic prints its text just before the trap that ends the instance: keep it for the message. */
function keepPanicText(): void {
  /* eslint-disable no-console */
  const print = console.error.bind(console);
  console.error = (...words: unknown[]) => {
    if (typeof words[0] === "string" && words[0].startsWith("panicked")) {
      panicText = words[0].split("\n\nStack")[0];
    }
    print(...words);
  };
}

function need<T>(thing: T | undefined, what: string): T {
  if (thing === undefined) {
    throw new EngineError(`there is no ${what} yet`, "order");
  }
  return thing;
}

const around: Surroundings = {
  send: (event, buffers) => {
    listener?.(transfer(event, buffers));
  },
  panicText: () => panicText,
  // Some browsers let no worker start workers.
  cores: typeof Worker === "undefined" ? 1 : navigator.hardwareConcurrency || 1,
  pool: (count, lost) => new Pool(count, need(module, "engine"), startHelper, lost),
};

/** Ends the present run, if any, and frees it once its loop has left it. */
async function dropRun(): Promise<void> {
  const old = run;
  run = undefined;
  if (old) {
    old.drop();
    await loop;
    old.free();
  }
}

function take(made: Run) {
  run = made;
  loop = made.loop();
  return made.head();
}

const api = {
  async open(to: RunListener) {
    listener = to;
    keepPanicText();
    module = await compileNative();
    native = await loadNative(module);
    return native.describe();
  },
  loadModel(name: string, bytes: Uint8Array) {
    const loaded = need(native, "engine").Model.load(name, bytes);
    model?.free();
    model = loaded;
    return loaded.info();
  },
  recognise(name: string, sound: { samples: Float32Array; rateHz: number }, noise: number, traces: boolean) {
    const asked = need(model, "model");
    const began = performance.now();
    const answer = asked.recognise(name, sound.samples, sound.rateHz, noise, traces);
    const heard: Heard = { ...answer, engineMs: performance.now() - began };
    return transfer(heard, buffersOf(heard));
  },
  readWav(name: string, bytes: Uint8Array) {
    const sound = need(native, "engine").read_wav(name, bytes);
    return transfer(sound, [sound.samples.buffer]);
  },
  writeWav: (sound: { samples: Float32Array; rateHz: number }) => need(native, "engine").write_wav(sound.samples, sound.rateHz),
  parsePaths: (paths: string[]) => paths.map((path) => need(native, "engine").parse_path(path)),
  checkTake: (name: string, sound: { samples: Float32Array; rateHz: number }) =>
    need(native, "engine").check_take(name, sound.samples, sound.rateHz),
  checkLabels: (labels: string[]) => need(native, "engine").check_labels(labels),
  newData(name: string, labels: string[]) {
    const made = new (need(native, "engine").DataSet)(name, labels);
    data?.free();
    data = made;
  },
  addTakes(takes: { label: string; name: string; speaker: string; index: number; samples: Float32Array; rateHz: number }[]) {
    const set = need(data, "data set");
    return takes.flatMap((t) => set.add(t.label, t.name, t.speaker, t.index, t.samples, t.rateHz));
  },
  openPack(name: string, bytes: Uint8Array) {
    const made = need(native, "engine").DataSet.from_pack(name, bytes);
    data?.free();
    data = made;
    return made.summary();
  },
  utterance(index: number) {
    const sound = need(data, "data set").utterance(index);
    return transfer(sound, [sound.samples.buffer]);
  },
  async startRun(spec: Parameters<EngineApi["startRun"]>[0], probe: number, workers: WorkersWanted) {
    await dropRun();
    return take(Run.start(need(native, "engine"), spec, need(data, "data set"), probe, workers, around));
  },
  async resumeRun(checkpoint: Uint8Array, probe: number, workers: WorkersWanted) {
    await dropRun();
    return take(Run.resume(need(native, "engine"), checkpoint, need(data, "data set"), probe, workers, around));
  },
  pauseRun: () => run?.pause(),
  continueRun: () => run?.continue(),
  useWorkers: (workers: WorkersWanted) => run?.use(workers),
  stopRun: () => run?.stop(),
  resetRun: dropRun,
  runModel() {
    const bytes = need(run, "run").model();
    return transfer(bytes, [bytes.buffer]);
  },
} satisfies Record<keyof EngineApi, (...inputs: never[]) => unknown>;

/** The same calls, with everything thrown turned into a message and a code, which is all that crosses. */
function guarded(calls: typeof api): Record<string, (...inputs: unknown[]) => Promise<unknown>> {
  return Object.fromEntries(
    Object.entries(calls).map(([name, call]) => [
      name,
      async (...inputs: unknown[]) => {
        try {
          return await (call as (...inputs: unknown[]) => unknown)(...inputs);
        } catch (error) {
          // A plain object: comlink passes it on whole.
          // eslint-disable-next-line @typescript-eslint/only-throw-error
          throw describeThrown(error, panicText);
        }
      },
    ]),
  );
}

/** Answers the engine's worker that started this one. */
function help(): void {
  const helper = new Help(loadNative, (message, buffers) => self.postMessage(message, { transfer: buffers }));
  let last: Promise<void> = Promise.resolve();
  self.onmessage = (event: MessageEvent<ToHelper>) => {
    // One after another: what comes while the engine is made waits for it.
    last = last.then(() => helper.hear(event.data));
  };
}

if (self.name === HELPER) {
  help();
} else {
  expose(guarded(api));
}
