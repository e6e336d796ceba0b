import { beforeEach, expect, it, vi } from "vitest";
import type { ModelDesk } from "../app/model-desk.ts";
import { Notices } from "../app/notices.ts";
import { newSession, type Session } from "../app/session.ts";
import { Player } from "../audio/player.ts";
import type { EngineClient } from "../engine/client.ts";
import type { Heard, Sound } from "../engine/protocol.ts";
import { TryDesk } from "./desk.ts";

const sound: Sound = { rateHz: 8000, samples: new Float32Array(800) };
/** Lets the engine have read a file, by its name. */
let read: Map<string, { resolve: (sound: Sound) => void; reject: (error: Error) => void }>;
let session: Session;
let desk: TryDesk;
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

beforeEach(() => {
  vi.stubGlobal("cancelAnimationFrame", () => undefined);
  vi.stubGlobal("document", { baseURI: "https://example.org/" });
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(new Uint8Array([1]))));
  read = new Map();
  session = newSession("try");
  session.set({ model: { title: "m", origin: "shipped", info: {} as never, bytes: new Uint8Array() } });
  const api = {
    readWav: (name: string) => new Promise<Sound>((resolve, reject) => read.set(name, { resolve, reject })),
    recognise: () => Promise.resolve({ clip: sound.samples, clipRateHz: 8000 } as Heard),
  };
  const engine = { call: (make: (with_: typeof api) => unknown) => Promise.resolve(make(api)) };
  const silent = new Player(() => ({ resume: () => Promise.reject(new Error("no device")) }) as unknown as AudioContext);
  desk = new TryDesk(engine as unknown as EngineClient, session, { loadShipped: () => Promise.resolve() } as unknown as ModelDesk, silent, new Notices());
});

const open = (name: string) => desk.openFile(new File([new Uint8Array([1])], name));
const clip = { file: "one.wav", title: "One", label: "1" } as never;

it("shows the file that was opened last, whichever is read first", async () => {
  const both = [open("slow.wav"), open("quick.wav")];
  await settled();
  read.get("quick.wav")?.resolve(sound);
  await settled();
  read.get("slow.wav")?.resolve(sound);
  await Promise.all(both);
  expect(desk.state.study?.title).toBe("quick.wav");
});

it("keeps a clip that is chosen while a file is read, and tells nothing of the file", async () => {
  const both = [open("slow.wav"), desk.choose(clip)];
  await settled();
  read.get("one.wav")?.resolve(sound);
  await settled();
  read.get("slow.wav")?.reject(new Error("cut off"));
  await Promise.all(both);
  expect(desk.state).toMatchObject({ study: { title: "One" }, clip: "one.wav", problem: undefined });
});

it("shows no sound as playing that does not start", async () => {
  const opened = open("a.wav");
  await settled();
  read.get("a.wav")?.resolve(sound);
  await opened;
  await expect(desk.play()).rejects.toThrow("no device");
  expect(desk.state.playing).toBe(false);
});
