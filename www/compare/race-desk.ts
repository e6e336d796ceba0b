import type { App } from "../app/context.ts";
import { isInUse } from "../app/session.ts";
import { list } from "../core/format.ts";
import { Store } from "../core/store.ts";
import { LabClient } from "../engine/lab-client.ts";
import type { Project } from "../project/project.ts";
import { texts } from "../text/text.ts";
import type { RunData } from "../train/run-desk.ts";
import { readRace, tellRace } from "./address.ts";
import { type Job, newJob } from "./race-job.ts";
import { races } from "./race-kept.ts";
import type { LaneLab } from "./race-lane.ts";
import { planOf, RACE_START, type RaceChoices, type RacePlan, specOfLane, trainChoicesOf } from "./race-plan.ts";
import { JobRuns } from "./race-runs.ts";
import { isOver } from "./race-schedule.ts";
import { NO_RACE, type RaceState } from "./race-state.ts";

const t = await texts("compare");

export type { RaceState } from "./race-state.ts";

/** The race: its lanes, each in its worker. It goes on while another place is open. */
export class RaceDesk extends Store<RaceState> {
  readonly #runs: JobRuns;
  #data: RunData | undefined;
  /** Names this race among those that other tabs keep. */
  #id = "";
  /** The choices are those of an address. */
  #addressed = false;
  /** What races gave, by data and settings. */
  readonly #before = new Map<string, string>();

