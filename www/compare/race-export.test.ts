import { expect, test } from "vitest";
import { csvOf, markdownTable, raceFileName } from "./race-export.ts";
import { newJob } from "./race-job.ts";

test("the CSV has a row for every epoch of every run, and leaves unknown cells empty", () => {
  const spec = { system: "nrr-shallow", rule: "rp", preset: "tuned", seed: 1, epochs: 1, split: "none", settings: {} };
  const record = { epoch: 1, trainLoss: 0.5, trainAccuracy: 0.75, validationAccuracy: null, testAccuracy: null, firingRate: 0.1, synapticOperations: 10, energyNj: 2, layers: [{ firingRate: 0.1, silent: 0, saturated: 0, angle: null }] };
  const lines = csvOf([{ ...newJob(0, 1, spec), records: [record, { ...record, epoch: 2 }] }, newJob(1, 1, spec)]).trim().split("\n");
  expect(lines).toHaveLength(3);
  expect(lines[1]).toBe("1,nrr-shallow,rp,1,1,0.5,0.75,,,0.1,,10,2,");
  expect(lines[0]?.split(",")).toHaveLength(lines[1]?.split(",").length ?? 0);
});

test("Markdown cells cannot end their table", () => {
  expect(markdownTable(["a", "b"], [["1|2", "x\ny"]])).toBe("| a | b |\n| --- | --- |\n| 1\\|2 | x y |");
});

test("files are named by data and rules, in plain letters", () => {
  expect(raceFileName("Jä, nein/…", [{ system: "s", rule: "rp" }, { system: "s", rule: "bptt" }])).toMatch(/^race-ja-nein-rp-bptt$/);
});
