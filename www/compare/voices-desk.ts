import type { App } from "../app/context.ts";
import { list } from "../core/format.ts";
import { NOISE_LABEL } from "../core/noise.ts";
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import { rowsOf } from "../data/rows.ts";
import { LabClient } from "../engine/lab-client.ts";
import type { RunSpec } from "../engine/protocol.ts";
import type { Project } from "../project/project.ts";
import { texts } from "../text/text.ts";
import type { RunData } from "../train/run-desk.ts";
import { specOf } from "../train/settings.ts";
import { type Job, newJob } from "./race-job.ts";
import { JobKeeper, type JobWork } from "./race-kept.ts";
import type { LaneLab } from "./race-lane.ts";
import { mostAtOnce } from "./race-plan.ts";
import { JobRuns } from "./race-runs.ts";
import { isOver } from "./race-schedule.ts";
import type { RacePhase } from "./race-state.ts";
import { baseOf, LEAST_VOICES, markOf, splitOf, type Usual, usualOf, usualSplit, type VoicesPlan, voicesOf, type VoicesStale, voicesStale } from "./voices-plan.ts";

const t = await texts("compare");

/** As those of a race; `reading`: the recordings are asked for their voices. */
export type VoicesPhase = RacePhase | "reading";

export interface VoicesState {
  phase: VoicesPhase;
  /** Of the present runs, or the last ones. */
  plan: VoicesPlan | undefined;
  /** A run for each voice, in their order; behind them that of the usual test, where it was asked for. */
  jobs: readonly Job[];
  /** The browser did not keep what it found last. */
  unkept: boolean;
  problem: string | undefined;
}

const NO_VOICES: VoicesState = { phase: "none", plan: undefined, jobs: [], unkept: false, problem: undefined };

interface KeptVoices extends JobWork {
  plan: VoicesPlan;
}

const keeper = new JobKeeper<KeptVoices>("voices");

type Words = Project["data"]["words"]["state"];

/** Holds out each voice in turn: a run for each, with the settings of Train. It goes on while another place is open. */
export class VoicesDesk extends Store<VoicesState> {
  readonly #runs: JobRuns;
  #data: RunData | undefined;
  /** Names these runs among those that other tabs keep. */
  #id = "";
  /** The laboratory that asks for the voices. */
  #reader: LaneLab | undefined;
  /** Of the words as they were when it was made. */
  #mark: { words: Words["words"]; takes: Words["takes"]; mark: string } | undefined;