  constructor(
    private readonly app: Pick<App, "session" | "models" | "addresses" | "notices">,
    private readonly project: Pick<Project, "data" | "train" | "run">,
    private readonly cores: number = navigator.hardwareConcurrency || 1,
    open: () => LaneLab = () => new LabClient(),
    now: () => number = () => performance.now(),
  ) {
    super(NO_RACE);
    this.#runs = new JobRuns({
      open,
      now,
      recordings: () => this.#recordings(),
      room: () => (this.state.phase === "racing" ? (this.state.plan?.atOnce ?? 0) : 0),
      otherData: t("race.other-data"),
      tell: (jobs) => this.set({ jobs }),
      begun: (atWork) => {
        const { run } = this.project;
        this.set({ most: Math.max(this.state.most, atWork), disturbed: this.state.disturbed || (run.active && run.state.phase === "training") });
      },
      over: (at) => {
        this.#compare(at);
        this.#keep();
      },
      ended: () => this.set({ phase: "ended" }),
      failed: (problem) => this.set({ problem }),
    });
    this.#readAddress();
    app.addresses.compare.watch(() => this.#readAddress());
  }

  #readAddress(): void {
    const { session, addresses, notices } = this.app;
    const asked = addresses.compare.state;
    const said = tellRace(this.state.choices);
    if (Object.entries(said).some(([key, value]) => asked[key as keyof typeof said] !== value)) {
      const read = session.state.description && readRace(session.state.description, asked, this.state.choices);
      if (read) {
        this.#addressed = true;
        this.set({ choices: read.choices });
        if (read.problems.length > 0) {
          notices.tell({ id: "address-race", tone: "warn", text: t("address", { problems: list(read.problems) }) });
        }
      }
      this.#tellAddress();
    }
  }

  #tellAddress(): void {
    this.app.addresses.compare.set(tellRace(this.state.choices));
  }

  /** Brings back the last race of an earlier visit; lanes that were at work then can be run again. */
  async remember(): Promise<void> {
    const was = await races.kept();
    if (was && this.state.phase === "none") {
      const { id, jobs, choices, ...race } = was;
      this.#id = id;
      this.set({ ...race, phase: "ended" });
      // What an address says goes before what was kept.
      this.choose(this.#addressed ? {} : choices);
      this.#runs.put(jobs);
      jobs.forEach((_, at) => this.#compare(at));
    }
  }

  choose(patch: Partial<RaceChoices>): void {
    this.set({ choices: { ...this.state.choices, ...patch } });
    this.#tellAddress();
  }

  /** What a race begun now would be. */
  plan(): RacePlan | undefined {
    const d = this.app.session.state.description;
    return d && planOf(d, this.state.choices, this.project.train.state.choices, this.project.data.amount(), this.cores);
  }

  get coreCount(): number {
    return this.cores;
  }

  start(): void {
    const d = this.app.session.state.description;
    const plan = this.plan();
    if (!d || !plan || plan.lanes.length === 0) {
      return;
    }
    const amount = this.project.data.amount();
    this.#data = this.project.data.current();
    this.#id = `${Date.now()}-${Math.random()}`;
    this.set({ phase: "racing", plan, title: this.#data.title, most: 0, disturbed: false, problem: undefined });
    this.#runs.put(plan.seeds.flatMap((seed) => plan.lanes.map((lane, i) => newJob(i, seed, specOfLane(d, plan, lane, seed, amount)))));
    this.#keep();
    this.#runs.fill();
  }

  /** The recordings of the race; of one that an earlier visit made, those that are there now. */
  #recordings(): RunData {
    return (this.#data ??= this.project.data.current());
  }

  #keep(): void {
    const { choices, plan, title, most, disturbed } = this.state;
    void races.keep(plan && { id: this.#id, choices, plan, title, jobs: this.#runs.jobs, most, disturbed }).then((kept) => this.set({ unkept: !kept }));
  }

  /** Says whether an earlier race on the same data with the same settings gave the same weights. */
  #compare(at: number): void {
    const job = this.#runs.jobs[at];
    if (job?.phase !== "done" || !job.weights || !job.head) {
      return;
    }
    const key = JSON.stringify([job.head.dataDigest, job.spec]);
    const before = this.#before.get(key);
    this.#before.set(key, job.weights);
    if (before !== undefined) {
      this.#runs.change(at, { again: before === job.weights ? "same" : "differs" });
    }
    if (job.seed !== this.state.plan?.seeds[0]) {
      // One model of each lane is enough to try out; forty of them would fill a small device.
      this.#runs.change(at, { model: undefined, checkpoint: undefined });
    }
  }

  pause(): void {
    this.set({ phase: "paused" });
    this.#runs.pause();
  }

  resume(): void {
    this.set({ phase: "racing" });
    this.#runs.resume();
  }

  /** Ends every lane after its step; those that have not begun are left out. */
  stop(): void {
    this.set({ phase: "racing" });
    this.#runs.stop();
  }

  /** Runs a lane again that failed or was left out; the others keep what they have. */
  again(at: number): void {
    const job = this.#runs.jobs[at];
    if (job && isOver(job)) {
      this.#runs.again([at]);
      if (this.state.phase === "ended") {
        this.set({ phase: "racing" });
      }
      this.#runs.fill();
    }
  }

  /** Forgets the race. */
  clear(): void {
    this.#data = undefined;
    this.set({ phase: "none", plan: undefined, problem: undefined });
    this.#runs.put([]);
    this.#keep();
  }

  /** Forgets it with what earlier races gave. */
  forget(): void {
    this.#before.clear();
    this.choose(RACE_START);
    this.clear();
  }

  /** The job whose model stands for a lane: the one of the first seed. */
  #first(lane: number): Job | undefined {
    return this.#runs.jobs.find((j) => j.lane === lane);
  }

  /** Gives a lane's model to Try and Listen. */
  async adopt(lane: number, title: string): Promise<void> {
    const model = this.#first(lane)?.model;
    if (model) {
      await this.app.models.adopt(title, model);
      const problem = this.app.session.state.modelProblem;
      if (problem !== undefined) {
        throw new Error(problem);
      }
    }
  }

  /** A lane's model is the one that Try uses. */
  isAdopted(lane: number): boolean {
    return isInUse(this.app.session.state.model, this.#first(lane)?.weights, this.#data?.labels);
  }

  /** Makes a lane's run the one of Train and Inside, with the settings that make it again. */
  async look(lane: number): Promise<void> {
    const { plan } = this.state;
    const job = this.#first(lane);
    const choice = plan?.lanes[lane];
    if (!plan || !choice || !job?.checkpoint) {
      return;
    }
    const { run, train } = this.project;
    const records = job.records.filter((r) => r.epoch <= (job.checkpoint?.epoch ?? 0));
    const stopped = job.phase === "stopped";
    // A lane that was stopped had learnt on since its checkpoint: its weights are not those that are taken.
    const weightsSha256 = stopped ? undefined : job.weights;
    await run.take({ spec: job.spec, data: this.#recordings(), records, stopped, elapsedMs: job.activeMs, weightsSha256 }, job.checkpoint);
    train.set({ choices: trainChoicesOf(plan, choice, job.seed, train.state.choices.workers), pending: undefined });
  }
}
