import { expect, test } from "vitest";
import { asText, type Result, rows } from "./rows.ts";

const RESULT: Result = {
  report: {
    engine: "wasm-simd",
    version: "0.1.0",
    system: "nrr-shallow",
    rule: "rp",
    topology: "RFC500-FC10",
    density: 0.5,
    batch: 50,
    frames: 39,
    utterances_per_second: 812.34,
    ms_per_batch: 61.55,
    phases: { front_end_ms_per_second: 0.41, forward_ms: 30.1, gradient_ms: 29.2, optimiser_ms: 0.2 },
    recognise_ms: 1.02,
    memory_bytes: 9_900_000,
    operations: { synaptic: 61_000_000, gradient: 41_000_000, adam: 275_010 },
    firing_rate: 0.09,
    weights_sha256: "abc",
  },
  instanceBytes: 64_000_000,
  cores: 2,
  browser: "Chromium",
  at: new Date("2026-01-02T03:04:05Z"),
};

test("every figure stands in the table and in the text", () => {
  const text = asText(RESULT);
  for (const { title, value, meaning } of rows(RESULT)) {
    expect(text).toContain(title);
    expect(text).toContain(value);
    expect(meaning).toMatch(/\.$/);
  }
  expect(text).toContain("2026-01-02, Chromium");
  expect(text).toContain("abc");
});

test("a browser without SIMD is told so", () => {
  const scalar = { ...RESULT, report: { ...RESULT.report, engine: "wasm-scalar" } };
  expect(rows(scalar).find((r) => r.id === "binary")?.value).toBe("without SIMD");
});
