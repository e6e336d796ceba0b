/** The worker: holds the WebAssembly instance and answers the page's calls. */
import { expose, transfer } from "comlink";
import { describeThrown, EngineError } from "./fault.ts";
import { loadNative } from "./load.ts";
import type { Native, NativeDataSet, NativeModel } from "./native.ts";
import type { EngineApi, Heard, RunListener } from "./protocol.ts";
import { buffersOf, Run, type Send } from "./run.ts";

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

const send: Send = (event, buffers) => {
  listener?.(transfer(event, buffers));
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
    native = await loadNative();
    return native.describe();
  },
  loadModel(name: string, bytes: Uint8Array) {
    const loaded = need(native, "engine").Model.load(name, bytes);
    model?.free();
    model = loaded;
    return loaded.info();
  },
  recognise(name: string, sound: { samples: Float32Array; rateHz: number }, traces: boolean) {
    const asked = need(model, "model");
    const began = performance.now();
    const answer = asked.recognise(name, sound.samples, sound.rateHz, traces);
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
  async startRun(spec: Parameters<EngineApi["startRun"]>[0], probe: number) {
    await dropRun();
    return take(Run.start(need(native, "engine"), spec, need(data, "data set"), probe, send, () => panicText));
  },
  async resumeRun(checkpoint: Uint8Array, probe: number) {
    await dropRun();
    return take(Run.resume(need(native, "engine"), checkpoint, need(data, "data set"), probe, send, () => panicText));
  },
  pauseRun: () => run?.pause(),
  continueRun: () => run?.continue(),
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

expose(guarded(api));
