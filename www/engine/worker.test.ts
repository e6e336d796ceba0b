import { beforeEach, expect, it, vi } from "vitest";
import type { EngineApi, Sound } from "./protocol.ts";

type Calls = { [K in keyof EngineApi]: (...inputs: Parameters<EngineApi[K]>) => Promise<unknown> };

const fakes = vi.hoisted(() => {
  const exposed: { api?: unknown } = {};
  return { exposed, compileLab: vi.fn(), loadLab: vi.fn(), loadHear: vi.fn() };
});
vi.mock("comlink", () => ({ expose: (api: unknown) => (fakes.exposed.api = api), transfer: (thing: unknown) => thing }));
vi.mock("./load.ts", () => ({ loadHear: fakes.loadHear }));
vi.mock("./lab-module.ts", () => ({ compileLab: fakes.compileLab }));
vi.mock("./load-lab.ts", () => ({ loadLab: fakes.loadLab }));

const SOUND: Sound = { rateHz: 8000, samples: new Float32Array(1) };
const log: string[] = [];

/** A build of the engine whose answers say which it is. */
function build(name: string) {
  return {
    describe: () => ({ version: name }),
    Model: {
      load: (file: string, bytes: Uint8Array) => {
        log.push(`${name} loads ${file} of ${bytes.length}`);
        return {
          info: () => ({ data: name }),
          recognise: () => ({ label: name, clip: new Float32Array() }),
          free: () => log.push(`${name} frees ${file}`),
        };
      },
    },
    DataSet: { from_pack: (pack: string) => ({ summary: () => ({ name: pack }), free: () => undefined }) },
  };
}

async function worker(): Promise<Calls> {
  vi.resetModules();
  vi.stubGlobal("self", { name: "engine" });
  await import("./worker.ts");
  return fakes.exposed.api as Calls;
}

beforeEach(() => {
  log.length = 0;
  fakes.compileLab.mockReset().mockResolvedValue({});
  fakes.loadHear.mockReset().mockResolvedValue(build("hear"));
  fakes.loadLab.mockReset().mockResolvedValue(build("lab"));
});

it("only recognises until it is asked for more, and goes on with the same model then", async () => {
  const api = await worker();
  expect(await api.open(() => undefined)).toEqual({ version: "hear" });
  await api.loadModel("m", new Uint8Array(7));
  expect(await api.recognise("x", SOUND, 0, false)).toMatchObject({ label: "hear" });
  await api.pauseRun();
  expect(fakes.compileLab).not.toHaveBeenCalled();
  expect(await api.openPack("digits", new Uint8Array())).toEqual({ name: "digits" });
  await api.openPack("others", new Uint8Array());
  expect(await api.recognise("x", SOUND, 0, false)).toMatchObject({ label: "lab" });
  expect(await api.loadModel("n", new Uint8Array(9))).toEqual({ data: "lab" });
  expect(log).toEqual(["hear loads m of 7", "lab loads m of 7", "hear frees m", "lab loads n of 9", "lab frees m"]);
  expect(fakes.compileLab).toHaveBeenCalledTimes(1);
});

it("still recognises when the other build cannot be fetched, and tries again", async () => {
  const api = await worker();
  fakes.compileLab.mockRejectedValueOnce(new Error("offline"));
  await api.open(() => undefined);
  await api.loadModel("m", new Uint8Array(7));
  await expect(api.openPack("digits", new Uint8Array())).rejects.toMatchObject({ message: "offline" });
  expect(await api.recognise("x", SOUND, 0, false)).toMatchObject({ label: "hear" });
  expect(await api.openPack("digits", new Uint8Array())).toEqual({ name: "digits" });
});

it("recognises while it changes over, and takes a model that comes meanwhile along", async () => {
  const api = await worker();
  let compiled: (module: unknown) => void = () => undefined;
  fakes.compileLab.mockReturnValue(new Promise((resolve) => (compiled = resolve)));
  await api.open(() => undefined);
  await api.loadModel("m", new Uint8Array(7));
  const opening = api.openPack("digits", new Uint8Array());
  expect(await api.recognise("x", SOUND, 0, false)).toMatchObject({ label: "hear" });
  await api.loadModel("n", new Uint8Array(9));
  compiled({});
  await opening;
  expect(log.slice(-2)).toEqual(["lab loads n of 9", "hear frees n"]);
});
