import { describe, expect, it } from "vitest";
import { FLOOR_DB, levelDb, SpeechLevel, thresholdFor } from "./level.ts";
import { RoomNoise } from "./room.ts";
import { type TriggerReport, VoiceTrigger } from "./trigger.ts";

const RATE = 8000;
const BLOCK = 160;

/** A tone of some level for some seconds, in blocks of 20 ms. */
function tone(seconds: number, amplitude: number): Float32Array[] {
  return Array.from({ length: Math.round((seconds * RATE) / BLOCK) }, (_, b) =>
    Float32Array.from({ length: BLOCK }, (_x, i) => amplitude * Math.sin(0.5 * (b * BLOCK + i))),
  );
}

/** Repeatable noise of some RMS. */
function noise(seconds: number, db: number, seed = 1): Float32Array[] {
  let state = seed;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31 - 0.5;
  };
  const scale = 10 ** (db / 20) * Math.sqrt(12);
  return Array.from({ length: Math.round((seconds * RATE) / BLOCK) }, () => Float32Array.from({ length: BLOCK }, () => scale * next()));
}

/** Sounds on top of noise of `db`. */
function inRoom(db: number, ...parts: Float32Array[][]): Float32Array[] {
  const blocks = parts.flat();
  const room = noise((blocks.length * BLOCK) / RATE, db);
  return blocks.map((b, k) => b.map((x, i) => x + (room[k]?.[i] ?? 0)));
}

function reports(blocks: Float32Array[], options: Partial<ConstructorParameters<typeof VoiceTrigger>[0]> = {}): TriggerReport[] {
  const trigger = new VoiceTrigger({ rateHz: RATE, thresholdDb: -40, ...options });
  return blocks.map((block) => trigger.feed(block));
}

function words(parts: Float32Array[][], options: Partial<ConstructorParameters<typeof VoiceTrigger>[0]> = {}): Float32Array[] {
  return reports(parts.flat(), options).flatMap((r) => r.word ?? []);
}

const found = (blocks: Float32Array[]): number => reports(blocks, { marginDb: 10 }).filter((r) => r.found).length;
const refused = (blocks: Float32Array[]): string[] => reports(blocks, { marginDb: 10, leastS: 0.08, mostS: 2 }).flatMap((r) => r.refused ?? []);

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

  it("of speech leaves out the offset of a microphone, and keeps a voice", () => {
    const level = new SpeechLevel(RATE);
    const offset = Array.from({ length: 20 }, () => level.feed(new Float32Array(BLOCK).fill(0.1)));
    expect(offset.at(-1)).toBe(FLOOR_DB);
    const voice = tone(0.2, 0.1).map((b) => level.feed(b));
    expect(voice.at(-1)).toBeCloseTo(-23, 0);
  });
});

describe("RoomNoise", () => {
  const follow = (room: RoomNoise, seconds: number, db: number): void => {
    for (let i = 0; i < seconds / 0.02; i++) {
      room.feed(db, 0.02);
    }
  };

  it("is known after a quarter of a second", () => {
    const room = new RoomNoise();
    follow(room, 0.2, -60);
    expect(room.noiseDb).toBeUndefined();
    follow(room, 0.1, -60);
    expect(room.noiseDb).toBeCloseTo(-58.5, 1);
  });

  it("is not raised by words, falls at once, and rises after three seconds", () => {
    const room = new RoomNoise();
    follow(room, 1, -60);
    follow(room, 1, -20);
    expect(room.noiseDb).toBeCloseTo(-58.5, 1);
    follow(room, 0.1, -70);
    expect(room.noiseDb).toBeCloseTo(-68.5, 0);
    follow(room, 3.4, -45);
    expect(room.noiseDb).toBeCloseTo(-43.5, 1);
  });

  it("learns a level at once when told", () => {
    const room = new RoomNoise();
    follow(room, 1, -60);
    room.learn(-30);
    expect(room.noiseDb).toBe(-30);
  });
});

describe("VoiceTrigger", () => {
  it("cuts two words out of silence, with what was before and after", () => {
    const found = words([tone(0.5, 0), tone(0.4, 0.3), tone(0.6, 0), tone(0.3, 0.3), tone(0.6, 0)]);
    expect(found.length).toBe(2);
    expect((found[0]?.length ?? 0) / RATE).toBeCloseTo(0.25 + 0.4 + 0.35, 1);
    expect((found[1]?.length ?? 0) / RATE).toBeCloseTo(0.25 + 0.3 + 0.35, 1);
  });

  it("tells where a word is in the stream", () => {
    const [word] = reports([tone(0.5, 0), tone(0.4, 0.3), tone(0.6, 0)].flat()).flatMap((r) => r.found ?? []);
    expect((word?.onset ?? 0) / RATE).toBeCloseTo(0.5, 1);
    expect((word?.voiceEnd ?? 0) / RATE).toBeCloseTo(0.9, 1);
    expect((word?.from ?? 0) / RATE).toBeCloseTo(0.25, 1);
    expect(word?.peakDb).toBeCloseTo(-13.5, 0);
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

  it("in a quiet room finds a word 30 dB and one 40 dB below full scale, and in a loud one the loud word", () => {
    const word = (db: number): Float32Array[] => tone(0.4, 10 ** (db / 20));
    const around = (w: Float32Array[]): Float32Array[][] => [tone(1, 0), w, tone(0.8, 0)];
    expect(found(inRoom(-70, ...around(word(-30))))).toBe(1);
    expect(found(inRoom(-70, ...around(word(-40))))).toBe(1);
    expect(found(inRoom(-40, ...around(word(-10))))).toBe(1);
    expect(found(inRoom(-40, ...around(word(-40))))).toBe(0);
  });

  it("takes no steady noise for words, whatever its level, and none that changes slowly", () => {
    for (const db of [-75, -60, -45, -30, -15]) {
      expect(found(noise(10, db)), `${db}`).toBe(0);
    }
    const slow = noise(20, 0).map((b, k) => b.map((x) => x * 10 ** ((-60 + k / 50) / 20)));
    expect(found(slow)).toBe(0);
  });

  it("calls a click a click, and a fan that is switched on the room", () => {
    expect(refused(inRoom(-65, tone(1, 0), tone(0.04, 0.9), tone(1, 0)))).toEqual(["click"]);
    const fan = [...noise(1, -65), ...noise(6, -35, 7)];
    expect(refused(fan)).toEqual(["steady"]);
    expect(found(fan)).toBe(0);
  });

  it("ends a loud word in spite of its echo", () => {
    const echo = tone(1.5, 0.5).map((b, k) => b.map((x) => x * 10 ** ((-60 * k * 0.02) / 0.8 / 20)));
    const [word] = reports(inRoom(-75, tone(1, 0), tone(0.3, 0.5), echo, tone(1, 0)), { marginDb: 10 }).flatMap((r) => r.found ?? []);
    // 32 dB of the echo's 60 dB in 0.8 s.
    expect(((word?.voiceEnd ?? 0) - (word?.onset ?? 0)) / RATE).toBeCloseTo(0.3 + 0.43, 1);
  });
});
