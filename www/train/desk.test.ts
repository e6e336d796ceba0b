import { expect, it } from "vitest";
import { type ActiveModel, newSession } from "../app/session.ts";
import { Store } from "../core/store.ts";
import { TrainDesk } from "./desk.ts";
import { START } from "./settings.ts";

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

it("keeps what was typed and cannot be used until it is mended, or settings come from elsewhere", async () => {
  const run = { active: false, useWorkers: () => Promise.resolve() };
  const desk = new TrainDesk(newSession("train"), {} as never, {} as never, {} as never, run as never);
  desk.mark("epochs", "0");
  desk.mark("density", "2");
  desk.change({ seed: 3 }, "", "seed");
  await desk.setWorkers("2");
  expect(desk.state.wrong).toEqual({ epochs: "0", density: "2" });
  desk.mark("density", undefined);
  expect(desk.state.wrong).toEqual({ epochs: "0" });
  // Another network: its fields are others.
  desk.change({ system: "dnn" }, "", "system");
  expect(desk.state.wrong).toEqual({});
  desk.mark("epochs", "0");
  desk.set({ choices: START });
  expect(desk.state.wrong).toEqual({});
});

it("knows the weights of a model that was taught here for as long as Try has it", () => {
  const session = newSession("train");
  const desk = new TrainDesk(session, {} as never, {} as never, {} as never, {} as never);
  desk.set({ given: "kept" });
  // The page's own model comes first when the page is opened anew.
  session.set({ model: { ...model("page"), origin: "shipped" } });
  expect(desk.state.given).toBe("kept");
  session.set({ model: { ...model("mine"), origin: "taught" } });
  expect(desk.state.given).toBe("mine");
  session.set({ model: { ...model("page"), origin: "shipped" } });
  expect(desk.state.given).toBeUndefined();
});
