import { afterEach, expect, it } from "vitest";
import { speak } from "../text/text.ts";
import { dataTitle, sourceTitle, splitTitle, systemName, topologyInWords } from "./names.ts";

/** The engine's tables of rules and networks. */
const TABLES = import.meta.glob<string>(["../../src/rules/*.rs", "../../src/experiment/systems/list.rs"], { query: "?raw", import: "default", eager: true });

afterEach(() => speak("en"));

it("says in the page's language which place of the paper a rule or network comes from", async () => {
  const places = new Set(Object.values(TABLES).flatMap((text) => text.match(/(?<=")Jia et al[.] 2021, [^"]+(?=")/g) ?? []));
  expect(places.size).toBeGreaterThan(5);
  expect([...places].map(sourceTitle)).toEqual([...places]);
  await speak("de");
  expect([...places].filter((place) => [undefined, place].includes(sourceTitle(place)))).toEqual([]);
  expect(sourceTitle("Jia et al. 2021, Tables 1 and 2")).toBe("Jia et al. 2021, Tabellen 1 und 2");
  expect(sourceTitle("Bellec et al. 2020, Nature Communications 11:3625")).toBeUndefined();
});

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
