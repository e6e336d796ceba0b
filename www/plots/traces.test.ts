import { expect, it, vi } from "vitest";
import type { SpikeTraces, ValueTraces } from "../engine/protocol.ts";

// The plots are elements; only their arithmetic is tested here.
vi.stubGlobal("matchMedia", () => ({ addEventListener: () => undefined }));
vi.stubGlobal("HTMLElement", Object);
vi.stubGlobal("document", { createElement: () => ({}), createTreeWalker: () => ({}), createComment: () => ({}) });
vi.stubGlobal("customElements", { define: () => undefined });

const { inOrder, spikesPerStep, tellingNeuron, valuesPerStep } = await import("./raster-figures.ts");
const { neuronPath, unitPath } = await import("./neuron.ts");
const { envelope } = await import("./waveform.ts");
const { rgb, rampAt } = await import("./theme.ts");

/** Two steps of three neurons. */
const layer: SpikeTraces = {
  name: "RFC3",
  kind: "RFC",
  neurons: 3,
  channels: 0,
  recurrent: true,
  vThreshold: 0.5,
  firingRate: 0,
  sFf: Uint8Array.of(1, 0, 1, 1, 0, 0),
  sRec: Uint8Array.of(0, 0, 1, 0, 0, 0),
  vFf: Float32Array.of(0.5, 0, 0.25, 1, 0, 0),
  vRec: Float32Array.of(0.25, 0, 1, 0, 0, 0),
  adaptation: new Float32Array(6),
  threshold: Float32Array.of(0.5, 0.5, 0.5, 0.75, 0.5, 1),
};

/** The same steps of units without spikes. */
const values: ValueTraces = {
  name: "RFC3",
  kind: "RFC",
  neurons: 3,
  channels: 0,
  recurrent: true,
  vThreshold: 0.5,
  firingRate: 0,
  activity: Float32Array.of(0.5, 0, -1, 1, 0, -3),
};

it("reads units without spikes", () => {
  expect(unitPath(values, 2)).toEqual([-1, -3]);
  expect(valuesPerStep(values).map(({ active }) => active)).toEqual([2, 2]);
  expect(valuesPerStep(values)[1]?.mean).toBeCloseTo(-2 / 3);
  expect(tellingNeuron(values)).toBe(2);
});

it("counts spikes of both kinds", () => {
  expect(spikesPerStep(layer)).toEqual([{ f: 2, r: 1 }, { f: 1, r: 0 }]);
});

it("looks first at a neuron whose flags both change", () => {
  expect(tellingNeuron(layer)).toBe(2);
  expect(tellingNeuron({ ...layer, sFf: Uint8Array.of(1, 0, 0, 1, 1, 0), sRec: new Uint8Array(6) })).toBe(1);
});

it("puts back what the adaptation took, on both sides of the comparison", () => {
  expect(neuronPath(layer, 0, false)).toEqual({ v: [0.75, 1], drive: [0.75, 1], threshold: [0.5, 0.75], sFf: [1, 1], sRec: [0, 0] });
  expect(neuronPath(layer, 0, true)).toMatchObject({ v: [0.75, 1], drive: [0.75, 1.25] });
});

it("keeps every peak of a waveform", () => {
  const samples = new Float32Array(1000);
  samples[437] = -0.9;
  samples[613] = 0.7;
  const { low, high } = envelope(samples, 48);
  expect(Math.min(...low)).toBeCloseTo(-0.9);
  expect(Math.max(...high)).toBeCloseTo(0.7);
  expect(envelope(new Float32Array(0), 4).low).toEqual(new Float32Array(4));
});

it("mixes the ramp", () => {
  const ramp = [rgb("#000000"), rgb("#ff0000"), rgb("#ffffff")] as const;
  expect([-1, 0, 0.25, 0.5, 1, 2].map((x) => rampAt([...ramp], x))).toEqual([[0, 0, 0], [0, 0, 0], [127.5, 0, 0], [255, 0, 0], [255, 255, 255], [255, 255, 255]]);
});

it("puts the neurons of every step in another order, and leaves what was given as it is", () => {
  const layer = { neurons: 3, sFf: Uint8Array.of(1, 0, 0, 0, 1, 1), sRec: Uint8Array.of(0, 0, 1, 1, 0, 0) } as SpikeTraces;
  const sorted = inOrder(layer, Uint32Array.of(2, 0, 1)) as SpikeTraces;
  expect([...sorted.sFf]).toEqual([0, 1, 0, 1, 0, 1]);
  expect([...sorted.sRec]).toEqual([1, 0, 0, 0, 1, 0]);
  expect([...layer.sFf]).toEqual([1, 0, 0, 0, 1, 1]);
  const values = { neurons: 2, activity: Float32Array.of(0.5, 2) } as ValueTraces;
  expect([...(inOrder(values, Uint32Array.of(1, 0)) as ValueTraces).activity]).toEqual([2, 0.5]);
});
