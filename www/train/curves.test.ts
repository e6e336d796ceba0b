import { beforeEach, describe, expect, it, vi } from "vitest";
import type { EpochRecord } from "../engine/protocol.ts";

/** What was asked of the drawing surface. */
const drawn = { points: 0 };
const surface = new Proxy({}, {
  get: (_, name) => (name === "measureText" ? () => ({ width: 1 }) : name === "lineTo" || name === "moveTo" ? () => (drawn.points += 1) : () => undefined),
  set: () => true,
});
const canvas = { width: 0, height: 0, getContext: () => surface };
const frames: (() => void)[] = [];
const sizes: ((entries: unknown[]) => void)[] = [];

vi.stubGlobal("matchMedia", () => ({ addEventListener: () => undefined }));
vi.stubGlobal("HTMLElement", Object);
vi.stubGlobal("document", { createElement: () => canvas, createTreeWalker: () => ({}), createComment: () => ({}), documentElement: {} });
vi.stubGlobal("customElements", { define: () => undefined });
vi.stubGlobal("getComputedStyle", () => ({ getPropertyValue: () => "#123456", fontFamily: "" }));
vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
vi.stubGlobal("ResizeObserver", class {
  constructor(told: (entries: unknown[]) => void) {
    sizes.push(told);
  }
  readonly observe = () => undefined;
});
vi.stubGlobal("IntersectionObserver", class {
  readonly observe = () => undefined;
});

const { CurvePlot } = await import("./curves.ts");
const { MOST_POINTS, thinned } = await import("../plots/lines.ts");

/** How often a figure was read out of a record. */
let read = 0;
let ranges = 0;

class Counted extends CurvePlot {
  override readonly isConnected = true;

  protected override yRange(): [number, number] {
    ranges += 1;
    return super.yRange();
  }

  override querySelector(): never {
    return canvas as never;
  }

  // The element's own template needs a document.
  protected override performUpdate(): void {
    return undefined;
  }

  readonly says = () => [this.summary(), this.aside()];
}

function recordOf(epoch: number): EpochRecord {
  return {
    epoch,
    trainLoss: 1 / epoch,
    trainAccuracy: 0.5,
    validationAccuracy: null,
    testAccuracy: 0.5,
    synapticOperations: 1,
    energyNj: 1,
    firingRate: 0.1,
    get layers() {
      read += 1;
      return [0.1, 0.2].map((firingRate) => ({ firingRate, silent: 0, saturated: 0, angle: 20 }));
    },
  };
}

/** A plot of a run of so many epochs, before its first frame. */
function plotOf(kind: "rate" | "angle" | "accuracy" | "loss", epochs: number): Counted {
  const plot = new Counted();
  Object.assign(plot, { kind, epochs, layers: ["RFC4", "RFC4", "FC2"], records: Array.from({ length: epochs }, (_, i) => recordOf(i + 1)) });
  plot.connectedCallback();
  sizes.at(-1)?.([{ contentRect: { width: 400 } }]);
  return plot;
}

beforeEach(() => {
  [read, ranges, drawn.points] = [0, 0, 0];
  frames.length = 0;
  sizes.length = 0;
});

describe("a curve", () => {
  it.each(["rate", "angle"] as const)("of the %s asks for its range once a picture, and reads ten times the epochs ten times as often", (kind) => {
    const reads = [1000, 10_000].map((epochs) => {
      plotOf(kind, epochs);
      [read, ranges] = [0, 0];
      frames.splice(0).forEach((frame) => frame());
      expect(ranges).toBe(1);
      return read / epochs;
    });
    const [few = 0, many = 0] = reads;
    expect(many).toBeGreaterThan(0);
    expect(many).toBeLessThanOrEqual(few * 1.01);
    // Two lines, each read for the range and for its points.
    expect(many).toBeLessThan(5);
  });

  it("draws no more points than a screen shows", () => {
    plotOf("accuracy", 10_000);
    frames.splice(0).forEach((frame) => frame());
    expect(drawn.points).toBeGreaterThan(100);
    expect(drawn.points).toBeLessThan(2 * MOST_POINTS + 100);
  });

  it("says what it is now without reading the whole run", () => {
    const plot = plotOf("angle", 10_000);
    read = 0;
    const [summary] = plot.says();
    expect(summary).toContain("20°");
    expect(read).toBeLessThan(50);
  });
});

describe("a line of many points", () => {
  it("keeps both ends and every peak, in order", () => {
    const points = Array.from({ length: 10_001 }, (_, x): [number, number] => [x, x === 4321 ? 9 : x === 8765 ? -9 : Math.sin(x)]);
    const few = thinned(points, 300);
    expect(few.length).toBeLessThanOrEqual(300);
    expect([few[0], few.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect(few).toContainEqual([4321, 9]);
    expect(few).toContainEqual([8765, -9]);
    expect(few.every(([x], i) => i === 0 || x > (few[i - 1]?.[0] ?? 0))).toBe(true);
  });

  it("is left as it is where it is short", () => {
    const points: [number, number][] = [[0, 1], [1, 2]];
    expect(thinned(points)).toBe(points);
  });
});
