import { beforeEach, expect, it, vi } from "vitest";
import type { Player } from "../audio/player.ts";
import type { EngineDescription } from "../engine/protocol.ts";
import { PhonemesDesk, type PhonemesWorker } from "./desk.ts";
import { textsOf } from "./phones.ts";
import type { FromWorker, Hearing, Measure, ToWorker } from "./protocol.ts";

vi.stubGlobal("document", { baseURI: "https://example.org/page/" });
vi.stubGlobal("fetch", () => Promise.reject(new Error("no network here")));

class Fake implements PhonemesWorker {
  onmessage: PhonemesWorker["onmessage"] = null;
  onerror: PhonemesWorker["onerror"] = null;
  sent: ToWorker[] = [];
  ended = false;
  postMessage(message: ToWorker): void {
    this.sent.push(message);
  }
  terminate(): void {
    this.ended = true;
  }
  say(message: FromWorker): void {
    this.onmessage?.({ data: message } as MessageEvent<FromWorker>);
  }
}

const system = (id: string, rules: string[]) => ({ id, task: "", title: id, rules, topology: "", paperAccuracy: null, source: "", epochs: 20, defaults: {} });
const description: EngineDescription = { version: "1", systems: [system("nrr-ph", ["rp", "bptt"]), system("dnn", ["bptt"])], rules: [], presets: [], settings: [] };
const sentences = [true, false, true].map((heldOut, i) => ({ name: `S${i}`, speaker: "F", heldOut, durationS: 1 }));

let workers: Fake[];
let desk: PhonemesDesk;
const last = (): Fake => workers.at(-1) ?? new Fake();

beforeEach(() => {
  workers = [];
  const player = { stop: () => undefined } as unknown as Player;
  desk = new PhonemesDesk(player, () => {
    const worker = new Fake();
    workers.push(worker);
    return worker;
  });
  desk.open();
  last().say({ kind: "opened", description, labels: ["aa"], sentences: [sentences[1], sentences[0], sentences[2]].flatMap((s) => (s ? [s] : [])), corpus: undefined });
});

it("opens once, shows the first test sentence and draws a network that has not learnt", () => {
  desk.open();
  expect(workers).toHaveLength(1);
  expect(last().sent.map((m) => m.kind)).toEqual(["open", "look", "make"]);
  expect(last().sent[1]).toMatchObject({ sentence: 1, noise: 0 });
  expect(last().sent[2]).toMatchObject({ train: false, spec: { system: "nrr-ph", rule: "rp", split: "official" } });
  expect(desk.state.phase).toBe("ready");
});

it("gives a system one of its own rules", () => {
  desk.choose({ rule: "rp" });
  desk.choose({ system: "dnn" });
  expect(desk.state.choices).toMatchObject({ system: "dnn", rule: "bptt" });
});

it("trains, looks in the noise of the test, and stops when it is left", () => {
  desk.choose({ settings: { test_noise: "0.3" } });
  desk.train();
  expect(last().sent.slice(-2)).toMatchObject([{ kind: "look", noise: 0.3 }, { kind: "make", train: true, spec: { settings: { test_noise: "0.3" } } }]);
  desk.train();
  expect(last().sent.filter((m) => m.kind === "make")).toHaveLength(2);
  desk.leave();
  expect(desk.state.phase).toBe("stopping");
  expect(last().sent.at(-1)).toEqual({ kind: "stop" });
  last().say({ kind: "ended", stopped: true });
  expect(desk.state).toMatchObject({ phase: "ready", ended: "stopped" });
});

it("leaves out an answer about a sentence that is no longer shown", () => {
  const looked = (sentence: number) => last().say({ kind: "looked", hearing: { sentence, layers: [], spoken: new Uint8Array(3), heard: new Uint8Array(3) } as unknown as Hearing, measure: {} as Measure });
  desk.show(2);
  looked(1);
  expect(desk.state.hearing).toBeUndefined();
  looked(2);
  expect(desk.state.hearing?.sentence).toBe(2);
});

it("replaces a worker that died, and keeps one that only refused a run", () => {
  desk.train();
  last().say({ kind: "failed", message: "the loss is no number", fatal: false });
  expect(desk.state).toMatchObject({ phase: "ready", problem: "the loss is no number" });
  last().say({ kind: "failed", message: "trap", fatal: true });
  expect(desk.state.phase).toBe("failed");
  expect(last().ended).toBe(true);
  desk.open();
  expect(workers).toHaveLength(2);
  expect(desk.state).toMatchObject({ phase: "opening", problem: undefined });
});

it("takes a folder in place of the bundled sentences, keeps them where it is refused, and goes back", () => {
  const files = [{ path: "mine/TRAIN/DR1/FAAA0/SX1.WAV", file: new File([], "SX1.WAV") }];
  desk.bring([]);
  expect(desk.state.phase).toBe("ready");
  desk.bring(files);
  expect(desk.state.phase).toBe("reading");
  expect(last().sent.at(-1)).toMatchObject({ kind: "corpus", name: "mine", files });
  desk.bring(files);
  desk.train();
  expect(last().sent.filter((m) => m.kind === "corpus")).toHaveLength(1);
  desk.stop();
  expect(last().sent.at(-1)).toEqual({ kind: "stop" });
  last().say({ kind: "refused", message: "no sentence in it can be used" });
  expect(desk.state).toMatchObject({ phase: "ready", problem: "no sentence in it can be used", corpus: undefined });
  expect(desk.state.sentences).toHaveLength(3);
  desk.bring(files);
  const corpus = { name: "mine", taken: 1, of: 3, notices: [] };
  const [one] = desk.state.sentences;
  last().say({ kind: "opened", description, labels: ["aa"], sentences: one ? [{ ...one, heldOut: false }] : [], corpus });
  expect(desk.state).toMatchObject({ phase: "ready", corpus, problem: undefined });
  // Without a test part of its own a fifth is drawn.
  expect(last().sent.at(-1)).toMatchObject({ kind: "make", spec: { split: "random:0.2" } });
  desk.leaveCorpus();
  expect(last().sent.at(-1)).toMatchObject({ kind: "open" });
});

it("reads the sentences' texts and leaves out what is none", () => {
  expect(textsOf({ sentences: [{ name: "A", text: "Hello." }, { name: 1, text: "x" }, null] })).toEqual({ A: "Hello." });
  expect(textsOf(null)).toEqual({});
  expect(textsOf({ sentences: 3 })).toEqual({});
});
