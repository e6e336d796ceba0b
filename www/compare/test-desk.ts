import type { App } from "../app/context.ts";
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import { breathe } from "../engine/breathe.ts";
import { LabClient } from "../engine/lab-client.ts";
import { type Diagnosis, diagnosisOf, examine, type LayerSeen, type NeuronFinding } from "./doctor.ts";
import { type Answered, answeredOf, type Tested } from "./test-answers.ts";
import { openSubject } from "./test-open.ts";
import { type Stale, staleOf } from "./test-stale.ts";
import type { Network, Part, Source } from "./test-subject.ts";

/** Shares of disturbed input that the curve shows and the slider has. */
export const NOISES: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((tenths) => tenths / 10);

/** Time that the doctor works at a stretch, in milliseconds. */
const SLICE_MS = 8;

/** What is going on: nothing, recordings and network being brought, utterances being answered (once, or at every noise). */
export type TestPhase = "idle" | "opening" | "answering" | "curve";

export interface Cell {
  said: number;
  heard: number;
}

export interface TestState {
  network: Network;
  source: Source;
  phase: TestPhase;
  progress: { done: number; of: number } | undefined;
  /** Ended by the visitor. */
  stopped: boolean;
  problem: string | undefined;
  tested: Tested | undefined;
  /** Answers by the share of noise. */
  answered: ReadonlyMap<number, Answered>;
  /** Share of the input that is disturbed in what is shown. */
  noise: number;
  /** Share that is being answered, in order to be shown. */
  wanted: number | undefined;
  /** Score below which an answer is rejected. */
  level: number;
  /** Cell whose utterances are listed. */
  cell: Cell | undefined;
  /** Utterance that is being played. */
  playing: number | undefined;
  /** The last one that was played. */
  heardLast: number | undefined;
  diagnosis: Diagnosis | undefined;
}

/** Compare's test: has the network answer takes, and keeps what it answered. */
export class TestDesk extends Store<TestState> {
  #lab: LabClient | undefined;
  #stop: AbortController | undefined;
  #asking: Promise<unknown> = Promise.resolve();
  /** Counts the tests, so that what belongs to an old one is dropped. */
  #round = 0;

  constructor(private readonly app: App) {
    super({
      network: "run",
      source: "project",
      phase: "idle",
      progress: undefined,
      stopped: false,
      problem: undefined,
      tested: undefined,
      answered: new Map(),
      noise: 0,
      wanted: undefined,
      level: app.desks.listen?.state.leastScore ?? 0.6,
      cell: undefined,
      playing: undefined,
      heardLast: undefined,
      diagnosis: undefined,
    });
  }

  /** What is shown: the answers at the present noise. */
  get shown(): Answered | undefined {
    return this.state.answered.get(this.state.noise);
  }

  /** Why what is shown is no longer of what is at hand. */
  get stale(): Stale | undefined {
    const { tested } = this.state;
    const { project, session } = this.app;
    const data = project?.data;
    const present = { run: project?.run.state, model: session.state.model?.info.weightsSha256, takes: data && { source: data.state.source, own: data.words.state } };
    return tested && staleOf(tested, present);
  }

  /** The run that Inside shows has the takes that were asked, under the same numbers. */
  get canLook(): boolean {
    const { tested } = this.state;
    return tested?.network === "run" && this.app.project?.run.state.head?.dataDigest === tested.data.digest;
  }

  get busy(): boolean {
    return this.state.phase !== "idle";
  }

  /** Tests the chosen network; `part` are the takes kept aside, or those learnt from, which is no test and is called none. */
  async test(part: Part = "test"): Promise<void> {
    const stop = this.#begin("opening");
    this.#round += 1;
    this.set({ tested: undefined, answered: new Map(), noise: 0, cell: undefined, heardLast: undefined, diagnosis: undefined });
    try {
      this.#lab ??= new LabClient();
      const tested = await openSubject(this.app, this.#lab, this.state.network, this.state.source, part);
      if (!stop.signal.aborted) {
        this.set({ tested });
        await this.#answer(0, stop, "answering");
      }
    } catch (error) {
      this.set({ problem: messageOf(error) });
    } finally {
      this.#end(stop);
    }
    await this.#examine();
  }

  /** Shows the answers at another share of noise. */
  async disturb(noise: number): Promise<void> {
    this.#stop?.abort();
    const stop = this.#begin("answering");
    this.set({ wanted: noise });
    try {
      await this.#answer(noise, stop, "answering");
      if (this.state.answered.has(noise)) {
        this.set({ noise });
      }
    } catch (error) {
      this.set({ problem: messageOf(error) });
    } finally {
      this.#end(stop);
    }
  }

  /** Answers at every share of noise that is still missing. */
  async curve(): Promise<void> {
    const stop = this.#begin("curve");
    try {
      for (const noise of NOISES) {
        if (stop.signal.aborted) {
          break;
        }
        await this.#answer(noise, stop, "curve");
      }
    } catch (error) {
      this.set({ problem: messageOf(error) });
    } finally {
      this.#end(stop);
    }
  }

  stop(): void {
    this.#stop?.abort();
    this.set({ stopped: true });
  }

  #begin(phase: TestPhase): AbortController {
    const stop = new AbortController();
    this.#stop = stop;
    this.set({ phase, problem: undefined, stopped: false, progress: undefined, wanted: undefined });
    return stop;
  }

