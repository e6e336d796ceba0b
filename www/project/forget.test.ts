import { describe, expect, test } from "vitest";
import { Store } from "../core/store.ts";
import { clearDesks } from "./forget.ts";

/** A page whose every desk notes what was asked of it. */
function page(origin: string, reset: () => Promise<void>) {
  const calls: string[] = [];
  const noting = (name: string, ...verbs: string[]) => Object.fromEntries(verbs.map((verb) => [verb, () => void calls.push(`${name}.${verb}`)]));
  const session = new Store<object>({ model: { origin }, modelProblem: undefined });
  const tryDesk = noting("try", "leave", "startOver");
  const own = {
    data: {
      recorder: noting("recorder", "stop"),
      play: noting("play", "stop"),
      imports: { end: () => Promise.resolve() },
      words: noting("words", "begin"),
      set: (patch: object) => calls.push(`data ${JSON.stringify(patch)}`),
    },
    train: noting("train", "set"),
    runs: { reset },
  };
  const desks = {
    try: tryDesk,
    data: noting("data", "leave"),
    listen: noting("listen", "leave", "forget"),
    race: noting("race", "forget"),
    test: noting("test", "forget"),
    phonemes: noting("phonemes", "leave", "forget"),
    inside: noting("inside", "leave", "forget"),
  };
  const app = { desks, session, tryDesk, player: noting("player", "stop"), models: { loadShipped: () => Promise.resolve(calls.push("loadShipped")) } };
  return { calls, app, session, clear: () => clearDesks(app as never, own as never) };
}

describe("forgetting", () => {
  test("asks every desk that there is, and stops the microphones", async () => {
    const { calls, clear } = page("shipped", () => Promise.resolve());
    await clear();
    expect(calls).toEqual(expect.arrayContaining(["listen.forget", "race.forget", "test.forget", "phonemes.forget", "inside.forget", "try.startOver", "words.begin", "train.set", 'data {"source":"own"}']));
    expect(calls).toEqual(expect.arrayContaining(["recorder.stop", "try.leave", "listen.leave", "data.leave"]));
    expect(calls).not.toContain("loadShipped");
  });

  test("puts the page's own model in the place of one that was taught", async () => {
    const { calls, session, clear } = page("taught", () => Promise.resolve());
    await clear();
    expect(session.state).toMatchObject({ model: undefined });
    expect(calls).toContain("loadShipped");
  });

  test("does not need the engine, nor wait for it", async () => {
    const dead = page("shipped", () => Promise.reject(new Error("dead")));
    await dead.clear();
    expect(dead.calls).toContain("words.begin");
    const silent = page("shipped", () => new Promise(() => undefined));
    await silent.clear();
    expect(silent.calls).toContain("words.begin");
  });

  test("asks all of them although one fails, and tells of it", async () => {
    const { calls, app, clear } = page("shipped", () => Promise.resolve());
    Object.assign(app.desks.listen, { forget: () => Promise.reject(new Error("no")) });
    await expect(clear()).rejects.toThrow("no");
    expect(calls).toEqual(expect.arrayContaining(["inside.forget", "words.begin"]));
  });
});
