import { beforeEach, expect, it, vi } from "vitest";
import type { EngineClient } from "../engine/client.ts";
import type { ModelInfo } from "../engine/protocol.ts";
import { ModelDesk } from "./model-desk.ts";
import { newSession, type Session } from "./session.ts";

vi.stubGlobal("document", { baseURI: "https://example.org/" });

/** Answers the fetch of the shipped model. */
let arrive: (ok?: boolean) => void;
/** What the engine was given, in order, and what it has. */
let given: string[];
let has: string | undefined;
let session: Session;
let models: ModelDesk;

beforeEach(() => {
  vi.stubGlobal("fetch", () =>
    new Promise<Response>((resolve, reject) => {
      arrive = (ok = true) => (ok ? resolve(new Response(new Uint8Array([1]))) : reject(new Error("offline")));
    }),
  );
  [given, has] = [[], undefined];
  session = newSession("try");
  const engine = {
    loadModel: async (name: string) => {
      given.push(name);
      await Promise.resolve();
      if (name.startsWith("bad")) {
        throw new Error(`${name} is no model`);
      }
      has = name;
      return {} as ModelInfo;
    },
  };
  models = new ModelDesk(engine as unknown as EngineClient, session);
});

const file = (name: string) => new File([new Uint8Array([1])], name);

it("keeps the visitor's file when the shipped model comes late", async () => {
  const shipped = models.loadShipped();
  await models.loadFile(file("mine.safetensors"));
  expect(session.state).toMatchObject({ model: { title: "mine" }, modelBusy: true });
  arrive();
  await shipped;
  expect(session.state).toMatchObject({ model: { title: "mine", origin: "file" }, modelBusy: false, modelProblem: undefined });
  expect([given, has]).toEqual([["mine.safetensors"], "mine.safetensors"]);
});

it("tells no failure of a model that nobody waits for any more", async () => {
  const shipped = models.loadShipped();
  await models.loadFile(file("mine.safetensors"));
  arrive(false);
  await shipped;
  expect(session.state).toMatchObject({ model: { title: "mine" }, modelProblem: undefined, modelBusy: false });
});

it("takes the shipped model where the file that was asked for later is refused, and says so", async () => {
  const shipped = models.loadShipped();
  await models.loadFile(file("bad.safetensors"));
  arrive();
  await shipped;
  expect(session.state).toMatchObject({ model: { origin: "shipped" }, modelProblem: "Bad.safetensors is no model" });
});

it("has the engine and the page agree, whichever is read first", async () => {
  const slow = file("slow.safetensors");
  let read: (bytes: ArrayBuffer) => void = () => undefined;
  slow.arrayBuffer = () => new Promise((resolve) => (read = resolve));
  const first = models.loadFile(slow);
  const second = models.adopt("taught", new Uint8Array([2]));
  read(new ArrayBuffer(1));
  await Promise.all([first, second]);
  expect([session.state.model?.title, has]).toEqual(["taught", "taught"]);
});
