import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Player } from "./player.ts";

const sound = { rateHz: 8000, samples: new Float32Array(8000) };

class Source {
  onended: (() => void) | null = null;
  buffer: unknown;
  started = 0;
  stopped = 0;
  connect = () => undefined;
  disconnect = () => undefined;
  start = () => (this.started += 1);
  stop = () => (this.stopped += 1);
}

let sources: Source[];
/** Lets the browser's sound start, or refuses it. */
let resumed: { resolve: () => void; reject: (error: Error) => void }[];
let frames: Set<number>;

const context = {
  currentTime: 0,
  destination: {},
  resume: () => new Promise<void>((resolve, reject) => resumed.push({ resolve, reject })),
  createBuffer: () => ({ duration: 1, getChannelData: () => new Float32Array(8000) }),
  createBufferSource: () => {
    const source = new Source();
    sources.push(source);
    return source;
  },
};

beforeEach(() => {
  [sources, resumed, frames] = [[], [], new Set()];
  let frame = 0;
  vi.stubGlobal("requestAnimationFrame", () => {
    frames.add(++frame);
    return frame;
  });
  vi.stubGlobal("cancelAnimationFrame", (id: number) => frames.delete(id));
});

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const player = () => new Player(() => context as unknown as AudioContext);
const playing = () => sources.filter((s) => s.started > s.stopped).length;

it("plays, and tells the end", async () => {
  const [one, moved] = [player(), vi.fn()];
  const begun = one.play(sound, moved);
  resumed.forEach((r) => r.resolve());
  await begun;
  expect([playing(), frames.size]).toEqual([1, 1]);
  sources[0]?.onended?.();
  expect([playing(), frames.size]).toEqual([0, 0]);
  expect(moved.mock.calls).toEqual([[undefined]]);
});

it("plays the second alone of two that are asked for before the sound has started", async () => {
  const one = player();
  const [first, second] = [vi.fn(), vi.fn()];
  const both = [one.play(sound, first), one.play(sound, second)];
  expect(first.mock.calls).toEqual([[undefined]]);
  resumed.forEach((r) => r.resolve());
  await Promise.all(both);
  expect([sources.length, playing(), frames.size]).toEqual([1, 1, 1]);
  one.stop();
  expect([playing(), frames.size]).toEqual([0, 0]);
  expect(second.mock.calls).toEqual([[undefined]]);
});

it("does not begin after it was stopped", async () => {
  const [one, moved] = [player(), vi.fn()];
  const begun = one.play(sound, moved);
  one.stop();
  resumed.forEach((r) => r.resolve());
  await begun;
  expect(sources).toEqual([]);
  expect(moved.mock.calls).toEqual([[undefined]]);
});

it("tells the end where the sound does not start, and why", async () => {
  const [one, moved] = [player(), vi.fn()];
  const begun = one.play(sound, moved);
  resumed.forEach((r) => r.reject(new Error("no device")));
  await expect(begun).rejects.toThrow("no device");
  expect(moved.mock.calls).toEqual([[undefined]]);
});

it("waits a while for the sound to start, not for ever", async () => {
  vi.useFakeTimers();
  const [one, moved] = [player(), vi.fn()];
  const begun = expect(one.play(sound, moved)).rejects.toThrow(/does not start/);
  await vi.advanceTimersByTimeAsync(8100);
  await begun;
  expect(moved.mock.calls).toEqual([[undefined]]);
  // It starts after all: too late.
  resumed.forEach((r) => r.resolve());
  await vi.advanceTimersByTimeAsync(0);
  expect(sources).toEqual([]);
});

it("tells the end where no sound can be opened at all", async () => {
  const moved = vi.fn();
  const none = new Player(() => {
    throw new Error("none left");
  });
  await expect(none.play(sound, moved)).rejects.toThrow("none left");
  expect(moved.mock.calls).toEqual([[undefined]]);
});

it("does not end a sound that the end of the last one asks for", async () => {
  const one = player();
  let second: Promise<void> | undefined;
  const begun = one.play(sound, (s) => {
    if (s === undefined) {
      second = one.play(sound, () => undefined);
    }
  });
  resumed.forEach((r) => r.resolve());
  await begun;
  one.stop();
  resumed.forEach((r) => r.resolve());
  await second;
  expect(playing()).toBe(1);
});
