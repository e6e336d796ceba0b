import { describe, expect, it } from "vitest";
import { FLOOR_DB, levelDb, thresholdFor } from "./level.ts";
import { VoiceTrigger } from "./trigger.ts";

const RATE = 8000;
const BLOCK = 160;

/** A tone of some level for some seconds, in blocks of 20 ms. */
function tone(seconds: number, amplitude: number): Float32Array[] {
  return Array.from({ length: Math.round((seconds * RATE) / BLOCK) }, (_, b) =>
    Float32Array.from({ length: BLOCK }, (_x, i) => amplitude * Math.sin(0.5 * (b * BLOCK + i))),
  );
}

function words(parts: Float32Array[][], options: Partial<ConstructorParameters<typeof VoiceTrigger>[0]> = {}): Float32Array[] {
  const trigger = new VoiceTrigger({ rateHz: RATE, thresholdDb: -40, ...options });
  return parts.flat().flatMap((block) => trigger.feed(block).word ?? []);
}

describe("level", () => {
  it("is 0 dBFS for full scale and −20 for a tenth", () => {
    expect(levelDb(new Float32Array(100).fill(1))).toBeCloseTo(0, 9);
    expect(levelDb(new Float32Array(100).fill(-0.1))).toBeCloseTo(-20, 5);
    expect(levelDb(new Float32Array(100))).toBe(FLOOR_DB);
    expect(levelDb(new Float32Array(0))).toBe(FLOOR_DB);
  });

  it("sets the threshold above the room, even when someone spoke meanwhile", () => {
    expect(thresholdFor([-60, -60, -60, -20])).toBe(-48);
    expect(thresholdFor([-80, -80])).toBe(-55);
    expect(thresholdFor([-10, -10])).toBe(-25);
    expect(thresholdFor([])).toBe(-45);
  });
});

describe("VoiceTrigger", () => {
  it("cuts two words out of silence, with what was before and after", () => {
    const found = words([tone(0.5, 0), tone(0.4, 0.3), tone(0.6, 0), tone(0.3, 0.3), tone(0.6, 0)]);
    expect(found.length).toBe(2);
    expect((found[0]?.length ?? 0) / RATE).toBeCloseTo(0.25 + 0.4 + 0.35, 1);
    expect((found[1]?.length ?? 0) / RATE).toBeCloseTo(0.25 + 0.3 + 0.35, 1);
  });

  it("keeps a word with a short pause in one piece", () => {
    expect(words([tone(0.3, 0), tone(0.2, 0.3), tone(0.2, 0), tone(0.2, 0.3), tone(0.6, 0)]).length).toBe(1);
  });

  it("leaves out clicks and what is below the threshold", () => {
    expect(words([tone(0.3, 0), tone(0.04, 0.9), tone(0.6, 0)])).toEqual([]);
    expect(words([tone(0.3, 0), tone(0.5, 0.005), tone(0.6, 0)])).toEqual([]);
  });

  it("cuts noise that never ends", () => {
    const found = words([tone(6, 0.3)], { mostS: 2 });
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (const word of found) {
      expect(word.length / RATE).toBeLessThanOrEqual(2.1);
    }
  });

  it("holds no more than it needs", () => {
    const trigger = new VoiceTrigger({ rateHz: RATE, thresholdDb: -40 });
    for (const block of tone(60, 0)) {
      trigger.feed(block);
    }
    const [word] = [...tone(0.2, 0.3), ...tone(0.5, 0)].flatMap((block) => trigger.feed(block).word ?? []);
    expect((word?.length ?? 0) / RATE).toBeLessThan(1);
  });
});
