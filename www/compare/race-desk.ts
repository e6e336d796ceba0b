import type { App } from "../app/context.ts";
import { isInUse } from "../app/session.ts";
import { Store } from "../core/store.ts";
import { messageOf } from "../core/settle.ts";
import { LabClient } from "../engine/lab-client.ts";
import type { Project } from "../project/project.ts";
import type { RunHead } from "../engine/protocol.ts";
import { texts } from "../text/text.ts";
import type { RunData } from "../train/run-desk.ts";
import { type Job, newJob, queued } from "./race-job.ts";
import { keep, kept } from "./race-kept.ts";
import { type LaneLab, LaneRun } from "./race-lane.ts";
import { planOf, RACE_START, type RaceChoices, type RacePlan, specOfLane, trainChoicesOf } from "./race-plan.ts";
import { isAtWork, isOver, nextJobs } from "./race-schedule.ts";
import { NO_RACE, type RaceState } from "./race-state.ts";

const t = await texts("compare");

export type { RaceState } from "./race-state.ts";

/** Least time between two pictures of a race: short epochs come by the hundred. */
const TOLD_MS = 150;

/** The race: its lanes, each in its worker. It goes on while another place is open. */
export class RaceDesk extends Store<RaceState> {
  #jobs: Job[] = [];
  #runs = new Map<number, LaneRun>();
  #data: RunData | undefined;
  #told: ReturnType<typeof setTimeout> | undefined;
  /** Names this race among those that other tabs keep. */
  #id = "";
  /** What races gave, by data and settings. */
  readonly #before = new Map<string, string>();

  constructor(
    private readonly app: Pick<App, "session" | "models">,
    private readonly project: Pick<Project, "data" | "train" | "run">,
    private readonly cores: number = navigator.hardwareConcurrency || 1,
    private readonly open: () => LaneLab = () => new LabClient(),
    private readonly now: () => number = () => performance.now(),
  ) {
    super(NO_RACE);
  }

