/** Follows the run, so that the last one is kept: as it ended, and while it is under way as it was at a checkpoint. */
import { messageOf } from "../core/settle.ts";
import { Store } from "../core/store.ts";
import type { RunDesk } from "../train/run-desk.ts";
import { cutRun, keptRun, type SavedRun } from "./saved-run.ts";

/** Least time between two checkpoints that are kept of a run under way, in milliseconds: what a crash of the browser costs at most. */
const KEEP_MS = 10_000;

export interface RunKept {
  /** The last run that ended, or that an earlier visit left under way. */
  run: SavedRun | undefined;
  /** The run under way, as it is kept. */
  under: SavedRun | undefined;
}

export class RunKeeper extends Store<RunKept> {
  /** Head of the run whose model is kept, so that it is fetched once. */
  #head: object | undefined;
  #underAt = -Infinity;
  /** When the training began that the run's own time does not count yet. */
  #since: number | undefined;

  constructor(
    private readonly runs: RunDesk,
    /** Hears why a run that ended is not kept. */
    private readonly failed: (why: string) => void,
    private readonly now: () => number = () => performance.now(),
  ) {
    super({ run: undefined, under: undefined });
  }

  follow(): void {
    this.runs.watch(() => this.#hear());
  }

  /** What is to be written. */
  get kept(): SavedRun | undefined {
    return this.state.under ?? this.state.run;
  }

  /** The run that is shown from now on is this one, or none. */
  put(run: SavedRun | undefined, head: object | undefined): void {
    this.#head = head;
    this.set({ run, under: undefined });
  }

  /** Takes the run under way as it is now: the page may be gone at once. */
  hurry(): void {
    this.#underAt = -Infinity;
    this.#follow();
  }

  /** A run that ended is kept; one that was reset is forgotten. */
  #hear(): void {
    const { phase, head, problem, records } = this.runs.state;
    this.#since = phase === "training" || phase === "pausing" ? (this.#since ?? this.now()) : undefined;
    if (phase === "none" && problem === undefined) {
      this.set({ run: undefined, under: undefined });
      return;
    }
    if (phase === "preparing") {
      // The run before it is there again where it does not begin.
      return;
    }
    if (phase !== "ended") {
      // It is another one when it ends.
      this.#head = undefined;
      this.#follow();
      return;
    }
    if (problem !== undefined || !head || head === this.#head || records.length === 0) {
      return;
    }
    this.#head = head;
    this.runs.modelBytes().then(
      (model) => {
        const run = this.runs.state.head === head ? keptRun(this.runs.state, model) : undefined;
        if (run) {
          this.set({ run, under: undefined });
          // A run that was taken from elsewhere has not told of its weights.
          if (this.runs.state.weightsSha256 === undefined && run.weightsSha256 !== "") {
            this.runs.set({ weightsSha256: run.weightsSha256 });
          }
        }
      },
      (error: unknown) => {
        // One that was reset or begun anew meanwhile has nobody who asks for it.
        if (this.runs.state.head === head) {
          this.failed(messageOf(error));
        }
      },
    );
  }

  /** Notes the run under way at its newest checkpoint, now and then. */
  #follow(): void {
    const { checkpoints, elapsedMs } = this.runs.state;
    const newest = checkpoints.at(-1)?.bytes;
    if (newest !== this.state.under?.model && this.now() - this.#underAt >= KEEP_MS) {
      const under = cutRun(this.runs.state, elapsedMs + (this.#since === undefined ? 0 : this.now() - this.#since));
      if (under) {
        this.#underAt = this.now();
        this.set({ under });
      }
    }
  }
}
