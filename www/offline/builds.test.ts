import { describe, expect, test } from "vitest";
import { after, type Builds, CacheNames, readBuilds } from "./builds.ts";

const names = new CacheNames("https://a.example/page/");
const of = (build: string) => [names.first(build), names.later(build)];

/** Caches that are left after one build after another began to answer. */
function left(...builds: string[]): string[] {
  let known: Builds | undefined;
  const caches = new Set([names.builds]);
  for (const build of builds) {
    of(build).forEach((name) => caches.add(name));
    known = after(known, build);
    names.outdated([...caches], known).forEach((name) => caches.delete(name));
  }
  return [...caches].sort();
}

describe("the caches", () => {
  test("of the build before are kept, older ones are not", () => {
    expect(left("a")).toEqual([names.builds, ...of("a")].sort());
    expect(left("a", "b")).toEqual([names.builds, ...of("a"), ...of("b")].sort());
    expect(left("a", "b", "c")).toEqual([names.builds, ...of("b"), ...of("c")].sort());
    // A build that was gone back to, and one that begins again without another in between.
    expect(left("a", "b", "a")).toEqual([names.builds, ...of("a"), ...of("b")].sort());
    expect(left("a", "b", "b")).toEqual([names.builds, ...of("a"), ...of("b")].sort());
  });

  test("of others are left alone; those of the page's first versions go with the next build but one", () => {
    const others = ["workbox-precache-v2-https://a.example/", new CacheNames("https://a.example/other/").later("a"), "something"];
    const former = ["workbox-precache-v2-https://a.example/page/", "nrr-snn-later-0123"];
    const all = [...others, ...former, ...of("a"), ...of("b")];
    expect(names.outdated(all, { now: "a", before: undefined })).toEqual([]);
    expect(names.outdated(all, { now: "b", before: "a" })).toEqual(former);
  });
});

test("what was written down is read back, and nothing else", () => {
  expect(readBuilds({ now: "b", before: "a" })).toEqual({ now: "b", before: "a" });
  expect(readBuilds(JSON.parse(JSON.stringify(after(undefined, "b"))))).toEqual({ now: "b", before: undefined });
  for (const value of [undefined, null, "b", {}, { now: 1 }]) {
    expect(readBuilds(value)).toBeUndefined();
  }
});
