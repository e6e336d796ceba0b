import { describe, expect, test } from "vitest";
import { decode } from "./decode.ts";
import { isAsked, MOST_UNTOLD, refuseLong, TooLong } from "./length.ts";

/** A browser in which a file says it plays for `told` seconds, and plays for `real`. */
function browser(told: number | undefined, real: number | Error) {
  const done: string[] = [];
  return {
    done,
    told: () => Promise.resolve(told),
    decoded: () => {
      done.push("decoded");
      if (real instanceof Error) {
        return Promise.reject(real);
      }
      const length = 4;
      const channels = [Float32Array.of(0, 0.5, -0.5, 1), Float32Array.of(0, 0.5, 0.5, 0)];
      const getChannelData = (c: number) => {
        done.push("mixed");
        return channels[c] ?? new Float32Array();
      };
      return Promise.resolve({ length, duration: real, sampleRate: 16_000, numberOfChannels: 2, getChannelData } as unknown as AudioBuffer);
    },
  };
}

const bytes = new Uint8Array(40_000);

describe("a compressed file", () => {
  test("that is short is mixed to one channel", async () => {
    const sound = await decode(bytes, 30, browser(1, 1));
    expect(sound?.rateHz).toBe(16_000);
    expect([...(sound?.samples ?? [])].map((x) => Math.round(x * 100) / 100)).toEqual([0, 0.5, 0, 0.5]);
  });

  test("that says it is too long is not decoded", async () => {
    const hours = browser(3 * 3600, 3 * 3600);
    await expect(decode(bytes, 30, hours)).rejects.toMatchObject({ seconds: 10_800 });
    expect(hours.done).toEqual([]);
  });

  test.each([1, undefined])("that says %s and plays for hours is refused before anything is made of it", async (told) => {
    const liar = browser(told, 7200);
    const refused = decode(bytes, 30, liar);
    await expect(refused).rejects.toBeInstanceOf(TooLong);
    await expect(refused).rejects.toMatchObject({ seconds: 7200 });
    expect(liar.done).toEqual(["decoded"]);
  });

  test("that the browser does not know is none", async () => {
    expect(await decode(bytes, 30, browser(undefined, new Error("unknown format")))).toBeUndefined();
  });

  test("is asked for its length where it may be hours: large ones, and FLAC of any size", async () => {
    const flac = new TextEncoder().encode("fLaC and more");
    expect([isAsked(bytes), isAsked(flac), isAsked(new Uint8Array(8000))]).toEqual([true, true, false]);
    const small = browser(7200, 1);
    expect(await decode(new Uint8Array(8000), 30, small)).toBeDefined();
    await expect(decode(flac, 30, browser(7200, 1))).rejects.toBeInstanceOf(TooLong);
  });

  test("without a length is tried up to a size", () => {
    expect(() => refuseLong(MOST_UNTOLD, undefined, 30)).not.toThrow();
    expect(() => refuseLong(MOST_UNTOLD + 1, undefined, 30)).toThrow(TooLong);
    // With one, its size says nothing.
    expect(() => refuseLong(10 * MOST_UNTOLD, 30, 30)).not.toThrow();
    expect(() => refuseLong(1, 30.1, 30)).toThrow(TooLong);
  });
});