  #end(stop: AbortController): void {
    if (this.#stop === stop) {
      // Progress that comes late is nobody's any more.
      this.#stop = undefined;
      this.set({ phase: "idle", progress: undefined, wanted: undefined });
    }
  }

  async #answer(noise: number, stop: AbortController, phase: TestPhase): Promise<void> {
    const { tested, answered } = this.state;
    const round = this.#round;
    const lab = this.#lab;
    if (!tested || !lab || answered.has(noise) || tested.asked.length === 0) {
      return;
    }
    const onProgress = (done: number, of: number): void => {
      if (this.#stop === stop) {
        const whole = phase === "curve" ? NOISES.length : 1;
        const before = phase === "curve" ? NOISES.indexOf(noise) * of : 0;
        this.set({ phase, progress: { done: before + done, of: whole * of } });
      }
    };
    onProgress(0, tested.asked.length);
    // One after another: what was stopped must have ended before more is asked.
    await this.#asking;
    const asking = lab.answers(Uint32Array.from(tested.asked), noise, { onProgress, signal: stop.signal });
    this.#asking = asking.catch(() => undefined);
    const answers = await asking;
    // Part of the answers would be another test than the one that was asked for.
    if (!answers.stopped && round === this.#round) {
      this.set({ answered: new Map([...this.state.answered, [noise, answeredOf(tested, answers)]]) });
    }
  }

  /** The neuron doctor, in slices between which the page breathes. */
  async #examine(): Promise<void> {
    const round = this.#round;
    const { tested } = this.state;
    const lab = this.#lab;
    const base = this.state.answered.get(0);
    if (!tested || !lab || !base || base.takes.length === 0) {
      return;
    }
    try {
      const hidden = tested.info.layers.slice(0, -1);
      const layers: LayerSeen[] = [];
      for (const [i, { name, neurons }] of hidden.entries()) {
        layers.push({ name, neurons, influence: await lab.influence(i) });
      }
      const findings: NeuronFinding[] = [];
      let began = performance.now();
      for (const finding of examine({ layers, counts: base.counts, said: base.takes.map((t) => t.said), steps: base.steps, spiking: tested.spiking })) {
        findings.push(finding);
        if (performance.now() - began > SLICE_MS) {
          await breathe();
          if (round !== this.#round) {
            return;
          }
          began = performance.now();
        }
      }
      if (round === this.#round) {
        this.set({ diagnosis: diagnosisOf(layers, findings) });
      }
    } catch (error) {
      this.set({ problem: messageOf(error) });
    }
  }

  /** Plays an utterance, or stops it. */
  async play(utterance: number): Promise<void> {
    const { player } = this.app;
    if (this.state.playing === utterance) {
      player.stop();
      return;
    }
    try {
      const sound = await this.#lab?.utterance(utterance);
      if (sound) {
        this.set({ heardLast: utterance });
        await player.play(sound, (s) => this.set({ playing: s === undefined ? undefined : utterance }));
      }
    } catch (error) {
      this.set({ problem: messageOf(error) });
    }
  }

  /** Forgets the test, with the takes that its laboratory has. */
  forget(): void {
    this.hush();
    this.#stop?.abort();
    this.#stop = undefined;
    this.#round += 1;
    this.#lab?.close();
    this.#lab = undefined;
    this.set({ phase: "idle", progress: undefined, stopped: false, problem: undefined, tested: undefined, answered: new Map(), noise: 0, cell: undefined, heardLast: undefined, diagnosis: undefined });
  }

  /** Ends what sounds, when the view is left; what is being answered goes on. */
  hush(): void {
    if (this.state.playing !== undefined) {
      this.app.player.stop();
    }
  }
}
