import { expect, it } from "vitest";
import { NOISE_LABEL } from "../core/noise.ts";
import { rowsOf } from "./rows.ts";
import type { Word } from "./words-state.ts";

it("gives the class of background noise the label that Listen knows, whatever it is called on the page", () => {
  const words: Word[] = [{ id: 1, text: " yes ", noise: false }, { id: 2, text: "Hintergrund", noise: true }];
  expect(rowsOf({ words, takes: [] })).toEqual({ labels: ["yes", NOISE_LABEL], rows: [] });
});
