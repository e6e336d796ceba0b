import { expect, it } from "vitest";
import { dataTitle, splitTitle, topologyInWords } from "./names.ts";

it("says a topology in plain words", () => {
  expect(topologyInWords("RFC500-FC10")).toBe("500 neurons with a loop and a readout with one neuron per word");
  expect(topologyInWords("C16x7x3/2-RFC500-FC300-FC10")).toBe(
    "a convolution of 16 channels over 7 bands and 3 frames, 500 neurons with a loop, 300 neurons and a readout with one neuron per word",
  );
  expect(topologyInWords("C1x1x1-X9-FC10")).toBe("a convolution of 1 channel over 1 band and 1 frame, X9 and a readout with one neuron per word");
  expect(topologyInWords("FC10")).toBe("a readout with one neuron per word");
});

it("says data and test parts in words, and leaves other names alone", () => {
  expect(["own", "bundled digits+fsdd", "C++ and other words", "my digits"].map(dataTitle)).toEqual(["own words", "bundled digits and Free Spoken Digit Dataset", "C++ and other words", "my digits"]);
  expect(["official", "random:0.2", "random:0.1", "fold:2/10", "speaker:Ann: a", "odd"].map((id) => splitTitle(id).replace(/\s/g, " "))).toEqual([
    "the data's own test part",
    "one take in five, drawn by the seed",
    "10 % of the takes, drawn by the seed",
    "part 2 of 10 of the takes",
    "the takes of Ann: a",
    "odd",
  ]);
});
