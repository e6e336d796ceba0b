/** What a microphone hears in a room: words at chosen levels, slams, clicks, and the room's own noise. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasRealDigits, readWav, spoken, writeWav } from "./sounds.mjs";

export const RATE = 8000;

/** Repeatable numbers from −1 to 1. */
function chance(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Bundled clips, for where no recordings of people are. */
const CLIPS = { 0: "0-f2", 5: "5-f4", 7: "7-rms" };

/** A digit that the shipped model knows: take `take` of a person, else a bundled clip. */
export function digit(word, take) {
  return hasRealDigits ? spoken(word, take) : readWav(readFileSync(new URL(`../../www/public/data/clips/${CLIPS[word]}.wav`, import.meta.url)));
}

export const quiet = (seconds) => new Float32Array(Math.round(seconds * RATE));

/** A sound with its peak at `db` of full scale. */
export function atPeak({ samples }, db) {
  const loudest = samples.reduce((m, x) => Math.max(m, Math.abs(x)), 1e-9);
  return samples.map((x) => (x * 10 ** (db / 20)) / loudest);
}

/** A door that falls shut: a burst of low noise that rings off in a third of a second. */
export function slam(seed, db = -3) {
  const next = chance(seed);
  let low = 0;
  const samples = Float32Array.from({ length: Math.round(0.45 * RATE) }, (_, i) => {
    const s = i / RATE;
    low = 0.75 * low + 0.25 * next();
    return (low + 0.35 * Math.sin(2 * Math.PI * (70 + 9 * (seed % 5)) * s)) * Math.min(1, s / 0.003) * Math.exp(-s / 0.09);
  });
  return atPeak({ samples }, db);
}

/** A pen that hits the table: 40 ms. */
export function click(db = -6) {
  const next = chance(99);
  return atPeak({ samples: Float32Array.from({ length: Math.round(0.04 * RATE) }, () => next()) }, db);
}

/** Some noise that is no word: seconds of it at an RMS of `db`. */
export function hiss(seconds, db, seed = 5) {
  const next = chance(seed);
  return quiet(seconds).map(() => next() * 10 ** (db / 20) * Math.sqrt(3));
}

/** Sounds one after another in a room whose noise has an RMS of `roomDb`. */
export function scene(parts, roomDb = -70) {
  const out = new Float32Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  const room = hiss(out.length / RATE, roomDb);
  return out.map((x, i) => x + room[i]);
}

/** A file that Chromium plays as its microphone once, from its start each time the microphone is opened. */
export function microphoneOf(t, samples) {
  const folder = mkdtempSync(join(tmpdir(), "nrr-scene-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "microphone.wav");
  writeFileSync(path, writeWav({ rateHz: RATE, samples }));
  return `${path}%noloop`;
}
