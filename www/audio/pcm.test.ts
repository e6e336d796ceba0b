import { describe, expect, it } from "vitest";
import { exactWav, pack16, pieces, to16Bits, unpack16 } from "./pcm.ts";

const noise = (n: number): Float32Array => Float32Array.from({ length: n }, (_, i) => Math.sin(i * i * 0.37) * 0.9);

describe("samples", () => {
  it("of 16 bits come back from 16 bits, without a negative zero", () => {
    const samples = to16Bits(Float32Array.of(-0.000001, 0, 1, -1, 0.5, 2, -2, ...noise(500)));
    expect(Object.is(samples[0], 0)).toBe(true);
    const packed = pack16(samples);
    expect(packed).toBeDefined();
    expect(unpack16(packed ?? new Int16Array())).toEqual(samples);
  });

  it("that 16 bits cannot hold are not packed", () => {
    expect(pack16(Float32Array.of(0.1))).toBeUndefined();
    expect(pack16(Float32Array.of(1))).toBeUndefined();
    expect(pack16(Float32Array.of(Number.NaN))).toBeUndefined();
  });

  it("go into a WAV file of 16 bits where it holds them, else of floats", () => {
    const read = (bytes: Uint8Array<ArrayBuffer>) => {
      const view = new DataView(bytes.buffer);
      return { code: view.getUint16(20, true), rateHz: view.getUint32(24, true), bits: view.getUint16(34, true), size: view.getUint32(40, true) };
    };
    expect(read(exactWav({ rateHz: 8000, samples: to16Bits(noise(10)) }))).toEqual({ code: 1, rateHz: 8000, bits: 16, size: 20 });
    const floats = noise(10);
    const file = exactWav({ rateHz: 44_100, samples: floats });
    expect(read(file)).toEqual({ code: 3, rateHz: 44_100, bits: 32, size: 40 });
    expect(new Float32Array(file.buffer.slice(44))).toEqual(floats);
  });

  it("are cut into whole pieces", () => {
    const cut = pieces({ rateHz: 100, samples: noise(350) }, 1, 10);
    expect(cut.map((p) => p.samples.length)).toEqual([100, 100, 100]);
    expect(pieces({ rateHz: 100, samples: noise(350) }, 1, 2).length).toBe(2);
  });
});
