import { expect, test } from "vitest";
import { nextJobs, type Queued, remainingMs, shareDone } from "./race-schedule.ts";

const job = (lane: number, phase: Queued["phase"], done = 0, activeMs = 0, epochs = 10): Queued => ({ lane, phase, epochs, done, activeMs });

test("as many lanes run as there is room for, in their order; one that is over makes room", () => {
  const jobs = [job(0, "waiting"), job(1, "waiting"), job(2, "waiting")];
  expect(nextJobs(jobs, 2)).toEqual([0, 1]);
  expect(nextJobs([job(0, "training"), job(1, "paused"), job(2, "waiting")], 2)).toEqual([]);
  expect(nextJobs([job(0, "failed"), job(1, "training"), job(2, "waiting")], 2)).toEqual([2]);
  expect(nextJobs([job(0, "done"), job(1, "judging"), job(2, "waiting")], 1)).toEqual([]);
});

test("the rest is unknown before the first epoch, then counted by what lanes take", () => {
  expect(remainingMs([job(0, "training", 0.5, 50), job(1, "waiting")], 2)).toBeUndefined();
  // One lane: half of 1000 ms is over.
  expect(remainingMs([job(0, "training", 5, 500)], 1)).toBe(500);
  // Two at a time: the third begins when the first is done.
  expect(remainingMs([job(0, "training", 5, 500), job(1, "training", 1, 100), job(2, "waiting")], 2)).toBe(1500);
  // Another seed of a lane tells more than the other lanes do.
  expect(remainingMs([job(0, "done", 10, 100), job(1, "training", 5, 5000), job(0, "waiting")], 2)).toBe(5000);
  expect(remainingMs([job(0, "done", 10, 100)], 2)).toBe(0);
});

test("what jobs take beside their epochs is counted for those that have it before them", () => {
  const done = { ...job(0, "done", 10, 1000), asideMs: 400 };
  expect(remainingMs([done, { ...job(1, "training", 5, 500), asideMs: 100 }], 1)).toBe(500);
  expect(remainingMs([done, job(1, "waiting")], 1)).toBe(1400);
  // Two at a time: one of three waits for the first that is done.
  expect(remainingMs([done, job(1, "waiting"), job(2, "waiting"), job(3, "waiting")], 2)).toBe(2800);
});

test("the share that is over counts parts of epochs, and what was ended before its time as over", () => {
  expect(shareDone([job(0, "training", 2.5), job(1, "waiting")])).toBe(0.125);
  expect(shareDone([job(0, "failed", 2), job(1, "done", 10)])).toBe(1);
  expect(shareDone([])).toBe(0);
});
