import { describe, expect, test } from "vitest";
import type { Place, ReadRoute } from "../core/route.ts";
import { Address } from "./address.ts";

/** A window's history with one entry, and a page with one setting. */
class World {
  readonly entries: { hash: string; state: unknown }[];
  at = 0;
  open: Place;
  seed = "1";
  readonly told: ReadRoute["problems"][] = [];
  readonly address: Address;

  constructor(hash: string, place: Place) {
    this.entries = [{ hash, state: null }];
    this.open = place;
    const entry = () => this.entries[this.at] ?? { hash: "", state: null };
    const write = (state: unknown, hash: string) => {
      this.entries.splice(this.at, Infinity, { hash, state });
    };
    this.address = new Address(
      {
        location: {
          get hash() {
            return entry().hash;
          },
        },
        history: {
          get state() {
            return entry().state;
          },
          replaceState: (state, _, hash) => write(state, String(hash)),
          pushState: (state, _, hash) => {
            this.at += 1;
            write(state, String(hash));
          },
        },
      },
      {
        place: () => this.open,
        query: () => ({ seed: this.seed }),
        read: ({ query, problems }) => {
          this.told.push(problems);
          // As of a store that is watched: every change is shown at once.
          this.seed = query["seed"] ?? "1";
          this.address.show();
        },
        enter: (place) => {
          this.open = place;
          this.address.show();
        },
      },
    );
    this.address.show();
  }

  get hash(): string {
    return this.entries[this.at]?.hash ?? "";
  }

  /** As a browser does: an entry without a state, then both events. */
  paste(hash: string): void {
    this.at += 1;
    this.entries.splice(this.at, Infinity, { hash, state: null });
    this.#events();
  }

  back(): void {
    this.at -= 1;
    this.#events();
  }

  #events(): void {
    this.address.arrive();
    this.address.arrive();
  }
}

describe("the address", () => {
  test("one that is pasted into the open page gives place and settings, once", () => {
    const world = new World("#/data", "data");
    world.paste("#/train?seed=5");
    expect([world.open, world.seed, world.hash]).toEqual(["train", "5", "#/train?seed=5"]);
    world.paste("#/nowhere?seed=6");
    expect([world.open, world.seed, world.hash]).toEqual(["try", "6", "#/try?seed=6"]);
    expect(world.told).toEqual([[], [{ key: "place", what: "nowhere" }]]);
  });

  test("going back opens a place and leaves the settings alone", () => {
    const world = new World("#/data", "data");
    world.address.go("train");
    world.seed = "7";
    world.address.show();
    world.back();
    expect([world.open, world.seed, world.hash]).toEqual(["data", "7", "#/data?seed=7"]);
    expect(world.told).toEqual([]);
  });

  test("going back from a pasted address keeps its settings, and the address says so", () => {
    const world = new World("#/train", "train");
    world.paste("#/train?seed=5");
    world.back();
    expect([world.open, world.seed, world.hash]).toEqual(["train", "5", "#/train?seed=5"]);
  });
});
