import { afterAll, describe, expect, it } from "vitest";
import type { SpikeTraces } from "../../engine/protocol.ts";
import { courseOf } from "../../plots/course.ts";
import { speak } from "../../text/text.ts";
import { drawnId, FIGURES, hasRuns, wanted } from "../figures.ts";
import { PLAN, SIZES } from "../plan.ts";
import { DRIVE, GRID, NEURON, printedSign } from "./fields.ts";
import { DRIVES, leastFiring, lifFigure, spikesIn } from "./lif.ts";
import { bandHz, evened, peakOf, sentences, spoken, words } from "./speech.ts";
import { drawnFile, lifTables, speechTables } from "./tables.ts";
import { busiest, follows } from "./traced.ts";

afterAll(() => speak("en"));

/** A layer of neurons whose flags are given step by step. */
function layer(sFf: number[][], sRec: number[][], adaptation: number[][] = sFf): SpikeTraces {
  const neurons = sFf[0]?.length ?? 0;
  const floats = (rows: number[][]) => Float32Array.from(rows.flat());
  const head = { name: "RFC", kind: "RFC", neurons, channels: 0, recurrent: true, vThreshold: 0.5, firingRate: 0 };
  const zero = floats(sFf.map((row) => row.map(() => 0)));
  return { ...head, sFf: Uint8Array.from(sFf.flat()), sRec: Uint8Array.from(sRec.flat()), vFf: zero, vRec: zero, threshold: zero, adaptation: floats(adaptation) };
}

describe("figures", () => {
  it("stand in the paper's order, in the present language", async () => {
    expect(FIGURES.map((f) => f.id)).toEqual(["table2", "fig1", "fig2", "fig3", "fig4", "fig5", "fig6", "fig7"]);
    await speak("de");
    expect(FIGURES[2]?.title).toMatch(/^Abbildung 2: /);
    await speak("en");
    expect(FIGURES[2]?.title).toMatch(/^Figure 2: /);
  });

  it("have runs but for 1 and 3; figure 2 has one, which figure 4 has too", () => {
    const of = (id: string) => {
      const figure = FIGURES.find((f) => f.id === id);
      if (!figure) {
        throw new Error(id);
      }
      return figure;
    };
    expect(FIGURES.filter((f) => !hasRuns(f)).map((f) => f.id)).toEqual(["fig1", "fig3"]);
    expect(FIGURES.filter((f) => drawnId(f) !== undefined).map((f) => f.id)).toEqual(["fig1", "fig2", "fig3"]);
    for (const size of SIZES) {
      expect(wanted(of("fig1"), size)).toEqual([]);
      const [run, ...more] = wanted(of("fig2"), size);
      expect(more).toEqual([]);
      expect(run?.seed).toBe(1);
      expect(PLAN.cells[run?.cell ?? -1]?.system).toBe("nrr-shallow");
      expect(wanted(of("fig4"), size).map((r) => r.key)).toContain(run?.key);
    }
  });
});

describe("figure 1", () => {
  it("asks the engine for each course, and counts its spikes", async () => {
    const asked: number[] = [];
    const lab = {
      neuronCourse: (change: object, drive: Float32Array) => {
        expect(change).toEqual({ adaptStrength: 0, leak: 0.8, vThreshold: 0.5 });
        asked.push(drive.length);
        return Promise.resolve({ v: drive, a: drive, s: drive.map((x) => (x >= 0.2 ? 1 : 0)) });
      },
    };
    const lif = await lifFigure(lab);
    expect(asked).toEqual([40, 40, 40, ...Array.from({ length: 41 }, () => 400)]);
    expect(lif.courses.map(spikesIn)).toEqual([0, 40, 10]);
    expect([...DRIVES.b3.slice(0, 12)].map((x) => x > 0)).toEqual([true, false, true, false, false, false, false, false, false, true, false, true]);
    expect(leastFiring(lif)).toBe(Math.fround(0.2));
    const tables = lifTables(lif, { "lif.b2": () => "B2. Firing" });
    expect(tables.map((t) => t.data.rows.length)).toEqual([40, 40, 40, 41]);
    expect([tables[1]?.title, tables[1]?.data.columns, tables[1]?.data.rows[0]]).toEqual(["B2. Firing", ["time_ms", "V", "V_th", "S"], ["0", "0.2", "0.5", "1"]]);
  });
});

