import { expect, it } from "vitest";
import { isWhole, moved, showing, wholeView, zoomed } from "./view.ts";

const SIZE = { columns: 1000, rows: 500 };

it("zooms about a cell that stays in its place", () => {
  const near = zoomed(wholeView(SIZE), 2, 250, 400, SIZE);
  expect(near).toEqual({ x0: 125, x1: 625, y0: 200, y1: 450 });
  expect((250 - near.x0) / 500).toBeCloseTo(0.25);
  expect(zoomed(near, 0.5, 250, 400, SIZE)).toEqual(wholeView(SIZE));
});

it("never leaves the picture, nor goes closer than eight cells", () => {
  let view = wholeView(SIZE);
  for (let i = 0; i < 20; i++) {
    view = zoomed(view, 2, 1000, 500, SIZE);
  }
  expect(view).toEqual({ x0: 992, x1: 1000, y0: 492, y1: 500 });
  expect(moved(view, 5000, -5000, SIZE)).toEqual({ x0: 992, x1: 1000, y0: 0, y1: 8 });
  expect(isWhole(zoomed(view, 1e-6, 0, 0, SIZE), SIZE)).toBe(true);
});

it("brings a cell into sight, and moves no more than that", () => {
  const view = { x0: 100, x1: 200, y0: 100, y1: 150 };
  expect(showing(view, 150, 120, SIZE)).toBe(view);
  expect(showing(view, 200, 99, SIZE)).toEqual({ x0: 101, x1: 201, y0: 99, y1: 149 });
});

it("survives pictures of a few cells or none", () => {
  expect(wholeView({ columns: 0, rows: 0 })).toEqual({ x0: 0, x1: 1, y0: 0, y1: 1 });
  expect(zoomed(wholeView({ columns: 3, rows: 2 }), 4, 1, 1, { columns: 3, rows: 2 })).toEqual({ x0: 0, x1: 3, y0: 0, y1: 2 });
});
