/** A race as files: everything as JSON, every epoch as CSV, the table as Markdown. */
import type { LaneChoice } from "./race-plan.ts";
import type { RaceState } from "./race-desk.ts";
import { angleOf, inAll, type Job, spikesOf, testAccuracy } from "./race-job.ts";
import type { AccuracyVerdict, Figures, Verdict } from "./race-ranking.ts";

const COLUMNS = ["lane", "system", "rule", "seed", "epoch", "train_loss", "train_accuracy", "validation_accuracy", "test_accuracy", "firing_rate", "spikes_per_take", "synaptic_operations_per_take", "energy_nj_per_take", "angle_degrees"] as const;

const cell = (x: number | string | null | undefined) => (x === null || x === undefined ? "" : String(x));

/** A row for every epoch of every run. */
export function csvOf(jobs: readonly Job[]): string {
  const rows = jobs.flatMap((j) =>
    j.records.map((r) =>
      [j.lane + 1, j.spec.system, j.spec.rule, j.seed, r.epoch, r.trainLoss, r.trainAccuracy, r.validationAccuracy, r.testAccuracy, r.firingRate, spikesOf(j, r), r.synapticOperations, r.energyNj, angleOf(r.layers)].map(cell).join(","),
    ),
  );
  return `${[COLUMNS.join(","), ...rows].join("\n")}\n`;
}

/** Everything that defines the race and came out of it. */
export function jsonOf(state: RaceState, figures: readonly Figures[], verdicts: readonly [AccuracyVerdict, ...Verdict[]], about: { version: string; cores: number }): string {
  const { plan, jobs, title, most, disturbed } = state;
  const [{ p, takes, needed }] = verdicts;
  return `${JSON.stringify(
    {
      engine: about.version,
      data: { title, sha256: jobs.find((j) => j.head)?.head?.dataDigest ?? null },
      plan,
      lanesAtOneTime: most,
      cores: about.cores,
      trainWasRunning: disturbed,
      runs: jobs.map((j) => ({
        lane: j.lane + 1,
        seed: j.seed,
        spec: j.spec,
        state: j.phase,
        problem: j.problem ?? null,
        trainTakes: j.head?.trainCount ?? null,
        testTakes: j.head?.testCount ?? null,
        initialWeightsSha256: j.initial ?? null,
        weightsSha256: j.weights ?? null,
        testAccuracy: testAccuracy(j) ?? null,
        rightOfTestTakes: j.right ? [...j.right].join("") : null,
        bytes: j.bytes ?? null,
        activeMs: Math.round(j.activeMs),
        learnMsPerEpoch: j.learnMs.map((ms) => Number(ms.toFixed(2))),
        synapticOperationsInTraining: inAll(j, (r) => r.synapticOperations),
        energyNjInTraining: inAll(j, (r) => r.energyNj),
        epochs: j.records,
      })),
      lanes: figures.map(({ lane, accuracy, interval, operations, memory, epochMs, totalMs, angle, criteria }) => ({
        lane: lane + 1,
        accuracy: accuracy ?? null,
        interval95: interval ?? null,
        operations: operations ?? null,
        memoryBytes: memory ?? null,
        epochMs: epochMs ?? null,
        totalMs: totalMs ?? null,
        angle: angle ?? null,
        localityCriteria: criteria ?? null,
      })),
      verdicts: verdicts.map(({ contest, kind, winners }) => ({ contest, kind, lanes: winners.map((w) => w + 1) })),
      accuracyTest: { pHolmAgainstBest: Object.fromEntries([...p].map(([lane, value]) => [lane + 1, value])), testTakes: takes, discordantTakesNeeded: needed },
    },
    null,
    1,
  )}\n`;
}

/** A Markdown table; bars inside a cell would end it. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((c) => c.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Name of the files: what raced, on what. */
export function raceFileName(title: string, lanes: readonly LaneChoice[]): string {
  const rules = [...new Set(lanes.map((l) => l.rule))].join("-");
  return `race-${title}-${rules}`
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .toLowerCase()
    .slice(0, 80);
}
