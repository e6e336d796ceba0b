/** Words to speak in journeys: real digits where they are there, made ones otherwise. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const REAL = join(process.env.NRR_SHARED ?? join(ROOT, "..", "shared"), "fsdd", "recordings");

export const hasRealDigits = existsSync(REAL);

/** Samples from −1 to 1 of a mono 16-bit WAV file. */
export function readWav(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 12;
  let rateHz = 0;
  while (at + 8 <= bytes.length) {
    const id = bytes.toString("latin1", at, at + 4);
    const size = view.getUint32(at + 4, true);
    if (id === "fmt ") {
      rateHz = view.getUint32(at + 12, true);
    } else if (id === "data") {
      const samples = Float32Array.from({ length: Math.floor(Math.min(size, bytes.length - at - 8) / 2) }, (_, i) => view.getInt16(at + 8 + 2 * i, true) / 32768);
      return { rateHz, samples };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error("no data in the WAV file");
}

/** Mono 16-bit WAV file. */
export function writeWav({ rateHz, samples }) {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write("RIFF", 0, "latin1");
  bytes.writeUInt32LE(36 + samples.length * 2, 4);
  bytes.write("WAVEfmt ", 8, "latin1");
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(rateHz, 24);
  bytes.writeUInt32LE(rateHz * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write("data", 36, "latin1");
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((x, i) => bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, x)) * 32767), 44 + 2 * i));
  return bytes;
}

/** A sweep whose course is the word and whose details are the take. */
function madeWord(word, take) {
  const rateHz = 8000;
  const [from, to] = [[300, 2400], [2600, 500], [1200, 1250]][Number(word) % 3];
  const length = Math.round((0.42 + 0.02 * (take % 5)) * rateHz);
  let phase = 0;
  const samples = Float32Array.from({ length }, (_, i) => {
    const x = i / length;
    phase += (2 * Math.PI * (from + (to - from) * x) * (1 + 0.02 * ((take * 7) % 5))) / rateHz;
    return 0.5 * Math.sin(Math.PI * x) * (Math.sin(phase) + 0.4 * Math.sin(2 * phase));
  });
  return { rateHz, samples };
}

/** Take `take` of a digit. */
export function spoken(word, take, speaker = "jackson") {
  return hasRealDigits ? readWav(readFileSync(join(REAL, `${word}_${speaker}_${take}.wav`))) : madeWord(word, take + speaker.length - 7);
}

/** Takes as files that a page can be given, named as FSDD names them. */
export function takeFiles(words, takes, speaker = "jackson") {
  return words.flatMap((word) =>
    takes.map((take) => ({ name: `${word}_${speaker}_${take}.wav`, mimeType: "audio/wav", buffer: writeWav(spoken(word, take, speaker)) })),
  );
}

/** A room's hiss at −70 dBFS, the same each time: what is fainter than −80 the engine takes for no sound at all. */
function room(length) {
  let state = 7;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 31 - 1) * 10 ** (-70 / 20) * Math.sqrt(3);
  });
}

/** What a microphone hears in a quiet room: nothing for a while, then each sound with a gap behind it. */
export function throughMicrophone(sounds, leadS = 3, gapS = 0.8) {
  const rateHz = sounds[0].rateHz;
  const quiet = (s) => new Float32Array(Math.round(s * rateHz));
  const parts = [quiet(leadS)];
  for (const { samples } of sounds) {
    const loudest = samples.reduce((m, x) => Math.max(m, Math.abs(x)), 1e-6);
    parts.push(samples.map((x) => (0.6 * x) / loudest), quiet(gapS));
  }
  const out = room(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const part of parts) {
    for (const x of part) {
      out[at++] += x;
    }
  }
  return writeWav({ rateHz, samples: out });
}
