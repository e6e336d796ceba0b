import { expect, it, vi } from "vitest";

const compileBest = vi.hoisted(() => vi.fn());
vi.mock("./compile.ts", () => ({ compileBest }));

it("compiles once, but not what could not be fetched", async () => {
  const { compileLab } = await import("./lab-module.ts");
  const module = {} as WebAssembly.Module;
  compileBest.mockRejectedValueOnce(new Error("offline")).mockResolvedValue(module);
  await expect(compileLab()).rejects.toThrow("offline");
  expect(await Promise.all([compileLab(), compileLab()])).toEqual([module, module]);
  expect(compileBest).toHaveBeenCalledTimes(2);
});
