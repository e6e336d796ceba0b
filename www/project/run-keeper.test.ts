import { describe, expect, test } from "vitest";
import { Store } from "../core/store.ts";
import type { RunState } from "../train/run-desk.ts";
import { runOf, stateOf, turns } from "./fakes.ts";
import { RunKeeper } from "./run-keeper.ts";

const MODEL = Uint8Array.of(42);

function make(modelBytes: () => Promise<Uint8Array> = () => Promise.resolve(MODEL)) {
  const runs = Object.assign(new Store<RunState>(stateOf(0, { phase: "preparing", checkpoints: [] })), { modelBytes });
  const failed: string[] = [];
  let now = 0;
  const keeper = new RunKeeper(runs as never, (why) => failed.push(why), () => now);
  keeper.follow();
  const { head } = runs.state;
  return { runs, keeper, failed, head, at: (ms: number) => (now = ms) };
}

describe("the run that is kept", () => {
  test("is the one under way at its newest checkpoint, now and then, with the time it took", () => {
    const { runs, keeper, head, at } = make();
    runs.set(stateOf(0, { head }));
    // Nothing is over yet that could be shown.
    expect(keeper.kept).toBeUndefined();
    at(1000);
    runs.set(stateOf(1, { head }));
    expect(keeper.kept).toMatchObject({ cut: true, stopped: true, elapsedMs: 1000 });
    expect(keeper.kept?.records.map((r) => r.epoch)).toEqual([1]);
    at(2000);
    runs.set(stateOf(2, { head }));
    expect(keeper.kept?.records).toHaveLength(1);
    at(12_000);
    runs.set(stateOf(3, { head }));
    expect(keeper.kept?.records).toHaveLength(3);
    expect(keeper.kept?.checkpoints.map((c) => c.epoch)).toEqual([0, 1, 2, 3]);
    // The page is being left.
    runs.set(stateOf(4, { head }));
    keeper.hurry();
    expect(keeper.kept?.records).toHaveLength(4);
  });

  test("has no epoch that came after its checkpoint", () => {
    const { runs, keeper, head } = make();
    const { records, checkpoints } = stateOf(5);
    runs.set(stateOf(5, { head, records, checkpoints: checkpoints.slice(0, 4) }));
    expect(keeper.kept?.records.map((r) => r.epoch)).toEqual([1, 2, 3]);
    expect(keeper.kept?.model).toBe(checkpoints[3]?.bytes);
  });

  test("is the one that ended, with its model and its timeline", async () => {
    const { runs, keeper, head } = make();
    runs.set(stateOf(2, { head }));
    runs.set({ phase: "ended" });
    await turns(0);
    expect(keeper.state.run).toMatchObject({ cut: false, stopped: false, model: MODEL });
    expect(keeper.kept?.checkpoints).toHaveLength(3);
    expect(keeper.state.under).toBeUndefined();
  });

  test("is the one before until another has something to show, and none after a reset", async () => {
    const { runs, keeper, head } = make();
    runs.set(stateOf(2, { head, phase: "ended" }));
    await turns(0);
    const before = keeper.kept;
    runs.set(stateOf(0, { phase: "preparing", checkpoints: [], head: undefined }));
    expect(keeper.kept).toBe(before);
    runs.set(stateOf(1));
    expect(keeper.kept?.cut).toBe(true);
    runs.set({ ...stateOf(0, { checkpoints: [], head: undefined }), phase: "none" });
    expect(keeper.kept).toBeUndefined();
  });

  test("is not fetched again, and stays as it was cut off, when the next one does not begin", async () => {
    const { runs, keeper, head } = make();
    const before = { ...runs.state, ...stateOf(2, { head, phase: "ended" }) };
    const cut = { ...runOf([7], [0, 1]), cut: true };
    keeper.put(cut, head);
    runs.set(stateOf(0, { phase: "preparing", checkpoints: [], head: undefined }));
    runs.set(before);
    await turns(0);
    expect(keeper.kept).toBe(cut);
  });

  test("is kept again when one that was taken up ends with the same head", async () => {
    const { runs, keeper, head } = make();
    runs.set(stateOf(2, { head, phase: "ended" }));
    runs.set(stateOf(2, { head, phase: "training" }));
    await turns(0);
    expect(keeper.state.run).toBeUndefined();
    runs.set(stateOf(3, { head, phase: "ended" }));
    await turns(0);
    expect(keeper.state.run?.records).toHaveLength(3);
  });

  test("says so when the engine does not give the model", async () => {
    const { runs, keeper, failed, head } = make(() => Promise.reject(new Error("the engine is dead")));
    runs.set(stateOf(2, { head, phase: "ended" }));
    await turns(0);
    expect(failed).toEqual(["The engine is dead"]);
    expect(keeper.state.run).toBeUndefined();
  });
});
