import { describe, expect, test } from "vitest";
import { Store } from "../core/store.ts";
import type { RunData, RunState } from "../train/run-desk.ts";
import { runOf, stateOf } from "./fakes.ts";
import type { SavedRun } from "./saved-run.ts";
import { takeUp } from "./take-up.ts";

const DATA: RunData = { source: "own", title: "", labels: [], probe: 0, probeTitle: "", load: () => Promise.resolve() };

function make(run: SavedRun, take: () => Promise<void> = () => Promise.resolve()) {
  const calls: unknown[] = [];
  const store = new Store<RunState>(stateOf(0, { phase: "ended", head: run.head, checkpoints: run.checkpoints }));
  const runs = Object.assign(store, {
    take: (_: unknown, checkpoint: { epoch: number }) => {
      calls.push(checkpoint.epoch);
      store.set({ checkpoints: [] });
      return take();
    },
    resume: () => Promise.resolve(calls.push("resumed")),
  });
  const go = () => takeUp(runs as never, run, DATA, () => calls.push("told"));
  return { runs, calls, go };
}

describe("a run that the page was closed over", () => {
  test("goes on from its last checkpoint, and keeps its timeline", async () => {
    const run = runOf([7], [0, 1, 4]);
    const { runs, calls, go } = make(run);
    await go();
    expect(calls).toEqual([4, "told", "resumed"]);
    expect(runs.state.checkpoints).toBe(run.checkpoints);
  });

  test("does not go on where the engine refuses", async () => {
    const { calls, go } = make(runOf([7], [0, 1]), () => Promise.reject(new Error("other recordings")));
    await expect(go()).rejects.toThrow("other recordings");
    expect(calls).toEqual([1]);
  });

  test("is left alone when another run has taken its place", async () => {
    const { runs, calls, go } = make(runOf([7], [0, 1]));
    runs.set(stateOf(1));
    await go();
    expect(calls).toEqual(["told"]);
  });
});
