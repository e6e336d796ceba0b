import { expect, it } from "vitest";
import { amount, count, figure, list, percent, size, symbolParts } from "./format.ts";

it("writes numbers as people read them", () => {
  expect(percent(0.973, 1)).toBe("97.3 %");
  expect([0, 0.12345, 12.345, 1234.5, 0.00001, Number.NaN].map(figure)).toEqual(["0", "0.123", "12.3", "1235", "1.0e-5", "–"]);
  expect([count(1, "take"), count(0, "take"), count(2, "epoch")]).toEqual(["1 take", "0 takes", "2 epochs"]);
  expect([list([]), list(["a"]), list(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  expect([0, 900, 1_592_000, 4.25e-6, 3e-10, 999.9].map(amount)).toEqual(["0 ", "900 ", "1.59 M", "4.25 µ", "300 p", "1000 "]);
  expect([size(612_345), size(2_400_000)]).toEqual(["612 kB", "2.4 MB"]);
});

it("takes symbols apart", () => {
  expect(symbolParts("V_th")).toEqual({ base: "V", sub: "th" });
  expect(symbolParts("γ")).toEqual({ base: "γ", sub: "" });
});