describe("figure 2", () => {
  it("shows the neurons with the most spikes of the rarer channel, then of both, the first of equals", () => {
    const ff = [[1, 1, 1, 0], [1, 1, 1, 0], [1, 0, 1, 0]];
    const rec = [[0, 1, 1, 1], [0, 0, 0, 1], [0, 0, 0, 1]];
    // Rarer channel: 0, 1, 1, 0; of both: 3, 3, 4, 3.
    expect(busiest(layer(ff, rec), 4)).toEqual([2, 1, 0, 3]);
    expect(busiest(layer([[0, 0]], [[0, 0]]))).toEqual([0, 1]);
  });

  it("counts at how many steps a went towards S", () => {
    const course = (a: number[], s: number[]) => courseOf(layer(s.map((x) => [x]), s.map(() => [0]), a.map((x) => [x])), 0, true);
    expect(follows(course([0, 0.1, 0.19, 0.171], [0, 1, 1, 0]))).toEqual({ moved: 3, held: 3 });
    expect(follows(course([0.1, 0.2], [0, 1]))).toEqual({ moved: 2, held: 1 });
  });

  it("has arrows in the middles of 15 by 15 parts, and the printed sign's saddle where its own field stands still", () => {
    expect([GRID.columns, GRID.rows, GRID.vFrom, GRID.vTo]).toEqual([15, 15, -1.4, 1.4]);
    const { field, points, stillV } = printedSign();
    const at = (v: number, a: number) => {
      const i = field.v.findIndex((x, k) => Math.abs(x - v) < 1e-6 && Math.abs((field.a[k] ?? 9) - a) < 1e-6);
      return [field.dv[i], field.da[i]];
    };
    // Row of a = 0.25: V stands still at (γ·a − g)/g.
    const [row = 0] = [...field.a].filter((a) => Math.abs(a - 0.25) < 1e-6);
    expect(row).toBeCloseTo(0.25, 6);
    const [dv, da] = at(0.2, 0.25);
    expect(dv).toBeCloseTo(NEURON.leak * 0.2 + NEURON.leak - 0.25, 6);
    expect(da).toBeCloseTo(-0.025, 6);
    expect((stillV?.slope ?? 0) * 0.25 + (stillV?.intercept ?? 0)).toBeCloseTo(0.25, 6);
    expect(points).toEqual([{ v: -1, a: 0, kind: "saddle", reached: true, eigenvalues: [1.2, 0.9] }]);
    expect(DRIVE).toBe(0.8);
  });
});

describe("figure 3", () => {
  const utterances = ["7", "2", "0", "2"].map((label, i) => ({ name: `${label}_${i}`, label, speaker: "", index: 0, heldOut: i > 1, durationS: 1 }));

  it("shows two and zero, and sentences that test before others", () => {
    expect(words(utterances)).toEqual([1, 2]);
    expect(words(utterances.slice(0, 1).map((u) => ({ ...u, label: "zero" })))).toEqual([0, 0]);
    expect(sentences(utterances)).toEqual([2, 3]);
    expect(sentences(utterances.slice(0, 3))).toEqual([2, 0]);
    expect(["2", "0", "zero", "ja"].map(spoken)).toEqual(["two", "zero", "zero", "ja"]);
  });

  it("finds the greatest cell, and tells the middle of its band", () => {
    expect(peakOf({ values: Float32Array.of(0, 1, 2, 0, 5, 0), bands: 3 })).toEqual({ frame: 1, band: 1, value: 5 });
    expect(peakOf({ values: new Float32Array(), bands: 3 }).value).toBe(0);
    expect(bandHz({ rateHz: 8000, bands: 40 }, 4)).toBe(450);
  });

  it("draws each coefficient on a scale of its own, cut at three deviations", () => {
    const even = evened(Float32Array.of(1, 100, 7, 3, 300, 7), 3);
    expect([...even]).toEqual([-1, -1, 0, 1, 1, 0]);
    const rare = evened(Float32Array.from({ length: 100 }, (_, i) => (i === 50 ? 1 : 0)), 1);
    expect(Math.max(...rare)).toBe(3);
  });

  it("is saved with every sample and every frame, laid out as the program's results", () => {
    const input = { rateHz: 8, samples: Float32Array.of(0.5, -0.5), bands: 2, hopMs: 25, windowMs: 50, values: Float32Array.of(1, 2, 3, 4) };
    const plots = speechTables([{ id: "c", kind: "word", name: "2.wav", word: "two", input }], { "speech.word": () => "C" });
    expect(plots.map((p) => p.data)).toEqual([
      { columns: ["time_s", "amplitude"], rows: [["0", "0.5"], ["0.125", "-0.5"]] },
      { columns: ["time_ms", "X_1", "X_2"], rows: [["0", "1", "2"], ["25", "3", "4"]] },
    ]);
    for (const size of SIZES) {
      const file = drawnFile({ id: "fig3", command: "c", version: "1", run: undefined, size }, plots, {}) as Record<string, unknown>;
      expect([file["format"], file["runs"], file["jobs"], file["made_in"]]).toEqual([1, [0, 0], [], "page"]);
    }
  });
});
