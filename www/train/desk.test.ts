import { expect, it } from "vitest";
import { type ActiveModel, newSession } from "../app/session.ts";
import { Store } from "../core/store.ts";
import { TrainDesk } from "./desk.ts";

const model = (weightsSha256: string, labels = ["a", "b"]): ActiveModel => ({ title: "", origin: "file", info: { weightsSha256, labels } as ActiveModel["info"], bytes: new Uint8Array() });

it("says that Try has the run's model for as long as it has", () => {
  const session = newSession("train");
  const run = new Store<{ weightsSha256: string | undefined; data: { labels: string[] } }>({ weightsSha256: undefined, data: { labels: ["a", "b"] } });
  const desk = new TrainDesk(session, {} as never, {} as never, {} as never, run as never);
  session.set({ model: model("mine") });
  expect(desk.adopted).toBe(false);
  run.set({ weightsSha256: "mine" });
  expect(desk.adopted).toBe(true);
  session.set({ model: model("another") });
  expect(desk.adopted).toBe(false);
  // The same takes under other words.
  session.set({ model: model("mine", ["a", "c"]) });
  expect(desk.adopted).toBe(false);
  session.set({ model: undefined });
  expect(desk.adopted).toBe(false);
});
