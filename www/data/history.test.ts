import { expect, it } from "vitest";
import { History } from "./history.ts";

const what = (key: string) => ({ key });

it("goes back and forth through the states, step by step", () => {
  const history = new History<number>();
  history.keep(0, what("one"));
  history.keep(1, what("two"));
  expect(history.undoable).toEqual(what("two"));
  expect(history.undo(2)).toEqual({ state: 1, what: what("two") });
  expect(history.undo(1)).toEqual({ state: 0, what: what("one") });
  expect(history.undo(0)).toBeUndefined();
  expect(history.redo(0)?.state).toBe(1);
  expect(history.redo(1)?.state).toBe(2);
  expect(history.redo(2)).toBeUndefined();
});

it("merges what belongs together, until the step is closed or another comes", () => {
  const history = new History<number>();
  history.keep(0, what("drag"), "trim 1");
  history.keep(1, what("drag"), "trim 1");
  history.close();
  history.keep(2, what("drag"), "trim 1");
  history.keep(3, what("other"));
  history.keep(4, what("drag"), "trim 1");
  expect([5, 4, 3, 2].map((now) => history.undo(now)?.state)).toEqual([4, 3, 2, 0]);
});

it("forgets the way forward after a new change, and what is long past", () => {
  const history = new History<number>();
  for (let i = 0; i < 150; i++) {
    history.keep(i, what(String(i)));
  }
  expect(history.undo(150)?.state).toBe(149);
  history.keep(149, what("new"));
  expect(history.redoable).toBeUndefined();
  let steps = 0;
  while (history.undo(0)) {
    steps += 1;
  }
  expect(steps).toBe(100);
});
