import { expect, it } from "vitest";
import { pieces } from "./equation.ts";

it("sets single letters as symbols and leaves words alone", () => {
  expect(pieces("S_f[t] = 1 if V ≥ V_th")).toEqual([
    { symbol: "S_f", text: "" },
    { symbol: "", text: "[" },
    { symbol: "t", text: "" },
    { symbol: "", text: "] = 1 " },
    { symbol: "", text: "if" },
    { symbol: "", text: " " },
    { symbol: "V", text: "" },
    { symbol: "", text: " ≥ " },
    { symbol: "V_th", text: "" },
  ]);
});
