import { afterEach, expect, it } from "vitest";
import { language } from "../text/text.ts";
import { amount, figure, fixed, list, percent, seconds, size, symbolParts } from "./format.ts";

afterEach(() => language.set({ language: "en" }));

it("writes numbers as people read them", () => {
  expect(percent(0.973, 1)).toBe("97.3\u00a0%");
  expect([0, 0.12345, 12.345, 1234.5, 0.00001, Number.NaN].map(figure)).toEqual(["0", "0.123", "12.3", "1235", "1.0e−5", "–"]);
  expect([figure(-0.0972), fixed(-0.1863, 3), figure(-1e-5), percent(-0.5)]).toEqual(["−0.0972", "−0.186", "−1.0e−5", "−50\u00a0%"]);
  expect([list([]), list(["a"]), list(["a", "b", "c"])]).toEqual(["", "a", "a, b and c"]);
  expect([0, 900, 1_592_000, 4.25e-6, 3e-10, 999.9].map(amount)).toEqual(["0\u00a0", "900\u00a0", "1.59\u00a0M", "4.25\u00a0µ", "300\u00a0p", "1000\u00a0"]);
  expect([size(612_345), size(2_400_000)]).toEqual(["612\u00a0kB", "2.4\u00a0MB"]);
});

it("writes them with the language's decimal sign and joins words by its own word", () => {
  language.set({ language: "de" });
  expect([percent(0.973, 1), figure(0.12345), figure(1e-5), amount(1_592_000), size(2_400_000), seconds(0.25), fixed(1.5, 3)]).toEqual([
    "97,3\u00a0%",
    "0,123",
    "1,0e−5",
    "1,59\u00a0M",
    "2,4\u00a0MB",
    "0,25\u00a0s",
    "1,500",
  ]);
  expect(list(["a", "b", "c"])).toBe("a, b und c");
});

it("takes symbols apart", () => {
  expect(symbolParts("V_th")).toEqual({ base: "V", sub: "th" });
  expect(symbolParts("γ")).toEqual({ base: "γ", sub: "" });
});
