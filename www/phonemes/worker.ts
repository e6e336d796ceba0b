/** The worker of Phonemes: an instance of the engine of its own, one data set and one network. The page ends it. */
import { describeThrown, PANIC } from "../engine/fault.ts";
import { loadPhonemes, type NativePhonemes, type NativePhonemeTrainer } from "../engine/load-phonemes.ts";
import type { NativeDataSet } from "../engine/native.ts";
import type { PathFile } from "../core/files.ts";
import { chosen } from "./corpus.ts";
import type { Corpus, FromWorker, ToWorker } from "./protocol.ts";

/** Progress is told, and the picture made anew, at most so often. */
const TOLD_MS = 100;
const SHOWN_MS = 300;

let native: NativePhonemes | undefined;
let data: NativeDataSet | undefined;
let trainer: NativePhonemeTrainer | undefined;
let training = false;
let stopping = false;
let view = { sentence: 0, noise: 0 };
let asked = false;

/** A message may have changed it meanwhile. */
const isStopping = (): boolean => stopping;

/** Lets the messages in that have come meanwhile. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

const tell = (message: FromWorker, buffers: Transferable[] = []): void => postMessage(message, { transfer: buffers });

async function open(packUrl: string): Promise<void> {
  const [engine, response] = await Promise.all([loadPhonemes(), fetch(packUrl)]);
  if (!response.ok) {
    throw new Error(`the sentences could not be fetched (status ${response.status}); reload the page and try again`);
  }
  native = engine;
  have(engine, engine.DataSet.from_pack("the bundled sentences", new Uint8Array(await response.arrayBuffer())), undefined);
}

/** These sentences from now on; no network has heard them. */
function have(engine: NativePhonemes, set: NativeDataSet, corpus: Omit<Corpus, "notices"> | undefined): void {
  trainer?.free();
  trainer = undefined;
  data?.free();
  data = set;
  const { labels, utterances, notices } = set.summary();
  tell({ kind: "opened", description: engine.describe(true), labels, sentences: utterances, corpus: corpus && { ...corpus, notices } });
}

/** Reads a folder in TIMIT's layout; until all of it is read, what is there stays. */
async function corpus(name: string, files: readonly PathFile[]): Promise<void> {
  if (!native || training) {
    return;
  }
  stopping = false;
  const choice = chosen(files.map(({ path, file }) => ({ path, file, size: file.size })), native.core_speakers());
  const all = new native.Corpus();
  try {
    let told = performance.now();
    for (const [done, { path, file }] of choice.files.entries()) {
      if (isStopping()) {
        tell({ kind: "refused", message: undefined });
        return;
      }
      all.add(path, new Uint8Array(await file.arrayBuffer()));
      if (performance.now() - told >= TOLD_MS) {
        told = performance.now();
        tell({ kind: "reading", done, of: choice.files.length });
      }
    }
    have(native, all.read(name), { name, taken: choice.sentences, of: choice.of });
  } catch (error) {
    const { message, code } = describeThrown(error);
    if (code === PANIC) {
      throw error;
    }
    tell({ kind: "refused", message });
  } finally {
    all.free();
  }
}

function look(): void {
  if (!trainer) {
    return;
  }
  const { sentence, noise } = view;
  const hearing = { ...trainer.hear(sentence, noise), sentence, noise };
  const { samples, spectrogram, spoken, heard, layers } = hearing;
  const states = layers.flatMap((l) => (l.activity ? [l.activity] : [l.sFf, l.sRec, l.vFf, l.vRec, l.adaptation, l.threshold]));
  const buffers = [samples, spectrogram, spoken, heard, ...states].map((array) => array.buffer as ArrayBuffer);
  tell({ kind: "looked", hearing, measure: { ...trainer.measure(noise), noise } }, buffers);
}

/** Learns step by step, and hears the page between two steps. */
async function train(run: NativePhonemeTrainer): Promise<void> {
  let [told, shown, done] = [0, 0, false];
  while (!stopping && !done) {
    const step = run.step();
    const now = performance.now();
    done = step.done;
    if (step.epochEnd) {
      tell({ kind: "epoch", record: step.epochEnd });
    }
    if (now - told >= TOLD_MS || step.epochEnd) {
      told = now;
      const { epoch, epochs, batch, batches } = step;
      tell({ kind: "progress", progress: { epoch, epochs, batch, batches } });
    }
    if (step.epochEnd && !done && now - shown >= SHOWN_MS) {
      look();
      shown = performance.now();
    }
    await turn();
  }
  training = false;
  look();
  tell({ kind: "ended", stopped: !done });
}

async function hear(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case "open":
      return open(message.packUrl);
    case "corpus":
      return corpus(message.name, message.files);
    case "make": {
      if (!native || !data || training) {
        return;
      }
      const made = new native.Trainer(message.spec, data);
      trainer?.free();
      trainer = made;
      stopping = false;
      if (message.train) {
        training = true;
        await train(made);
      } else {
        look();
      }
      return;
    }
    case "stop":
      stopping = true;
      return;
    case "look":
      view = { sentence: message.sentence, noise: message.noise };
      if (!asked) {
        // Whoever drags a slider asks more often than is answered: the latest wish alone counts.
        asked = true;
        await turn();
        asked = false;
        look();
      }
  }
}

addEventListener("message", ({ data: message }: MessageEvent<ToWorker>) => {
  hear(message).catch((error: unknown) => {
    training = false;
    const { message: text, code } = describeThrown(error);
    tell({ kind: "failed", message: text, fatal: code === PANIC || message.kind === "open" });
  });
});
