import { describe, expect, it } from "vitest";
import { factsOf } from "./facts.ts";
import { fft, spectrogram, TOP_HZ } from "./spectrum.ts";

const RATE = 8000;
const tone = (s: number, amplitude: number, hz = 440): number[] => Array.from({ length: Math.round(s * RATE) }, (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / RATE));

describe("facts", () => {
  it("find loudness and speech, with 100 ms kept on each side", () => {
    const facts = factsOf(Float32Array.from([...tone(0.5, 0), ...tone(0.3, 0.5), ...tone(0.7, 0)]), RATE);
    expect(facts.peak).toBeCloseTo(0.5, 2);
    expect(facts.loudest).toBeCloseTo(0.5 / Math.SQRT2, 1);
    expect([facts.speechFromS, facts.speechToS]).toEqual([0.4, 0.9]);
  });

  it("a constant offset is no sound; full scale is counted", () => {
    expect(factsOf(new Float32Array(800).fill(0.3), RATE).loudest).toBeLessThan(1e-6);
    expect(factsOf(new Float32Array(800).fill(1), RATE).clipped).toBe(800);
  });

  it("tell content apart, not the trim of it", () => {
    const [a, b] = [Float32Array.from(tone(0.2, 0.5)), Float32Array.from(tone(0.2, 0.5))];
    expect(factsOf(a, RATE).digest).toBe(factsOf(b, RATE, 100, 900).digest);
    expect(factsOf(a, RATE).digest).not.toBe(factsOf(a, 16_000).digest);
    b[700] = (b[700] ?? 0) + 1e-6;
    expect(factsOf(a, RATE).digest).not.toBe(factsOf(b, RATE).digest);
  });
});

describe("spectrogram", () => {
  it("has the transform of the plain sum", () => {
    const n = 16;
    const x = Array.from({ length: n }, (_, i) => Math.cos(i * i));
    const [re, im] = [Float64Array.from(x), new Float64Array(n)];
    fft(re, im);
    for (let k = 0; k < n; k++) {
      const angle = (i: number) => (2 * Math.PI * k * i) / n;
      expect(re[k]).toBeCloseTo(x.reduce((s, v, i) => s + v * Math.cos(angle(i)), 0), 9);
      expect(im[k]).toBeCloseTo(x.reduce((s, v, i) => s - v * Math.sin(angle(i)), 0), 9);
    }
  });

  it.each([8000, 16_000, 48_000])("shows a tone of 1 kHz at its place, recorded at %i Hz", (rateHz) => {
    const samples = Float32Array.from({ length: rateHz }, (_, i) => 0.5 * Math.sin((2 * Math.PI * 1000 * i) / rateHz));
    const [columns, rows] = [10, 40];
    const levels = spectrogram(samples, rateHz, columns, rows);
    const column = [...levels.subarray(5 * rows, 6 * rows)];
    const loudest = ((column.indexOf(Math.max(...column)) + 0.5) * TOP_HZ) / rows;
    expect(Math.abs(loudest - 1000)).toBeLessThan(150);
  });
});
