import { expect, it, vi } from "vitest";
import { Player } from "../audio/player.ts";
import { PlayDesk } from "./play-desk.ts";
import type { Take } from "./words-state.ts";

vi.stubGlobal("cancelAnimationFrame", () => undefined);

/** A player whose sound never starts. */
const waiting = () => new Player(() => ({ resume: () => new Promise(() => undefined) }) as unknown as AudioContext);
const take = (id: number): Take => ({ id, word: 1, name: "a", speaker: "", index: 0, part: "learn", sound: { rateHz: 8000, samples: new Float32Array(8000) }, from: 0, to: 8000 });

it("stops with the second click or when the place is left, also before the sound has started", () => {
  const desk = new PlayDesk(waiting());
  const begin = (id: number) => void desk.toggle(take(id)).catch(() => undefined);
  begin(1);
  expect(desk.state.take).toBe(1);
  begin(1);
  expect(desk.state.take).toBeUndefined();
  begin(1);
  begin(2);
  expect(desk.state.take).toBe(2);
  desk.stop();
  expect(desk.state.take).toBeUndefined();
});