  /** Brings back the last race of an earlier visit; lanes that were at work then can be run again. */
  async remember(): Promise<void> {
    const was = await kept();
    if (was && this.state.phase === "none") {
      const { id, ...race } = was;
      this.#id = id;
      this.#jobs = [...race.jobs];
      this.#jobs.forEach((_, at) => this.#compare(at));
      this.set({ ...race, jobs: [...this.#jobs], phase: "ended" });
    }
  }

  choose(patch: Partial<RaceChoices>): void {
    this.set({ choices: { ...this.state.choices, ...patch } });
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
    this.#close();
    const amount = this.project.data.amount();
    this.#data = this.project.data.current();
    this.#id = `${Date.now()}-${Math.random()}`;
    this.#jobs = plan.seeds.flatMap((seed) => plan.lanes.map((lane, i) => newJob(i, seed, specOfLane(d, plan, lane, seed, amount))));
    this.set({ phase: "racing", plan, title: this.#data.title, jobs: [...this.#jobs], most: 0, disturbed: false, problem: undefined });
    this.#keep();
    this.#fill();
  }

  /** The recordings of the race; of one that an earlier visit made, those that are there now. */
  #recordings(): RunData {
    return (this.#data ??= this.project.data.current());
  }

  /** Lanes compare on the same recordings alone. */
  #checkData(at: number, { dataDigest }: RunHead): void {
    if (this.#jobs.some((job, i) => i !== at && job.head && job.head.dataDigest !== dataDigest)) {
      throw new Error(t("race.other-data"));
    }
  }

  #keep(): void {
    const { choices, plan, title, most, disturbed } = this.state;
    void keep(plan && { id: this.#id, choices, plan, title, jobs: this.#jobs, most, disturbed }).then((kept) => this.set({ unkept: !kept }));
  }

  /** Begins what waits, as far as there is room. */
  #fill(): void {
    const { plan, phase } = this.state;
    if (!plan || phase === "none") {
      return;
    }
    if (phase === "racing") {
      for (const at of nextJobs(this.#jobs.map(queued), plan.atOnce)) {
        this.#begin(at);
      }
    }
    if (this.#jobs.every(isOver)) {
      this.#tell({ phase: "ended" });
    }
  }

  #begin(at: number): void {
    const job = this.#jobs[at];
    if (!job) {
      return;
    }
    const jobs = this.#jobs;
    const run: LaneRun = new LaneRun(
      this.open(),
      this.#recordings(),
      {
        job: () => jobs[at] ?? job,
        change: (patch) => {
          // A race that was given up changes nothing any more.
          if (this.#runs.get(at) === run) {
            if (patch.head) {
              this.#checkData(at, patch.head);
            }
            this.#change(at, patch);
          }
        },
        now: this.now,
      },
    );
    this.#runs.set(at, run);
    this.#change(at, { phase: "loading" });
    const atWork = this.#jobs.filter(isAtWork).length;
    const { active } = this.project.run;
    this.set({ most: Math.max(this.state.most, atWork), disturbed: this.state.disturbed || (active && this.project.run.state.phase === "training") });
    run.run().then(
      () => {
        if (this.#runs.get(at) === run) {
          this.#runs.delete(at);
          this.#compare(at);
          this.#keep();
          this.#fill();
        }
      },
      (error: unknown) => this.set({ problem: messageOf(error) }),
    );
  }

  #change(at: number, patch: Partial<Job>): void {
    const job = this.#jobs[at];
    if (job) {
      this.#jobs[at] = { ...job, ...patch };
      if (patch.phase !== undefined && patch.phase !== job.phase) {
        this.#tell();
      } else {
        this.#told ??= setTimeout(() => this.#tell(), TOLD_MS);
      }
    }
  }

  #tell(patch: Partial<RaceState> = {}): void {
    clearTimeout(this.#told);
    this.#told = undefined;
    this.set({ jobs: [...this.#jobs], ...patch });
  }

  /** Says whether an earlier race on the same data with the same settings gave the same weights. */
  #compare(at: number): void {
    const job = this.#jobs[at];
    if (job?.phase !== "done" || !job.weights || !job.head) {
      return;
    }
    const key = JSON.stringify([job.head.dataDigest, job.spec]);
    const before = this.#before.get(key);
    this.#before.set(key, job.weights);
    if (before !== undefined) {
      this.#change(at, { again: before === job.weights ? "same" : "differs" });
    }
    if (job.seed !== this.state.plan?.seeds[0]) {
      // One model of each lane is enough to try out; forty of them would fill a small device.
      this.#change(at, { model: undefined, checkpoint: undefined });
    }
  }

  pause(): void {
    this.set({ phase: "paused" });
    this.#runs.forEach((run) => run.pause());
  }

  resume(): void {
    this.set({ phase: "racing" });
    this.#runs.forEach((run) => run.resume());
    this.#fill();
  }

  /** Ends every lane after its step; those that have not begun are left out. */
  stop(): void {
    this.#jobs.forEach((job, at) => {
      if (job.phase === "waiting") {
        this.#change(at, { phase: "dropped" });
      }
    });
    this.set({ phase: "racing" });
    this.#runs.forEach((run) => run.stop());
    this.#fill();
  }

  /** Runs a lane again that failed or was left out; the others keep what they have. */
  again(at: number): void {
    const job = this.#jobs[at];
    if (job && isOver(job)) {
      this.#jobs[at] = newJob(job.lane, job.seed, job.spec);
      this.#tell(this.state.phase === "ended" ? { phase: "racing" } : {});
      this.#fill();
    }
  }

  /** Forgets the race. */
  clear(): void {
    this.#close();
    this.#jobs = [];
    this.#data = undefined;
    this.set({ phase: "none", plan: undefined, jobs: [], problem: undefined });
    this.#keep();
  }

  /** Forgets it with what earlier races gave. */
  forget(): void {
    this.#before.clear();
    this.set({ choices: RACE_START });
    this.clear();
  }

  #close(): void {
    const runs = [...this.#runs.values()];
    this.#runs.clear();
    runs.forEach((run) => run.close());
  }

  /** The job whose model stands for a lane: the one of the first seed. */
  #first(lane: number): Job | undefined {
    return this.#jobs.find((j) => j.lane === lane);
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
