import { describe, expect, test } from "vitest";
import type { RunSpec } from "../engine/protocol.ts";
import { record } from "./race-fake.ts";
import { type Job, newJob } from "./race-job.ts";
import type { JobPhase } from "./race-schedule.ts";
import { accuracyOf, standingOf } from "./race-standing.ts";

const job = (seed: number, phase: JobPhase, right?: number[]): Job => ({
  ...newJob(0, seed, {} as RunSpec),
  phase,
  records: phase === "waiting" ? [] : [record(1)],
  right: right && Uint8Array.from(right),
});

describe("a lane over its seeds", () => {
  test("has the mean of those that are done, whichever came last or best", () => {
    const jobs = [job(1, "done", [1, 0]), job(2, "done", [1, 0, 1, 1]), job(3, "done", [1, 1])];
    expect(standingOf(jobs)).toMatchObject({ phase: "done", waitsAfter: 0, accuracy: { mean: 0.75, n: 3 } });
    // A run that was stopped is not in the table's mean either.
    expect(accuracyOf([...jobs, job(4, "stopped", [0, 0])])?.mean).toBe(0.75);
  });

  test("waits between two seeds, and says how many are behind it", () => {
    expect(standingOf([job(1, "done", [1, 0]), job(2, "waiting"), job(3, "waiting")])).toMatchObject({ phase: "waiting", waitsAfter: 1, accuracy: { mean: 0.5, n: 1 } });
    expect(standingOf([job(1, "waiting"), job(2, "waiting")])).toMatchObject({ phase: "waiting", waitsAfter: 0, accuracy: undefined });
  });

  test("keeps the mean of the seeds that are done while the next one learns; before that, shows what the first has so far", () => {
    expect(standingOf([job(1, "done", [1, 1]), job(2, "training")])).toMatchObject({ phase: "training", job: { seed: 2 }, accuracy: { mean: 1, n: 1 } });
    expect(standingOf([job(1, "training"), job(2, "waiting")])).toMatchObject({ job: { seed: 1 }, accuracy: { mean: 0.5, n: 1 } });
    expect(standingOf([])).toBeUndefined();
  });
});
