import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { SpikeTraces } from "../engine/protocol.ts";
import { Announcer } from "./announcer.ts";
import { StreamClock } from "./clock.ts";
import { latency, timed, TIMED_WORDS } from "./latency.ts";
import { type Mark, marked, rasterOf, SPAN_S } from "./marks.ts";
import { BANDS, Columns, Spectrum, Transform } from "./spectrum.ts";

describe("latency", () => {
  it("has median and worst of each part, and of the sums", () => {
    const timings = [300, 320, 310, 500].map((silenceMs, i) => ({ silenceMs, networkMs: i, drawMs: 10 * i, askedMs: 20 }));
    expect(latency(timings)).toMatchObject({
      words: 4,
      silence: { median: 315, worst: 500 },
      network: { median: 1.5, worst: 3 },
      all: { median: (331 + 332) / 2, worst: 533 },
    });
    expect(latency([]).all).toEqual({ median: 0, worst: 0 });
    expect(latency(timings.slice(0, 3)).silence.median).toBe(310);
  });

  it("is of the last words alone", () => {
    let timings: ReturnType<typeof timed> = [];
    for (let i = 0; i < 100; i++) {
      timings = timed(timings, { silenceMs: i, networkMs: 0, drawMs: 0, askedMs: 0 });
    }
    expect(timings.length).toBe(TIMED_WORDS);
    expect(latency(timings).silence.worst).toBe(99);
  });
});

describe("Announcer", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it("says a rare word at once, and gathers those that come fast", () => {
    const said: string[][] = [];
    let now = 0;
    const announcer = new Announcer((words) => said.push(words), () => now);
    const pass = (ms: number): void => {
      now += ms;
      vi.advanceTimersByTime(ms);
    };
    announcer.add("one");
    pass(1);
    expect(said).toEqual([["one"]]);
    for (let i = 0; i < 50; i++) {
      announcer.add(`w${i}`);
      pass(100);
    }
    // 5 s of words, ten a second: one announcement every three seconds, of six words at most.
    expect(said.length).toBe(2);
    expect(said[1]?.length).toBe(6);
    pass(3000);
    expect(said.length).toBe(3);
    announcer.add("gone");
    announcer.clear();
    pass(10_000);
    expect(said.length).toBe(3);
  });
});

describe("StreamClock", () => {
  it("goes on evenly between blocks that come in bursts, and never back", () => {
    let now = 1000;
    const clock = new StreamClock(() => now);
    const seen: number[] = [];
    for (let frame = 0; frame < 300; frame++) {
      now += 1000 / 60;
      // Bursts of up to 80 ms.
      const heard = Math.floor((now - 1000) / 80) * 0.08;
      if (heard > clock.heardS) {
        clock.came(heard);
      }
      seen.push(clock.atS);
    }
    const moves = seen.slice(60).map((s, i) => s - (seen[59 + i] ?? 0));
    expect(Math.min(...moves)).toBeGreaterThan(0.85 / 60);
    expect(Math.max(...moves)).toBeLessThan(1.15 / 60);
    expect(clock.heardS - clock.atS).toBeLessThan(0.19);
  });

  it("stands when the sound stands", () => {
    let now = 0;
    const clock = new StreamClock(() => now);
    clock.came(1);
    now += 60_000;
    expect(clock.atS).toBe(1);
    clock.restart();
    expect(clock.atS).toBe(0);
  });
});

describe("spectrum", () => {
  it("is that of the definition", () => {
    const n = 16;
    const x = Float32Array.from({ length: n }, (_, i) => Math.sin(i * 1.3) + 0.2 * i);
    const [re, im] = [Float64Array.from(x), new Float64Array(n)];
    new Transform(n).run(re, im);
    for (let k = 0; k < n; k++) {
      const sum = (f: (a: number) => number): number => x.reduce((s, v, i) => s + v * f((-2 * Math.PI * k * i) / n), 0);
      expect(re[k]).toBeCloseTo(sum(Math.cos), 4);
      expect(im[k]).toBeCloseTo(sum(Math.sin), 4);
    }
  });

  it.each([8000, 16_000, 44_100, 48_000])("shows a tone of 1 kHz in its band at %i Hz", (rateHz) => {
    const spectrum = new Spectrum(rateHz, 4000);
    let column = new Uint8Array(BANDS);
    for (let b = 0; b < 10; b++) {
      const length = rateHz / 50;
      column = Uint8Array.from(spectrum.feed(Float32Array.from({ length }, (_, i) => 0.01 * Math.sin((2 * Math.PI * 1000 * (b * length + i)) / rateHz))));
    }
    const band = column.indexOf(Math.max(...column));
    expect(Math.abs(band - BANDS / 4)).toBeLessThanOrEqual(1);
    // −43 dBFS of the range from −92 to −24.
    expect(column[band]).toBeGreaterThan(150);
    expect(column[60]).toBe(0);
  });

  it("keeps so many columns and no more", () => {
    const columns = new Columns(5, 0.02);
    for (let i = 0; i < 12; i++) {
      columns.add(new Uint8Array(BANDS).fill(i));
    }
    expect(columns.tones.length).toBe(5 * BANDS);
    expect([7, 8, 9, 10, 11].map((i) => columns.at(i)[0])).toEqual([7, 8, 9, 10, 11]);
  });
});

describe("marks", () => {
  const mark = (id: number, fromS: number): Mark => ({
    id,
    fromS,
    toS: fromS + 0.4,
    label: "7",
    score: 1,
    passed: undefined,
    clipFromS: fromS - 0.3,
    ...rasterOf(undefined, 50),
  });

  it("go when they have rolled out of sight, and are few however fast they come", () => {
    let marks: readonly Mark[] = [];
    for (let i = 0; i < 300; i++) {
      marks = marked(marks, mark(i, i), i + 0.7);
    }
    expect(marks.length).toBeLessThanOrEqual(SPAN_S + 3);
    for (let i = 0; i < 300; i++) {
      marks = marked(marks, mark(i, 300), 300);
    }
    expect(marks.length).toBeLessThanOrEqual(24);
  });

  it("keep spikes and no potentials", () => {
    const layer: SpikeTraces = {
      name: "h",
      kind: "RFC",
      neurons: 2,
      channels: 0,
      recurrent: true,
      vThreshold: 0.5,
      firingRate: 0.1,
      sFf: new Uint8Array(4),
      sRec: new Uint8Array(4),
      vFf: new Float32Array(4),
      vRec: new Float32Array(4),
      adaptation: new Float32Array(4),
      threshold: new Float32Array(4),
    };
    const traces = { frames: 2, bands: 1, hopMs: 25, steps: 2, spectrogram: new Float32Array(2), output: new Float32Array(2), layers: [layer] };
    const { layers, scale } = rasterOf(traces, 50);
    expect(scale).toEqual({ startS: 0.0125, stepS: 0.025 });
    expect(layers[0]).toMatchObject({ sFf: layer.sFf, vFf: new Float32Array(), threshold: new Float32Array() });
  });
});
