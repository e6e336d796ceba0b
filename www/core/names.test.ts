import { expect, it } from "vitest";
import { dataTitle, splitTitle, systemName, topologyInWords } from "./names.ts";

it("says a topology in plain words", () => {
  expect(topologyInWords("RFC500-FC10")).toBe("500 neurons with a loop and a readout with one neuron per word");
  expect(topologyInWords("C16x7x3/2-RFC500-FC300-FC10")).toBe(
    "a convolution of 16 channels over 7 bands and 3 frames, 500 neurons with a loop, 300 neurons and a readout with one neuron per word",
  );
  expect(topologyInWords("C1x1x1-X9-FC10")).toBe("a convolution of 1 channel over 1 band and 1 frame, X9 and a readout with one neuron per word");
  expect(topologyInWords("FC10")).toBe("a readout with one neuron per word");
});

it("calls a network by its name, without what it is made of; one that it does not know by what the engine says", () => {
  expect(systemName("nrr-shallow", undefined)).toBe("NRR-SNN, shallow");
  expect(systemName("other", [])).toBe("other");
});

it("says a test part in words; one that it does not know stays as it is", () => {
  expect(splitTitle("official")).toBe("the data's own test part");
  expect(splitTitle("chosen")).toBe("the test part marked in Data");
  expect(splitTitle("random:0.2")).toBe("one take in five, drawn by the seed");
  expect(splitTitle("random:0.3")).toMatch(/^30\s% of the takes, drawn by the seed$/);
  expect(splitTitle("speaker:a:b")).toBe("the takes of a:b");
  expect(splitTitle("fold:0/5")).toBe("part 1 of 5 of the takes");
  expect(splitTitle("odd")).toBe("odd");
});

it("says data in words, and leaves other names alone", () => {
  expect(["own", "bundled digits+fsdd", "C++ and other words", "my digits"].map(dataTitle)).toEqual(["own words", "bundled digits and Free Spoken Digit Dataset", "C++ and other words", "my digits"]);
});
