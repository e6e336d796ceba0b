import { expect, test } from "vitest";
import { chosen } from "./corpus.ts";

const sentence = (stem: string, size = 10) => [`${stem}.WAV`, `${stem}.PHN`].map((path) => ({ path, size }));
const paths = (files: readonly { path: string }[]) => files.map((f) => f.path).filter((p) => p.endsWith("WAV"));

test("whole sentences alone, without those that everybody reads, and words with them", () => {
  const files = [
    ...sentence("timit/TRAIN/DR1/FAAA0/SX1"),
    ...sentence("timit/TRAIN/DR1/FAAA0/SA1"),
    { path: "timit/TRAIN/DR1/FAAA0/SX1.WRD", size: 1 },
    { path: "timit/TRAIN/DR1/FAAA0/SX2.WAV", size: 1 },
    { path: "timit/TRAIN/DR9/FAAA0/SX3.WAV", size: 1 },
    { path: "timit/README.DOC", size: 1 },
  ];
  expect(chosen(files, [])).toMatchObject({ sentences: 1, of: 1 });
  expect(chosen(files, []).files.map((f) => f.path)).toEqual(["timit/TRAIN/DR1/FAAA0/SX1.PHN", "timit/TRAIN/DR1/FAAA0/SX1.WAV", "timit/TRAIN/DR1/FAAA0/SX1.WRD"]);
  expect(chosen([], [])).toEqual({ files: [], sentences: 0, of: 0 });
  const lower = [{ path: "train/dr2/mabc0/si7.wav", size: 1 }, { path: "train/dr2/mabc0/si7.phn", size: 1 }, { path: "train/dr2/mabc0/si8.WAV.wav", size: 1 }, { path: "train/dr2/mabc0/si8.phn", size: 1 }];
  expect(chosen(lower, [])).toMatchObject({ sentences: 2, of: 2 });
});

test("every speaker has a turn before one has two, and a quarter of the places tests", () => {
  const part = (name: string, speakers: string[]) => speakers.flatMap((s) => [1, 2, 3, 4, 5].flatMap((k) => sentence(`${name}/DR1/${s}/SX${k}`)));
  const files = [...part("TRAIN", ["FAAA0", "MBBB0", "MCCC0"]), ...part("TEST", ["FDDD0", "MEEE0"])];
  const taken = paths(chosen(files, [], 8).files);
  expect(taken).toEqual([
    "TEST/DR1/FDDD0/SX1.WAV",
    "TEST/DR1/MEEE0/SX1.WAV",
    "TRAIN/DR1/FAAA0/SX1.WAV",
    "TRAIN/DR1/MBBB0/SX1.WAV",
    "TRAIN/DR1/MCCC0/SX1.WAV",
    "TRAIN/DR1/FAAA0/SX2.WAV",
    "TRAIN/DR1/MBBB0/SX2.WAV",
    "TRAIN/DR1/MCCC0/SX2.WAV",
  ]);
  // Where the core test set is, nobody else tests.
  expect(paths(chosen(files, ["MEEE0"], 8).files).filter((p) => p.startsWith("TEST"))).toEqual(["TEST/DR1/MEEE0/SX1.WAV", "TEST/DR1/MEEE0/SX2.WAV"]);
  // What one part does not need the other has.
  expect(chosen(files, [], 25)).toMatchObject({ sentences: 25, of: 25 });
  expect(chosen(part("TEST", ["FDDD0"]), [], 4)).toMatchObject({ sentences: 4, of: 5 });
});

test("files are taken as far as they fit", () => {
  const files = [...sentence("TRAIN/DR1/FAAA0/SX1", 40), ...sentence("TRAIN/DR1/FAAA0/SX2", 40), ...sentence("TEST/DR1/MBBB0/SX1", 10), ...sentence("TEST/DR1/MBBB0/SX2", 100)];
  expect(paths(chosen(files, [], 100, 120).files)).toEqual(["TEST/DR1/MBBB0/SX1.WAV", "TRAIN/DR1/FAAA0/SX1.WAV"]);
});