  constructor(
    private readonly app: Pick<App, "session">,
    private readonly project: Pick<Project, "data" | "train" | "run">,
    private readonly cores: number = navigator.hardwareConcurrency || 1,
    private readonly open: () => LaneLab = () => new LabClient(),
    now: () => number = () => performance.now(),
  ) {
    super(NO_VOICES);
    this.#runs = new JobRuns({
      open,
      now,
      recordings: () => this.#recordings(),
      room: () => (this.state.phase === "racing" ? (this.state.plan?.atOnce ?? 0) : 0),
      otherData: t("voices.other-data"),
      tell: (jobs) => this.set({ jobs }),
      over: (at) => {
        // Its figures are all that is asked for; a network for each voice would fill a small device.
        this.#runs.change(at, { model: undefined, checkpoint: undefined });
        this.#keep();
      },
      ended: () => this.set({ phase: "ended" }),
      failed: (problem) => this.set({ problem }),
    });
  }

  /** Brings back what an earlier visit found; what was at work then can be gone on with. */
  async remember(): Promise<void> {
    const was = await keeper.kept();
    if (was && this.state.phase === "none") {
      this.#id = was.id;
      this.set({ plan: was.plan, phase: "ended" });
      this.#runs.put(was.jobs);
    }
  }

  /** What Train would run now. */
  get spec(): RunSpec | undefined {
    const { train } = this.project;
    return this.app.session.state.description && specOf(train.state.choices, train.suggestion());
  }

  /** Why what is shown is no longer of the recordings and settings at hand. */
  get stale(): VoicesStale | undefined {
    const { plan } = this.state;
    return plan && voicesStale(plan, { spec: this.spec, source: this.project.data.state.source, mark: this.#markNow() });
  }

  #markNow(): string | undefined {
    const { data } = this.project;
    if (data.state.source !== "own") {
      return undefined;
    }
    const { words, takes } = data.words.state;
    if (this.#mark?.words !== words || this.#mark.takes !== takes) {
      const { labels, rows } = rowsOf({ words, takes });
      this.#mark = { words, takes, mark: markOf(labels, rows) };
    }
    return this.#mark.mark;
  }

  /** The voices of the visitor's own takes; those of a pack are known when it is read. */
  get ownVoices(): number | undefined {
    const { data } = this.project;
    return data.state.source === "own" ? voicesOf(rowsOf(data.words.state).rows).length : undefined;
  }

  /** Reads the voices, and begins a run for each. */
  async start(): Promise<void> {
    const { spec } = this;
    if (!spec) {
      return;
    }
    this.#close();
    const data = this.project.data.current();
    const [source, mark] = [this.project.data.state.source, this.#markNow()];
    const lab = this.open();
    this.#reader = lab;
    const mine = (): boolean => this.#reader === lab;
    this.set({ phase: "reading", problem: undefined });
    try {
      const { utterances } = await read(lab, data);
      const all = voicesOf(utterances);
      if (all.length < LEAST_VOICES) {
        throw new Error(t("voices.few", { count: all.length }));
      }
      const voices = all.filter((v) => v.alone === 0);
      const apart = all.filter((v) => v.alone > 0).map((v) => v.name);
      if (voices.length === 0) {
        throw new Error(t("voices.all-apart", { names: list(apart) }));
      }
      const usual = await this.#usual(lab, spec, source, utterances);
      if (mine()) {
        this.#data = data;
        this.#id = `${Date.now()}-${Math.random()}`;
        const plan = { base: baseOf(spec), voices, apart, unnamed: utterances.filter((u) => u.speaker === "" && u.label !== NOISE_LABEL).length, usual, title: data.title, source, mark, atOnce: mostAtOnce(this.cores) };
        this.set({ phase: "racing", plan });
        this.#runs.put(voices.map(({ name }, at) => newJob(at, spec.seed, { ...spec, split: splitOf(name) })));
        this.#keep();
        this.#runs.fill();
      }
    } catch (error) {
      if (mine()) {
        this.#unread(messageOf(error));
      }
    } finally {
      lab.close();
      if (mine()) {
        this.#reader = undefined;
      }
    }
  }

  /** Nothing begins: what was found before is there again. */
  #unread(problem: string | undefined): void {
    this.set({ phase: this.state.plan ? "ended" : "none", problem });
  }

  /** The usual test of these data, where the engine can make it. */
  async #usual(lab: LaneLab, spec: RunSpec, source: string, utterances: Parameters<typeof voicesOf>[0]): Promise<Usual | undefined> {
    const split = usualSplit(spec.split, source, utterances);
    try {
      return usualOf(split, utterances, await lab.parts(split, spec.seed, Number(spec.settings["validation"] ?? 0)));
    } catch {
      // Without it the voices can be held out all the same.
      return undefined;
    }
  }

  /** The recordings of the runs; of those that an earlier visit made, those that are there now. */
  #recordings(): RunData {
    return (this.#data ??= this.project.data.current());
  }

  #keep(): void {
    const { plan } = this.state;
    void keeper.keep(plan && { id: this.#id, plan, jobs: this.#runs.jobs }).then((kept) => this.set({ unkept: !kept }));
  }

  pause(): void {
    this.set({ phase: "paused" });
    this.#runs.pause();
  }

  resume(): void {
    this.set({ phase: "racing" });
    this.#runs.resume();
  }

  /** Ends what is at work; voices that are done keep what they have, and the others can be gone on with. */
  stop(): void {
    if (this.state.phase === "reading") {
      this.#close();
      this.#unread(undefined);
      return;
    }
    this.set({ phase: "racing" });
    this.#runs.stop();
  }

  /** Voices whose runs are over and gave nothing: ended early, failed, or left out. */
  get missing(): number[] {
    return this.state.jobs.flatMap((job, at) => (isOver(job) && job.phase !== "done" ? [at] : []));
  }

  /** Goes on with the voices that are missing, or one of them, each from its first epoch. */
  goOn(ats: readonly number[] = this.missing): void {
    this.#runs.again(ats);
    this.#fill();
  }

  /** Makes the run of the usual test too, with the same settings. */
  withUsual(): void {
    const { plan, jobs } = this.state;
    if (plan?.usual && jobs.length === plan.voices.length) {
      this.#runs.add(newJob(plan.voices.length, plan.base.seed, { ...plan.base, split: plan.usual.split }));
      this.#keep();
      this.#fill();
    }
  }

  #fill(): void {
    if (this.state.phase === "ended") {
      this.set({ phase: "racing", problem: undefined });
    }
    this.#runs.fill();
  }

  clear(): void {
    this.#close();
    this.#data = undefined;
    this.set({ phase: "none", plan: undefined, problem: undefined });
    this.#runs.put([]);
    this.#keep();
  }

  forget(): void {
    this.clear();
  }

  #close(): void {
    this.#reader?.close();
    this.#reader = undefined;
  }
}

async function read(lab: LaneLab, data: RunData) {
  await data.load((make) => make(lab));
  return lab.summary();
}
